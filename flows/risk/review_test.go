package risk

import (
	"testing"
	"time"
)

func TestAfter(t *testing.T) {
	for level, want := range map[Level][2]time.Duration{ // in the first three months, and later
		None: {30 * day, 60 * day}, Low: {30 * day, 60 * day},
		NotEnough: {15 * day, 30 * day}, Medium: {15 * day, 30 * day},
		High: {4 * day, 7 * day}, Extreme: {36 * time.Hour, 72 * time.Hour},
		"": {36 * time.Hour, 72 * time.Hour}, "odd": {36 * time.Hour, 72 * time.Hour},
	} {
		for i, age := range []time.Duration{0, youth} {
			if got := DefaultIntervals.After(level, age); got != want[i] {
				t.Errorf("%q at %v: %v, want %v", level, age, got, want[i])
			}
		}
		if got := DefaultIntervals.After(level, youth-1); got != want[0] {
			t.Errorf("%q on the last new day: %v, want %v", level, got, want[0])
		}
	}
	for i := 2; i < len(inOrder); i++ {
		if DefaultIntervals.After(inOrder[i], youth) > DefaultIntervals.After(inOrder[i-1], youth) {
			t.Errorf("%s waits longer than %s", inOrder[i], inOrder[i-1])
		}
	}
}
