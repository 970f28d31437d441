package bot

import (
	"context"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
)

// Homeserver is what the bot needs of Matrix; *matrix.Client is the real one.
type Homeserver interface {
	Sync(ctx context.Context, since string, timeout time.Duration) (matrix.Batch, error)
	Backfill(ctx context.Context, gap matrix.Gap, limit int) ([]matrix.Event, *matrix.Gap, error)
	Read(ctx context.Context, e matrix.Event) (matrix.Message, error)
	KeysCame() <-chan string

	Own(room string)
	OpenRoom(ctx context.Context, marker, name string) (room string, err error)
	Send(ctx context.Context, room, transaction string, content matrix.Content) (event string, err error)
	Invite(ctx context.Context, room, user string) error
	Remove(ctx context.Context, room, user string) error
	Pin(ctx context.Context, room string, messages []string) error
	Decline(ctx context.Context, room string) error
	Accept(ctx context.Context, user, identity string) error
}

// State is what the bot needs of its store; *store.Store is the real one.
type State interface {
	Update(func(store.Tx) error) error
	View(func(store.Tx) error) error
	Opaque(name string) string
}
