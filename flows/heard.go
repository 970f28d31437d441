package flows

import "slices"

// heard are the marks of the newest messages that were taken. The same message
// may arrive twice, after a crash or a repeated sync, and must change nothing the
// second time.
type heard []Ref

// remembers is how many messages are told apart from repeated ones.
const remembers = 32

// with adds a mark and reports whether it was there already.
func (h heard) with(r Ref) (all heard, again bool) {
	if r == "" || slices.Contains(h, r) {
		return h, r != ""
	}
	all = append(slices.Clone(h), r)
	return all[max(0, len(all)-remembers):], false
}

func (t *turn) again(r Ref) (again bool) {
	t.c.Heard, again = t.c.Heard.with(r)
	return again
}

func (t *networkTurn) again(r Ref) (again bool) {
	t.n.Heard, again = t.n.Heard.with(r)
	return again
}
