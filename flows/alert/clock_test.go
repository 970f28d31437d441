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

// A clock that was set back leaves the rungs where they were.
func TestSetBack(t *testing.T) {
	a, _ := Raise(1, Weapon, "p1", 0, two, morning)
	now := morning.Add(10*time.Minute - time.Hour)
	a, replies := a.Step(SetBack{By: time.Hour}, two, now)
	if len(replies) > 0 || !a.Sides[1].Next.Equal(now.Add(20*time.Minute)) {
		t.Errorf("%v, next at %s", replies, a.Sides[1].Next)
	}
	a, replies = a.Step(Due{}, two, now.Add(20*time.Minute))
	if len(told(replies)) != 1 {
		t.Errorf("told %v", told(replies))
	}
	b, replies := a.Step(SetBack{}, two, now.Add(21*time.Minute))
	if len(replies) > 0 || b.Next() != a.Next() {
		t.Errorf("where it was not set back, next at %s", b.Next())
	}
}
