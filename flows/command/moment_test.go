package command

import (
	"strings"
	"testing"
	"time"
)

func TestMoment(t *testing.T) {
	now := tuesday(t)
	for _, x := range []struct{ language, said, want string }{
		{"en", "next Tuesday at 10", "2026-12-01 10:00"},
		{"en", "Tuesday at 18", "2026-12-01 18:00"},
		{"en", "tomorrow at 9.30", "2026-11-25 09:30"},
		{"en", "tomorrow 9.30", "2026-11-25 09:30"},
		{"en", "at 10 tomorrow", "2026-11-25 10:00"},
		{"en", "today 17:00", "2026-11-24 17:00"},
		{"en", "in two weeks", "2026-12-08"},
		{"en", "in 2 weeks at noon", "2026-12-08 12:00"},
		{"en", "in a month", "2026-12-24"},
		{"en", "24/12 15:00", "2026-12-24 15:00"},
		{"en", "24/12 at 15", "2026-12-24 15:00"},
		{"en", "24.12.2026, 15.00", "2026-12-24 15:00"},
		{"en", "3 March", "2027-03-03"},
		{"en", "Friday 3pm", "2026-11-27 15:00"},
		{"en", "Friday at 3 p.m.", "2026-11-27 15:00"},
		{"en", "Friday at 10 o'clock", "2026-11-27 10:00"},
		{"en", "12am on Friday", "2026-11-27 00:00"},
		{"en", "Friday 03:00", "2026-11-27 03:00"},
		{"en", "by Monday the 30th", "2026-11-30"},
		{"en", "Monday 30 November at ten", "2026-11-30 10:00"},
		{"en", "today", "2026-11-24"},
		{"en", "day after tomorrow", "2026-11-26"},
		{"en", "domani alle 9.30", "2026-11-25 09:30"},
		{"it", "martedì prossimo alle 10", "2026-12-01 10:00"},
		{"it", "il prossimo martedì alle ore 10", "2026-12-01 10:00"},
		{"it", "martedì alle 10", "2026-12-01 10:00"},
		{"it", "domani alle 9.30", "2026-11-25 09:30"},
		{"it", "domani alle dieci", "2026-11-25 10:00"},
		{"it", "domani h 10", "2026-11-25 10:00"},
		{"it", "venerdì ore 9h30", "2026-11-27 09:30"},
		{"it", "venerdì a mezzogiorno", "2026-11-27 12:00"},
		{"it", "lunedì 30 novembre ore 15", "2026-11-30 15:00"},
		{"it", "lunedì 30 alle 15", "2026-11-30 15:00"},
		{"it", "tra due settimane", "2026-12-08"},
		{"it", "fra 3 giorni", "2026-11-27"},
		{"it", "entro venerdì", "2026-11-27"},
		{"it", "24/12 15:00", "2026-12-24 15:00"},
		{"it", "il 9 dicembre alle 9,30", "2026-12-09 09:30"},
		{"it", "il 9 dicembre alle 9 30", "not_a_moment"},
		{"it", "next Tuesday at 10", "2026-12-01 10:00"},

		{"en", "to Friday at 9", "2026-11-27 09:00"},
		{"en", "to the 10th of December at 9", "2026-12-10 09:00"},
		{"it", "a venerdì alle 9", "2026-11-27 09:00"},
		{"it", "al 10/12 10:00", "2026-12-10 10:00"},
		{"it", "all'8 dicembre alle 10", "2026-12-08 10:00"},
		{"it", "all'8/12 alle 10", "2026-12-08 10:00"},
		{"en", "Monday to 30 November", "not_a_moment"}, {"it", "lunedì al 30 novembre", "not_a_moment"}, // two days

		{"en", "Friday 14.30", "2026-11-27 14:30"},
		{"en", "Fri 9.30", "2026-11-27 09:30"},
		{"it", "venerdì 14.30", "2026-11-27 14:30"},
		{"it", "ven 9,30", "2026-11-27 09:30"},
		{"en", "Friday 27.11", "2026-11-27"}, {"en", "Friday 11.12", "2026-12-11"}, {"it", "venerdì 11.12 14.30", "2026-12-11 14:30"},
		{"en", "12.12", "2026-12-12"}, {"en", "Friday 3.30", "either_half"}, {"en", "14.30", "not_a_moment"},

		{"en", "this afternoon at 6", "2026-11-24 18:00"},
		{"en", "tomorrow morning at 9", "2026-11-25 09:00"},
		{"en", "tomorrow afternoon at 3", "2026-11-25 15:00"},
		{"en", "tomorrow at 3 in the afternoon", "2026-11-25 15:00"},
		{"en", "tonight at 8", "2026-11-24 20:00"},
		{"en", "tomorrow afternoon at 3pm", "2026-11-25 15:00"},
		{"en", "Friday afternoon at noon", "2026-11-27 12:00"},
		{"en", "Friday afternoon", "2026-11-27"},
		{"en", "Friday at half past 10", "2026-11-27 10:30"},
		{"en", "Friday at a quarter past ten", "2026-11-27 10:15"},
		{"en", "Friday h14", "2026-11-27 14:00"},
		{"it", "domani mattina alle 9", "2026-11-25 09:00"},
		{"it", "martedì mattina alle 10", "2026-12-01 10:00"},
		{"it", "martedì pomeriggio alle 3", "2026-12-01 15:00"},
		{"it", "martedì alle 3 del pomeriggio", "2026-12-01 15:00"},
		{"it", "oggi pomeriggio alle 17", "2026-11-24 17:00"},
		{"it", "stasera alle 19", "2026-11-24 19:00"},
		{"it", "stasera alle 8 e mezza", "2026-11-24 20:30"},
		{"it", "venerdì alle 10 e mezza", "2026-11-27 10:30"},
		{"it", "venerdì alle dieci e un quarto", "2026-11-27 10:15"},
		{"it", "venerdì alle 10 e 30", "2026-11-27 10:30"},
		{"it", "venerdì h14", "2026-11-27 14:00"},
		{"it", "venerdì h9.30", "2026-11-27 09:30"},
		{"it", "venerdì alle 10 e 15", "not_a_moment"}, // a quarter past, or two hours
		{"it", "venerdì alle 10.30 e mezza", "not_a_moment"}, {"en", "half past 10", "not_a_moment"},
		{"en", "Friday afternoon at 9", "not_a_moment"}, {"en", "Friday morning at 15", "not_a_moment"},
		{"en", "Friday afternoon at 3am", "not_a_moment"}, {"en", "this morning at 9", "past"}, {"it", "sera alle 8", "not_a_moment"}, {"it", "di mattina stasera alle 8", "not_a_moment"},
		{"en", "Friday at half past 3", "either_half"},

		{"en", "Friday at 9 please", "2026-11-27 09:00"}, {"en", "Friday at 9, thank you!", "2026-11-27 09:00"},
		{"it", "venerdì alle 9 per favore", "2026-11-27 09:00"}, {"it", "venerdì alle 9, grazie", "2026-11-27 09:00"},
		{"en", "Weds 10:00", "2026-11-25 10:00"}, {"en", "Tues 10:00", "2026-12-01 10:00"}, {"en", "Thurs 10:00", "2026-11-26 10:00"},
		{"en", "Tuesdays at 10", "not_a_moment"}, {"en", "please", "not_a_moment"},

		{"en", "next week Tuesday 10:00", "2026-12-01 10:00"},
		{"en", "Friday next week at 10", "2026-12-04 10:00"},
		{"en", "Monday of next week at 10", "2026-11-30 10:00"},
		{"en", "in 2 weeks Tuesday 10:00", "2026-12-08 10:00"},
		{"en", "Monday in two weeks at 10", "2026-12-07 10:00"},
		{"en", "Sunday in two weeks at 10", "2026-12-13 10:00"},
		{"it", "settimana prossima martedì alle 10", "2026-12-01 10:00"},
		{"it", "venerdì della prossima settimana alle 10", "2026-12-04 10:00"},
		{"it", "tra 2 settimane martedì alle 10", "2026-12-08 10:00"},
		{"it", "lunedì tra due settimane alle 10", "2026-12-07 10:00"},
		{"en", "next week", "not_a_moment"}, {"en", "next week at 10", "not_a_moment"}, {"it", "la settimana prossima", "not_a_moment"},
		{"en", "next Tuesday next week", "not_a_moment"}, {"en", "last week Monday at 10", "past"},
		{"en", "tomorrow Friday", "other_day"}, {"en", "in 14 days Friday", "other_day"},
		{"en", "Fri 28/11 10:00", "other_day"}, {"it", "venerdì 28 novembre alle 10", "other_day"}, {"en", "Friday 10.12", "other_day"},
		{"en", "Monday 31 February", "not_a_moment"},

		{"en", "Friday at 3", "either_half"},
		{"it", "venerdì all'una", "either_half"},
		{"it", "domani alle 4.30", "either_half"},
		{"en", "yesterday", "past"}, {"en", "last Monday at 10", "past"}, {"en", "today at 10", "past"},
		{"en", "today 16:30", "past"}, {"en", "24/11/2025", "past"}, {"it", "oggi alle 9", "past"},
		{"en", "Friday 10", "not_a_moment"}, // the tenth, or ten o'clock
		{"en", "10:00", "not_a_moment"}, {"en", "Friday at 25", "not_a_moment"}, {"en", "Friday 10:60", "not_a_moment"},
		{"en", "Friday 13pm", "not_a_moment"}, {"en", "Friday at 10 at 11", "not_a_moment"}, {"en", "Friday at", "not_a_moment"},
		{"en", "31 February", "not_a_moment"}, {"en", "12", "not_a_moment"}, {"en", "may", "not_a_moment"}, {"en", "", "not_a_moment"},
		{"en", "soon", "not_a_moment"}, {"en", "29 February", "not_a_moment"}, // none until 2028
		// In Italy clocks go forward at 2 on 28 March 2027, and back at 3 on 31 October.
		{"en", "28/3/2027 02:30", "skipped_hour"}, {"en", "28/3/2027 01:59", "2027-03-28 01:59"}, {"en", "28/3/2027 03:00", "2027-03-28 03:00"},
		{"en", "31/10/2027 02:30", "doubled_hour"}, {"en", "31/10/2027 02:00", "doubled_hour"},
		{"en", "31/10/2027 01:59", "2027-10-31 01:59"}, {"en", "31/10/2027 03:00", "2027-10-31 03:00"},
		{"it", "31 ottobre 2027 alle 02.59", "doubled_hour"},
	} {
		at, hasHour, err := Moment(x.said, now, x.language)
		got := at.Format("2006-01-02 15:04")
		switch fault, unclear := err.(Unclear); {
		case unclear:
			got = string(fault)
		case !hasHour:
			got = at.Format("2006-01-02")
		}
		if got != x.want {
			t.Errorf("%s %q: got %q, want %q", x.language, x.said, got, x.want)
		}
		if err != NotAMoment && at.Location() != now.Location() {
			t.Errorf("%q is in %v", x.said, at.Location())
		}
	}
}

// Near the end of a month, and across a year.
func TestMomentAtTheEnds(t *testing.T) {
	for _, x := range []struct{ now, said, want string }{
		{"2027-01-31", "in a month", "2027-02-28"},
		{"2027-12-31", "in two months", "2028-02-29"},
		{"2026-12-30", "1 January", "2027-01-01"},
		{"2026-12-30", "Friday the 8th", "2027-01-08"},
		{"2027-02-28", "29 February", "2028-02-29"},
		{"2027-03-01", "29 February", "2028-02-29"},
	} {
		now, err := time.Parse("2006-01-02", x.now)
		if err != nil {
			t.Fatal(err)
		}
		if at, _, err := Moment(x.said, now, "en"); err != nil || at.Format("2006-01-02") != x.want {
			t.Errorf("%q on %s: %v, %v", x.said, x.now, at, err)
		}
	}
	now := time.Date(2027, 3, 31, 9, 0, 0, 0, time.UTC)
	if day, ok := Day("a month ago", now, "en"); !ok || day.Format("2006-01-02") != "2027-02-28" {
		t.Errorf("got %v, %v", day, ok)
	}
}

// FuzzMoment: whatever is typed, a moment is to come, a day is a midnight, and long
// lines cost nothing.
func FuzzMoment(f *testing.F) {
	for _, s := range []string{
		"next Tuesday at 10", "martedì prossimo alle 10", "24/12 15:00", "domani alle 9.30", "in two weeks", "l'altro ieri",
		"31 febbraio", "3 mar 26", "1º", "alle alle alle", "in a a", "28/3/2027 02:30", "\xff", strings.Repeat("alle ", 5000),
	} {
		f.Add(s, int64(1_800_000_000))
	}
	rome := tuesday(f).Location()
	f.Fuzz(func(t *testing.T, s string, seconds int64) {
		now := time.Unix(946_800_000+seconds&0xffff_ffff, 0).In(rome)
		begun := time.Now()
		at, hasHour, err := Moment(s, now, "it", "en")
		if _, unclear := err.(Unclear); err != nil && !unclear {
			t.Errorf("%q: %v", s, err)
		}
		if err == nil && (at.Before(midnight(now)) || hasHour && !at.After(now) || at.Second() != 0) {
			t.Errorf("%q is %v at %v", s, at, now)
		}
		if day, ok := Day(s, now, "it"); ok && (!day.Equal(midnight(day)) || day.Year() < oldest) {
			t.Errorf("%q is the day %v", s, day)
		}
		DayAtEnd(s, now, "it")
		if took := time.Since(begun); took > time.Second {
			t.Errorf("%d bytes took %v", len(s), took)
		}
	})
}
