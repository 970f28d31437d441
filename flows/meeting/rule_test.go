package meeting

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func rome(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestReadRule(t *testing.T) {
	for said, want := range map[string]error{
		"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU":              nil,
		"rrule:freq=weekly;byday=tu,th;":               nil,
		"FREQ=MONTHLY;BYDAY=2TU":                       nil,
		"FREQ=MONTHLY;BYDAY=-1FR":                      nil,
		"FREQ=MONTHLY;BYMONTHDAY=28":                   nil,
		"FREQ=MONTHLY;BYMONTHDAY=-1":                   nil,
		"FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1":      nil,
		"FREQ=DAILY":                                   nil,
		"FREQ=DAILY;BYDAY=MO,WE":                       nil,
		"FREQ=MONTHLY;INTERVAL=12;BYDAY=1MO":           nil,
		"FREQ=SECONDLY":                                ErrTooOften,
		"FREQ=MINUTELY;INTERVAL=100000":                ErrTooOften,
		"FREQ=HOURLY;BYDAY=TU":                         ErrTooOften,
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30":          ErrTooSeldom,
		"FREQ=WEEKLY;INTERVAL=520;BYDAY=TU":            ErrTooSeldom,
		"FREQ=MONTHLY;INTERVAL=120;BYDAY=1MO":          ErrTooSeldom,
		"FREQ=DAILY;INTERVAL=3650":                     ErrTooSeldom,
		"FREQ=WEEKLY;BYDAY=TU;COUNT=1":                 ErrEnds,
		"FREQ=WEEKLY;BYDAY=TU;UNTIL=20200101T000000Z":  ErrEnds,
		"FREQ=DAILY;BYHOUR=9,10":                       ErrNotARule,
		"FREQ=MONTHLY;BYMONTHDAY=31":                   ErrNotARule,
		"FREQ=MONTHLY;BYDAY=5TU":                       ErrNotARule,
		"FREQ=MONTHLY;BYDAY=TU;BYSETPOS=300":           ErrNotARule,
		"FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=13":          ErrNotARule,
		"FREQ=MONTHLY":                                 ErrNotARule,
		"FREQ=WEEKLY":                                  ErrNotARule,
		"FREQ=WEEKLY;BYDAY=2TU":                        ErrNotARule,
		"FREQ=DAILY;INTERVAL=7;BYDAY=TU":               ErrNotARule, // never, where it begins on another day
		"FREQ=WEEKLY;INTERVAL=0x1;BYDAY=TU":            ErrNotARule,
		"FREQ=WEEKLY;INTERVAL=99999999999999;BYDAY=TU": ErrTooSeldom,
		"BYDAY=TU": ErrNotARule, "": ErrNotARule, "Tuesday": ErrNotARule, "FREQ=": ErrNotARule,
		"FREQ=WEEKLY;BYDAY=TU\nRRULE:FREQ=SECONDLY": ErrNotARule,
	} {
		if _, err := ReadRule(said); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", said, err, want)
		}
	}
}

func TestNext(t *testing.T) {
	at := func(s string) time.Time {
		if s == "" {
			return time.Time{}
		}
		parsed, err := time.ParseInLocation("2006-01-02 15:04", s, rome(t))
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for _, x := range []struct{ rule, last, after, want string }{
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "", "2026-11-25 09:00", "2026-12-01 10:00"}, // the first is the nearest
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2026-11-24 10:00", "2026-11-24 11:00", "2026-12-22 10:00"},
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2026-11-26 10:00", "2026-11-26 11:00", "2026-12-22 10:00"}, // it was moved
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TH", "2026-11-24 10:00", "2026-11-25 11:00", "2026-12-24 10:00"}, // it was moved to earlier
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2026-11-30 10:00", "2026-11-30 10:30", "2026-12-29 10:00"}, // into the next week
		{"FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-24 10:00", "2026-11-25 10:00", "2026-11-26 10:00"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-11-26 10:00", "2026-11-26 11:00", "2026-12-25 10:00"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "2026-11-02 10:00", "2026-11-02 11:00", "2026-11-27 10:00"},
		{"FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "2026-11-02 10:00", "2026-11-02 11:00", "2027-02-26 10:00"},
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2026-11-24 10:00", "2027-03-01 11:00", "2027-03-16 10:00"}, // long not held
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2027-03-09 10:00", "2027-03-09 11:00", "2027-04-06 10:00"}, // over the spring's change
		{"FREQ=WEEKLY;INTERVAL=4;BYDAY=SU", "2027-10-03 10:00", "2027-10-03 11:00", "2027-10-31 10:00"}, // on the autumn's
		{"FREQ=MONTHLY;BYDAY=2TU", "", "2026-11-25 09:00", "2026-12-08 10:00"},
		{"FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31 10:00", "2028-01-31 11:00", "2028-02-29 10:00"},
		{"FREQ=DAILY", "2020-01-01 10:00", "2026-11-25 10:00", "2026-11-26 10:00"},
		{"FREQ=WEEKLY;BYDAY=TU", "2027-01-01 10:00", "2026-11-25 09:00", "2026-12-01 10:00"}, // the clock was set back
	} {
		rule := Rule{RRule: x.rule, Hour: 10}
		if got := rule.Next(at(x.last), at(x.after), rome(t)).Format("2006-01-02 15:04"); got != x.want {
			t.Errorf("%s after %s, the last %q: got %s, want %s", x.rule, x.after, x.last, got, x.want)
		}
	}
	if got := (Rule{RRule: "nonsense"}).Next(time.Time{}, time.Now(), rome(t)); !got.IsZero() {
		t.Errorf("no rule gives %v", got)
	}
}

func TestCloser(t *testing.T) {
	now := time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)
	for _, x := range []struct{ days, want int }{{56, 14}, {28, 14}, {24, 10}, {21, 7}, {14, 7}, {10, 3}, {8, 8}, {7, 7}, {5, 5}, {1, 1}} {
		next := now.AddDate(0, 0, x.days).Add(-time.Hour)
		if got := Closer(now, next); !got.Equal(now.AddDate(0, 0, x.want).Add(-time.Hour)) {
			t.Errorf("in %d days becomes %v", x.days, got)
		}
	}
}

// Whatever rule is taken, it has a next date within a year and a month, at its hour on
// the wall, at once.
func TestAnyRuleEnds(t *testing.T) {
	zone := rome(t)
	days := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	rapid.Check(t, func(r *rapid.T) {
		parts := []string{"FREQ=" + rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY"}).Draw(r, "freq")}
		if rapid.Bool().Draw(r, "interval") {
			parts = append(parts, "INTERVAL="+strconv.Itoa(rapid.IntRange(-1, 400).Draw(r, "n")))
		}
		if rapid.Bool().Draw(r, "byday") {
			nth := rapid.SampledFrom([]string{"", "1", "2", "-1", "4", "5", "-5", "53"}).Draw(r, "nth")
			parts = append(parts, "BYDAY="+nth+rapid.SampledFrom(days).Draw(r, "day"))
		}
		if rapid.Bool().Draw(r, "bymonthday") {
			parts = append(parts, "BYMONTHDAY="+strconv.Itoa(rapid.IntRange(-31, 31).Draw(r, "monthday")))
		}
		if rapid.IntRange(0, 4).Draw(r, "setpos") == 0 {
			parts = append(parts, "BYSETPOS="+strconv.Itoa(rapid.IntRange(-6, 6).Draw(r, "pos")))
		}
		line, err := ReadRule(strings.Join(parts, ";"))
		if err != nil {
			return
		}
		rule := Rule{RRule: line, Hour: rapid.IntRange(7, 20).Draw(r, "hour")}
		now := time.Unix(1_800_000_000+int64(rapid.IntRange(0, 400_000_000).Draw(r, "now")), 0).In(zone)
		last := time.Time{}
		if rapid.Bool().Draw(r, "was one") {
			last = now.AddDate(0, 0, -rapid.IntRange(0, 3000).Draw(r, "ago"))
		}
		begun := time.Now()
		next := rule.Next(last, now, zone)
		if took := time.Since(begun); took > time.Second {
			r.Errorf("%s took %v", line, took)
		}
		if !next.After(now) || next.After(now.AddDate(1, 1, 7)) || next.Hour() != rule.Hour {
			r.Errorf("%s after %v gives %v", line, now, next)
		}
		if closer := Closer(now, next); closer.After(next) || closer.Weekday() != next.Weekday() || closer.Hour() != next.Hour() || !closer.After(now) {
			r.Errorf("%v at %v becomes %v", next, now, closer)
		}
		again, err := ReadRule(line)
		if err != nil || again != line {
			r.Errorf("%q is kept as %q: %v", line, again, err)
		}
	})
}
