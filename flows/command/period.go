package command

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// between is what may stand between two days: a dash, an arrow, or a little word.
var between = regexp.MustCompile(`\s*(?:[-‐‑‒–—−]>?|→)\s*|\s+\S+\s+`)

// elided is the end of a word that is written together with the number after it:
// "dall'8 all'11".
var elided = regexp.MustCompile(`['’](\d)`)

// Period reads the first and the last day of a time to come: "1/12 - 15/12", "1–15
// August", "until Friday", which begins today, or one day alone. "From Friday" alone is
// none: it does not say for how long.
func Period(s string, now time.Time, languages ...string) (first, last time.Time, ok bool) {
	said := Only(elided.ReplaceAllString(s, "' $1"))
	s = AfterFillers(said)
	if c, known := Parse(s, languages...); known && c.Word == Until {
		s = "today " + s
	}
	if day, ok := comingDay(s, now, languages); ok {
		return day, day, !opensPeriod(said)
	}
	for from := 0; from < len(s); {
		at := between.FindStringIndex(s[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		word := strings.Trim(s[start:end], " \t\n-‐‑‒–—−>→")
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

// PeriodAtEnd cuts the period off with which a line ends; the longest one wins. Where the
// line says "from" before a day alone, it does not say for how long, and ends with none.
func PeriodAtEnd(line string, now time.Time, languages ...string) (rest string, first, last time.Time, ok bool) {
	words := strings.Fields(line)
	for n := min(len(words), 2*longest); n > 0; n-- {
		head := len(words) - n
		if first, last, ok := Period(strings.Join(words[head:], " "), now, languages...); ok {
			opens := first.Equal(last) && head > 0 && opensPeriod(words[head-1])
			return strings.Join(words[:head], " "), first, last, !opens
		}
	}
	return line, time.Time{}, time.Time{}, false
}

// opensPeriod reports whether a line begins with a word after which a first day stands.
func opensPeriod(line string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return among(from, first)
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
