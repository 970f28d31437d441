package command

import (
	"regexp"
	"strings"
	"time"
)

// between is what may stand between two days: a dash, or a little word.
var between = regexp.MustCompile(`\s*[-‐‑‒–—−]\s*|\s+\S+\s+`)

// Period reads the first and the last day of a time to come: "1/12 - 15/12", "until
// Friday", which begins today, or one day alone.
func Period(s string, now time.Time, languages ...string) (first, last time.Time, ok bool) {
	s = AfterFillers(s)
	if c, known := Parse(s, languages...); known && c.Word == Until {
		s = "today " + s
	}
	if day, ok := comingDay(s, now, languages); ok {
		return day, day, true
	}
	for from := 0; from < len(s); {
		at := between.FindStringIndex(s[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		word := strings.Trim(s[start:end], " \t\n-‐‑‒–—−")
		first, ok := comingDay(s[:start], now, languages)
		last, ok2 := comingDay(s[end:], first, languages)
		if ok && ok2 && (word == "" || Filler(word) || isUntil(word, languages)) {
			return first, last, true
		}
		from = start + 1
	}
	return time.Time{}, time.Time{}, false
}

// comingDay is a day as Moment reads it, without an hour; also one that lies behind.
func comingDay(s string, now time.Time, languages []string) (time.Time, bool) {
	day, hasHour, err := Moment(AfterFillers(s), now, languages...)
	return day, !hasHour && (err == nil || err == Past)
}

func isUntil(word string, languages []string) bool {
	c, ok := Parse(word, languages...)
	return ok && c.Word == Until && c.Rest == ""
}
