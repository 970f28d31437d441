package command

import (
	"regexp"
	"slices"
	"strconv"
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

// ReadRhythm reads what follows "every": "4 weeks Tuesday 10:00", "month on the 2nd
// Tuesday at 10". The error is an Unclear.
func ReadRhythm(s string, languages ...string) (Rhythm, error) {
	var err error = NotAMoment
	for _, language := range slices.Concat(languages, Languages()) {
		c := calendarIn(language)
		if c == nil || len(s) > longestSaid {
			continue
		}
		r, understood := readRhythm(&listener{words: spokenWords(s), of: c})
		if understood == nil || understood == EitherHalf {
			return r, understood
		}
	}
	return Rhythm{}, err
}

func readRhythm(l *listener) (Rhythm, error) {
	r := Rhythm{Every: 1}
	if n, ok := l.count(l.word(0)); ok {
		r.Every, l.words = n, l.words[1:]
	}
	switch days, isUnit := l.of.Units[l.word(0)]; {
	case slices.Contains(l.of.Months, l.word(0)):
		r.Months = true
	case isUnit && days*r.Every%7 == 0:
		r.Every = days * r.Every / 7
	case isUnit && days*r.Every == 15: // in Italian, two weeks
		r.Every = 2
	default:
		return r, NotAMoment
	}
	l.words = l.words[1:]
	for len(l.words) > 0 {
		n := l.clock()
		if n == 0 {
			n = l.nth(&r)
		}
		if n == 0 {
			n = max(l.name(), l.filler(), l.bare())
		}
		if n == 0 {
			return r, NotAMoment
		}
		l.words = l.words[n:]
	}
	if l.said.weekday == nil || l.said.hour == nil || l.said.month != 0 || r.Every < 1 || r.Months != (r.Nth != 0) {
		return r, NotAMoment
	}
	r.Weekday, r.Hour, r.Minute = *l.said.weekday, l.said.hour.hour, l.said.hour.minute
	if l.said.hour.either {
		return r, EitherHalf
	}
	return r, nil
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
