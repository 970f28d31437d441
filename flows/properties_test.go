package flows_test

import (
	"testing"

	"pgregory.net/rapid"
)

// TestHistories: whatever people, the clock and the weather do, in whatever order,
// everything holds that property_checks_test.go says of every step, every effect
// and every state.
func TestHistories(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		h.begin()
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
