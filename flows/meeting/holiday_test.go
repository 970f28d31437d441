package meeting

import (
	"testing"
	"time"
)

func TestHoliday(t *testing.T) {
	for _, x := range []struct {
		zone, day string
		want      bool
	}{
		{"Europe/Rome", "2026-12-08", true}, {"Europe/Rome", "2026-12-25", true}, {"Europe/Rome", "2027-03-29", true}, // the Monday after Easter
		{"Europe/Rome", "2026-12-09", false}, {"Europe/Athens", "2026-12-08", false},
		{"Europe/Athens", "2027-05-03", true}, // after the Orthodox Easter
		{"Europe/Rome", "2027-05-03", false}, {"Europe/Athens", "2027-03-25", true},
		{"Europe/Sofia", "2027-03-03", true}, {"Europe/Zagreb", "2027-06-22", true}, {"Europe/Berlin", "2027-10-03", true}, {"Europe/Vienna", "2027-10-26", true},
		{"Asia/Nicosia", "2026-12-25", false}, {"", "2026-12-25", false},
	} {
		day, err := time.Parse(time.DateOnly, x.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := Holiday(x.zone, day.Add(10*time.Hour)); got != x.want {
			t.Errorf("%s on %s: %v", x.zone, x.day, got)
		}
	}
}
