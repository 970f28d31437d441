package matrix_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

// A homeserver that has no key for a device at the moment when the bot wants to speak
// with it must not leave that device without the messages that follow.
func TestKeylessMoment(t *testing.T) {
	ctx, hs := home(t)
	var refusals atomic.Int32
	address := before(t, hs, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/keys/claim") && refusals.Add(-1) >= 0 {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"one_time_keys":{},"failures":{}}`))
			return true
		}
		return false
	})

	for _, c := range []struct {
		name     string
		refusals int32
		after    func(b *bot, room string)
		lost     int // messages that cannot be read, at least
	}{
		{"once", 1, func(*bot, string) {}, 0},
		{"twice, and time goes by", 2, func(*bot, string) {}, 1},
		{"twice, and the bot starts again", 2, func(b *bot, room string) { b.restart(room) }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBot(t, ctx, hs, func(o *matrix.Options) { o.Homeserver = address })
			anna := person(t, ctx, hs, "anna")
			room := b.room(anna)
			refusals.Store(c.refusals)
			began := time.Now()
			for n := range c.lost {
				lost := b.say(room, fmt.Sprint("for nobody ", n))
				must(anna.WaitFor(ctx, func(s stage.Seen) bool { return unreadable(s) && s.EventID == lost }))(t)
				if told := room + " " + anna.UserID + " "; !slices.Contains(b.withheld, told) {
					t.Errorf("that she cannot read was not told, but %q", b.withheld)
				}
			}
			c.after(b, room)
			for n := 0; ; n++ {
				said := b.say(room, fmt.Sprint("for you ", n))
				seen := must(anna.WaitFor(ctx, func(s stage.Seen) bool { return s.EventID == said }))(t)
				if !unreadable(seen) {
					break
				}
				time.Sleep(time.Second)
			}
			if told := room + " " + anna.UserID; !slices.Contains(b.reads, told) {
				t.Errorf("that she reads was not told, but %q", b.reads)
			}
			t.Logf("reached after %v", time.Since(began).Round(time.Millisecond))
			if left := refusals.Load(); left > 0 {
				t.Errorf("the server was still to refuse %d times", left)
			}
		})
	}
}
