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
	} {
		first, last, ok := Period(said, monday, "en")
		if got := first.Format("2006-01-02 ") + last.Format("2006-01-02"); !ok || got != want {
			t.Errorf("%q is %s, %v", said, got, ok)
		}
	}
	for _, said := range []string{"", "until", "until soon", "1/12 -", "from the office", "1/12 maybe 3/12"} {
		if first, last, ok := Period(said, monday, "en"); ok {
			t.Errorf("%q is %s to %s", said, first, last)
		}
	}
}
