package flows_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/flows"

	"github.com/robfig/cron/v3"
	"pgregory.net/rapid"
)

// covers has people arrange covers, sensible ones and others, and call them off.
func (h *house) covers(c chance) {
	s := pick(c, "service", serviceIDs[:4])
	all := staffOf(s)
	by := all[0]
	if oneIn(c, "by another", 5) {
		by = pick(c, "by", append(all, stranger))
	}
	p, q := pick(c, "away", append(all, stranger)), pick(c, "covers", append(all, staffOf("support")[1]))
	for range 1 + c.below("times", 2) {
		line := pick(c, "line", []string{
			"cover {p} by {q} until Friday", "cover {p} by {q} tomorrow", "sostituisci {p} con {q} da domani a domenica", "cover {p} by {q} today",
			"cover {p} by {q} 1–15 December", "cover {p} by {q}", "cover {p} off", "cover {p}", "cover", "cover {p} by {q} yesterday",
		})
		h.say(by, flows.Desk(s), strings.NewReplacer("{p}", string(p), "{q}", string(q)).Replace(line))
	}
	h.someArrive(c)
}

// checkCovers: each cover has its timer until it is over, and two people who work
// there; and nobody is in a case for a cover that there is not.
func (h *house) checkCovers() {
	h.t.Helper()
	for s, covers := range h.network.Covers {
		for _, c := range covers {
			at, set := h.timers[timerOf{"", fmt.Sprintf("cover/%d", c.Number)}]
			if want := c.From; !set || c.Begun && !at.Equal(c.Back) || !c.Begun && !at.Equal(want) {
				h.fail("the timer of %+v: %v, %s", c, set, at)
			}
			if !h.works(s, c.Away) || !h.works(s, c.By) || c.Away == c.By {
				h.fail("a cover of people who do not work there: %+v", c)
			}
		}
	}
	for _, k := range h.codes() {
		for _, side := range h.cases[k].Sides {
			s := side.Service.ID
			for _, p := range side.Others {
				deputy := func(m flows.Member) bool { return m.Person == p && m.Role == flows.Deputy }
				covers := func(c flows.Cover) bool { return c.Begun && c.Away == side.Manager && c.By == p }
				if !slices.ContainsFunc(h.network.Staff[s], deputy) && !slices.ContainsFunc(h.network.Covers[s], covers) {
					h.fail("%s is in %s of %s, and neither a deputy nor covers %s", p, k, s, side.Manager)
				}
			}
			for _, c := range h.network.Covers[s] {
				if c.Begun && c.Away == side.Manager && h.cases[k].State != flows.Closed && !slices.Contains(side.Others, c.By) {
					h.fail("%s covers %s, and is not in %s", c.By, c.Away, k)
				}
			}
		}
	}
}

// checkDigests: each digest has its timer, and agencies have none.
func (h *house) checkDigests() {
	h.t.Helper()
	for s, d := range h.network.Digests {
		at, set := h.timers[timerOf{"", "digest/" + string(s)}]
		if !set || !at.Equal(d.Due) || h.network.Services[s].Kind == flows.Agency {
			h.fail("the digest of %s is due %s, and its timer %s", s, d.Due, at)
		}
	}
}

// dues are the moments at which a schedule is due in a zone, by its wall clock, minute
// by minute: a time is due when the clock shows it for the first time, or has passed it.
func dues(schedule cron.Schedule, z *time.Location, from, to time.Time) []time.Time {
	var all []time.Time
	shown := wall(from.Add(-24*time.Hour), z) // no time that was shown counts again
	for at := from.Add(-24 * time.Hour); !at.After(to); at = at.Add(time.Minute) {
		if now := wall(at, z); now.After(shown) {
			if next := schedule.Next(shown); !next.IsZero() && !next.After(now) && at.After(from) {
				all = append(all, at)
			}
			shown = now
		}
	}
	return all
}

func wall(at time.Time, z *time.Location) time.Time {
	t := at.In(z)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// TestDigests: whatever the clocks do and whenever the bot is off or starts anew, there
// is one digest for each time that has come, or one for all that were missed.
func TestDigests(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		c := drawn{r}
		zone := pick(c, "zone", []string{"Europe/Rome", "Europe/Athens", "UTC", "America/Sao_Paulo", "Atlantic/Azores", "Australia/Lord_Howe", "Pacific/Apia"})
		z, err := time.LoadLocation(zone)
		if err != nil {
			r.Fatal(err)
		}
		expression := fmt.Sprintf("%d %d * * %s", pick(c, "minute", []int{0, 15, 30, 59}), pick(c, "hour", []int{0, 1, 2, 3, 8, 23}), pick(c, "day", []string{"*", "SUN", "MON", "SAT,SUN"}))
		schedule, err := cron.ParseStandard(expression)
		if err != nil {
			r.Fatal(err)
		}
		begin := rapid.SampledFrom([]time.Time{
			time.Date(2026, 3, 26, 12, 0, 0, 0, time.UTC), time.Date(2026, 10, 22, 12, 0, 0, 0, time.UTC), time.Date(2026, 4, 2, 12, 0, 0, 0, time.UTC),
			time.Date(2011, 12, 27, 12, 0, 0, 0, time.UTC), time.Date(2018, 11, 1, 12, 0, 0, 0, time.UTC),
		}).Draw(r, "begin")
		due := dues(schedule, z, begin, begin.Add(8*24*time.Hour))
		h := newHouse(r)
		h.quick, h.now = true, begin
		var sent []time.Time
		h.heard = func(_ flows.CaseCode, e flows.Effect) {
			if say, ok := e.(flows.Say); ok && say.Text[0].ID == "week.nothing" {
				sent = append(sent, h.now)
			}
		}
		in := configured()
		in.Services = in.Services[:1]
		in.Services[0].Zone, in.Services[0].Digest = zone, expression
		h.take("", in)
		for h.now.Before(begin.Add(5 * 24 * time.Hour)) {
			past, off := h.now, false
			switch d := time.Duration(c.below("minutes", 40*60)) * time.Minute; c.below("what", 4) {
			case 0:
				off = true
				h.now = h.now.Add(d)
				h.take("", in)
				h.tick(0)
			case 1:
				h.take("", in)
			default:
				h.tick(d)
			}
			came := slices.DeleteFunc(slices.Clone(due), func(at time.Time) bool { return !at.After(past) || at.After(h.now) })
			now := slices.DeleteFunc(slices.Clone(sent), func(at time.Time) bool { return !at.After(past) })
			if right := slices.EqualFunc(came, now, time.Time.Equal); !off && !right || off && len(now) != min(1, len(came)) {
				r.Fatalf("%q in %s from %s to %s: due %v, sent %v", expression, zone, past, h.now, came, now)
			}
		}
	})
}

// TestCovers: whoever covers, leaves, is removed, or works elsewhere by then, and
// however long the bot was off, what checkCovers says holds.
func TestCovers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		h.begin()
		for _, s := range serviceIDs[:2] {
			h.say(coordinatorOf(s), flows.Desk(s), "add "+string(staffOf(s)[2]))
		}
		h.pair("programme", "support")
		all, some := actions(), map[string]func(*rapid.T){}
		for _, name := range []string{"covers", "covers 2", "staff", "configuration", "time", "time without timers", "a late timer", "pair", "close", "again", "in or out", "in a direct room"} {
			some[name] = func(*rapid.T) { all[name](h, c) }
		}
		some["covers 3"], some["covers 4"] = some["covers"], some["covers 2"]
		r.Repeat(some)
	})
}
