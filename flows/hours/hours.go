// Package hours holds spans of time that come round each week: when a service
// works, when a person is on call, when a person does not want to be disturbed.
package hours

import (
	"slices"
	"time"
)

// Minutes of a day and of an hour.
const (
	hour = 60
	day  = 24 * hour
)

// Span is a time of day on some days of each week. It is reckoned by the clock on
// the wall, so that "until eight" is eight o'clock in the nights, too, in which the
// clock is changed.
type Span struct {
	// Days on which it begins, Sunday first, as time.Weekday counts.
	Days [7]bool `json:"days"`
	// From and To are minutes after midnight. A span that ends no later than it
	// begins ends on the next day.
	From int `json:"from"`
	To   int `json:"to"`
}

// Hours are several spans. What is in one of them is in the hours.
type Hours []Span

// Hold reports whether a moment, in the zone that its location says, is within one
// of the spans.
func (h Hours) Hold(at time.Time) bool {
	for _, s := range h {
		if s.Holds(at) {
			return true
		}
	}
	return false
}

// Ends is the first moment, from another on, that is in none of the spans; zero where
// they leave none free.
func (h Hours) Ends(at time.Time) time.Time {
	if !h.Hold(at) {
		return at
	}
	at = at.Truncate(time.Minute)
	for range week + 2*hour { // the clock may be changed in it
		if at = at.Add(time.Minute); !h.Hold(at) {
			return at
		}
	}
	return time.Time{}
}

// Holds reports whether a moment is within the span.
func (s Span) Holds(at time.Time) bool {
	today, minute := at.Weekday(), at.Hour()*hour+at.Minute()
	if !s.overnight() {
		return s.Days[today] && s.From <= minute && minute < s.To
	}
	yesterday := (today + 6) % 7
	return s.Days[today] && minute >= s.From || s.Days[yesterday] && minute < s.To
}

func (s Span) overnight() bool { return s.To <= s.From }

// Valid reports whether the span has a day, and times that a clock shows.
func (s Span) Valid() bool {
	return s.Days != [7]bool{} && 0 <= s.From && s.From < day && 0 <= s.To && s.To <= day
}

// week is how many minutes a week has.
const week = 7 * day

// Gap is a stretch of each week: From and To are minutes since Sunday's midnight. It
// goes over the end of the week where it ends no later than it begins.
type Gap struct{ From, To int }

// Gaps are the stretches of the week that are in none of the spans.
func (h Hours) Gaps() []Gap {
	covered := h.covered()
	begin := slices.Index(covered, true)
	if begin < 0 {
		return []Gap{{}}
	}
	var gaps []Gap
	open := false
	for m := begin; m <= begin+week; m++ {
		switch free := !covered[m%week]; {
		case free && !open:
			gaps = append(gaps, Gap{From: m % week})
		case !free && open:
			gaps[len(gaps)-1].To = m % week
		}
		open = !covered[m%week]
	}
	return gaps
}

// Span is the gap as a span, where it is no longer than a day.
func (g Gap) Span() (Span, bool) {
	length := (g.To - g.From + week) % week
	if length == 0 || length > day {
		return Span{}, false
	}
	s := Span{From: g.From % day, To: (g.From%day + length) % day}
	if s.From+length == day {
		s.To = day
	}
	s.Days[g.From/day] = true
	return s, true
}

// Begins and Ends are a gap's first and last minute.
func (g Gap) Begins() (on time.Weekday, minute int) { return time.Weekday(g.From / day), g.From % day }

// Ends: see Begins.
func (g Gap) Ends() (on time.Weekday, minute int) { return time.Weekday(g.To / day), g.To % day }

// covered says of each minute of the week, Sunday's first, whether it is in one of
// the spans.
func (h Hours) covered() []bool {
	covered := make([]bool, week)
	for _, s := range h {
		length := s.To - s.From
		if s.overnight() {
			length += day
		}
		for d, on := range s.Days {
			for m := 0; on && m < length; m++ {
				covered[(d*day+s.From+m)%week] = true
			}
		}
	}
	return covered
}

// Merged are the hours with what is the same on several days as one span.
func (h Hours) Merged() Hours {
	var merged Hours
	for _, s := range h {
		at := slices.IndexFunc(merged, func(other Span) bool { return other.From == s.From && other.To == s.To })
		if at < 0 {
			merged = append(merged, s)
			continue
		}
		for d := range s.Days {
			merged[at].Days[d] = merged[at].Days[d] || s.Days[d]
		}
	}
	return merged
}

// Every is all days of the week.
var Every = [7]bool{true, true, true, true, true, true, true}

// Working is the time in which services usually work: the default of the
// configuration (this project's own choice).
var Working = Hours{{Days: [7]bool{1: true, 2: true, 3: true, 4: true, 5: true}, From: 8 * hour, To: 18 * hour}}
