package bot

import (
	"context"
	"time"

	"asapbot/flows"
)

// What the outbox knows of the homeserver, by the syncs: whether it answers, and up to
// when its echoes of what was sent have been seen.

// beginSync counts a sync and says how long it may wait: not at all the first time,
// and not for long while entries wait for it.
func (o *outbox) beginSync(cancel context.CancelFunc) (number uint64, timeout time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.begun++
	o.began = time.Now()
	o.cancel = nil
	if o.begun <= 1 {
		return o.begun, 0
	}
	for l := range o.resting {
		if o.stored < l.entries[0].seen {
			return o.begun, 500 * time.Millisecond
		}
	}
	o.cancel = cancel
	return o.begun, pollTimeout
}

// received notes that a sync is in the inbox, and something of these rooms with it:
// whether somebody may wait for an answer there.
func (o *outbox) received(number uint64, rooms map[flows.Place]bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stored = number
	o.heard = o.began
	if o.contact.IsZero() {
		o.contact = o.heard
	}
	for place, waits := range rooms {
		o.behind[place] = true
		if waits {
			o.awaited[place] = true
		}
	}
	o.ring()
}

// lost notes that the homeserver does not answer.
func (o *outbox) lost() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.contact = time.Time{}
}

// patience is the moment from before which a key that is still missing has had its
// time. It is reckoned by what the homeserver has told us, so that neither its
// downtime nor ours counts, and after either it has a while to hand over what it
// kept for us.
func (o *outbox) patience() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.heard.Sub(o.contact) < handOver {
		return time.Time{}
	}
	return o.heard.Add(-keyWait)
}

// caughtUp notes that something that came from a room has had its turn, and whether
// nothing of it is left.
func (o *outbox) caughtUp(room flows.Place, wholly bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.awaited, room)
	if wholly {
		delete(o.behind, room)
	}
	o.ring()
}
