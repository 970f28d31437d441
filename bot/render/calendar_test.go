package render

import (
	"testing"
	"time"

	"asapbot/flows/message"
	"asapbot/locales"
)

func TestDates(t *testing.T) {
	r := renderer(t, map[string]string{"en": `x.y: "{{.When}}"`, "it": `x.y: "{{.When}}"`})
	utc := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, time.UTC)
	}
	for _, c := range []struct {
		when message.Arg
		lang string
		zone *time.Location
		want string
	}{
		{message.Time(utc(11, 23, 9, 15)), "en", rome, "Monday 23 November 2026, 10:15"},
		{message.Time(utc(11, 23, 9, 15)), "it", rome, "lunedì 23 novembre 2026, 10:15"},
		{message.Time(utc(11, 23, 9, 15)), "en", nil, "Monday 23 November 2026, 09:15"},
		{message.Time(utc(11, 23, 23, 30)), "it", zone("Europe/Athens"), "martedì 24 novembre 2026, 01:30"},
		// Clocks go from 2:00 to 3:00, and back from 3:00 to 2:00.
		{message.Time(utc(3, 29, 0, 59)), "en", rome, "Sunday 29 March 2026, 01:59"},
		{message.Time(utc(3, 29, 1, 0)), "en", rome, "Sunday 29 March 2026, 03:00"},
		{message.Time(utc(10, 25, 0, 59)), "it", rome, "domenica 25 ottobre 2026, 02:59"},
		{message.Time(utc(10, 25, 1, 0)), "it", rome, "domenica 25 ottobre 2026, 02:00"},
		// A day is what it is, wherever the reader is.
		{message.Day(utc(11, 23, 23, 30)), "en", rome, "Monday 23 November 2026"},
		{message.Day(time.Date(2026, 11, 23, 0, 0, 0, 0, rome)), "it", time.UTC, "lunedì 23 novembre 2026"},
	} {
		got, err := r.Message(c.lang, c.zone, message.New("x.y", message.Args{"When": c.when}))
		if err != nil || got != c.want {
			t.Errorf("got %q, %v, want %q", got, err, c.want)
		}
	}
}

func TestEveryLanguageHasACalendar(t *testing.T) {
	for _, lang := range locales.Languages() {
		if _, ok := calendars[lang]; !ok {
			t.Errorf("calendar.go knows no days and months in %q", lang)
		}
	}
}
