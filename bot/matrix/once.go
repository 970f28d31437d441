package matrix

import (
	"strings"
	"sync"
)

// once remembers what has been done already, so that it is not done again. It
// holds a bounded number of things; when there are more, it forgets all and
// something may be done twice.
type once struct {
	mu   sync.Mutex
	done map[string]bool
}

const onceLimit = 10000

// first says whether something is done for the first time.
func (o *once) first(parts ...string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	key := strings.Join(parts, "\x00")
	if o.done[key] {
		return false
	}
	if o.done == nil || len(o.done) >= onceLimit {
		o.done = map[string]bool{}
	}
	o.done[key] = true
	return true
}

// forget lets it be done again.
func (o *once) forget(parts ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.done, strings.Join(parts, "\x00"))
}
