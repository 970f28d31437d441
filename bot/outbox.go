package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// outgoing is one effect that is to be carried out, as the outbox stores it: what
// is to be said, never its words.
type outgoing struct {
	Seq    uint64          `json:"seq"`
	Of     flows.CaseCode  `json:"of"`
	Stored json.RawMessage `json:"effect"`

	effect flows.Effect
	place  flows.Place
	// transaction is the same for the same effect for ever: the homeserver and the
	// bot know by it what was sent already.
	transaction string
	tries       int
	// after is before when it is not tried again; seen is which sync must have been
	// handled before: it would have shown the message, had it arrived.
	after time.Time
	seen  uint64
}

func (o *outgoing) key() string { return fmt.Sprintf("%016x", o.Seq) }

// destination is the room that an effect concerns. Effects of one room are carried
// out in their order. It returns a name for the effect that is unique within its
// aggregate.
func destination(e flows.Effect) (flows.Place, string) {
	switch e := e.(type) {
	case flows.Say:
		return e.To, string(e.Key)
	case flows.Ask:
		return e.To, string(e.Key)
	case flows.OpenRoom:
		return e.Place, "open/" + fmt.Sprint(e.Place)
	case flows.Pin:
		return e.In, ""
	case flows.Invite:
		return e.To, ""
	case flows.Remove:
		return e.From, ""
	}
	return flows.Place{}, "" // Decline concerns no room of ours
}

// post puts an effect into the outbox, within the transaction that decided it.
func (c *commit) post(of flows.CaseCode, e flows.Effect) error {
	raw, err := flows.EncodeEffect(e)
	if err != nil {
		return err
	}
	o := &outgoing{Seq: c.b.outbox.number(len(c.out)), Of: of, Stored: raw}
	if err := o.prepare(c.b.state); err != nil {
		return err
	}
	stored, err := json.Marshal(o)
	if err != nil {
		return err
	}
	c.out = append(c.out, o)
	return c.tx.Put(store.Outbox, o.key(), store.Owner(of), stored)
}

// prepare reads the effect that is stored.
func (o *outgoing) prepare(s State) (err error) {
	if o.effect, err = flows.DecodeEffect(o.Stored); err != nil {
		return err
	}
	var name string
	o.place, name = destination(o.effect)
	if name != "" {
		o.transaction = s.Opaque(string(o.Of) + "\x00" + name)
	}
	return nil
}

// outbox is what waits to be carried out, in memory as in the store: a queue for
// each room. Rooms are served side by side, those with something urgent first.
type outbox struct {
	mu       sync.Mutex
	next     uint64
	queues   map[flows.Place][]*outgoing
	busy     map[flows.Place]bool
	byName   map[string]*outgoing // by transaction
	standing map[string]string    // transaction to event, for what was just sent
	changed  chan struct{}

	begun   uint64 // syncs that were begun
	stored  uint64 // the newest sync that is in the inbox
	handled uint64 // the newest sync whose events are all handled
	cancel  context.CancelFunc
}

func newOutbox() *outbox {
	return &outbox{
		queues: map[flows.Place][]*outgoing{}, busy: map[flows.Place]bool{},
		byName: map[string]*outgoing{}, standing: map[string]string{}, changed: make(chan struct{}, 1),
	}
}

// load takes over what the store holds. It may have been sent before the bot
// stopped: the first sync tells.
func (o *outbox) load(tx store.Tx, s State) error {
	var left []*outgoing
	err := tx.Scan(store.Outbox, "", "", func(_ string, open func() ([]byte, error)) error {
		raw, err := open()
		if err != nil {
			return err
		}
		one := new(outgoing)
		if err := json.Unmarshal(raw, one); err != nil {
			return fmt.Errorf("an entry of the outbox cannot be read: %w", err)
		}
		if err := one.prepare(s); err != nil {
			return err
		}
		one.tries = 1
		one.seen = settled
		left = append(left, one)
		return nil
	})
	o.add(left)
	return err
}

// settled is how many syncs must pass before something is sent again: the first
// may have been answered while the message was still on its way inside of the
// homeserver.
const settled = 2

// number is the place in the order of the n-th entry of a commit.
func (o *outbox) number(n int) uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.next + uint64(n)
}

func (o *outbox) add(more []*outgoing) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, one := range more {
		o.next = max(o.next, one.Seq+1)
		o.queues[one.place] = append(o.queues[one.place], one)
		if one.transaction != "" {
			o.byName[one.transaction] = one
		}
	}
	o.ring()
}

func (o *outbox) ring() {
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

// take hands out the first entry of a room that nobody is busy with: an urgent
// one if there is any, otherwise the oldest. It says how long to wait where there
// is nothing yet.
func (o *outbox) take(now time.Time) (*outgoing, time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var best *outgoing
	wait := time.Minute
	for place, queue := range o.queues {
		if o.busy[place] || o.handled == 0 {
			continue
		}
		head := queue[0]
		if head.tries > 0 && o.handled < head.seen {
			continue // the sync rings
		}
		if left := head.after.Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		if best == nil || before(head, best) {
			best = head
		}
	}
	if best != nil {
		o.busy[best.place] = true
	}
	return best, wait
}

func before(a, b *outgoing) bool {
	if a.urgent() != b.urgent() {
		return a.urgent()
	}
	return a.Seq < b.Seq
}

func (o *outgoing) urgent() bool {
	say, ok := o.effect.(flows.Say)
	return ok && say.Urgent
}

// sent takes an entry off its room's queue; the room goes on with the next. event
// is the message that it became, if it is one.
func (o *outbox) sent(one *outgoing, event string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if event != "" && o.byName[one.transaction] == one { // otherwise the echo was quicker
		o.standing[one.transaction] = event
	}
	o.drop(one)
	delete(o.busy, one.place)
	o.ring()
}

// drop removes an entry from its queue, wherever it stands.
func (o *outbox) drop(one *outgoing) {
	queue := o.queues[one.place]
	for i := range queue {
		if queue[i] == one {
			queue = append(queue[:i:i], queue[i+1:]...)
			break
		}
	}
	if len(queue) == 0 {
		delete(o.queues, one.place)
	} else {
		o.queues[one.place] = queue
	}
}

// later has an entry tried again, after a while and after the syncs that would
// show it, had it arrived in spite of the error.
func (o *outbox) later(one *outgoing, pause time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	one.tries++
	one.after = time.Now().Add(pause)
	one.seen = o.begun + settled
	delete(o.busy, one.place)
	if o.cancel != nil {
		o.cancel() // the next sync begins now
	}
	o.ring()
}

// forget drops entries that the store has forgotten.
func (o *outbox) forget(gone []*outgoing) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, one := range gone {
		o.drop(one)
		delete(o.byName, one.transaction)
		delete(o.standing, one.transaction)
	}
	if len(gone) > 0 {
		o.ring()
	}
}

// named finds an entry by its transaction.
func (o *outbox) named(transaction string) *outgoing {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.byName[transaction]
}

// event is what a message that was just sent became; empty where the store knows
// it by now.
func (o *outbox) event(transaction string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.standing[transaction]
}

// beginSync counts a sync and says how long it may wait: not at all while entries
// wait for it.
func (o *outbox) beginSync(cancel context.CancelFunc) (number uint64, timeout time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.begun++
	o.cancel = cancel
	if o.begun <= 1 {
		return o.begun, 0
	}
	for _, queue := range o.queues {
		if queue[0].tries > 0 && o.handled < queue[0].seen {
			return o.begun, 500 * time.Millisecond
		}
	}
	return o.begun, pollTimeout
}

// received notes that a sync is in the inbox.
func (o *outbox) received(number uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stored = number
}

// caughtUp notes that everything received so far is handled.
func (o *outbox) caughtUp() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.handled != o.stored {
		o.handled = o.stored
		o.ring()
	}
}
