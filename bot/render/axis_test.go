package render

import (
	"strings"
	"testing"
	"time"
)

// The axis has dates whatever the stretch of time, in every language and zone, and
// none runs into the next.
func TestAxis(t *testing.T) {
	wide := func(s string) int { return 20 * len([]rune(s)) }
	for lang, calendar := range calendars {
		for _, days := range []int{0, 1, 2, 3, 10, 30, 45, 100, 365, 800, 5 * 365, 30 * 365} {
			for _, from := range []time.Time{begun, time.Date(2027, 3, 27, 22, 0, 0, 0, time.UTC), time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)} {
				a := newAxis(from, from.AddDate(0, 0, days), rome, 300, 850)
				ticks := a.ticks(calendar, wide)
				if len(ticks) == 0 || len(ticks) > 8 || !a.fits(ticks, wide) {
					t.Errorf("%s, %d days from %v: %v", lang, days, from, ticks)
				}
				for i, tick := range ticks {
					if x := a.x(tick.at); x < a.left || x > a.right || i > 0 && x <= a.x(ticks[i-1].at) {
						t.Errorf("%s, %d days: %v stands at %d", lang, days, tick, x)
					}
				}
			}
		}
	}
}

func TestTicks(t *testing.T) {
	wide := func(s string) int { return 20 * len([]rune(s)) }
	for _, c := range []struct {
		from, until time.Time
		want        string
	}{
		{begun, begun, "23 Nov 2026"},
		{begun, after(2), "24 Nov 2026, 25 Nov"},
		{begun, after(21), "30 Nov 2026, 7 Dec, 14 Dec"},
		{begun, after(100), "Dec 2026, Jan 2027, Feb, Mar"},
		{begun, after(5 * 365), "2027, 2028, 2029, 2030, 2031"},
	} {
		var got []string
		for _, tick := range newAxis(c.from, c.until, rome, 300, 850).ticks(calendars["en"], wide) {
			got = append(got, strings.TrimSpace(tick.label+" "+tick.year))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
