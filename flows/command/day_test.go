package command

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// Tuesday 24 November 2026, in the afternoon.
func tuesday(t testing.TB) time.Time {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 24, 16, 30, 0, 0, rome)
}

// Every language in which commands are typed has its words for days.
func TestCalendars(t *testing.T) {
	if got := slices.Sorted(maps.Keys(calendars())); !slices.Equal(got, Languages()) {
		t.Errorf("days are said in %v, commands in %v", got, Languages())
	}
	for language, c := range calendars() {
		if len(c.months) != 12 || len(c.weekdays) != 7 {
			t.Errorf("%s: %v, %v", language, c.months, c.weekdays)
		}
		for name, words := range map[string][]string{
			"offsets": slices.Collect(maps.Keys(c.Offsets)), "last": c.Last, "next": c.Next, "in": c.In, "ago": c.Ago,
			"units": slices.Collect(maps.Keys(c.Units)), "months": c.Months, "numbers": slices.Collect(maps.Keys(c.Numbers)),
			"ordinals": c.Ordinals, "first": c.First, "at": c.At, "noon": c.Noon, "filler": c.Filler, "to": c.To, "and": c.And, "each": c.Each, "monthly": c.Monthly,
			"often": slices.Collect(maps.Keys(c.Often)), "plurals": slices.Collect(maps.Keys(c.Plurals)),
			"past": slices.Collect(maps.Keys(c.Past)), "parts": slices.Collect(maps.Keys(c.Parts)),
		} {
			if len(words) == 0 {
				t.Errorf("%s: no words for %s", language, name)
			}
			for _, word := range words {
				if heard := strings.Join(spokenWords(word), " "); heard != word && heard+"'" != word {
					t.Errorf("%s: %s: %q is heard as %q", language, name, word, heard)
				}
			}
		}
	}
}

func TestDayInWords(t *testing.T) {
	now := tuesday(t)
	for _, x := range []struct{ language, said, want string }{
		{"en", "22 November", "2026-11-22"},
		{"en", "22 november 2025", "2025-11-22"},
		{"en", "Nov 22nd", "2026-11-22"},
		{"en", "22 Nov.", "2026-11-22"},
		{"en", "22 nov 26", "2026-11-22"},
		{"en", "the 3rd of March", "2026-03-03"},
		{"en", "March 3, 2026", "2026-03-03"},
		{"en", "25 December", "2025-12-25"}, // it has not come yet this year
		{"en", "24 November", "2026-11-24"},
		{"en", "Sunday 22 November", "2026-11-22"},
		{"en", "Sunday, 22/11/2026", "2026-11-22"},
		{"en", "Sunday the 22nd", "2026-11-22"},
		{"en", "Tuesday the 24th", "2026-11-24"},
		{"en", "last Monday", "2026-11-23"},
		{"en", "Monday", "2026-11-23"},
		{"en", "on Sun", "2026-11-22"},
		{"en", "Tuesday", "2026-11-17"},
		{"en", "yesterday", "2026-11-23"},
		{"en", "Yesterday at 10", "2026-11-23"},
		{"en", "the day before yesterday", "2026-11-22"},
		{"en", "yesterday evening", "2026-11-23"},
		{"en", "two weeks ago", "2026-11-10"},
		{"en", "3 days ago", "2026-11-21"},
		{"en", "a month ago", "2026-10-24"},
		{"en", "29 February 2024", "2024-02-29"},
		{"en", "ieri", "2026-11-23"}, // every bundled language is understood
		{"en", "22 novembre", "2026-11-22"},
		{"it", "22 novembre", "2026-11-22"},
		{"it", "il 3 marzo 2026", "2026-03-03"},
		{"it", "3 mar", "2026-03-03"},
		{"it", "l'8 marzo", "2026-03-08"},
		{"it", "dall’8 marzo", "2026-03-08"},
		{"it", "il primo settembre", "2026-09-01"},
		{"it", "1º settembre", "2026-09-01"},
		{"it", "1° set.", "2026-09-01"},
		{"it", "lunedì scorso", "2026-11-23"},
		{"it", "lunedi' scorso", "2026-11-23"},
		{"it", "lunedì", "2026-11-23"},
		{"it", "mar 17/11", "2026-11-17"},
		{"it", "domenica 22", "2026-11-22"},
		{"it", "ieri", "2026-11-23"},
		{"it", "l'altro ieri", "2026-11-22"},
		{"it", "ieri l’altro", "2026-11-22"},
		{"it", "altroieri", "2026-11-22"},
		{"it", "ieri sera alle 8", "2026-11-23"},
		{"it", "lunedì mattina", "2026-11-23"},
		{"en", "Monday last week", "2026-11-16"},
		{"it", "venerdì della settimana scorsa", "2026-11-20"},
		{"en", "Friday two weeks ago", "2026-11-13"},
		{"it", "tre giorni fa", "2026-11-21"},
		{"it", "una settimana fa", "2026-11-17"},
		{"it", "un mese fa", "2026-10-24"},
		{"it", "yesterday", "2026-11-23"},

		// What is to come is never taken for a day in the past.
		{"en", "tomorrow", "2026-11-25"},
		{"it", "domani", "2026-11-25"},
		{"it", "dopodomani", "2026-11-26"},
		{"en", "next Monday", "2026-11-30"},
		{"it", "lunedì prossimo", "2026-11-30"},
		{"en", "in two weeks", "2026-12-08"},
		{"en", "22 November 2030", "2030-11-22"},

		// Not a day.
		{"en", "12", ""}, {"en", "may", ""}, {"en", "November", ""}, {"en", "2026", ""}, {"en", "a", ""},
		{"en", "10:00", ""}, {"en", "at 10", ""}, {"en", "last", ""}, {"en", "last week", ""}, {"en", "ago", ""},
		{"en", "November 2026", ""}, {"en", "31 February", ""}, {"en", "31 February 2026", ""}, {"en", "29 February 2026", ""},
		{"en", "0 March", ""}, {"en", "32 March", ""}, {"en", "22rd x November", ""}, {"en", "22xx November", ""},
		{"en", "Monday 22 November 2026", ""}, // a Sunday
		{"en", "yesterday 22 November", ""}, {"en", "last tomorrow", ""}, {"en", "Monday Tuesday", ""},
		{"en", "22 November 1926", ""}, {"en", "999 months ago", ""}, {"en", "22/11/2026 23/11/2026", ""},
		{"en", "he left on Monday", ""}, {"en", "Monday or Tuesday", ""}, {"en", "we may meet on Monday", ""},
		{"en", "mo", ""}, {"en", "ju 3", ""}, {"en", "1234567890", ""}, {"en", "1e9", ""}, {"en", "K-4821", ""},
		{"it", "mar", "2026-11-17"}, {"it", "31 febbraio", ""}, {"it", "30/2/2026", ""}, {"it", "ora", ""}, {"it", "fa", ""},
		{"it", "sera", ""}, {"it", "lunedì 22 novembre 2026", ""}, {"it", "mart", "2026-11-17"},
	} {
		day, ok := Day(x.said, now, x.language)
		got := ""
		if ok {
			got = day.Format("2006-01-02")
		}
		if got != x.want {
			t.Errorf("%s %q: got %q, want %q", x.language, x.said, got, x.want)
		}
	}
}

func TestWeekday(t *testing.T) {
	for said, want := range map[string]bool{
		"Monday": true, "lunedì": true, "Monday at 10": true, "last Monday": false, "lunedì 23": false,
		"Monday 23 November": false, "yesterday": false, "Monday, then": false,
		"Monday morning": true, "this afternoon at 4": true, "stasera": true, "today": false,
	} {
		if Weekday(said, "it") != want {
			t.Errorf("%q: %v", said, !want)
		}
	}
}

func TestDayAtEnd(t *testing.T) {
	now := tuesday(t)
	for _, x := range []struct{ line, rest, day string }{
		{"police 22/11/2026", "police ", "2026-11-22"},
		{"police, 22 November 2026", "police, ", "2026-11-22"},
		{"police the day before yesterday", "police ", "2026-11-22"},
		{"servizio sociale il 3 marzo", "servizio sociale ", "2026-03-03"},
		{"Telefono Rosa 1522 ieri", "Telefono Rosa 1522 ", "2026-11-23"},
		{"consultorio  lunedì scorso ", "consultorio  ", "2026-11-23"},
		{"ieri", "", "2026-11-23"},
		{"polizia ieri, grazie", "polizia ", "2026-11-23"},
		{"dire grazie ieri", "dire grazie ", "2026-11-23"},
		{"police in May", "police in May", ""},
		{"police 12", "police 12", ""},
		{"", "", ""},
	} {
		rest, day, ok := DayAtEnd(x.line, now, "it")
		if rest != x.rest || ok != (x.day != "") || ok && day.Format("2006-01-02") != x.day {
			t.Errorf("%q: got %q, %v, %v", x.line, rest, day, ok)
		}
	}
}
