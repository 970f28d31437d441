package notice

import (
	"context"
	"crypto/tls"
	"net"
	"strings"

	"github.com/wneessen/go-mail"
)

// Encryption is how the connection to the mail server is encrypted.
type Encryption string

// The kinds of encryption.
const (
	StartTLS Encryption = "starttls" // begun in clear, encrypted before anything is said
	TLS      Encryption = "tls"      // from the first byte
	NoTLS    Encryption = "none"     // for a server on the same machine
)

// Mail is the operators' mail server.
type Mail struct {
	Host       string
	Port       int
	From       string // the sender's address; it names nobody and no service
	User       string // empty where the server asks for none
	Password   string
	Encryption Encryption
	// Trust replaces the machine's certificates; for tests.
	Trust *tls.Config
}

// send hands a message to the server. It is one line, twice: a telephone shows the
// subject, and nothing else is to be read.
func (m *Mail) send(ctx context.Context, to, name, text string) error {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if msg.From(m.From) != nil || msg.To(to) != nil {
		return &Failure{BadAddress}
	}
	msg.Subject(text)
	msg.SetDate()
	msg.SetMessageIDWithValue(name + "@" + m.domain())
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, text+"\r\n")
	client, err := mail.NewClient(m.Host, m.options(ctx)...)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil && !msg.IsDelivered() {
		return err
	}
	return nil
}

// domain is the sender's. What the machine is called is nobody's business.
func (m *Mail) domain() string { return m.From[strings.LastIndex(m.From, "@")+1:] }

func (m *Mail) options(ctx context.Context) []mail.Option {
	config := &tls.Config{ServerName: m.Host, MinVersion: tls.VersionTLS12}
	if m.Trust != nil {
		config = m.Trust
	}
	deadline, _ := ctx.Deadline()
	dial := func(dialling context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(dialling, network, address)
		if err != nil {
			return nil, err
		}
		// However slowly the server answers, it does not take longer than that.
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if m.Encryption == TLS {
			return tls.Client(conn, config), nil
		}
		return conn, nil
	}
	options := []mail.Option{
		mail.WithPort(m.Port), mail.WithHELO(m.domain()), mail.WithTLSConfig(config),
		mail.WithDialContextFunc(dial), mail.WithTimeout(until(deadline)), mail.WithTLSPolicy(m.policy()),
	}
	if m.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	return options
}

// policy is what the library does about encryption after it has connected. Where the
// connection is encrypted already, it looks whether it is.
func (m *Mail) policy() mail.TLSPolicy {
	switch m.Encryption {
	case StartTLS:
		return mail.TLSMandatory
	case TLS:
		return mail.TLSOpportunistic
	}
	return mail.NoTLS
}
