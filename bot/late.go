package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"asapbot/bot/matrix"
)

// Account is the bot's account on the homeserver.
type Account interface {
	Homeserver
	Session() matrix.Session
	Close() error
}

// Late is an Account on a homeserver that does not answer while the bot starts. The bot
// runs all the same, so that alerts go on to the next in their time and notices leave;
// what is to be said waits, as in every outage.
type Late struct {
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

// NewLate waits for the homeserver; reach opens the client, which Close closes. Where that
// fails for good, ended ends the bot, and Close says why. session is the login of the last
// time.
func NewLate(ctx context.Context, session matrix.Session, reach func(context.Context) (*matrix.Client, error), ended func()) *Late {
	ctx, stop := context.WithCancel(ctx)
	l := &Late{came: make(chan struct{}), keys: make(chan string), stop: stop, session: session}
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
func (l *Late) answers(ctx context.Context, client *matrix.Client) {
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
func (l *Late) there() (*matrix.Client, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == nil {
		return nil, errAway
	}
	return l.client, nil
}

// Session is the login that the bot goes by.
func (l *Late) Session() matrix.Session {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session
}

// Close ends the waiting, or closes the client.
func (l *Late) Close() error {
	l.stop()
	l.done.Wait()
	if l.client != nil {
		return l.client.Close()
	}
	return l.failed
}

// Sync waits for the homeserver first.
func (l *Late) Sync(ctx context.Context, since string, timeout time.Duration) (matrix.Batch, error) {
	select {
	case <-l.came:
	case <-ctx.Done():
		return matrix.Batch{}, ctx.Err()
	}
	return l.client.Sync(ctx, since, timeout)
}

// KeysCame is the client's; all else fails until there is one, and is tried again.
func (l *Late) KeysCame() <-chan string { return l.keys }

func (l *Late) Own(room string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client != nil {
		l.client.Own(room)
		return
	}
	l.rooms = append(l.rooms, room)
}

func (l *Late) Backfill(ctx context.Context, gap matrix.Gap, limit int) ([]matrix.Event, *matrix.Gap, error) {
	c, err := l.there()
	if err != nil {
		return nil, nil, err
	}
	return c.Backfill(ctx, gap, limit)
}

func (l *Late) Read(ctx context.Context, e matrix.Event) (matrix.Message, error) {
	c, err := l.there()
	if err != nil {
		return matrix.Message{}, err
	}
	return c.Read(ctx, e)
}

func (l *Late) OpenRoom(ctx context.Context, marker, name string) (string, error) {
	c, err := l.there()
	if err != nil {
		return "", err
	}
	return c.OpenRoom(ctx, marker, name)
}

func (l *Late) Send(ctx context.Context, room, transaction string, content matrix.Content) (string, error) {
	c, err := l.there()
	if err != nil {
		return "", err
	}
	return c.Send(ctx, room, transaction, content)
}

func (l *Late) Invite(ctx context.Context, room, user string) error {
	return l.do(func(c *matrix.Client) error { return c.Invite(ctx, room, user) })
}

func (l *Late) Remove(ctx context.Context, room, user string) error {
	return l.do(func(c *matrix.Client) error { return c.Remove(ctx, room, user) })
}

func (l *Late) Pin(ctx context.Context, room string, messages []string) error {
	return l.do(func(c *matrix.Client) error { return c.Pin(ctx, room, messages) })
}

func (l *Late) Decline(ctx context.Context, room string) error {
	return l.do(func(c *matrix.Client) error { return c.Decline(ctx, room) })
}

func (l *Late) Accept(ctx context.Context, user, identity string) error {
	return l.do(func(c *matrix.Client) error { return c.Accept(ctx, user, identity) })
}

func (l *Late) do(what func(*matrix.Client) error) error {
	c, err := l.there()
	if err != nil {
		return err
	}
	return what(c)
}
