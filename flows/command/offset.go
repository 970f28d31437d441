package command

import (
	"slices"
	"strconv"
	"time"
)

// offset counts from today. With a weekday, weeks are those of the calendar: "Tuesday in
// two weeks" lies in the week after the next. "Next week" is a day with its weekday only.
type offset struct {
	days, months int
	weeks, vague bool
}

// fromMonday is how many days of the week lie before a weekday.
func fromMonday(d time.Weekday) int { return (int(d) + 6) % 7 }

// from counts. A month on from the 31st is the last of the next month.
func (o offset) from(today time.Time) time.Time {
	day := today.AddDate(0, o.months, o.days)
	if o.months != 0 && day.Day() != today.Day() {
		day = day.AddDate(0, 0, -day.Day())
	}
	return day
}

// offset is "tomorrow" and its like.
func (l *listener) offset() int {
	days, n := longestPhrase(l.words, l.of.Offsets)
	if n == 0 || l.said.offset != nil {
		return 0
	}
	if _, isPart := longestPhrase(l.words[:n], l.of.Parts); isPart > 0 && l.part() == 0 { // "tonight"
		return 0
	}
	l.said.offset = &offset{days: days}
	return n
}

// counted is "in two weeks" or "two weeks ago".
func (l *listener) counted() int {
	from, sign := 0, -1
	if slices.Contains(l.of.In, l.word(0)) {
		from, sign = 1, 1
	} else if !slices.Contains(l.of.Ago, l.word(2)) {
		return 0
	}
	count, ok := l.count(l.word(from))
	days, isUnit := l.of.Units[l.word(from+1)]
	isMonths := slices.Contains(l.of.Months, l.word(from+1))
	if !ok || !isUnit && !isMonths || l.said.offset != nil {
		return 0
	}
	l.said.offset = &offset{days: sign * count * days, weeks: days == 7}
	if isMonths {
		l.said.offset.months = sign * count
	}
	return 3
}

// week is "next week" or "settimana scorsa".
func (l *listener) week() int {
	for i := range 2 {
		if l.of.Units[l.word(i)] != 7 || l.said.offset != nil {
			continue
		}
		switch which := l.word(1 - i); {
		case slices.Contains(l.of.Next, which):
			l.said.offset = &offset{days: 7, weeks: true, vague: true}
			return 2
		case slices.Contains(l.of.Last, which):
			l.said.offset = &offset{days: -7, weeks: true, vague: true}
			return 2
		}
	}
	return 0
}

// count is a number of up to three digits, or a word for it.
func (l *listener) count(word string) (int, bool) {
	if n, ok := l.of.Numbers[word]; ok {
		return n, true
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 0 && len(word) <= 3
}
