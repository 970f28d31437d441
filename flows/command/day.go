package command

import (
	"strings"
	"time"
)

// Day reads a calendar day: in numbers, "22 November", "last Monday", "two weeks
// ago", "yesterday". It is for what has happened: without a year, or with a weekday
// alone, it is the last such day, and a weekday alone is never today. What says of
// itself that it is to come ("tomorrow") is a day to come. The result is midnight of
// that day in now's location.
func Day(s string, now time.Time, languages ...string) (time.Time, bool) {
	said, ok := hear(s, languages)
	if !ok {
		return time.Time{}, false
	}
	return said.on(midnight(now), last)
}

// Weekday reports whether a line names a weekday, and nothing else says which one, or a
// part of the day: so people speak of what is to come, too.
func Weekday(s string, languages ...string) bool {
	said, ok := hear(s, languages)
	return ok && (said.part != nil || said.weekday != nil && said.day == 0 && said.month == 0 && said.way == 0 && said.offset == nil)
}

// DayAtEnd cuts the day off with which a line ends: "police, 22 November" is
// "police, " and the day. Of two ways to cut, the longer day wins.
func DayAtEnd(line string, now time.Time, languages ...string) (rest string, day time.Time, ok bool) {
	words := strings.Fields(line)
	for n := min(len(words), longest); n > 0; n-- {
		head := withoutLast(line, n)
		if day, ok := Day(line[len(head):], now, languages...); ok {
			return head, day, true
		}
	}
	return line, time.Time{}, false
}

// DayAtStart cuts the day off with which a line begins, as DayAtEnd does at its end.
func DayAtStart(line string, now time.Time, languages ...string) (rest string, day time.Time, ok bool) {
	return atStart(line, func(head string) (time.Time, bool) { return Day(head, now, languages...) })
}

// DayToComeAtStart cuts the day off with which a line begins, and takes it for one that
// is still to come: without a year it is the next such day.
func DayToComeAtStart(line string, now time.Time, languages ...string) (rest string, day time.Time, ok bool) {
	return atStart(line, func(head string) (time.Time, bool) {
		at, _, err := Moment(head, now, languages...)
		return midnight(at), err != NotAMoment && err != OtherDay
	})
}

// atStart cuts off the longest beginning of a line that is a day.
func atStart(line string, read func(head string) (time.Time, bool)) (rest string, day time.Time, ok bool) {
	words := strings.Fields(line)
	for n := min(len(words), longest); n > 0; n-- {
		if day, ok := read(strings.Join(words[:n], " ")); ok {
			return strings.Join(words[n:], " "), day, true
		}
	}
	return line, time.Time{}, false
}

// MomentAtEnd cuts the moment off with which a line ends, as DayAtEnd does for what
// is to come; a line without one is NotAMoment.
func MomentAtEnd(line string, now time.Time, languages ...string) (rest string, at time.Time, err error) {
	words := strings.Fields(line)
	for n := min(len(words), longest); n > 0; n-- {
		head := withoutLast(line, n)
		if at, _, err := Moment(line[len(head):], now, languages...); err != NotAMoment {
			return head, at, err
		}
	}
	return line, time.Time{}, NotAMoment
}

// withoutLast is a line without its last n words.
func withoutLast(line string, n int) string {
	for range n {
		line = strings.TrimRight(line, " \t\n\r")
		line = line[:strings.LastIndexAny(line, " \t\n\r")+1]
	}
	return line
}

// longest is how many words a day at the end of a line may have.
const longest = 7

func midnight(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
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

// BeforeFillers is a line without the little words with which it ends: "call the
// police by" is "call the police".
func BeforeFillers(s string) string {
	for s = Only(s); ; s = Only(s[:strings.LastIndexAny(s, " \t\n\r")]) {
		last := s[strings.LastIndexAny(s, " \t\n\r")+1:]
		if !Filler(last) || last == s {
			return s
		}
	}
}
