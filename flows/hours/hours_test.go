package hours

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func rome(t rapid.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestHolds(t *testing.T) {
	nights := Span{Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}, From: 18 * 60, To: 8 * 60}
	weekend := Span{Days: [7]bool{0: true, 6: true}, From: 8 * 60, To: 8 * 60}
	whole := Span{Days: [7]bool{2: true}, From: 0, To: 24 * 60}
	for _, c := range []struct {
		name string
		s    Span
		at   string
		want bool
	}{
		{"work begins", Working[0], "2026-11-23 08:00", true},
		{"work has not begun", Working[0], "2026-11-23 07:59", false},
		{"work ends", Working[0], "2026-11-23 18:00", false},
		{"Saturday", Working[0], "2026-11-28 10:00", false},
		{"Monday evening", nights, "2026-11-23 18:00", true},
		{"before Monday", nights, "2026-11-23 07:00", false},
		{"Friday night ends on Saturday", nights, "2026-11-28 07:59", true},
		{"and no later", nights, "2026-11-28 08:00", false},
		{"Saturday", weekend, "2026-11-28 08:00", true},
		{"Monday morning", weekend, "2026-11-30 07:59", true},
		{"Monday at work", weekend, "2026-11-30 08:00", false},
		{"Tuesday begins", whole, "2026-11-24 00:00", true},
		{"Tuesday ends", whole, "2026-11-24 23:59", true},
		{"Wednesday", whole, "2026-11-25 00:00", false},
		{"the hour that spring skips", Span{Days: Every, From: 2 * 60, To: 3 * 60}, "2026-03-29 03:00", false},
		{"the clock of the night before Sunday", Span{Days: [7]bool{6: true}, From: 22 * 60, To: 6 * 60}, "2026-03-29 05:59", true},
		{"the same in autumn", Span{Days: [7]bool{6: true}, From: 22 * 60, To: 6 * 60}, "2026-10-25 05:59", true},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.at, rome(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.s.Holds(at); got != c.want {
			t.Errorf("%s: %s is %v", c.name, c.at, got)
		}
	}
}

// The hour that autumn doubles is within or without both times.
func TestDoubledHour(t *testing.T) {
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).In(rome(t))
	second := first.Add(time.Hour)
	if first.Hour() != 2 || second.Hour() != 2 {
		t.Fatalf("%s and %s are no doubled hour", first, second)
	}
	s := Span{Days: Every, From: 2 * 60, To: 3 * 60}
	if !s.Holds(first) || !s.Holds(second) {
		t.Error("one of the two hours is left out")
	}
}

// A span and the one that begins where it ends are a whole week, whatever the
// clocks do, and never overlap.
func TestSpanAndRest(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		from := rapid.IntRange(0, day-1).Draw(r, "from")
		to := rapid.IntRange(0, day-1).Filter(func(to int) bool { return to != from }).Draw(r, "to")
		at := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(r, "at"), 0).In(rome(r))
		one, other := Span{Days: Every, From: from, To: to}, Span{Days: Every, From: to, To: from}
		if one.Holds(at) == other.Holds(at) {
			r.Fatalf("%s is in both or in none of %v and %v", at, one, other)
		}
	})
}

// What is in none of the spans is in the gaps, and nothing else is.
func TestGaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var h Hours
		for range rapid.IntRange(0, 4).Draw(r, "spans") {
			s := Span{From: rapid.IntRange(0, day-1).Draw(r, "from"), To: rapid.IntRange(0, day).Draw(r, "to")}
			for d := range s.Days {
				s.Days[d] = rapid.Bool().Draw(r, "on")
			}
			h = append(h, s)
		}
		var gaps Hours
		long := false // some gap is longer than a span can be
		minute := rapid.IntRange(0, week-1).Draw(r, "minute")
		for _, g := range h.Gaps() {
			span, ok := g.Span()
			if ok && !span.Valid() {
				r.Fatalf("%v is no span", span)
			}
			if ok {
				gaps = append(gaps, span)
				continue
			}
			long = long || (minute-g.From+week)%week < (g.To-g.From+week-1)%week+1
		}
		at := time.Date(2026, 11, 22, 0, minute, 0, 0, time.UTC)
		if h.Hold(at) == (gaps.Merged().Hold(at) || long) {
			r.Fatalf("%s is in both or in none of %v and %v", at, h, h.Gaps())
		}
	})
}
