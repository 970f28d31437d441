// Package notice tells people outside of Matrix that something waits for them: by
// mail through the operators' own server, or by whatever an address of another
// scheme stands for. It is handed the words and has no others; nothing of a case
// ever comes here.
//
// No error of this package holds an address, or what a server answered: addresses
// are secrets, and servers repeat them.
package notice

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"asapbot/flows"
)

// Options are what a Sender is made of.
type Options struct {
	Mail    *Mail    // the operators' server; none where it is nil
	Schemes []string // of the addresses that are allowed, such as "ntfy"
	// Within is how long one attempt may take.
	Within time.Duration
}

// Sender sends notices. It is safe for concurrent use.
type Sender struct{ o Options }

// New makes a Sender.
func New(o Options) *Sender { return &Sender{o} }

// Kinds are the kinds of ways that there are, as flows.Configured wants them.
func (s *Sender) Kinds() []string {
	var kinds []string
	if s.o.Mail != nil {
		kinds = append(kinds, flows.Mail)
	}
	return append(kinds, s.o.Schemes...)
}

// Why is what kept a notice from going out.
type Why string

// The reasons.
const (
	NotOffered  Why = "the configuration does not offer this way"
	BadAddress  Why = "the address cannot be used"
	Unreachable Why = "the server cannot be reached"
	TooSlow     Why = "the server did not answer in time"
	BrokenOff   Why = "the server broke off; it may have taken the notice"
	Refused     Why = "the server refused"
)

// Failure is a notice that did not go out, as far as is known.
type Failure struct{ Why Why }

func (f *Failure) Error() string { return string(f.Why) }

// Send sends text by one way. The same name for the same notice, if it is sent
// again, lets mail programs show it once.
func (s *Sender) Send(ctx context.Context, w flows.Way, name, text string) error {
	ctx, cancel := context.WithTimeout(ctx, s.o.Within)
	defer cancel()
	var err error
	switch {
	case w.Kind == flows.Mail && s.o.Mail != nil:
		err = s.o.Mail.send(ctx, w.Address, name, text)
	case w.Kind != flows.Mail && slices.Contains(s.o.Schemes, w.Kind) && strings.HasPrefix(w.Address, w.Kind+"://"):
		err = push(ctx, w.Address, text)
	default:
		return &Failure{NotOffered}
	}
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return &Failure{TooSlow}
	}
	return &Failure{why(err)}
}

// why finds out what an error means, without its words.
func why(err error) Why {
	var failure *Failure
	var dial *net.OpError
	var timeout net.Error
	switch {
	case errors.As(err, &failure):
		return failure.Why
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return TooSlow
	case errors.As(err, &dial) && dial.Op == "dial":
		return Unreachable
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), dial != nil:
		return BrokenOff
	}
	return Refused
}
