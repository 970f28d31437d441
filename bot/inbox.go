package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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

// somebody reports whether it is something that somebody else than the bot has done.
func (e entry) somebody() bool { return e.Event != nil && e.Event.Transaction == "" }

// inbox is what waits to be handled, in memory as in the store: a queue for each
// room, so that one busy room keeps nobody else waiting. It is the loop's alone.
type inbox struct {
	next    uint64
	known   map[string]bool // keys of what is in here
	queues  map[string][]entry
	turn    []string            // rooms with something to do, the next one first
	waiting map[string][]entry  // by room: no key yet; others pass them
	trouble map[string]*trouble // by room: its first entry fails
	handled handled
}

// trouble is a room whose first entry cannot be handled for the time being. The
// room rests; the others go on.
type trouble struct {
	began time.Time
	tries int
	rests bool
}

func newInbox() *inbox {
	return &inbox{
		known: map[string]bool{}, queues: map[string][]entry{}, waiting: map[string][]entry{},
		trouble: map[string]*trouble{}, handled: newHandled(),
	}
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
	if err != nil {
		return err
	}
	slices.SortFunc(left, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Sub, b.Sub))
	})
	for _, e := range left {
		in.add(e)
	}
	return in.handled.load(tx)
}

// longest is the longest key that is stored. No event of a proper homeserver has
// one of more than 255 bytes.
const longest = 1024

// fresh is what is neither waiting nor handled yet, each once. Invitations have no
// ID of their own and may come again.
func (in *inbox) fresh(es []entry) []entry {
	var fresh []entry
	now := map[string]bool{}
	for _, e := range es {
		key := e.key()
		again := in.known[key] || now[key] || in.handled.has(key) && !e.Event.InviteToUs
		if again || len(key) > longest {
			continue
		}
		now[key] = true
		fresh = append(fresh, e)
	}
	return fresh
}

// number gives new entries their place in the order.
func (in *inbox) number(es []entry) []entry {
	for i := range es {
		es[i].Seq = in.next + uint64(i)
	}
	return es
}

// add puts an entry that is stored at the end of its room's queue.
func (in *inbox) add(e entry) {
	in.next = max(in.next, e.Seq+1)
	in.known[e.key()] = true
	room := e.room()
	if len(in.queues[room]) == 0 && !in.rests(room) {
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
		queue := in.queues[room]
		e := queue[0]
		if e.Gap != nil && len(taken) > 0 {
			break // a gap is filled alone: it asks the homeserver
		}
		in.turn = in.turn[1:]
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

// putBack undoes take: the entries come before what has waited behind them.
func (in *inbox) putBack(es []entry) {
	byRoom := map[string][]entry{}
	for _, e := range es {
		byRoom[e.room()] = append(byRoom[e.room()], e)
	}
	for _, e := range slices.Backward(es) {
		room := e.room()
		back := byRoom[room]
		if back == nil {
			continue
		}
		delete(byRoom, room)
		if len(in.queues[room]) == 0 && !in.rests(room) {
			in.turn = append([]string{room}, in.turn...)
		}
		in.queues[room] = append(back, in.queues[room]...)
	}
}

// done forgets entries that the store has forgotten.
func (in *inbox) done(es ...entry) {
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

// late brings back every entry that has waited since a moment or longer.
func (in *inbox) late(since time.Time) {
	for room, es := range in.waiting {
		if slices.ContainsFunc(es, func(e entry) bool { return !e.Since.After(since) }) {
			in.retry(room)
		}
	}
}

// fail has a room rest because its first entry fails, and says for how long. It
// does not matter who else fails: each room has its own patience.
func (in *inbox) fail(room string, now time.Time) (t trouble, rest time.Duration) {
	if in.trouble[room] == nil {
		in.trouble[room] = &trouble{began: now}
	}
	in.trouble[room].tries++
	in.trouble[room].rests = true
	in.turn = slices.DeleteFunc(in.turn, func(r string) bool { return r == room })
	return *in.trouble[room], backoff(in.trouble[room].tries)
}

// goOn ends a room's rest. Whether it is out of trouble, its first entry will show.
func (in *inbox) goOn(room string) {
	if t := in.trouble[room]; t != nil && t.rests {
		t.rests = false
		if len(in.queues[room]) > 0 {
			in.turn = append(in.turn, room)
		}
	}
}

func (in *inbox) rests(room string) bool { return in.trouble[room] != nil && in.trouble[room].rests }

// troubled is since when a room's first entry fails.
func (in *inbox) troubled(room string, now time.Time) time.Time {
	if t := in.trouble[room]; t != nil {
		return t.began
	}
	return now
}

// idle reports whether nothing is to be done now.
func (in *inbox) idle() bool { return len(in.turn) == 0 }

// handled are the keys of the entries that were handled last, in memory as in the
// store. A homeserver shows an event again at the edges of the pages of a gap, and
// whenever it sees fit.
type handled struct {
	count uint64
	keys  map[string]bool
	ring  []string
}

// remembered is how many entries a replay may lie back.
const remembered = 4096

const handledPrefix = "handled/"

func newHandled() handled { return handled{keys: map[string]bool{}, ring: make([]string, remembered)} }

// slot is where the n-th handled entry is kept: in the place of one that is long
// over.
func slot(n uint64) string { return fmt.Sprintf("%s%03x", handledPrefix, n%remembered) }

func (h *handled) load(tx store.Tx) error {
	return tx.Scan(store.Meta, handledPrefix, "", func(_ string, open func() ([]byte, error)) error {
		raw, err := open()
		if err != nil {
			return err
		}
		number, key, _ := strings.Cut(string(raw), " ")
		var n uint64
		if _, err := fmt.Sscanf(number, "%x", &n); err != nil {
			return fmt.Errorf("the list of what was handled cannot be read: %w", err)
		}
		h.set(n, key)
		return nil
	})
}

func (h *handled) has(key string) bool { return h.keys[key] }

// put stores a key as the one that is handled next but n.
func (h *handled) put(tx store.Tx, n int, key string) error {
	at := h.count + uint64(n)
	return tx.Put(store.Meta, slot(at), store.Common, fmt.Appendf(nil, "%x %s", at, key))
}

// add notes a key that was put.
func (h *handled) add(key string) { h.set(h.count, key) }

func (h *handled) set(n uint64, key string) {
	delete(h.keys, h.ring[n%remembered])
	h.ring[n%remembered] = key
	h.keys[key] = true
	h.count = max(h.count, n+1)
}
