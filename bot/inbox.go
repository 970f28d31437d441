package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
)

// entry is an event, or a gap in a room's timeline, that was received and not yet
// handled.
type entry struct {
	Seq   uint64        `json:"seq"`           // the order in which entries arrived
	Sub   int           `json:"sub,omitempty"` // the order within a gap that was filled
	Since time.Time     `json:"since"`
	Event *matrix.Event `json:"event,omitempty"`
	Gap   *matrix.Gap   `json:"gap,omitempty"`
}

// key is the event's ID, so that a replay is harmless; a gap's is its room and
// where it begins.
func (e entry) key() string {
	if e.Gap != nil {
		return "gap:" + e.Gap.Room + e.Gap.From
	}
	return e.Event.ID
}

func (e entry) room() string {
	if e.Gap != nil {
		return e.Gap.Room
	}
	return e.Event.Room
}

// inbox is what waits to be handled, in memory as in the store: a queue for each
// room, so that one busy room keeps nobody else waiting.
type inbox struct {
	next    uint64
	known   map[string]bool
	queues  map[string][]entry
	turn    []string           // rooms with something to do, the next one first
	waiting map[string][]entry // by room: no key yet; others pass them
}

func newInbox() *inbox {
	return &inbox{known: map[string]bool{}, queues: map[string][]entry{}, waiting: map[string][]entry{}}
}

// load takes over what the store holds.
func (in *inbox) load(tx store.Tx) error {
	var left []entry
	err := tx.Scan(store.Inbox, "", "", func(_ string, open func() ([]byte, error)) error {
		raw, err := open()
		if err != nil {
			return err
		}
		var e entry
		if err := json.Unmarshal(raw, &e); err != nil {
			return fmt.Errorf("an entry of the inbox cannot be read: %w", err)
		}
		left = append(left, e)
		return nil
	})
	slices.SortFunc(left, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Sub, b.Sub))
	})
	for _, e := range left {
		in.add(e)
	}
	return err
}

// number gives new entries their place in the order.
func (in *inbox) number(es []entry) []entry {
	var fresh []entry
	for _, e := range es {
		if in.known[e.key()] {
			continue
		}
		e.Seq = in.next + uint64(len(fresh))
		fresh = append(fresh, e)
	}
	return fresh
}

// add puts an entry that is stored at the end of its room's queue.
func (in *inbox) add(e entry) {
	in.next = max(in.next, e.Seq+1)
	in.known[e.key()] = true
	room := e.room()
	if len(in.queues[room]) == 0 {
		in.turn = append(in.turn, room)
	}
	in.queues[room] = append(in.queues[room], e)
}

// most is how many entries share one commit.
const most = 32

// take hands out the next entries, one a room in turn, until there are enough.
func (in *inbox) take() []entry {
	var taken []entry
	for len(taken) < most && len(in.turn) > 0 {
		room := in.turn[0]
		in.turn = in.turn[1:]
		queue := in.queues[room]
		e := queue[0]
		if e.Gap != nil && len(taken) > 0 {
			in.turn = append([]string{room}, in.turn...)
			break // a gap is filled alone: it asks the homeserver
		}
		taken = append(taken, e)
		if in.queues[room] = queue[1:]; len(queue) > 1 {
			in.turn = append(in.turn, room)
		} else {
			delete(in.queues, room)
		}
		if e.Gap != nil {
			break
		}
	}
	return taken
}

// putBack undoes take, after a commit that failed.
func (in *inbox) putBack(es []entry) {
	for i := len(es) - 1; i >= 0; i-- {
		room := es[i].room()
		if len(in.queues[room]) == 0 {
			in.turn = append([]string{room}, in.turn...)
		}
		in.queues[room] = append([]entry{es[i]}, in.queues[room]...)
	}
}

// done forgets entries that the store has forgotten.
func (in *inbox) done(es []entry) {
	for _, e := range es {
		delete(in.known, e.key())
	}
}

// wait lets others pass an entry whose key has not come.
func (in *inbox) wait(e entry) {
	in.waiting[e.room()] = append(in.waiting[e.room()], e)
}

// retry brings a room's waiting entries back, before what came after them.
func (in *inbox) retry(room string) {
	back := in.waiting[room]
	delete(in.waiting, room)
	in.putBack(back)
}

// late brings back every entry that has waited long enough.
func (in *inbox) late(now time.Time) {
	for room, es := range in.waiting {
		if slices.ContainsFunc(es, func(e entry) bool { return now.Sub(e.Since) >= keyWait }) {
			in.retry(room)
		}
	}
}

// idle reports whether nothing is to be done now.
func (in *inbox) idle() bool { return len(in.turn) == 0 }
