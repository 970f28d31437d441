package command

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// between is what may stand between two days: a dash, or a little word.
var between = regexp.MustCompile(`\s*[-‐‑‒–—−]\s*|\s+\S+\s+`)

// Period reads the first and the last day of a time to come: "1/12 - 15/12", "1–15
// August", "until Friday", which begins today, or one day alone.
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
		if !ok {
			last, ok2 = comingDay(s[end:], now, languages)
			first, ok = sameMonth(s[:start], last)
		}
		if ok && ok2 && (word == "" || Filler(word) || isUntil(word, languages)) {
			return first, last, true
		}
		from = start + 1
	}
	return time.Time{}, time.Time{}, false
}

// PeriodAtEnd reads the period with which a line ends; the longest one wins.
func PeriodAtEnd(line string, now time.Time, languages ...string) (first, last time.Time, ok bool) {
	words := strings.Fields(line)
	for n := min(len(words), 2*longest); n > 0 && !ok; n-- {
		first, last, ok = Period(strings.Join(words[len(words)-n:], " "), now, languages...)
	}
	return first, last, ok
}

// bareDay is the number of a day, as it is written: "1", "1st", "1°".
var bareDay = regexp.MustCompile(`^(\d{1,2})(st|nd|rd|th|[º°ª.])?$`)

// sameMonth is the first day of a period whose month is said with its last one only:
// "1–15 August".
func sameMonth(s string, last time.Time) (time.Time, bool) {
	found := bareDay.FindStringSubmatch(Only(AfterFillers(s)))
	if found == nil || last.IsZero() {
		return time.Time{}, false
	}
	number, _ := strconv.Atoi(found[1])
	first, ok := date(last.Year(), last.Month(), number, last.Location())
	return first, ok && !first.After(last)
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
