package notice

import (
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"asapbot/flows"
)

const text = "A message waits for you in Element."

var anna = flows.Way{Kind: flows.Mail, Address: "anna@example.org"}

func mailOnly(m *Mail) *Sender { return New(Options{Mail: m, Within: within}) }

func plainMail(s *mailServer) *Mail {
	return &Mail{Host: "127.0.0.1", Port: s.port, From: "notices@bot.example", Encryption: NoTLS}
}

// What the mail server sees, byte by byte: nothing but the one line, twice.
func TestMailSaysNothingElse(t *testing.T) {
	for _, text := range []string{text, "Un messaggio ti aspetta in Element."} {
		s := serveMail(t, nil, false)
		if err := mailOnly(plainMail(s)).Send(t.Context(), anna, "name-of-it", text); err != nil {
			t.Fatal(err)
		}
		all := s.all()
		if len(all) != 1 || all[0].from != "notices@bot.example" || all[0].to != "anna@example.org" {
			t.Fatalf("the server has %+v", all)
		}
		date := regexp.MustCompile(`(?m)^Date: .*$`)
		want := strings.Join([]string{
			"Date: …", "MIME-Version: 1.0", "Message-ID: <name-of-it@bot.example>", "Auto-Submitted: auto-generated",
			"Subject: " + text, "From: <notices@bot.example>", "To: <anna@example.org>",
			"Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: quoted-printable", "", text, "",
		}, "\r\n")
		got := date.ReplaceAllString(all[0].data, "Date: …\r")
		if sorted(got) != sorted(want) {
			t.Errorf("the server has\n%q\nand not\n%q", got, want)
		}
	}
}

// sorted is a message with its header's lines in a fixed order.
func sorted(message string) string {
	header, body, _ := strings.Cut(message, "\r\n\r\n")
	lines := strings.Split(header, "\r\n")
	for i := range lines {
		for j := range i {
			if lines[i] < lines[j] {
				lines[i], lines[j] = lines[j], lines[i]
			}
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

func TestMailEncrypted(t *testing.T) {
	server, client := certificate(t)
	for _, how := range []Encryption{StartTLS, TLS} {
		t.Run(string(how), func(t *testing.T) {
			s := serveMail(t, server, how == TLS)
			m := plainMail(s)
			m.Encryption, m.User, m.Password, m.Trust = how, "asapbot", "open sesame", client
			if err := mailOnly(m).Send(t.Context(), anna, "n", text); err != nil {
				t.Fatal(err)
			}
			if len(s.all()) != 1 || len(s.users) != 1 {
				t.Errorf("the server has %d messages of %v", len(s.all()), s.users)
			}
			m.Password = "wrong"
			failed(t, mailOnly(m).Send(t.Context(), anna, "n", text), Refused)
			m.Password, m.Trust = "open sesame", nil // a certificate that nobody vouches for
			if err := mailOnly(m).Send(t.Context(), anna, "n", text); err == nil || len(s.all()) != 1 {
				t.Error("it spoke with a server that nobody vouches for")
			}
		})
	}
}

// A server that offers no encryption gets nothing to read.
func TestMailNeverInClear(t *testing.T) {
	s := serveMail(t, nil, false)
	m := plainMail(s)
	m.Encryption = StartTLS
	failed(t, mailOnly(m).Send(t.Context(), anna, "n", text), Refused)
	if len(s.all()) != 0 {
		t.Error("a message went in clear")
	}
}

func TestMailFaults(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never says a word
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	for _, fault := range []struct {
		name  string
		stage func(*mailServer)
		port  int
		why   []Why
	}{
		{"the address is refused", func(s *mailServer) { s.rcpt = func() error { return refusal } }, 0, []Why{Refused}},
		{"the message is refused", func(s *mailServer) { s.body = func(*smtp.Conn) error { return refusal } }, 0, []Why{Refused}},
		{"the server is slow", func(s *mailServer) {
			s.body = func(*smtp.Conn) error { time.Sleep(2 * within); return nil }
		}, 0, []Why{TooSlow}},
		{"the server closes half-way", func(s *mailServer) {
			s.body = func(c *smtp.Conn) error { return c.Conn().Close() }
		}, 0, []Why{BrokenOff}},
		{"the server is slow at every step", func(s *mailServer) {
			s.rcpt = func() error { time.Sleep(within * 6 / 10); return nil }
			s.body = func(*smtp.Conn) error { time.Sleep(within * 6 / 10); return nil }
		}, 0, []Why{TooSlow}},
		{"the server wants no mail", nil, speaking(t, "554 no mail is taken here\r\n"), []Why{Refused}},
		{"the server closes as it greets", nil, speaking(t, "220 mail.exam"), []Why{BrokenOff}},
		{"the server closes after its greeting", nil, speaking(t, "220 mail.example.org\r\n"), []Why{BrokenOff}},
		{"the server is silent", nil, silent.Addr().(*net.TCPAddr).Port, []Why{TooSlow}},
		{"there is no server", nil, closed.Addr().(*net.TCPAddr).Port, []Why{Unreachable}},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			s := serveMail(t, nil, false)
			m := plainMail(s)
			if fault.stage != nil {
				fault.stage(s)
			} else {
				m.Port = fault.port
			}
			begun := time.Now()
			failed(t, mailOnly(m).Send(t.Context(), anna, "n", text), fault.why...)
			if took := time.Since(begun); took > within+within/2 {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// A server that takes the message and then does not say goodbye has taken it.
func TestMailTakenWithoutGoodbye(t *testing.T) {
	s := serveMail(t, nil, false)
	s.body = func(c *smtp.Conn) error {
		go func() {
			time.Sleep(50 * time.Millisecond)
			_ = c.Conn().(*net.TCPConn).CloseRead()
		}()
		return nil
	}
	if err := mailOnly(plainMail(s)).Send(t.Context(), anna, "n", text); err != nil {
		t.Error(err)
	}
}

func ntfyOnly() *Sender { return New(Options{Schemes: []string{"ntfy"}, Within: within}) }

// What ntfy sees: the line, and nothing else.
func TestNtfySaysNothingElse(t *testing.T) {
	n := serveNtfy(t)
	if err := ntfyOnly().Send(t.Context(), flows.Way{Kind: "ntfy", Address: n.address()}, "n", text); err != nil {
		t.Fatal(err)
	}
	all := n.all()
	if len(all) != 1 || all[0].path != "/secret-4711" || all[0].body != text {
		t.Fatalf("the server has %+v", all)
	}
	for name := range all[0].header {
		switch name {
		case "User-Agent", "Accept-Encoding", "Content-Type", "Content-Length", "Priority":
		default:
			t.Errorf("the server sees %s: %q", name, all[0].header[name])
		}
	}
}

func TestNtfyFaults(t *testing.T) {
	for name, fault := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		why    []Why
	}{
		"it refuses": {func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"code":40301,"error":"secret-4711 is forbidden"}`, http.StatusForbidden)
		}, []Why{Refused}},
		"it has too much to do": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTooManyRequests)
		}, []Why{Refused}},
		"it answers letter by letter": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			for range 40 {
				_, _ = io.WriteString(w, "{")
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
					return
				case <-time.After(within / 20):
				}
			}
		}, []Why{TooSlow}},
		"it is slow": {func(http.ResponseWriter, *http.Request) { time.Sleep(2 * within) }, []Why{TooSlow}},
		"it closes half-way": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id")
				_ = conn.Close()
			}
		}, []Why{BrokenOff, Refused}},
		"it closes before it answers": {func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_ = conn.Close()
			}
		}, []Why{BrokenOff}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := serveNtfy(t)
			n.answer = fault.answer
			begun := time.Now()
			failed(t, ntfyOnly().Send(t.Context(), flows.Way{Kind: "ntfy", Address: n.address()}, "n", text), fault.why...)
			if took := time.Since(begun); took > within+within/2 {
				t.Errorf("it took %s", took)
			}
		})
	}
	gone := serveNtfy(t)
	gone.Close()
	failed(t, ntfyOnly().Send(t.Context(), flows.Way{Kind: "ntfy", Address: gone.address()}, "n", text), Unreachable)
}

// What the configuration does not offer is not used, whatever stands in the store.
func TestOnlyWhatIsOffered(t *testing.T) {
	n := serveNtfy(t)
	for _, w := range []flows.Way{
		anna, {Kind: "telegram", Address: "telegram://secret@telegram?chats=1"},
		{Kind: "ntfy", Address: "smtp://anna:secret@127.0.0.1:25/?from=a@example.org&to=b@example.org"},
		{Kind: "ntfy", Address: "generic+" + n.URL}, {}, {Kind: "ntfy", Address: "ntfy"},
	} {
		failed(t, ntfyOnly().Send(t.Context(), w, "n", text), NotOffered)
	}
	failed(t, ntfyOnly().Send(t.Context(), flows.Way{Kind: "ntfy", Address: "ntfy://127.0.0.1/"}, "n", text), BadAddress)
	if len(n.all()) != 0 {
		t.Error("something went out")
	}
}
