package command

import (
	"strings"
	"time"
)

// dayLayouts are the ways in which a day is written in numbers; day before
// month, as everywhere in Europe.
var dayLayouts = []string{"2006-01-02", "2/1/2006", "2.1.2006", "2-1-2006", "2/1/06", "2.1.06"}

// Day reads a calendar day: numbers, "today" or "yesterday". The result is
// midnight of that day in now's location.
func Day(s string, now time.Time, languages ...string) (time.Time, bool) {
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
		if day, err := time.ParseInLocation(layout, strings.TrimSpace(s), now.Location()); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}
