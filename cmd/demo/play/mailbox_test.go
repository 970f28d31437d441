package play

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"asapbot/flows/command"
)

// mailbox is a real mail server on this machine, and what it has taken.
type mailbox struct {
	port int

	mu    sync.Mutex
	taken map[string]map[string]int // by whom it is for, and its name: how often
}

// openMailbox starts it; it ends with the test.
func openMailbox(t *testing.T) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{port: l.Addr().(*net.TCPAddr).Port, taken: map[string]map[string]int{}}
	server := smtp.NewServer(m)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l) // it ends with Close
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return m
}

func (m *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &letter{box: m}, nil }

// letter is one that is handed in.
type letter struct {
	box *mailbox
	to  string
}

func (l *letter) Mail(string, *smtp.MailOptions) error { return nil }
func (l *letter) Reset()                               {}
func (l *letter) Logout() error                        { return nil }

func (l *letter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = to
	return nil
}

func (l *letter) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	who, _, _ := strings.Cut(l.to, "@")
	l.box.mu.Lock()
	defer l.box.mu.Unlock()
	if l.box.taken[who] == nil {
		l.box.taken[who] = map[string]int{}
	}
	l.box.taken[who][message.Header.Get("Message-ID")]++
	return nil
}

// of are the notices of a person, and how often each has come.
func (m *mailbox) of(who string) map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.taken[who])
}

// waitFor waits until so many notices have come for a person, each counted once.
func (m *mailbox) waitFor(ctx context.Context, who string, n int) error {
	for len(m.of(who)) < n {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s has %d notices of %d: %w", who, len(m.of(who)), n, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// mails has the bot use a mail server, and every person be told by mail. Alerts wait a
// quarter of an hour at whatever hour this is played.
func (a acting) mails(m *mailbox) {
	a.t.Helper()
	path := filepath.Join(a.Dir, "config.yaml")
	config, err := os.ReadFile(path)
	a.does(err)
	a.Bot.Stop()
	a.does(os.WriteFile(path, fmt.Appendf(config,
		"mail: {host: 127.0.0.1, port: %d, from: notices@example.org, tls: none}\nalerts: {working: 15m, outside: 15m}\n", m.port), 0o600))
	a.does(a.Bot.Start())
	for _, who := range Names {
		a.does(a.seat(who, a.direct()).hears(a.ctx, a.word(command.Notify)+" "+a.word(command.Mail)+" "+who+"@example.org", "direct.way_set", "direct.notice_sent"))
		a.does(m.waitFor(a.ctx, who, 1))
	}
}
