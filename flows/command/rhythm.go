package command

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rhythm is how often something comes round, as it was said.
type Rhythm struct {
	Every   int  // weeks, or months
	Months  bool // of the year
	Weekday time.Weekday
	Nth     int // of the month: 1 to 4, or -1 for the last; 0 where weeks are counted
	Hour    int
	Minute  int
}

// NoHour is why a rhythm cannot be taken of which everything but the hour was said.
const NoHour Unclear = "no_hour"

// ReadRhythm reads what follows "every", or a line that Recurs: "4 weeks Tuesday 10:00",
// "month on the 2nd Tuesday at 10", "Monday at 9". The error is an Unclear.
func ReadRhythm(s string, languages ...string) (Rhythm, error) {
	for _, language := range slices.Concat(languages, Languages()) {
		c := calendarIn(language)
		if c == nil || len(s) > longestSaid {
			continue
		}
		r, err := readRhythm(&listener{words: spokenWords(s), of: c})
		if err != NotAMoment {
			return r, err
		}
	}
	return Rhythm{}, NotAMoment
}

// Recurs reports whether a line says of itself that it comes round: "ogni lunedì alle
// 9", "weekly on Monday", "Tuesdays at 10".
func Recurs(s string, languages ...string) bool {
	if len(s) > longestSaid {
		return false
	}
	words := spokenWords(s)
	for _, language := range slices.Concat(languages, Languages()) {
		c := calendarIn(language)
		for i := range words {
			l := listener{words: words[i:], of: c}
			if c != nil && max(l.each(), l.often(&Rhythm{}), l.plural()) > 0 {
				return true
			}
		}
	}
	return false
}

func readRhythm(l *listener) (Rhythm, error) {
	var r Rhythm
	for len(l.words) > 0 {
		n := first(
			l.clock, l.part, func() int { return l.often(&r) }, func() int { return l.interval(&r) }, func() int { return l.nth(&r) },
			l.name, l.plural, l.each, l.polite, l.filler, l.bare,
		)
		if n == 0 {
			return r, NotAMoment
		}
		l.words = l.words[n:]
	}
	if l.said.weekday == nil || l.said.month != 0 || r.Months != (r.Nth != 0) || !l.said.inPart() {
		return r, NotAMoment
	}
	r.Every, r.Weekday = max(r.Every, 1), *l.said.weekday // "every Monday"
	if l.said.hour == nil {
		return r, NoHour
	}
	r.Hour, r.Minute = l.said.hour.hour, l.said.hour.minute
	if l.said.hour.either {
		return r, EitherHalf
	}
	return r, nil
}

// each is "every", or "tutti i".
func (l *listener) each() int {
	for n := min(2, len(l.words)); n > 0; n-- {
		if slices.Contains(l.of.Each, strings.Join(l.words[:n], " ")) {
			return n
		}
	}
	return 0
}

// often is "weekly" or "monthly".
func (l *listener) often(r *Rhythm) int {
	weeks, isWeeks := l.of.Often[l.word(0)]
	isMonthly := slices.Contains(l.of.Monthly, l.word(0))
	if r.Every != 0 || !isWeeks && !isMonthly {
		return 0
	}
	r.Every, r.Months = max(weeks, 1), isMonthly
	return 1
}

// interval is "4 weeks" or "month".
func (l *listener) interval(r *Rhythm) int {
	count, n := 1, 0
	if said, ok := l.count(l.word(0)); ok {
		count, n = said, 1
	}
	days, isMonths := l.of.Units[l.word(n)]*count, slices.Contains(l.of.Months, l.word(n))
	switch {
	case r.Every != 0 || count < 1:
		return 0
	case isMonths:
		r.Every, r.Months = count, true
	case days > 0 && days%7 == 0:
		r.Every = days / 7
	case days == 15: // in Italian, two weeks
		r.Every = 2
	default:
		return 0
	}
	return n + 1
}

// plural is a weekday that comes round: "Tuesdays".
func (l *listener) plural() int {
	weekday, ok := l.of.Plurals[l.word(0)]
	if !ok || l.said.weekday != nil {
		return 0
	}
	l.said.weekday = &weekday
	return 1
}

// ordinal is "2nd", "2°" or "4.".
var ordinal = regexp.MustCompile(`^([1-4])(\D{0,2})$`)

// nth is which of the month's weekdays is meant, before it is named.
func (l *listener) nth(r *Rhythm) int {
	if r.Nth != 0 || l.said.weekday != nil {
		return 0
	}
	if n, ok := l.of.Nth[l.word(0)]; ok {
		r.Nth = n
		return 1
	}
	if found := ordinal.FindStringSubmatch(l.word(0)); found != nil && slices.Contains(l.of.Ordinals, found[2]) {
		r.Nth, _ = strconv.Atoi(found[1])
		return 1
	}
	return 0
}

// bare is an hour as a number alone, after the weekday.
func (l *listener) bare() int {
	if l.said.hour != nil || l.said.weekday == nil {
		return 0
	}
	h, ok := readHour(l.word(0), "", "")
	if _, err := strconv.Atoi(l.word(0)); err != nil || !ok || len(l.word(0)) > 2 {
		return 0
	}
	l.said.hour = &h
	return 1
}
