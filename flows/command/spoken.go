package command

import (
	"slices"
	"time"
)

// spoken is a day, and perhaps an hour, as somebody said it.
type spoken struct {
	day     int // of the month
	month   time.Month
	year    int
	weekday *time.Weekday
	offset  *offset
	way     way // "last" or "next"
	hour    *hour
	part    *part
}

// part is a part of the day: its first hour, and the one after its last.
type part [2]int

// way is the direction in which a day lies that was not said in full.
type way int

const (
	last way = -1
	next way = 1
)

// oldest is the first year that is taken for more than a slip of the finger.
const oldest = 2000

// whole reports whether it is a day, and one day alone.
func (s spoken) whole() bool {
	switch {
	case s.offset != nil && s.offset.vague && s.weekday == nil:
		return false
	case s.offset != nil:
		return s.day == 0 && s.month == 0 && s.year == 0 && s.way == 0
	case s.month != 0:
		return s.day != 0
	}
	return s.weekday != nil && s.year == 0 // perhaps with its day: "Monday the 30th"
}

// inPart takes the hour that lies in the part of the day that was said with it: "in the
// afternoon at 3". It reports false where there is none.
func (s spoken) inPart() bool {
	if s.part == nil || s.hour == nil {
		return true
	}
	for _, h := range []int{s.hour.hour, s.hour.hour + 12} {
		if s.part[0] <= h && h < s.part[1] && (h == s.hour.hour || !s.hour.half) {
			s.hour.hour, s.hour.either = h, false
			return true
		}
	}
	return false
}

// on is the day in the calendar. 31 February is none, and neither is a day whose
// weekday is another.
func (s spoken) on(today time.Time, w way) (time.Time, bool) {
	day, ok := s.find(today, s.towards(w))
	return day, ok && day.Year() >= oldest && s.agrees(day)
}

// agrees reports whether a day is the weekday that was said.
func (s spoken) agrees(day time.Time) bool { return s.weekday == nil || day.Weekday() == *s.weekday }

// towards is the way that was said, otherwise the given one.
func (s spoken) towards(w way) way {
	if s.way != 0 {
		return s.way
	}
	return w
}

func (s spoken) find(today time.Time, w way) (time.Time, bool) {
	switch {
	case s.offset != nil && s.offset.weeks && s.weekday != nil:
		return s.offset.from(today).AddDate(0, 0, fromMonday(*s.weekday)-fromMonday(today.Weekday())), true
	case s.offset != nil:
		return s.offset.from(today), true
	case s.year != 0:
		return date(s.year, s.month, s.day, today.Location())
	case s.month != 0:
		for _, year := range []int{today.Year(), today.Year() + int(w)} {
			day, ok := date(year, s.month, s.day, today.Location())
			if ok && day.Compare(today) != -int(w) {
				return day, true
			}
		}
		return time.Time{}, false
	}
	return s.weekdayFrom(today, w)
}

// weekdayFrom is the nearest such weekday. Alone it is never today, for which people
// say "today"; with its day of the month it lies within two months.
func (s spoken) weekdayFrom(today time.Time, w way) (time.Time, bool) {
	for i := range 62 {
		day := today.AddDate(0, 0, i*int(w))
		if day.Weekday() == *s.weekday && (day.Day() == s.day || s.day == 0 && i > 0) {
			return day, true
		}
	}
	return time.Time{}, false
}

// date is a day that there is.
func date(year int, month time.Month, day int, zone *time.Location) (time.Time, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, zone)
	return t, t.Day() == day && t.Month() == month
}

// hear understands a line in one of the given languages, otherwise in any.
func hear(s string, languages []string) (spoken, bool) {
	if len(s) > longestSaid {
		return spoken{}, false
	}
	words := spokenWords(s)
	for _, language := range slices.Concat(languages, Languages()) {
		c := calendarIn(language)
		if c == nil {
			continue
		}
		l := listener{words: words, of: c}
		if l.all() {
			return l.said, true
		}
	}
	return spoken{}, false
}

// longestSaid is how many bytes a day may have, before anything looks at it.
const longestSaid = 100
