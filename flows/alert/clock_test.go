package alert

import (
	"testing"
	"time"
)

// Nobody waits for a clock that was set back, and one that was set ahead, or a bot that
// was off, tells the next at once and goes on from there.
func TestClocks(t *testing.T) {
	for name, jump := range map[string]time.Duration{"back": -time.Hour, "ahead": time.Hour, "two days off": 48 * time.Hour} {
		a, _ := Raise(1, Weapon, "p1", 0, two, morning)
		now := morning.Add(jump)
		a, replies := a.Step(Due{}, two, now)
		if late := jump > 0; late != (len(told(replies)) > 0) {
			t.Errorf("%s: told %v", name, told(replies))
		}
		if next := a.Sides[1].Next; next.After(now.Add(two.Within(1))) || !next.After(now) {
			t.Errorf("%s: at %s the next are told %s", name, now, next)
		}
	}
}
