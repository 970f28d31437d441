package command

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/it"
	"github.com/goccy/go-yaml"
)

//go:embed days.yaml
var daysYAML []byte

// names are the names of months and weekdays, by language. Each language of
// days.yaml has them: a test holds it.
var names = map[string]locales.Translator{"en": en_GB.New(), "it": it.New()}

// calendar is how days and hours are said in a language. All words are folded.
type calendar struct {
	Offsets  map[string]int // days from today
	Last     []string       // "last Monday"
	Next     []string
	In       []string // "in two weeks"
	Ago      []string
	Units    map[string]int // in days
	Months   []string       // the unit
	Minutes  map[string]int // of units, where something is told so long before
	Before   []string
	Numbers  map[string]int
	Ordinals []string       // what may follow a day's number: "22nd"
	Nth      map[string]int // "the second Tuesday"; -1 is the last
	First    []string       // of the month
	At       []string       // before an hour
	Noon     []string
	Past     map[string]int   // minutes past the hour, before it or after it: "half past"
	Parts    map[string]*part // of the day
	And      []string         // between two dates
	Filler   []string
	To       []string                // before a day, where nothing stands before it
	Weekdays map[string]time.Weekday // their other short names, from Sunday, which is 0

	// What comes round.
	Each    []string
	Often   map[string]int // in weeks
	Monthly []string
	Plurals map[string]time.Weekday

	months, weekdays []string // the latter from Sunday
}

// calendars are all of them, by language.
var calendars = sync.OnceValue(func() map[string]*calendar {
	var all map[string]*calendar
	if err := yaml.UnmarshalWithOptions(daysYAML, &all, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("days.yaml: %v", err)) // embedded: a test loads it
	}
	for language, c := range all {
		offsets := map[string]int{}
		for said, days := range c.Offsets {
			offsets[strings.Join(spokenWords(said), " ")] = days
		}
		c.Offsets = offsets
		c.months, c.weekdays = folded(names[language].MonthsWide()), folded(names[language].WeekdaysWide())
	}
	return all
})

func folded(names []string) []string {
	var all []string
	for _, name := range names {
		all = append(all, Fold(name))
	}
	return all
}

// shortest is how many letters of a month's or a weekday's name are enough.
const shortest = 3

// begins is the only one of some names that begins with a word.
func begins(names []string, word string) (int, bool) {
	found := -1
	if utf8.RuneCountInString(word) < shortest {
		return 0, false
	}
	for i, name := range names {
		if strings.HasPrefix(name, word) {
			if found >= 0 {
				return 0, false
			}
			found = i
		}
	}
	return found, found >= 0
}

func (c *calendar) month(word string) (time.Month, bool) {
	i, ok := begins(c.months, word)
	return time.Month(i + 1), ok
}

func (c *calendar) weekday(word string) (time.Weekday, bool) {
	if weekday, ok := c.Weekdays[word]; ok {
		return weekday, true
	}
	i, ok := begins(c.weekdays, word)
	return time.Weekday(i), ok
}
