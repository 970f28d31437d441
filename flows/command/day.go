package command

import (
	"strings"
	"time"
)

// dayLayouts are the ways in which a day is written in numbers; day before
// month, as everywhere in Europe.
var dayLayouts = []string{"2006-01-02", "2/1/2006", "2.1.2006", "2-1-2006", "2/1/06", "2.1.06"}

// shortLayouts have no year.
var shortLayouts = []string{"2/1", "2.1"}

// oldest is the first year that is taken for more than a slip of the finger.
const oldest = 2000

// Day reads a calendar day: numbers, "today" or "yesterday". Without a year it is
// the last such day. The result is midnight of that day in now's location.
func Day(s string, now time.Time, languages ...string) (time.Time, bool) {
	s = Only(s)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	if c, ok := Parse(s, languages...); ok && c.Rest == "" {
		switch c.Word {
		case Today:
			return midnight, true
		case Yesterday:
			return midnight.AddDate(0, 0, -1), true
		}
	}
	for _, layout := range dayLayouts {
		if day, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return day, day.Year() >= oldest
		}
	}
	for _, layout := range shortLayouts {
		if day, ok := last(layout, s, midnight); ok {
			return day, true
		}
	}
	return time.Time{}, false
}

// last is the last day, today included, that is written so without its year.
func last(layout, s string, today time.Time) (time.Time, bool) {
	for _, year := range []int{today.Year(), today.Year() - 1} {
		written := s + " " + time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006")
		day, err := time.ParseInLocation(layout+" 2006", written, today.Location())
		if err == nil && !day.After(today) {
			return day, true
		}
	}
	return time.Time{}, false
}

// AfterFillers is a line without the little words that it begins with: "since
// 24/10/2026" is "24/10/2026".
func AfterFillers(s string) string {
	for {
		first, rest, more := strings.Cut(strings.TrimSpace(s), " ")
		if !more || !Filler(first) {
			return strings.TrimSpace(s)
		}
		s = rest
	}
}
