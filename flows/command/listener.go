package command

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dayLayouts are the ways in which a day is written in numbers; day before
// month, as everywhere in Europe.
var dayLayouts = []string{"2006-01-02", "2/1/2006", "2.1.2006", "2-1-2006", "2/1/06", "2.1.06"}

// shortLayouts have no year. They are read within a leap year.
var shortLayouts = []string{"2/1 2006", "2.1 2006"}

// decimal is a comma between digits, as in "alle 9,30".
var decimal = regexp.MustCompile(`(\d),(\d)`)

// spokenWords are the words of a line, without the marks around them. What an
// apostrophe joins are two: "l'8".
func spokenWords(s string) []string {
	s = decimal.ReplaceAllString(s, "$1.$2")
	s = strings.NewReplacer("'", "' ", ",", " ", ";", " ").Replace(Fold(Only(s)))
	words := strings.Fields(s)
	for i, word := range words {
		words[i] = strings.Trim(word, ".:()")
	}
	return words
}

func calendarIn(language string) *calendar {
	base, _, _ := strings.Cut(language, "-")
	return calendars()[base]
}

// listener understands a line word by word.
type listener struct {
	words []string // that are left
	of    *calendar
	said  spoken
}

// all reports whether every word was understood, and what they say is a day.
func (l *listener) all() bool {
	for len(l.words) > 0 {
		n := l.heard()
		if n == 0 {
			return false
		}
		l.words = l.words[n:]
	}
	return l.said.whole() && l.said.inPart()
}

// heard is how many of the next words one thing takes that may be said.
func (l *listener) heard() int {
	return first(l.offset, l.part, l.counted, l.week, l.clock, l.numbers, l.name, l.number, l.which, l.polite, l.filler)
}

// first is how many words the first one takes that takes any.
func first(hears ...func() int) int {
	for _, hear := range hears {
		if n := hear(); n > 0 {
			return n
		}
	}
	return 0
}

func (l *listener) word(i int) string {
	if i < len(l.words) {
		return l.words[i]
	}
	return ""
}

// part is a part of the day.
func (l *listener) part() int {
	part, n := longestPhrase(l.words, l.of.Parts)
	if n == 0 || l.said.part != nil {
		return 0
	}
	l.said.part = part
	return n
}

// longestPhrase is what the longest phrase means with which the words begin, and how
// many of them it takes.
func longestPhrase[V any](words []string, of map[string]V) (means V, n int) {
	for n := min(3, len(words)); n > 0; n-- {
		if means, ok := of[strings.Join(words[:n], " ")]; ok {
			return means, n
		}
	}
	return means, 0
}

// numbers is a day in numbers alone.
func (l *listener) numbers() int {
	if l.said.day != 0 || l.said.month != 0 {
		return 0
	}
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, l.word(0)); err == nil {
			l.said.day, l.said.month, l.said.year = t.Day(), t.Month(), t.Year()
			return 1
		}
	}
	if t, ok := shortDay(l.word(0)); ok {
		l.said.day, l.said.month = t.Day(), t.Month()
		return 1
	}
	return 0
}

// shortDay is a day in numbers without its year.
func shortDay(word string) (time.Time, bool) {
	for _, layout := range shortLayouts {
		if t, err := time.Parse(layout, word+" 2000"); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// name is a month's or a weekday's. After a number, what can be both is a month: in
// Italian "3 mar" is the third of March, and "mar 3" a Tuesday.
func (l *listener) name() int {
	month, isMonth := l.of.month(l.word(0))
	weekday, isWeekday := l.of.weekday(l.word(0))
	switch {
	case isMonth && l.said.month == 0 && (l.said.day != 0 || !isWeekday):
		l.said.month = month
	case isWeekday && l.said.weekday == nil:
		l.said.weekday = &weekday
	default:
		return 0
	}
	return 1
}

// dayNumber is a day of the month or a year, and what may follow a day.
var dayNumber = regexp.MustCompile(`^(\d{1,2}|\d{4})(\D*)$`)

// number is the day of a month, or the year after it.
func (l *listener) number() int {
	if slices.Contains(l.of.First, l.word(0)) && l.said.day == 0 {
		l.said.day = 1
		return 1
	}
	found := dayNumber.FindStringSubmatch(l.word(0))
	if found == nil || found[2] != "" && !slices.Contains(l.of.Ordinals, found[2]) {
		return 0
	}
	n, _ := strconv.Atoi(found[1])
	dated := l.said.day != 0 && l.said.month != 0 && l.said.year == 0 && found[2] == ""
	switch year := len(found[1]) == 4; {
	case !year && l.said.day == 0 && n > 0:
		l.said.day = n
	case dated && year:
		l.said.year = n
	case dated && len(found[1]) == 2 && l.said.hour == nil: // "at 9 30" is no year
		l.said.year = oldest + n
	default:
		return 0
	}
	return 1
}

// which is "last" or "next".
func (l *listener) which() int {
	switch {
	case l.said.way != 0:
		return 0
	case slices.Contains(l.of.Last, l.word(0)):
		l.said.way = last
	case slices.Contains(l.of.Next, l.word(0)):
		l.said.way = next
	default:
		return 0
	}
	return 1
}

// polite is "please" or "thank you", after what was said.
func (l *listener) polite() int {
	for n := min(2, len(l.words)); n > 0 && l.said != (spoken{}); n-- {
		if among(polite, strings.Join(l.words[:n], " ")) {
			return n
		}
	}
	return 0
}

// filler means nothing. "To" does so only where nothing stands before it: "Monday to
// the 14th" are two days.
func (l *listener) filler() int {
	opens := l.said == spoken{}
	if slices.Contains(l.of.Filler, l.word(0)) || opens && slices.Contains(l.of.To, l.word(0)) {
		return 1
	}
	return 0
}
