package command

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hour is an hour of the day as it was said.
type hour struct {
	hour, minute int
	either       bool // "3" may be in the night or in the afternoon
	half         bool // am or pm was said
}

// hourPattern is an hour in digits: "9", "9.30", "09:30", "9h30", "h9", "3pm".
var hourPattern = regexp.MustCompile(`^(h?)(\d{1,2})(?:([:.h])(\d{2})?)?(am|pm|a\.m|p\.m)?$`)

// clock is "at 10", "10:00", "3 pm", "half past ten" or "noon". A number alone may be a
// day, and "9.30" is an hour only after the day, or after "at"; after a weekday, where
// there is no such day: "Friday 9.30", but not "Friday 10.12".
func (l *listener) clock() int {
	at := 0
	for slices.Contains(l.of.At, l.word(at)) { // "alle ore 10"
		at++
	}
	if l.said.hour != nil {
		return 0
	}
	if slices.Contains(l.of.Noon, l.word(at)) {
		l.said.hour = &hour{hour: 12}
		return at + 1
	}
	past, before := longestPhrase(l.words[at:], l.of.Past)
	at += before
	found := hourPattern.FindStringSubmatch(l.digits(at))
	if found == nil {
		return 0
	}
	half, n := found[5], at+1
	if half == "" && isHalf(l.word(n)) {
		half, n = l.word(n), n+1
	}
	if before == 0 {
		var after int
		past, after = longestPhrase(l.words[n:], l.of.Past) // "10 e mezza"
		n += after
	}
	if past > 0 && found[4] == "" {
		found[3], found[4] = ":", strconv.Itoa(past)
	} else if past > 0 || l.isDayOfMonth(n) {
		return 0
	}
	told := at > 0 || half != "" || found[1] != "" || found[3] == ":" || found[3] == "h"
	dotted := found[3] == "." && found[4] != "" && l.dayBefore()
	h, ok := readHour(found[2], found[4], half)
	if !ok || !told && !dotted {
		return 0
	}
	l.said.hour = &h
	return n
}

// isDayOfMonth reports whether what seems to be an hour is a day before its month:
// "all'8 dicembre".
func (l *listener) isDayOfMonth(n int) bool {
	_, isMonth := l.of.month(l.word(n))
	return isMonth && slices.Contains(l.of.To, l.word(0))
}

// dayBefore reports whether a dotted pair of numbers follows a day, of which it is not
// a part.
func (l *listener) dayBefore() bool {
	_, isDay := shortDay(l.word(0))
	return l.said.day != 0 || l.said.offset != nil || l.said.weekday != nil && !isDay
}

// digits is a word; after "at" a number in words is one in digits.
func (l *listener) digits(at int) string {
	if n, ok := l.of.Numbers[l.word(at)]; ok && at > 0 {
		return strconv.Itoa(n)
	}
	return l.word(at)
}

func isHalf(word string) bool { return slices.Contains([]string{"am", "pm", "a.m", "p.m"}, word) }

// readHour reads an hour. From 1 to 6 it is told only with a zero before it, or with
// am or pm: nobody means three in the night, but a deadline may.
func readHour(digits, minutes, half string) (hour, bool) {
	var h hour
	h.hour, _ = strconv.Atoi(digits)
	h.minute, _ = strconv.Atoi(minutes)
	switch {
	case half == "":
		h.either = h.hour >= 1 && h.hour <= 6 && len(digits) == 1
	case h.hour < 1 || h.hour > 12:
		return hour{}, false
	default:
		h.hour, h.half = h.hour%12, true
		if strings.HasPrefix(half, "p") {
			h.hour += 12
		}
	}
	return h, h.hour < 24 && h.minute < 60
}

// on is the hour on a day. Where clocks change, an hour may be skipped, or come
// twice: then it is the first of the two.
func (h hour) on(day time.Time) (time.Time, error) {
	t := time.Date(day.Year(), day.Month(), day.Day(), h.hour, h.minute, 0, 0, day.Location())
	if !h.shows(t) {
		return t, SkippedHour
	}
	_, offset := t.Zone()
	begun, ends := t.ZoneBounds()
	for _, change := range []time.Time{begun, ends} {
		if change.IsZero() {
			continue
		}
		_, before := change.Add(-time.Second).Zone()
		_, after := change.Zone()
		other := t.Add(time.Duration(offset-(before+after-offset)) * time.Second)
		if !other.Equal(t) && h.shows(other) {
			if other.Before(t) {
				t = other
			}
			return t, DoubledHour
		}
	}
	return t, nil
}

func (h hour) shows(t time.Time) bool { return t.Hour() == h.hour && t.Minute() == h.minute }
