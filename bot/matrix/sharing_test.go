package matrix_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/bot/matrix"
)

// While the homeserver takes its time with a new room key of ours, a key that somebody
// sends us is not lost, and what is said in another room does not wait for either.
func TestSlowSharing(t *testing.T) {
	ctx, hs := home(t)
	var slow atomic.Bool
	shares, over := make(chan struct{}), make(chan struct{})
	address := before(t, hs, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/sendToDevice/m.room.encrypted/") && slow.CompareAndSwap(true, false) {
			close(shares)
			<-over
		}
		return false
	})
	goOn := sync.OnceFunc(func() { close(over) })
	t.Cleanup(goOn)
	b := newBot(t, ctx, hs, func(o *matrix.Options) { o.Homeserver = address })
	anna := person(t, ctx, hs, "anna")
	other := b.room(anna)
	b.say(other, "the key of the other room is with anna")
	room := must(b.OpenRoom(ctx, "slow", "K-2"))(t)
	if err := b.Invite(ctx, room, anna.UserID); err != nil {
		t.Fatal(err)
	}
	b.member(room, anna.UserID, "join")

	slow.Store(true)
	sent := make(chan error, 1)
	go func() {
		_, err := b.Send(ctx, room, "slow", matrix.Content{Markdown: "with a new key"})
		sent <- err
	}()
	<-shares
	said := must(anna.Say(ctx, other, "with a new key of anna's"))(t)
	synced := make(chan error, 1)
	go func() {
		batch, err := b.Sync(ctx, b.since, time.Second)
		b.since, b.events = batch.Next, append(b.events, batch.Events...)
		synced <- err
	}()
	time.Sleep(500 * time.Millisecond) // by now her key is being taken in
	b.say(other, "at once")
	select {
	case err := <-sent:
		t.Errorf("the new key was shared, with %v; nothing was slow", err)
	default:
	}
	goOn()
	for _, done := range []chan error{sent, synced} {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if m := must(b.read(said))(t); m.Text != "with a new key of anna's" {
		t.Errorf("read %+v", m)
	}
}
