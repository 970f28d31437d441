package command

import (
	"testing"
	"time"
)

// monday is when the transcripts begin.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestPeriod(t *testing.T) {
	for said, want := range map[string]string{
		"1/12 - 15/12":            "2026-12-01 2026-12-15",
		"1/12-15/12":              "2026-12-01 2026-12-15",
		"1/12 – 15/12/2026":       "2026-12-01 2026-12-15",
		"from 1/12 to 15/12":      "2026-12-01 2026-12-15",
		"2026-12-01 - 2026-12-15": "2026-12-01 2026-12-15",
		"until Friday":            "2026-11-23 2026-11-27",
		"fino a venerdì":          "2026-11-23 2026-11-27",
		"tomorrow":                "2026-11-24 2026-11-24",
		"tomorrow until Friday":   "2026-11-24 2026-11-27",
		"Friday to Tuesday":       "2026-11-27 2026-12-01",
		"20/12 - 6/1":             "2026-12-20 2027-01-06",
		"dal 20/12 al 6/1":        "2026-12-20 2027-01-06",
		"1/12":                    "2026-12-01 2026-12-01",
		"1–15 August":             "2027-08-01 2027-08-15",
		"1st to 15th of August":   "2027-08-01 2027-08-15",
		"dal 1° al 15 agosto":     "2027-08-01 2027-08-15",
		"dall'8 al 15 dicembre":   "2026-12-08 2026-12-15",
		"dal 27/11 all’11/12":     "2026-11-27 2026-12-11",
		"dall'8 all'11 dicembre":  "2026-12-08 2026-12-11",
		"8 Dec through 15 Dec":    "2026-12-08 2026-12-15",
		"8 December -> 15/12":     "2026-12-08 2026-12-15",
		"20-30 November":          "2026-11-20 2026-11-30",
		"1-15 August 2028":        "2028-08-01 2028-08-15",
	} {
		first, last, ok := Period(said, monday, "en")
		if got := first.Format("2006-01-02 ") + last.Format("2006-01-02"); !ok || got != want {
			t.Errorf("%q is %s, %v", said, got, ok)
		}
	}
	for _, said := range []string{"", "until", "until soon", "1/12 -", "from the office", "1/12 maybe 3/12", "15–1 August", "0–3 August", "1–31 June", "1–15", "from Friday", "da domani", "dall'8 dicembre"} {
		if first, last, ok := Period(said, monday, "en"); ok {
			t.Errorf("%q is %s to %s", said, first, last)
		}
	}
}

func TestPeriodAtEnd(t *testing.T) {
	for line, want := range map[string]string{
		"by 1–15 August":                       "2027-08-01 2027-08-15",
		"Anna by Ben from 1/12 to 15/12":       "2026-12-01 2026-12-15",
		"Anna con Ben dal 1 al 15 agosto":      "2027-08-01 2027-08-15",
		"Anna by Ben until Friday":             "2026-11-23 2026-11-27",
		"Anna by Ben tomorrow":                 "2026-11-24 2026-11-24",
		"con Ben da domani a venerdì":          "2026-11-24 2026-11-27",
		"con Ben dal 20 dicembre al 6 gennaio": "2026-12-20 2027-01-06",
	} {
		_, first, last, ok := PeriodAtEnd(line, monday, "en")
		if got := first.Format("2006-01-02 ") + last.Format("2006-01-02"); !ok || got != want {
			t.Errorf("%q ends with %s, %v", line, got, ok)
		}
	}
	for _, line := range []string{"Anna by Ben, please", "Anna by Ben for two weeks from 1 December", "Anna con Ben dall'8 dicembre"} {
		if _, first, last, ok := PeriodAtEnd(line, monday, "en"); ok {
			t.Errorf("%q ends with %s to %s", line, first, last)
		}
	}
	if rest, _, _, _ := PeriodAtEnd("by Ben maybe 1–15 August", monday, "en"); rest != "by Ben maybe" {
		t.Errorf("before it stands %q", rest)
	}
}
