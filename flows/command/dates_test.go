package command

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDates(t *testing.T) {
	now := tuesday(t) // 24 November 2026, 17:00
	for _, x := range []struct {
		language, said string
		want           []string
	}{
		{"en", "Tue 10 or Wed 15:00 or 24/12 15:00", []string{"2026-12-01 10:00", "2026-11-25 15:00", "2026-12-24 15:00"}},
		{"it", "mar 10 o mer 15:00 oppure 24/12 15", []string{"2026-12-01 10:00", "2026-11-25 15:00", "2026-12-24 15:00"}},
		{"it", "martedì prossimo alle 10", []string{"2026-12-01 10:00"}},
		{"en", "Friday at 10 or at 15", []string{"2026-11-27 10:00", "2026-11-27 15:00"}},
		{"it", "venerdì alle 10 o alle 15", []string{"2026-11-27 10:00", "2026-11-27 15:00"}},
		{"en", "Friday at 10 or 15", []string{"2026-11-27 10:00", "2026-11-27 15:00"}},
		{"en", "Thursday at 15, 4/12 at 11", []string{"2026-11-26 15:00", "2026-12-04 11:00"}},
		{"en", "24.12.2026, 15.00", []string{"2026-12-24 15:00"}},
		{"en", "Friday at 10 o'clock or\nMonday 9:00;", []string{"2026-11-27 10:00", "2026-11-30 09:00"}},
		{"en", "24/12 15", []string{"2026-12-24 15:00"}},
		{"en", "Friday", []string{"2026-11-27"}},
		{"en", "Tuesday 8", []string{"2026-12-08"}}, // the eighth is a Tuesday
		{"en", "Friday at 3", []string{"either_half"}},
		{"en", "Friday at 9 or soon", []string{"2026-11-27 09:00", "not_a_moment"}},
		{"it", "venerdì alle 10 o alle 15 grazie", []string{"2026-11-27 10:00", "2026-11-27 15:00"}},
		{"en", "Friday 10:00 and Monday 9:00", []string{"2026-11-27 10:00", "2026-11-30 09:00"}},
		{"en", "Friday 10:00, Monday 9:00 and Tuesday 8:00", []string{"2026-11-27 10:00", "2026-11-30 09:00", "2026-12-01 08:00"}},
		{"en", "Friday 10:00 or Monday 9:00 and Tuesday 8:00", []string{"2026-11-27 10:00", "2026-11-30 09:00", "2026-12-01 08:00"}},
		{"it", "martedì alle 10 e mercoledì alle 15", []string{"2026-12-01 10:00", "2026-11-25 15:00"}},
		{"it", "martedì alle 10 e mezza e mercoledì alle 15 e un quarto", []string{"2026-12-01 10:30", "2026-11-25 15:15"}},
		{"it", "martedì alle 10 e mezza", []string{"2026-12-01 10:30"}},
		{"it", "martedì alle 10 e 15", []string{"not_a_moment"}}, {"en", "Friday at 10 and 15", []string{"not_a_moment"}},
		{"en", "Friday at 10 and soon", []string{"not_a_moment"}}, {"en", "Friday at 10 and", []string{"not_a_moment"}},
		{"en", "Friday at 3 pm and Monday at 9", []string{"2026-11-27 15:00", "2026-11-30 09:00"}},
		{"it", "venerdì alle 9,15, lunedì alle 10", []string{"2026-11-27 09:15", "2026-11-30 10:00"}},
		{"en", "Fri 27/11 10", []string{"2026-11-27 10:00"}}, {"en", "Fri 28/11 10", []string{"other_day"}},
		{"en", "31 February at 10", []string{"not_a_moment"}},
		{"en", "28/3/2027 02:30", []string{"skipped_hour"}},
		{"en", "31/10/2027 02:30", []string{"doubled_hour 2027-10-31T02:30:00+02:00"}},
		{"en", "or or", nil}, {"en", "", nil},
	} {
		var got []string
		for _, d := range Dates(x.said, now, x.language) {
			switch fault, unclear := d.Err.(Unclear); {
			case fault == DoubledHour:
				got = append(got, string(fault)+" "+d.At.Format(time.RFC3339))
			case unclear:
				got = append(got, string(fault))
			case !d.HasHour:
				got = append(got, d.At.Format("2006-01-02"))
			default:
				got = append(got, d.At.Format("2006-01-02 15:04"))
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s %q: got %q, want %q", x.language, x.said, got, x.want)
		}
	}
}

func TestReadRhythm(t *testing.T) {
	for _, x := range []struct {
		language, said string
		want           Rhythm
		err            error
	}{
		{"en", "4 weeks Tuesday 10:00", Rhythm{Every: 4, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "two weeks on Wednesday at 15", Rhythm{Every: 2, Weekday: time.Wednesday, Hour: 15}, nil},
		{"en", "week Tuesday 10", Rhythm{Every: 1, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "month on the 2nd Tuesday 10:00", Rhythm{Every: 1, Months: true, Nth: 2, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "3 months on the last Friday at 9.30", Rhythm{Every: 3, Months: true, Nth: -1, Weekday: time.Friday, Hour: 9, Minute: 30}, nil},
		{"it", "4 settimane martedì alle 10", Rhythm{Every: 4, Weekday: time.Tuesday, Hour: 10}, nil},
		{"it", "settimana il martedì alle 10", Rhythm{Every: 1, Weekday: time.Tuesday, Hour: 10}, nil},
		{"it", "15 giorni martedì alle 10", Rhythm{Every: 2, Weekday: time.Tuesday, Hour: 10}, nil},
		{"it", "mese il secondo martedì alle 10", Rhythm{Every: 1, Months: true, Nth: 2, Weekday: time.Tuesday, Hour: 10}, nil},
		{"it", "due mesi l'ultimo venerdì del mese alle 9,30", Rhythm{}, NotAMoment},
		{"it", "two weeks on Wednesday at 15", Rhythm{Every: 2, Weekday: time.Wednesday, Hour: 15}, nil},
		{"en", "week Tuesday at 3", Rhythm{Every: 1, Weekday: time.Tuesday, Hour: 3}, EitherHalf},
		{"en", "month Tuesday 10:00", Rhythm{}, NotAMoment}, // which of them
		{"en", "3 days Tuesday 10:00", Rhythm{}, NotAMoment},
		{"en", "4 weeks 10:00", Rhythm{}, NotAMoment}, {"en", "4 weeks Tuesday", Rhythm{}, NoHour}, {"en", "", Rhythm{}, NotAMoment},
		{"it", "ogni lunedì alle 9, per favore", Rhythm{Every: 1, Weekday: time.Monday, Hour: 9}, nil},
		{"en", "Monday at 9", Rhythm{Every: 1, Weekday: time.Monday, Hour: 9}, nil},
		{"en", "every Monday at 9", Rhythm{Every: 1, Weekday: time.Monday, Hour: 9}, nil},
		{"en", "every 4 weeks on Tuesdays at 10", Rhythm{Every: 4, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "Tuesdays at 10", Rhythm{Every: 1, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "weekly on Monday at 9", Rhythm{Every: 1, Weekday: time.Monday, Hour: 9}, nil},
		{"en", "fortnightly on Monday at half past 9", Rhythm{Every: 2, Weekday: time.Monday, Hour: 9, Minute: 30}, nil},
		{"en", "monthly on the first Tuesday at 10", Rhythm{Every: 1, Months: true, Nth: 1, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "first Tuesday of every month at 10", Rhythm{Every: 1, Months: true, Nth: 1, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "Tuesday at 10 every 2 weeks", Rhythm{Every: 2, Weekday: time.Tuesday, Hour: 10}, nil},
		{"en", "every Tuesday afternoon at 3", Rhythm{Every: 1, Weekday: time.Tuesday, Hour: 15}, nil},
		{"it", "lunedì alle 9", Rhythm{Every: 1, Weekday: time.Monday, Hour: 9}, nil},
		{"it", "tutti i lunedì alle 9", Rhythm{Every: 1, Weekday: time.Monday, Hour: 9}, nil},
		{"it", "tutte le domeniche alle 9", Rhythm{Every: 1, Weekday: time.Sunday, Hour: 9}, nil},
		{"it", "ogni 15 giorni, il martedì alle 10", Rhythm{Every: 2, Weekday: time.Tuesday, Hour: 10}, nil},
		{"it", "il primo martedì di ogni mese alle 10", Rhythm{Every: 1, Months: true, Nth: 1, Weekday: time.Tuesday, Hour: 10}, nil},
		{"it", "ogni 4 settimane martedì", Rhythm{}, NoHour},
		{"en", "every 2nd Tuesday at 10", Rhythm{}, NotAMoment}, // of the month, or every other
		{"en", "every Monday Tuesday at 10", Rhythm{}, NotAMoment}, {"en", "every 2 weeks weekly Tuesday 10:00", Rhythm{}, NotAMoment},
		{"en", "0 weeks Tuesday 10:00", Rhythm{}, NotAMoment},
	} {
		got, err := ReadRhythm(x.said, x.language)
		if err != x.err || err == nil && got != x.want {
			t.Errorf("%s %q: got %+v, %v, want %+v, %v", x.language, x.said, got, err, x.want, x.err)
		}
	}
	for said, want := range map[string]string{"10:00": "10:00", "at ten": "10:00", "alle 9.30": "09:30", "10": "10:00", "25": "", "": "", "at 3": "either"} {
		h, m, err := HourOfDay(said, "en")
		got := time.Date(2000, 1, 1, h, m, 0, 0, time.UTC).Format("15:04")
		switch err {
		case NotAMoment:
			got = ""
		case EitherHalf:
			got = "either"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}

// What comes round says so: what is no more than a date is none of it.
func TestRecurs(t *testing.T) {
	for said, want := range map[string]bool{
		"every Monday at 9": true, "Tuesdays at 10": true, "tutti i lunedì alle 9": true, "monthly on the first Tuesday": true,
		"primo martedì di ogni mese alle 10": true, "le domeniche alle 10": true,
		"Monday at 9": false, "first Tuesday of the month at 10": false, "in 4 weeks": false, "tutti": false, "": false,
	} {
		if Recurs(said, "en") != want {
			t.Errorf("%q: %v", said, !want)
		}
	}
}

// Whatever is typed, a date without a fault lies ahead, and long lines cost nothing.
func TestAnyDates(t *testing.T) {
	now := tuesday(t)
	rapid.Check(t, func(r *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"Tue 10", "or", "o", ",", "at 15", "24/12", "15:00", "31/2 10:00", "\n", "domani", "28/3/2027 02:30", "4 weeks", "the 2nd", "Tuesday", "weekly", "ogni", "pomeriggio", "and", "e", "e mezza",
		})), 0, 12).Draw(r, "parts")
		line := strings.Join(parts, " ")
		for _, d := range Dates(line, now, "en") {
			if d.Err == nil && (d.At.Before(midnight(now)) || d.HasHour && !d.At.After(now)) {
				r.Errorf("%q: %v", d.Said, d.At)
			}
		}
		if rhythm, err := ReadRhythm(line, "it"); err == nil && (rhythm.Every < 1 || rhythm.Hour > 23) {
			r.Errorf("%q: %+v", line, rhythm)
		}
	})
}

// A long list costs little.
func TestManyDates(t *testing.T) {
	now := tuesday(t)
	line := strings.Repeat("24/12, 15:00, venerdì alle 10 e mezza e lunedì alle 9, ", 80)
	begun := time.Now()
	if got := len(Dates(line+"mai", now, "it")); got != 1 {
		t.Errorf("got %d dates", got)
	}
	if got := len(Dates(line, now, "it")); got != 240 {
		t.Errorf("got %d dates", got)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
