package flows_test

import (
	"flag"
	"testing"

	"asapbot/flows"

	"pgregory.net/rapid"
)

// A failure prints the seed that finds it again; no file is left in testdata, where
// the transcripts are. By default there are as many histories as take some seconds;
// -rapid.checks=2000 -rapid.steps=60 is for a night.
func init() {
	_ = flag.Set("rapid.nofailfile", "true")
	_ = flag.Set("rapid.checks", "60")
}

// TestHistories: whatever people, the clock and the weather do, in whatever order,
// everything holds that property_checks_test.go says of every step, every effect
// and every state.
func TestHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		h.begin()
		for _, s := range serviceIDs[:2] {
			if oneIn(c, "a deputy", 2) {
				h.say(coordinatorOf(s), flows.Desk(s), "add "+string(staffOf(s)[3])+" deputy")
			}
		}
		if oneIn(c, "a partnership", 2) {
			h.ally("programme", "support")
		}
		code := h.pair("programme", "support")
		switch c.below("begins", 4) {
		case 3:
			h.complete(c, code, 0, 40)
			h.complete(c, code, 1, 40)
			fallthrough
		case 2:
			h.agree(code, 0)
			h.agree(code, 1)
			fallthrough
		case 1:
			h.complete(c, code, c.below("side", 2), 40)
		}
		todo := map[string]func(*rapid.T){}
		for name, do := range actions() {
			todo[name] = func(*rapid.T) { do(h, c) }
		}
		r.Repeat(todo)
	})
}
