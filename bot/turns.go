package bot

import (
	"container/heap"
	"time"
)

// Whose turn it is in the outbox: what is carried out next, and what waits meanwhile so
// that a homeserver on a small machine has time for what cannot wait.

// parallel is how many rooms are served side by side, and spare how many more
// where it is urgent: so that an alert never waits for a homeserver that takes its
// time over something else.
//
// Of the rooms, bells are kept for what makes telephones ring, and it never has more: ten
// thousand reminders that come due at once take turns, so that a homeserver on a small
// machine still has time for an alert, and for whoever waits for an answer.
const (
	parallel = 8
	spare    = 2
	bells    = 2
)

// Telephones ring when nothing else is to be done: while an alert is on its way none
// begins to, and while somebody waits for an answer none does for as long as giveWay.
// What the homeserver has taken it still has to hand out: after an answer it is left
// alone for breath times as long as the last call took. Whoever was answered reads for as
// long as reading, and may then write at any moment, until they have said nothing for as
// long as talk: meanwhile one telephone rings at a time, and after each the homeserver is
// left alone for as long as that took.
const (
	giveWay = time.Second / 4
	breath  = 2
	reading = 3 * time.Second / 4
	talk    = time.Minute
)

// take hands out the first entry of a room that nobody is busy with: of one where
// something urgent waits if there is any, otherwise the oldest. It says how long to
// wait where there is nothing yet. Before the first sync nobody knows who is in the
// rooms by now, so nothing leaves.
func (o *outbox) take(now time.Time) (*outgoing, time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	wait := forSync
	if o.stored == 0 {
		return nil, wait
	}
	for l := range o.resting {
		if left := o.rest(l, now); left > 0 {
			wait = min(wait, left)
		} else {
			delete(o.resting, l)
			o.line(l)
		}
	}
	l := o.first(now)
	if l == nil {
		if len(o.calling) > 0 {
			wait = min(wait, o.mayRing(now))
		}
		return nil, wait
	}
	heap.Remove(l.in, l.at)
	l.busy = true
	one := l.entries[0]
	one.taken = now
	o.count(one, 1)
	return one, 0
}

// first is the room that is served next, if there is a place for it.
func (o *outbox) first(now time.Time) *lane {
	answers := o.carried - o.ringing
	switch {
	case len(o.ready) > 0 && o.ready[0].urgent > 0 && o.carried < parallel+spare:
		return o.ready[0]
	case len(o.ready) > 0 && answers < parallel-bells:
		return o.ready[0]
	case len(o.calling) > 0 && o.mayRing(now) == 0:
		return o.calling[0]
	}
	return nil
}

// mayRing is how long the next telephone still has to wait, if nothing changes.
func (o *outbox) mayRing(now time.Time) time.Duration {
	expected, most, from := o.expects(now), bells, o.spoke.Add(breath*o.took)
	if expected {
		most, from = 1, o.rang.Add(o.took)
	}
	latest := o.rang.Add(giveWay)
	switch {
	case o.ringing >= most || o.hurrying > 0:
		return forSync
	case o.carried > o.ringing || len(o.ready) > 0 || len(o.awaited) > 0:
		return max(0, latest.Sub(now))
	}
	return max(0, min(latest.Sub(now), from.Sub(now)))
}

// expects reports whether somebody may write at any moment, who was answered and has read.
func (o *outbox) expects(now time.Time) bool {
	quiet := now.Sub(o.spoke)
	return quiet >= reading && quiet < talk
}

// putDown ends the carrying of an entry.
func (o *outbox) putDown(one *outgoing, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count(one, -1)
	if one.rings() {
		o.rang, o.took = now, now.Sub(one.taken)
	} else {
		o.spoke = now
	}
	o.ring()
}

// count counts what is being carried.
func (o *outbox) count(one *outgoing, by int) {
	o.carried += by
	if one.rings() {
		o.ringing += by
	}
	if one.urgent() {
		o.hurrying += by
	}
}

// gather is how long the next sync is put off after one that brought nothing but our own
// messages, while telephones ring: for as long as two calls take, or half of one where
// somebody may write. The homeserver looks at all our rooms for each sync, and needs the
// time for others.
func (o *outbox) gather(now time.Time) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.ringing == 0 && len(o.calling) == 0:
		return 0
	case o.expects(now):
		return min(o.took/2, giveWay)
	}
	return min(2*o.took, giveWay)
}
