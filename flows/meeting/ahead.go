package meeting

import (
	"cmp"
	"slices"
	"time"
)

// Day is a day of the calendar, where a time ahead of a meeting is meant: such days keep
// the clock on the wall, in the nights, too, in which it is changed.
const Day = 24 * time.Hour

// How long ahead something can be said, and how often (ours).
const (
	LeastAhead = 5 * time.Minute
	MostAhead  = 60 * Day
	MostTimes  = 5
)

// Ahead is how long before a meeting something is said. The zero value says nothing
// about it: what stands above it holds, in the end the default.
type Ahead struct {
	Times []time.Duration `json:"times,omitempty"` // the longest first
	Never bool            `json:"never,omitempty"`
}

// What holds where nobody has set anything else (ours): when people are reminded of a
// meeting, and when they are asked for what is still to be prepared for it.
var (
	DefaultReminders   = Ahead{Times: []time.Duration{7 * Day, Day, time.Hour}}
	DefaultPreparation = Ahead{Times: []time.Duration{3 * Day, Day}}
)

// Set reports whether anything is said about it.
func (a Ahead) Set() bool { return a.Never || len(a.Times) > 0 }

// Or is a itself, or what stands above it where a says nothing.
func (a Ahead) Or(above Ahead) Ahead {
	if a.Set() {
		return a
	}
	return above
}

// Equal reports whether both say the same.
func (a Ahead) Equal(b Ahead) bool { return a.Never == b.Never && slices.Equal(a.Times, b.Times) }

// Valid is the times in their order, each once, and whether they can be kept.
func Valid(times []time.Duration) (Ahead, bool) {
	longestFirst := func(a, b time.Duration) int { return cmp.Compare(b, a) }
	times = slices.Compact(slices.SortedFunc(slices.Values(times), longestFirst))
	wrong := func(d time.Duration) bool { return d < LeastAhead || d > MostAhead || d%time.Minute != 0 }
	return Ahead{Times: times}, len(times) > 0 && len(times) <= MostTimes && !slices.ContainsFunc(times, wrong)
}

// Moments are those of a meeting that starts then, the earliest first.
func (a Ahead) Moments(start time.Time, zone *time.Location) []time.Time {
	if a.Never {
		return nil
	}
	var all []time.Time
	for _, d := range a.Times {
		all = append(all, before(start, d, zone))
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// before is a time ahead of a start: whole days by the clock on the wall of a zone, and
// what is left of it as it passes.
func before(start time.Time, d time.Duration, zone *time.Location) time.Time {
	return start.In(zone).AddDate(0, 0, -int(d/Day)).Add(-(d % Day)).UTC()
}
