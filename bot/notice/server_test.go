package notice

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// received is one message that the mail server has taken.
type received struct{ from, to, data string }

// mailServer is a real SMTP server on this machine, with faults that are staged.
type mailServer struct {
	*smtp.Server
	port int
	// rcpt and body are asked before an address, and after a message, is taken.
	rcpt func() error
	body func(*smtp.Conn) error

	mu    sync.Mutex
	taken []received
	users []string
}

// certificate is one for this machine that a client can be told to trust.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	https := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(https.Close)
	trusted := https.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	trusted.ServerName = "127.0.0.1"
	return &tls.Config{Certificates: https.TLS.Certificates}, trusted
}

// serveMail starts the server; with implicit TLS where it is told to.
func serveMail(t *testing.T, config *tls.Config, implicit bool) *mailServer {
	t.Helper()
	m := &mailServer{rcpt: func() error { return nil }, body: func(*smtp.Conn) error { return nil }}
	m.Server = smtp.NewServer(m)
	m.Domain, m.TLSConfig, m.AllowInsecureAuth = "mail.example.org", config, false
	m.ErrorLog = quiet{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.port = l.Addr().(*net.TCPAddr).Port
	if implicit {
		l = tls.NewListener(l, config)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = m.Serve(l)
	}()
	t.Cleanup(func() {
		_ = m.Close()
		_ = l.Close() // a server that has only just begun to serve does not know it yet
		<-done
	})
	return m
}

// speaking is the port of a server that says so much to whoever comes, and closes.
func speaking(t *testing.T, words string) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, words)
			_ = conn.Close()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (m *mailServer) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &mailSession{server: m, conn: c}, nil
}

func (m *mailServer) all() []received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]received(nil), m.taken...)
}

type mailSession struct {
	server *mailServer
	conn   *smtp.Conn
	now    received
}

func (s *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "asapbot" || password != "open sesame" {
			return smtp.ErrAuthFailed
		}
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		s.server.users = append(s.server.users, user)
		return nil
	}), nil
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.now.from = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.now.to = to
	return s.server.rcpt()
}

func (s *mailSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.now.data = string(data)
	s.server.mu.Lock()
	s.server.taken = append(s.server.taken, s.now)
	s.server.mu.Unlock()
	return s.server.body(s.conn)
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }

// refusal repeats the address, as servers do.
var refusal = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<anna@example.org> secret-4711 is not known here"}

// request is one that the web server has got.
type request struct {
	path, body string
	header     http.Header
}

// ntfyServer is a real HTTP server on this machine that answers as it is told.
type ntfyServer struct {
	*httptest.Server
	answer func(http.ResponseWriter, *http.Request)

	mu  sync.Mutex
	got []request
}

func serveNtfy(t *testing.T) *ntfyServer {
	t.Helper()
	n := &ntfyServer{answer: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"1"}`) }}
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		n.mu.Lock()
		n.got = append(n.got, request{r.URL.Path, string(body), r.Header.Clone()})
		n.mu.Unlock()
		n.answer(w, r)
	}))
	t.Cleanup(func() {
		n.CloseClientConnections()
		n.Close()
	})
	return n
}

// address is one of its topics, which is a secret.
func (n *ntfyServer) address() string {
	return "ntfy://" + strings.TrimPrefix(n.URL, "http://") + "/secret-4711?scheme=http"
}

func (n *ntfyServer) all() []request {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]request(nil), n.got...)
}

// failed checks that an attempt failed for a reason, and that the error says
// nothing but that.
func failed(t *testing.T, err error, reasons ...Why) {
	t.Helper()
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("it ended with %v", err)
	}
	for _, secret := range []string{"anna", "example.org", "secret", "4711", "127.0.0.1", "sesame"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error says %q", err)
		}
	}
	for _, why := range reasons {
		if f.Why == why {
			return
		}
	}
	t.Errorf("it ended with %q and not %q", f.Why, reasons)
}

// within is short, so that the tests are.
const within = 700 * time.Millisecond
