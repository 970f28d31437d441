package bot

import (
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// outbox is what waits to be carried out, in memory as in the store: a lane for
// each room. Rooms are served side by side, those with something urgent first.
type outbox struct {
	mu       sync.Mutex
	next     uint64
	lanes    map[flows.Place]*lane
	ready    ready                // lanes whose first entry can be carried out
	calling  ready                // the same, of those which call somebody who is not looking
	resting  map[*lane]bool       // those whose first entry must wait
	carried  int                  // how many entries are being carried out
	ringing  int                  // how many of them call somebody
	hurrying int                  // how many of them are urgent
	rang     time.Time            // when the last one that calls somebody was carried
	took     time.Duration        // how long that took
	spoke    time.Time            // when the last other one was carried
	byName   map[string]*outgoing // by transaction
	standing map[string]string    // transaction to event, for what was just sent
	changed  chan struct{}

	begun   uint64               // syncs that were begun
	stored  uint64               // the newest sync that is in the inbox
	began   time.Time            // when the newest of them was
	heard   time.Time            // when the newest was begun that is stored
	contact time.Time            // since when they succeed
	behind  map[flows.Place]bool // rooms of which the inbox holds something
	awaited map[flows.Place]bool // those of them where somebody may wait for an answer
	cancel  context.CancelFunc   // of a sync that may wait for long

	notices *notices // what does not go by Matrix

	erased []string // keys of what can be read no more
}

func newOutbox() *outbox {
	return &outbox{
		lanes: map[flows.Place]*lane{}, resting: map[*lane]bool{}, byName: map[string]*outgoing{},
		standing: map[string]string{}, changed: make(chan struct{}, 1),
		behind: map[flows.Place]bool{}, awaited: map[flows.Place]bool{}, notices: newNotices(),
	}
}

// load takes over what the store holds. It may have been sent before the bot
// stopped: the first syncs tell. What belonged to a case that was erased is to be
// sent no more.
func (o *outbox) load(tx store.Tx, s State) error {
	var left []*outgoing
	err := tx.Scan(store.Outbox, "", "", func(key string, open func() ([]byte, error)) error {
		raw, err := open()
		if errors.Is(err, store.ErrErased) {
			o.erased = append(o.erased, key)
			return nil
		}
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

// Before something is sent again that may have arrived, so many syncs must pass, and
// so much time since it was tried and since the homeserver answers: the message may
// still be on its way inside of it. Dendrite answers syncs meanwhile, and of a request
// that was broken off it takes the message and forgets the transaction. What is sent
// for the first time waits for none of this.
const (
	settled  = 2
	settling = 3 * time.Second
)

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
		if one.place.Kind == outside {
			o.notices.add(one)
			continue
		}
		l := o.lanes[one.place]
		if l == nil {
			l = &lane{place: one.place, at: -1}
			o.lanes[one.place] = l
		}
		l.entries = append(l.entries, one)
		if one.urgent() {
			l.urgent++
		}
		if one.transaction != "" {
			o.byName[one.transaction] = one
		}
		o.sort(l)
	}
	o.ring()
}

func (o *outbox) ring() {
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

// sort puts a lane where it belongs, after something about it has changed.
func (o *outbox) sort(l *lane) {
	delete(o.resting, l)
	if !l.busy && l.urgent > 0 && o.rest(l, time.Now()) != 0 {
		l.overtake()
	}
	if l.at >= 0 {
		heap.Remove(l.in, l.at)
	}
	switch {
	case l.busy || len(l.entries) == 0 || o.rest(l, time.Now()) != 0:
		if len(l.entries) == 0 && !l.busy {
			delete(o.lanes, l.place)
		} else if !l.busy {
			o.resting[l] = true
		}
	default:
		o.line(l)
	}
}

// line puts a lane whose first entry can be carried out in its queue.
func (o *outbox) line(l *lane) {
	l.in = &o.ready
	if l.calls() {
		l.in = &o.calling
	}
	heap.Push(l.in, l)
}

// forSync is a rest that only a sync ends.
const forSync = time.Minute

// rest is how long a lane's first entry still has to wait.
func (o *outbox) rest(l *lane, now time.Time) time.Duration {
	head := l.entries[0]
	switch {
	case o.unseen(l):
		return forSync
	case head.seen > 0: // it may have arrived
		return max(0, head.after.Sub(now), o.contact.Add(settling).Sub(now))
	}
	return max(0, head.after.Sub(now))
}

// unseen reports whether an entry that was tried before may still show up as sent:
// its echo may be on its way, or lie in the inbox, or the homeserver is away.
func (o *outbox) unseen(l *lane) bool {
	head := l.entries[0]
	return head.tries > 0 && (o.stored < head.seen || o.behind[l.place] || o.contact.IsZero())
}

// sent takes an entry off its lane; the room goes on with the next. event is the
// message that it became, if it is one.
func (o *outbox) sent(one *outgoing, event string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if event != "" && o.byName[one.transaction] == one { // otherwise the echo was quicker
		o.standing[one.transaction] = event
	}
	l := o.lanes[one.place]
	l.busy = false
	l.drop(one)
	o.sort(l)
	o.ring()
}

// later has an entry tried again, after a while and, where it may have arrived in
// spite of the error, after the syncs that would show it.
func (o *outbox) later(one *outgoing, pause time.Duration, arrived bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	one.tries++
	one.after = time.Now().Add(pause)
	if arrived {
		one.after = time.Now().Add(max(pause, settling))
		one.seen = o.begun + settled
		if o.cancel != nil {
			o.cancel() // the next sync begins now
			o.cancel = nil
		}
	}
	l := o.lanes[one.place]
	l.busy = false
	o.sort(l)
	o.ring()
}

// forget drops entries that the store has forgotten.
func (o *outbox) forget(gone map[*outgoing]bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for one := range gone {
		one.gone = true
		if l := o.lanes[one.place]; l != nil {
			l.drop(one)
			o.sort(l)
		}
		if o.byName[one.transaction] == one {
			delete(o.byName, one.transaction)
			delete(o.standing, one.transaction)
		}
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
