package flows_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/hours"

	"pgregory.net/rapid"
)

// What may be written in a direct room, in its two languages.
var directLines = []string{
	"help", "settings", "stato", "language it", "lingua English", "language", "zone Sofia", "fuso Atlantic/Azores", "zone ../etc/passwd",
	"quiet 20-7", "silenzio 22:00-6:00, sab-dom", "quiet off", "quiet 99", "away", "away until Friday", "assente 1/12 - 15/12", "away tomorrow",
	"away 31/2", "back", "rientro", "notify", "notify mail anna@example.org", "avvisi ntfy https://ntfy.example.org/topic", "notify anna", "notify off",
	"remind", "remind 2d 3h", "promemoria un giorno e un'ora prima", "remind off", "promemoria predefinito", "remind 2x", "avvisi prova", "notify test", "notify http://x.example.org/y", "checklist", "", "!", "oncall",
}

// Lines at a desk about who is on call.
func onCallLines(c chance, s flows.ServiceID) string {
	who := string(pick(c, "on call", append(staffOf(s), stranger)))
	return pick(c, "line", []string{
		"oncall", "reperibilità", "oncall Mon-Fri 18-8 " + who, "oncall sab-dom 8-8 " + who, "turni 0-24 " + who, "oncall remove 1", "reperibilità rimuovi 7",
		"oncall " + who, "on call tonight is somebody else", "add " + who + " supervisor", "aggiungi " + who + " supervisione",
	})
}

// inDirect has a person write in their direct room, or leave it or come back; and a
// coordinator change who is on call.
func (h *house) inDirect(c chance) {
	s := pick(c, "of", serviceIDs)
	p := pick(c, "person", staffOf(s))
	in, by := flows.Direct(p), p
	if !h.opened[in] && !h.quick {
		return // nobody can be in a room that is not there
	}
	if oneIn(c, "another", 8) {
		by = pick(c, "by", append(staffOf(pick(c, "of another", serviceIDs)), stranger))
	}
	for range 1 + c.below("lines", 4) {
		switch c.below("what", 8) {
		case 0:
			h.take("", flows.Joined{By: by, In: in})
		case 1:
			h.take("", flows.Left{By: by, In: in})
		case 2, 3:
			h.say(coordinatorOf(s), flows.Desk(s), onCallLines(c, s))
		default:
			h.say(by, in, pick(c, "line", directLines))
		}
	}
	h.someArrive(c)
	h.toldOf(s)
}

// toldOf: the cases of a service know what the Network does, of who is to be told.
func (h *house) toldOf(s flows.ServiceID) {
	h.t.Helper()
	for _, k := range h.codes() {
		for _, side := range h.cases[k].Sides {
			if side.Service.ID == s && code(h.t, side.Duty) != code(h.t, h.network.Told[s]) {
				h.fail("%s knows of %s\n%s", k, s, different(code(h.t, side.Duty), code(h.t, h.network.Told[s])))
			}
		}
	}
	for p := range h.network.Ways {
		if !h.worksAt("", p) {
			h.fail("the addresses of %s are kept, who does not work here", p)
		}
	}
}

// drawOfPeople makes an input about people, sensible or not.
func drawOfPeople(r *rapid.T, h *house) flows.Input {
	c := drawn{r}
	s := pick(c, "service", serviceIDs)
	p := pick(c, "person", append(staffOf(s), stranger, ""))
	span := hours.Span{From: c.below("from", 3000) - 100, To: c.below("to", 3000) - 100}
	span.Days[c.below("day", 7)] = true
	switch c.below("input", 5) {
	case 0:
		return flows.NoticeSent{Key: "n1", Person: p, Way: rapid.String().Draw(r, "way")}
	case 1:
		return flows.NoticeFailed{Person: p, Tried: rapid.SliceOf(rapid.String()).Draw(r, "tried")}
	case 2:
		return flows.DutyChanged{Service: s, Duty: flows.Duty{
			Staff: []flows.Member{{Person: p, Role: flows.Role(rapid.String().Draw(r, "role"))}}, OnCall: []flows.Shift{{Span: span, Person: p}},
			Personal: map[flows.Person]flows.Personal{p: {Zone: rapid.String().Draw(r, "zone"), Away: flows.Absence{From: h.now}}},
		}}
	case 3:
		return flows.Said{By: p, In: flows.Direct(p), Ref: flows.Ref(rapid.String().Draw(r, "ref")), Text: rapid.SampledFrom(directLines).Draw(r, "line") + " " + rapid.String().Draw(r, "text")}
	}
	return flows.Said{By: coordinatorOf(s), In: flows.Desk(s), Ref: flows.Ref(rapid.String().Draw(r, "ref")), Text: onCallLines(c, s) + rapid.String().Draw(r, "text")}
}

// drawParty makes a service and its people, some of whom are away or on call, and
// perhaps nobody at all.
func drawParty(r *rapid.T) flows.Party {
	c := drawn{r}
	names := []flows.Person{"@a:x", "@b:x", "@c:x", "@d:x", "@e:x", "@f:x"}
	some := func(label string) []flows.Person {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID[flows.Person]).Draw(r, label)
	}
	p := flows.Party{
		Service: flows.Service{Zone: "Europe/Rome", Coordinators: some("coordinators")}, Others: some("deputies"),
		Duty: flows.Duty{Personal: map[flows.Person]flows.Personal{}},
	}
	if !oneIn(c, "nobody has the case", 5) {
		p.Manager = pick(c, "manager", names)
	}
	for _, who := range some("supervisors") {
		p.Duty.Staff = append(p.Duty.Staff, flows.Member{Person: who, Role: flows.Supervisor})
	}
	for _, who := range some("others") {
		p.Duty.Staff = append(p.Duty.Staff, flows.Member{Person: who, Role: flows.CaseManager})
	}
	for _, who := range some("on call") {
		span := hours.Span{Days: hours.Every, From: c.below("from", 1440), To: c.below("to", 1440)}
		p.Duty.OnCall = append(p.Duty.OnCall, flows.Shift{Span: span, Person: who})
	}
	for _, who := range some("away") {
		p.Duty.Personal[who] = flows.Personal{Away: flows.Absence{From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}}
	}
	for _, who := range some("covered") {
		p.Duty.Covers = append(p.Duty.Covers, flows.Cover{
			Away: who, By: pick(c, "by", names), From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Back: time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC),
		})
	}
	return p
}

// drawNow makes a moment, often in a night in which the clock is changed.
func drawNow(r *rapid.T) time.Time {
	base := rapid.SampledFrom([]time.Time{
		time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
	}).Draw(r, "around")
	return base.Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(r, "minutes")) * time.Minute)
}

// TestReach: every ladder is one that can be climbed, whoever is away and whatever
// the clocks do.
func TestReach(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p, now := drawParty(r), drawNow(r)
		ladder := p.Reach(now)
		told := map[flows.Person]flows.Role{}
		for _, rung := range ladder {
			if len(rung.People) == 0 {
				r.Fatalf("an empty rung: %v", ladder)
			}
			for _, who := range rung.People {
				if told[who] != "" || who == "" {
					r.Fatalf("%q stands there twice: %v", who, ladder)
				}
				told[who] = rung.As
			}
		}
		everybody := slices.Concat(p.Service.Coordinators, p.Others, []flows.Person{p.Manager})
		for _, m := range p.Duty.Staff {
			everybody = append(everybody, m.Person)
		}
		somebody := slices.ContainsFunc(everybody, func(who flows.Person) bool { return who != "" })
		if somebody && len(ladder) == 0 {
			r.Fatalf("nobody is told")
		}
		here := func(who flows.Person) bool { return !p.Duty.Away(who, now) }
		for _, who := range p.Service.Coordinators {
			if told[who] == "" && (here(who) || !slices.ContainsFunc(p.Service.Coordinators, here)) {
				r.Fatalf("the coordinator %s is not told: %v", who, ladder)
			}
		}
		if last := len(ladder) - 1; last >= 0 && len(p.Service.Coordinators) > 0 && ladder[last].As != flows.Coordinator {
			for _, who := range p.Service.Coordinators { // only where all were told before
				if here(who) && told[who] == "" || slices.Contains(ladder[last].People, "") {
					r.Fatalf("it does not end with the coordinators: %v", ladder)
				}
			}
		}
		anybodyHere := slices.ContainsFunc(slices.Collect(maps.Keys(told)), here)
		for who, as := range told {
			if !here(who) && anybodyHere && (as != flows.Coordinator || slices.ContainsFunc(p.Service.Coordinators, here)) {
				r.Fatalf("%s is away and told: %v", who, ladder)
			}
		}
	})
}

// The ladder at the hours that matter.
func TestReachByTheClock(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	nights := hours.Span{Days: hours.Every, From: 18 * 60, To: 8 * 60}
	p := flows.Party{
		Service: flows.Service{Zone: "Europe/Rome", Coordinators: []flows.Person{"@coordinator:x"}}, Manager: "@manager:x", Others: []flows.Person{"@deputy:x"},
		Duty: flows.Duty{
			Staff:    []flows.Member{{Person: "@supervisor:x", Role: flows.Supervisor}},
			OnCall:   []flows.Shift{{Span: nights, Person: "@night:x"}, {Span: nights, Person: "@deputy:x"}},
			Personal: map[flows.Person]flows.Personal{},
		},
	}
	away := p
	away.Duty.Personal = map[flows.Person]flows.Personal{"@manager:x": {Away: flows.Absence{
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, rome), Back: time.Date(2026, 11, 24, 0, 0, 0, 0, rome),
	}}}
	usual := "@manager:x, @deputy:x, @supervisor:x, @coordinator:x"
	for _, c := range []struct {
		p        flows.Party
		at, want string
	}{
		{p, "2026-11-23 09:00", usual},
		{p, "2026-11-23 17:59", usual},
		{p, "2026-11-23 18:00", "@night:x @deputy:x, @manager:x, @supervisor:x, @coordinator:x"},
		{p, "2026-11-24 07:59", "@night:x @deputy:x, @manager:x, @supervisor:x, @coordinator:x"},
		{p, "2026-11-24 08:00", usual},
		{p, "2026-11-28 12:00", usual}, // Saturday noon: out of hours, and nobody is on call
		{p, "2026-03-29 03:30", "@night:x @deputy:x, @manager:x, @supervisor:x, @coordinator:x"},
		{p, "2026-10-25 02:30", "@night:x @deputy:x, @manager:x, @supervisor:x, @coordinator:x"},
		{away, "2026-11-23 09:00", "@deputy:x, @supervisor:x, @coordinator:x"},
		{away, "2026-11-24 09:00", usual},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", c.at, rome)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, rung := range c.p.Reach(at) {
			if i > 0 {
				got += ","
			}
			for _, who := range rung.People {
				got += " " + string(who)
			}
		}
		if got != " "+c.want {
			t.Errorf("at %s %s are told, not %s", c.at, got, c.want)
		}
	}
}
