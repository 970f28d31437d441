package bot

import (
	"context"
	"errors"
	"testing"

	"asapbot/bot/matrix"
)

// Where the homeserver comes back and refuses the bot for good, the bot ends and says why.
func TestLateIsRefused(t *testing.T) {
	refused := errors.New("refused")
	ctx, ended := context.WithCancel(t.Context())
	l := NewLate(ctx, matrix.Session{User: "@asapbot:example.org"}, func(context.Context) (*matrix.Client, error) { return nil, refused }, ended)
	if _, err := l.Sync(ctx, "", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("a sync ends with %v", err)
	}
	if _, err := l.Send(ctx, "!room", "t1", matrix.Content{}); !errors.Is(err, errAway) || matrix.Permanent(err) {
		t.Errorf("a sending ends with %v", err)
	}
	if l.Session().User == "" {
		t.Error("it does not know who it is")
	}
	if err := l.Close(); !errors.Is(err, refused) {
		t.Errorf("it ends with %v", err)
	}
}

// A bot that is told to end while it waits for the homeserver ends without a fault.
func TestLateIsToldToEnd(t *testing.T) {
	l := NewLate(t.Context(), matrix.Session{}, func(ctx context.Context) (*matrix.Client, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}, func() { t.Error("it ends the bot") })
	l.Own("!room")
	if err := l.Invite(t.Context(), "!room", "@anna:example.org"); !errors.Is(err, errAway) {
		t.Errorf("an invitation ends with %v", err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}
