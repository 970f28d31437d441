package stage

import (
	"context"
	"slices"
	"sync"
)

// record is what a player has seen so far, in order of arrival.
type record struct {
	mu      sync.Mutex
	entries []entry
	index   map[string]int // by event ID
	shown   []int          // the entries in the order in which they became, or changed what is, visible
	changed chan struct{}  // closed and replaced whenever shown grows
	closed  error          // why nothing more will come; nil while the player plays
}

// entry keeps the place of an event, also while it is not to be seen.
type entry struct {
	seen   Seen
	hidden bool
}

func newRecord() *record {
	return &record{index: map[string]int{}, changed: make(chan struct{})}
}

// put records what was seen, or replaces what was seen of the same event. What
// is hidden takes its place in the order but is not seen before reveal or the
// next put.
func (r *record) put(seen Seen, hidden bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, known := r.index[seen.EventID]
	if !known {
		i = len(r.entries)
		r.index[seen.EventID] = i
		r.entries = append(r.entries, entry{})
	}
	r.entries[i] = entry{seen: seen, hidden: hidden}
	if !hidden {
		r.show(i)
	}
}

// reveal makes a hidden event visible as it is now.
func (r *record) reveal(eventID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i, known := r.index[eventID]; known && r.entries[i].hidden {
		r.entries[i].hidden = false
		r.show(i)
	}
}

// get returns what was seen of an event, hidden or not.
func (r *record) get(eventID string) (seen Seen, hidden, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, known := r.index[eventID]
	if !known {
		return Seen{}, false, false
	}
	return r.entries[i].seen, r.entries[i].hidden, true
}

// show is called with the lock held.
func (r *record) show(i int) {
	r.shown = append(r.shown, i)
	r.wake()
}

// wake is called with the lock held.
func (r *record) wake() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// close tells all who wait that nothing more will come, and why.
func (r *record) close(why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed == nil {
		r.closed = why
		r.wake()
	}
}

// list returns what is visible of a room, of all rooms when it is empty.
func (r *record) list(room string) []Seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []Seen
	for _, e := range r.entries {
		if !e.hidden && (room == "" || e.seen.Room == room) {
			list = append(list, e.seen)
		}
	}
	return list
}

// after returns what became visible, or changed, after the first n times that
// something did; it waits until there is something. It fails when ctx ends, or
// when all was returned and the record is closed.
func (r *record) after(ctx context.Context, n int) ([]Seen, error) {
	for {
		r.mu.Lock()
		fresh := slices.Clone(r.shown[n:])
		seen := make([]Seen, len(fresh))
		for i, at := range fresh {
			seen[i] = r.entries[at].seen
		}
		changed, closed := r.changed, r.closed
		r.mu.Unlock()
		if len(seen) > 0 {
			return seen, nil
		}
		if closed != nil {
			return nil, closed
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-changed:
		}
	}
}
