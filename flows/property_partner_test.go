package flows_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/message"

	"pgregory.net/rapid"
)

// What may be written in a partnership's room, in its two languages.
var partnershipLines = []string{
	"!help", "!status", "!stato", "!meeting next Tuesday at 10", "!incontro martedì prossimo alle 10", "!meeting", "!meeting cancel", "!incontro annulla",
	"!meeting tomorrow", "!meeting yesterday at 10", "!meeting at 3", "!meeting 31/2 10:00", "!meeting 28/3/2027 02:30", "!meeting in 40 months at 10:00",
	"!held 12", "!held 12 3/9/2026", "!held", "!svolto 7 ieri", "!held 12 1/1/2099", "!held 99999999999999999999", "!held @manager-programme:example.org, @manager-support:example.org",
	"!held @stranger:example.org", "!ours openly groups on Tuesdays", "!noi openly", "!ours", "!rules openly each day", "!regole openly", "!rules",
	"!valid until 1/6/2027", "!valid until yesterday", "!valida fino al 1/3/2028", "!valid", "!valid until 1/1/2099", "!renew", "!rinnova", "!checklist", "!pair",
	"openly, as we said", "!renew please", "!meeting today at 23:59",
}

func (h *house) partnerships() []flows.PartnershipCode {
	return slices.Sorted(maps.Keys(h.network.Partnerships))
}

// handshake has the coordinators of two services begin a partnership.
func (h *house) handshake(programme, support flows.ServiceID) {
	h.say(coordinatorOf(support), flows.Desk(support), "partner")
	if codes := h.network.Codes; len(codes) > 0 {
		h.say(coordinatorOf(programme), flows.Desk(programme), "partner "+codes[len(codes)-1].Digits)
	}
	h.arrive()
}

// ally takes a partnership from its beginning until it is valid.
func (h *house) ally(programme, support flows.ServiceID) {
	h.handshake(programme, support)
	for code, p := range h.network.Partnerships {
		if p.Services != [2]flows.ServiceID{programme, support} {
			continue
		}
		in := flows.Between(code)
		h.say(coordinatorOf(programme), in, "!held 12")
		h.say(coordinatorOf(support), in, "!rules openly each day")
		h.bothSay(in, "yes")
	}
}

// bothSay has a coordinator of each service answer the newest question.
func (h *house) bothSay(in flows.Place, answer string) {
	for _, s := range h.network.Partnerships[in.Partnership].Services {
		if q, ok := h.newest(in, ""); ok {
			h.tap(coordinatorOf(s), q, answer)
		}
	}
}

// partnership has people begin partnerships, and write and tap in their rooms.
func (h *house) partnership(c chance) {
	programme := pick(c, "programme", []flows.ServiceID{"programme", "programme_2"})
	support := pick(c, "support", []flows.ServiceID{"support", "support_2"})
	switch c.below("what", 7) {
	case 0:
		h.handshake(programme, support)
	case 1:
		h.ally(programme, support)
	case 2:
		s := pick(c, "at", []flows.ServiceID{programme, support, "agency"})
		by := pick(c, "by", staffOf(s)[:2])
		h.say(by, flows.Desk(s), pick(c, "line", []string{"partner team", "intesa equipe", "partner status", "partner " + string(staffOf(s)[1]), "!partner " + string(stranger), "partner 1234", "partner with them went well"}))
	case 3:
		h.tick(pick(c, "after", []time.Duration{24 * time.Hour, 335 * 24 * time.Hour, 24 * 24 * time.Hour, 400 * 24 * time.Hour}))
	default:
		all := h.partnerships()
		if len(all) == 0 {
			return
		}
		in := flows.Between(pick(c, "which", all))
		both := h.network.Partnerships[in.Partnership].Services
		for range 1 + c.below("lines", 3) {
			by := pick(c, "by", append(staffOf(both[c.below("side", 2)]), stranger))
			line := pick(c, "line", partnershipLines)
			if !h.allowed(in, by) {
				line += " " + mark(nobody)
			}
			h.say(by, in, line)
		}
		if oneIn(c, "answers", 2) {
			h.bothSay(in, pick(c, "answer", []string{"yes", "yes", "no", "x", ""}))
		}
	}
	h.someArrive(c)
}

// alliedOrHurried: a case is opened under a valid partnership of its two services, or
// it is on record that it could not wait for one.
func (h *house) alliedOrHurried(before, after flows.Network) {
	h.t.Helper()
	for code, c := range after.Cases {
		if _, known := before.Cases[code]; known {
			continue
		}
		allied := false
		for _, p := range before.Partnerships {
			y, m, d := p.Terms.Until.Date()
			ends := time.Date(y, m, d+1, 0, 0, 0, 0, h.zoneOf(before.Services[p.Services[0]]))
			allied = allied || p.Services == c.Services && !p.Held.On.IsZero() && !p.Terms.Agreed.IsZero() && h.now.Before(ends)
		}
		if allied == c.Emergency {
			h.fail("%s is opened, with a valid partnership: %v, as an emergency: %v", code, allied, c.Emergency)
		}
	}
}

func (h *house) zoneOf(s flows.Service) *time.Location {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		h.t.Fatal(err)
	}
	return zone
}

// TestPartnerships: the same as TestHistories, of partnerships alone: begun, planned, held,
// agreed on and renewed by people who come and go, while the clock and the configuration
// change, and cases are paired.
func TestPartnerships(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		h.begin()
		h.handshake("programme", "support")
		todo, all := map[string]func(*rapid.T){}, actions()
		for _, name := range []string{
			"partnership", "partnership 2", "pair", "staff", "desk", "in or out", "not taken", "not sent", "tap", "time", "a day and more",
			"time without timers", "a late timer", "again", "edit or delete", "configuration",
		} {
			todo[name] = func(*rapid.T) { all[name](h, c) }
		}
		for _, name := range []string{"partnership 3", "partnership 4", "partnership 5"} {
			todo[name] = func(*rapid.T) { h.partnership(c) }
		}
		todo["in or out of the room"] = func(*rapid.T) {
			in := flows.Between(pick(c, "which", h.partnerships()))
			by := pick(c, "by", append(staffOf(pick(c, "of", serviceIDs)), stranger))
			switch c.below("what", 3) {
			case 0:
				h.take("", flows.Joined{By: by, In: in})
			case 1:
				h.take("", flows.Left{By: by, In: in})
			default:
				h.take("", flows.Undelivered{In: in, Person: pick(c, "whom", []flows.Person{"", by})})
			}
		}
		r.Repeat(todo)
	})
}

// TestEmergencyIsOnRecord: what is opened before a partnership stands is in the journal of
// the case, with its reason, and the reason is in no room of the case.
func TestEmergencyIsOnRecord(t *testing.T) {
	h := newHouse(t)
	var entered, told int
	h.heard = func(of flows.CaseCode, e flows.Effect) {
		switch e := e.(type) {
		case flows.Enter:
			if e.What.ID == "journal.emergency" && of != "" && *e.What.Args["Reason"].Text == "openly" {
				entered++
			}
		case flows.Say:
			for _, m := range e.Text {
				if m.ID == "partner.emergency" && e.To.Kind == flows.DeskRoom {
					told++
				}
			}
		}
	}
	h.begin()
	code := h.pair("programme", "support")
	if !h.cases[code].Emergency || entered != 1 || told != 2 {
		t.Errorf("an emergency: %v, entered %d times, told at %d desks", h.cases[code].Emergency, entered, told)
	}
	h.ally("programme_2", "support")
	if code := h.pair("programme_2", "support"); code == "" || h.cases[code].Emergency || entered != 1 {
		t.Error("with a partnership it is an emergency, too")
	}
}

// TestPartnershipIsRecalledOnce: each recollection of the end is said once, in the room and
// at both desks; also where its timer is late and somebody says or plans something before
// it, and only the last of those that came due while the bot was off.
func TestPartnershipIsRecalledOnce(t *testing.T) {
	for name, c := range map[string]struct {
		until time.Duration // how long the bot is off, from the morning of the partnership on
		want  []message.ID
	}{
		"on its day":          {335*24*time.Hour + time.Hour, []message.ID{"partner.ends_soon"}},
		"both of them passed": {360 * 24 * time.Hour, []message.ID{"partner.ends_soon"}},
		"over meanwhile":      {400 * 24 * time.Hour, []message.ID{"partner.over"}},
		"not yet":             {330 * 24 * time.Hour, nil},
	} {
		for _, lines := range [][]string{
			{"!status"}, {"!meeting tomorrow at 10"}, {"!meeting tomorrow at 10", "!meeting cancel"}, {"!held 12"}, {"!meeting tomorrow at 10", "!held 12"},
		} {
			t.Run(name+", "+strings.Join(lines, ", "), func(t *testing.T) {
				h := newHouse(t)
				h.begin()
				h.ally("programme", "support")
				in := flows.Between(h.partnerships()[0])
				said := h.ends()
				h.now = h.now.Add(c.until)
				for _, line := range lines {
					h.say(coordinatorOf("support"), in, line)
				}
				h.say(coordinatorOf("support"), flows.Desk("support"), "status")
				h.tick(time.Hour)
				h.say(coordinatorOf("support"), in, lines[0])
				h.tick(time.Hour)
				for _, at := range []flows.Place{in, flows.Desk("programme"), flows.Desk("support")} {
					if !slices.Equal(said[at], c.want) {
						t.Errorf("in %v %v is said, not %v", at, said[at], c.want)
					}
				}
			})
		}
	}
}

// ends collects what is said of the end of partnerships, and where.
func (h *house) ends() map[flows.Place][]message.ID {
	said := map[flows.Place][]message.ID{}
	h.heard = func(_ flows.CaseCode, e flows.Effect) {
		if say, ok := e.(flows.Say); ok && say.Notify {
			id := say.Text[len(say.Text)-1].ID
			if id == "partner.ends_soon" || id == "partner.over" {
				said[say.To] = append(said[say.To], id)
			}
		}
	}
	return said
}

// TestMeetingIsAskedAboutAllTheSame: that the services agree on rules, while the timer of the
// first meeting is late, does not answer whether it was held.
func TestMeetingIsAskedAboutAllTheSame(t *testing.T) {
	h := newHouse(t)
	h.begin()
	h.handshake("programme", "support")
	in := flows.Between(h.partnerships()[0])
	asked := 0
	h.heard = func(_ flows.CaseCode, e flows.Effect) {
		if say, ok := e.(flows.Say); ok && say.Text[len(say.Text)-1].ID == "partner.meeting_held_question" {
			asked++
		}
	}
	h.say(coordinatorOf("programme"), in, "!meeting tomorrow at 10")
	h.say(coordinatorOf("support"), in, "!rules openly each day")
	h.now = h.now.Add(3 * 24 * time.Hour)
	h.bothSay(in, "yes")
	h.tick(time.Hour)
	h.tick(24 * time.Hour)
	if asked != 1 {
		t.Errorf("whether the meeting was held is asked %d times", asked)
	}
}

// TestNobodyIsRecalledOfWhatTheyAgreedOn: a last day that is near is not recalled to those who
// have just agreed on it, nor one that passed before the first meeting was on record.
func TestNobodyIsRecalledOfWhatTheyAgreedOn(t *testing.T) {
	for _, late := range []bool{false, true} {
		h := newHouse(t)
		h.begin()
		h.handshake("programme", "support")
		in := flows.Between(h.partnerships()[0])
		said := h.ends()
		if !late {
			h.say(coordinatorOf("programme"), in, "!held 12")
			h.tick(20 * 24 * time.Hour)
		}
		h.say(coordinatorOf("support"), in, "!rules openly each day")
		h.say(coordinatorOf("support"), in, "!valid until "+h.now.AddDate(0, 0, 3).Format("2/1/2006"))
		h.bothSay(in, "yes")
		if late {
			h.tick(10 * 24 * time.Hour)
			h.say(coordinatorOf("programme"), in, "!held 12")
		}
		h.tick(time.Hour)
		if len(said) > 0 {
			t.Errorf("on record late: %v, said is %v", late, said)
		}
	}
}
