package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"asapbot/bot"
	"asapbot/bot/matrix"
)

// account is the bot's account on the homeserver.
type account interface {
	bot.Homeserver
	Session() matrix.Session
	Close() error
}

// late is an account on a homeserver that does not answer while the bot starts. The bot
// runs all the same, so that alerts go on to the next in their time and notices leave;
// what is to be said waits, as in every outage.
type late struct {
	came chan struct{} // closed when it answers
	keys chan string
	stop context.CancelFunc
	done sync.WaitGroup

	mu      sync.Mutex
	client  *matrix.Client // once it has come
	rooms   []string       // which the client has still to be told of
	session matrix.Session
	failed  error // why it never will
}

// errAway is what becomes of everything until the homeserver answers.
var errAway = errors.New("the homeserver does not answer")

// newLate waits for the homeserver; reach opens the client. Where that fails for good,
// ended ends the bot, and Close says why.
func newLate(ctx context.Context, session matrix.Session, reach func(context.Context) (*matrix.Client, error), ended func()) *late {
	ctx, stop := context.WithCancel(ctx)
	l := &late{came: make(chan struct{}), keys: make(chan string), stop: stop, session: session}
	l.done.Go(func() {
		client, err := reach(ctx)
		switch {
		case err == nil:
			l.answers(ctx, client)
		case ctx.Err() == nil:
			l.mu.Lock()
			l.failed = err
			l.mu.Unlock()
			ended()
		}
	})
	return l
}

// answers puts the client in its place, and hands on which keys have come.
func (l *late) answers(ctx context.Context, client *matrix.Client) {
	l.mu.Lock()
	for _, room := range l.rooms {
		client.Own(room)
	}
	l.client, l.session = client, client.Session()
	l.mu.Unlock()
	close(l.came)
	for {
		select {
		case room := <-client.KeysCame():
			select {
			case l.keys <- room:
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// there is the client, where it has come.
func (l *late) there() (*matrix.Client, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == nil {
		return nil, errAway
	}
	return l.client, nil
}

func (l *late) Session() matrix.Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session
}

func (l *late) Close() error {
	l.stop()
	l.done.Wait()
	if l.client != nil {
		return l.client.Close()
	}
	return l.failed
}

// Sync waits for the homeserver first.
func (l *late) Sync(ctx context.Context, since string, timeout time.Duration) (matrix.Batch, error) {
	select {
	case <-l.came:
	case <-ctx.Done():
		return matrix.Batch{}, ctx.Err()
	}
	return l.client.Sync(ctx, since, timeout)
}

func (l *late) KeysCame() <-chan string { return l.keys }

func (l *late) Own(room string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client != nil {
		l.client.Own(room)
		return
	}
	l.rooms = append(l.rooms, room)
}

func (l *late) Backfill(ctx context.Context, gap matrix.Gap, limit int) ([]matrix.Event, *matrix.Gap, error) {
	c, err := l.there()
	if err != nil {
		return nil, nil, err
	}
	return c.Backfill(ctx, gap, limit)
}

func (l *late) Read(ctx context.Context, e matrix.Event) (matrix.Message, error) {
	c, err := l.there()
	if err != nil {
		return matrix.Message{}, err
	}
	return c.Read(ctx, e)
}

func (l *late) OpenRoom(ctx context.Context, marker, name string) (string, error) {
	c, err := l.there()
	if err != nil {
		return "", err
	}
	return c.OpenRoom(ctx, marker, name)
}

func (l *late) Send(ctx context.Context, room, transaction string, content matrix.Content) (string, error) {
	c, err := l.there()
	if err != nil {
		return "", err
	}
	return c.Send(ctx, room, transaction, content)
}

func (l *late) Invite(ctx context.Context, room, user string) error {
	return l.do(func(c *matrix.Client) error { return c.Invite(ctx, room, user) })
}

func (l *late) Remove(ctx context.Context, room, user string) error {
	return l.do(func(c *matrix.Client) error { return c.Remove(ctx, room, user) })
}

func (l *late) Pin(ctx context.Context, room string, messages []string) error {
	return l.do(func(c *matrix.Client) error { return c.Pin(ctx, room, messages) })
}

func (l *late) Decline(ctx context.Context, room string) error {
	return l.do(func(c *matrix.Client) error { return c.Decline(ctx, room) })
}

func (l *late) Accept(ctx context.Context, user, identity string) error {
	return l.do(func(c *matrix.Client) error { return c.Accept(ctx, user, identity) })
}

func (l *late) do(what func(*matrix.Client) error) error {
	c, err := l.there()
	if err != nil {
		return err
	}
	return what(c)
}
