package meeting

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func moment(t *testing.T, zone, s string) time.Time {
	t.Helper()
	in, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", s, in)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// Days ahead keep the clock on the wall; hours pass.
func TestMomentsKeepTheClockOnTheWall(t *testing.T) {
	ahead := Ahead{Times: []time.Duration{7 * Day, Day, 3 * time.Hour, time.Hour}}
	for _, c := range []struct{ zone, start, want string }{
		{"Europe/Rome", "2027-03-30 10:00", "23 10:00, 29 10:00, 30 07:00, 30 09:00"},
		{"Europe/Rome", "2027-03-28 10:00", "21 10:00, 27 10:00, 28 07:00, 28 09:00"},
		{"Europe/Rome", "2027-03-28 03:30", "21 03:30, 27 03:30, 27 23:30, 28 01:30"}, // two is skipped
		{"Europe/Athens", "2026-10-25 10:00", "18 10:00, 24 10:00, 25 07:00, 25 09:00"},
		{"Europe/Rome", "2026-10-25 03:30", "18 03:30, 24 03:30, 25 01:30, 25 02:30"}, // two comes twice
		{"Europe/Rome", "2028-03-01 10:00", "23 10:00, 29 10:00, 1 07:00, 1 09:00"},   // after a leap day
	} {
		start := moment(t, c.zone, c.start)
		var got []string
		for _, m := range ahead.Moments(start.UTC(), start.Location()) {
			got = append(got, m.In(start.Location()).Format("2 15:04"))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s %s: %s, not %s", c.start, c.zone, s, c.want)
		}
	}
}

func TestValid(t *testing.T) {
	for _, c := range []struct {
		times []time.Duration
		want  []time.Duration
	}{
		{[]time.Duration{time.Hour, 7 * Day, Day, time.Hour}, []time.Duration{7 * Day, Day, time.Hour}},
		{[]time.Duration{5 * time.Minute, 60 * Day}, []time.Duration{60 * Day, 5 * time.Minute}},
		{nil, nil},
		{[]time.Duration{4 * time.Minute}, nil},
		{[]time.Duration{61 * Day}, nil},
		{[]time.Duration{time.Hour + time.Second}, nil},
		{[]time.Duration{Day, 2 * Day, 3 * Day, 4 * Day, 5 * Day, 6 * Day}, nil},
	} {
		got, ok := Valid(c.times)
		if ok != (c.want != nil) || ok && !slices.Equal(got.Times, c.want) {
			t.Errorf("%v: %v, %v", c.times, got, ok)
		}
	}
}

// A meeting on Friday at ten, of which the manager is reminded 7 days, 1 day and 1 hour
// ahead, and a deputy, who stands in, 2 days ahead.
func TestDue(t *testing.T) {
	start := moment(t, "Europe/Rome", "2026-12-11 10:00")
	day := func(s string) time.Time { return moment(t, "Europe/Rome", "2026-12-"+s) }
	nights := func(now time.Time) time.Time { // eight in the evening to seven in the morning
		switch wall := now.In(start.Location()); {
		case wall.Hour() >= 20:
			return time.Date(wall.Year(), wall.Month(), wall.Day()+1, 7, 0, 0, 0, wall.Location())
		case wall.Hour() < 7:
			return time.Date(wall.Year(), wall.Month(), wall.Day(), 7, 0, 0, 0, wall.Location())
		}
		return now
	}
	type step struct{ now, told string } // told: "manager late", "deputy silent"
	for name, c := range map[string]struct {
		since string
		quiet func(time.Time) time.Time
		start time.Time
		ahead Ahead
		away  bool
		steps []step
	}{
		"each once": {steps: []step{
			{"01 10:00", ""}, {"04 10:00", "manager"}, {"04 10:01", ""}, {"10 10:00", "manager"}, {"11 09:00", "manager"}, {"11 09:30", ""}, {"11 10:00", ""},
		}},
		"confirmed late":         {since: "05 12:00", steps: []step{{"05 12:00", ""}, {"10 10:00", "manager"}}},
		"late, and the nearest":  {steps: []step{{"10 18:00", "manager late"}, {"11 09:05", "manager"}}},
		"not after it has begun": {steps: []step{{"11 10:00", ""}, {"12 10:00", ""}}},
		"the clock goes back":    {steps: []step{{"11 09:00", "manager"}, {"03 10:00", ""}, {"04 10:00", ""}, {"11 09:00", ""}}},
		"ahead of it and back":   {steps: []step{{"20 10:00", ""}, {"03 10:00", ""}, {"04 10:00", "manager"}}},
		"quiet hours are waited for": {quiet: nights, start: day("11 06:00"), ahead: Ahead{Times: []time.Duration{Day}}, steps: []step{
			{"10 06:00", ""}, {"10 06:30", ""}, {"10 07:00", "manager"}, {"10 07:01", ""},
		}},
		"not where it is of no use": {quiet: nights, start: day("11 07:10"), ahead: Ahead{Times: []time.Duration{time.Hour}}, steps: []step{
			{"11 06:10", "manager silent"}, {"11 07:00", ""},
		}},
		"overtaken while waiting": {quiet: nights, start: day("11 08:00"), ahead: Ahead{Times: []time.Duration{3 * time.Hour, time.Hour}}, steps: []step{
			{"11 05:00", ""}, {"11 07:00", "manager"}, {"11 07:01", ""},
		}},
		"quiet hours come again": {quiet: nights, start: day("12 06:00"), ahead: Ahead{Times: []time.Duration{2 * Day}}, steps: []step{
			{"10 06:00", ""}, {"10 20:30", ""}, {"11 07:00", "manager"}, {"11 07:01", ""},
		}},
		"the deputy": {away: true, steps: []step{{"04 10:00", ""}, {"09 10:00", "deputy"}, {"10 10:00", ""}, {"11 09:00", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.start.IsZero() {
				c.start = start
			}
			if !c.ahead.Set() {
				c.ahead = DefaultReminders
			}
			since := day("01 09:00")
			if c.since != "" {
				since = day(c.since)
			}
			all := []Listener{
				{Who: "manager", Moments: c.ahead.Moments(c.start, start.Location()), Told: !c.away, Rings: c.quiet},
				{Who: "deputy", Moments: Ahead{Times: []time.Duration{2 * Day}}.Moments(c.start, start.Location()), Told: c.away},
			}
			m := Meeting{Number: 1, Start: c.start}
			r := Reminders{}.Of(m, since)
			for _, s := range c.steps {
				now := day(s.now)
				before := slices.Clone(r.Waits) // the value shares them with the next
				next, told := r.Of(m, now).Due(all, now)
				if !slices.Equal(r.Waits, before) {
					t.Fatal("Due changed its argument")
				}
				r = next
				var got []string
				for _, one := range told {
					words := one.Who
					if one.Late {
						words += " late"
					}
					if one.Silent {
						words += " silent"
					}
					got = append(got, words)
				}
				if g := strings.Join(got, ", "); g != s.told {
					t.Fatalf("%s: %q is told, not %q", s.now, g, s.told)
				}
				if at := r.Next(all, now); !at.IsZero() && !at.After(now) {
					t.Fatalf("%s: due again at %s", s.now, at)
				}
			}
		})
	}
}

// A moved meeting begins anew, one that is put off is told then, and never too late.
func TestPutOffAndMoved(t *testing.T) {
	start := moment(t, "Europe/Rome", "2026-12-11 10:00")
	now := start.Add(-20 * time.Hour)
	all := []Listener{{Who: "manager", Moments: DefaultReminders.Moments(start, start.Location()), Told: true}}
	r := Reminders{}.Of(Meeting{Number: 1, Start: start}, now)
	if r.Allows(start.Add(-15*time.Minute)) || !r.Allows(start.Add(-16*time.Minute)) {
		t.Error("put off to within a quarter of an hour")
	}
	r = r.PutOff("manager", now.Add(2*time.Hour))
	if got := r.Next(all, now); !got.Equal(now.Add(2 * time.Hour)) {
		t.Errorf("next at %s", got)
	}
	r, told := r.Due(all, now.Add(2*time.Hour))
	if len(told) != 1 || told[0].Late {
		t.Errorf("told %+v", told)
	}
	if moved := r.Of(Meeting{Number: 1, Start: start.Add(time.Hour)}, now); !moved.Done.IsZero() || len(moved.Waits) > 0 {
		t.Errorf("moved: %+v", moved)
	}
	if gone := r.Of(Meeting{}, now); gone.Holds(now) {
		t.Errorf("cancelled: %+v", gone)
	}
}

// What somebody has put off comes to themselves again; where they are not there, or another
// moment comes before, it is no more their own.
func TestPutOffIsOnesOwn(t *testing.T) {
	start := moment(t, "Europe/Rome", "2026-12-10 10:00")
	at := start.Add(-20 * time.Hour)
	r := Reminders{Number: 1, Start: start, Since: start.Add(-30 * Day)}.PutOff("deputy", at)
	manager := Listener{Who: "manager", Told: true, There: true}
	for _, c := range []struct {
		deputy Listener
		now    time.Time
		want   []Reminder
	}{
		{Listener{Who: "deputy", There: true}, at, []Reminder{{Who: "deputy", Own: true}}},
		{Listener{Who: "deputy"}, at, []Reminder{{Who: "manager"}}},
		{Listener{Who: "deputy", There: true, Told: true, Moments: []time.Time{at.Add(-time.Hour)}}, at.Add(-time.Hour), []Reminder{{Who: "deputy"}}},
	} {
		if _, told := r.Due([]Listener{manager, c.deputy}, c.now); !slices.Equal(told, c.want) {
			t.Errorf("%+v is told %+v, want %+v", c.deputy, told, c.want)
		}
	}
}
