package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/bg"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/el"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/hr"
	"github.com/go-playground/locales/it"

	"asapbot/flows/message"
)

// calendars are the languages whose days and months are known: those of the
// project's partners, so that a new language needs only its file in locales.
// English is Europe's: day before month, and 24 hours.
var calendars = map[string]locales.Translator{
	"bg": bg.New(),
	"de": de.New(),
	"el": el.New(),
	"en": en_GB.New(),
	"hr": hr.New(),
	"it": it.New(),
}

// A format writes a time in a language.
type format func(c locales.Translator, t time.Time) string

// day is a calendar day in the time's own zone: "Monday 23 November 2026".
func day(c locales.Translator, t time.Time) string {
	text := c.FmtDateFull(t)
	if c.Locale() == "en_GB" {
		// The comma after the weekday left CLDR's British English in 2023; before
		// the hour it would read like an enumeration.
		text = strings.Replace(text, ",", "", 1)
	}
	return text
}

// moment is day and hour in the reader's zone: "Monday 23 November 2026, 10:15".
func moment(zone *time.Location) format {
	return func(c locales.Translator, t time.Time) string {
		t = t.In(zone)
		return day(c, t) + ", " + c.FmtTimeShort(t)
	}
}

// date is a time in the page's language.
func (p *page) date(id message.ID, t *time.Time, f format) (string, error) {
	calendar, ok := calendars[p.lang]
	if !ok {
		return "", fmt.Errorf("render: %q: no calendar in %q", id, p.lang)
	}
	return p.mark(word{text: f(calendar, *t)}), nil
}
