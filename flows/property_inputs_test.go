package flows_test

import (
	"slices"
	"strings"

	"asapbot/flows"
)

// The services of every history, and who may come to work there. A stranger works
// nowhere.
var (
	serviceIDs = []flows.ServiceID{"programme", "support", "programme_2", "support_2", "agency"}
	stranger   = flows.Person("@stranger:example.org")
)

func staffOf(s flows.ServiceID) []flows.Person {
	var all []flows.Person
	for _, name := range []string{"coordinator", "manager", "second", "deputy"} {
		all = append(all, flows.Person("@"+name+"-"+string(s)+":example.org"))
	}
	return all
}

func coordinatorOf(s flows.ServiceID) flows.Person { return staffOf(s)[0] }

// configured is what the configuration says at first.
func configured() flows.Configured {
	in := flows.Configured{Settings: flows.DefaultSettings}
	for i, id := range serviceIDs {
		kind, _, _ := strings.Cut(string(id), "_")
		in.Services = append(in.Services, flows.Service{
			ID: id, Name: "The " + string(id), Kind: flows.Kind(kind), Language: []string{"en", "it"}[i%2],
			Zone: "Europe/Rome", Coordinators: []flows.Person{coordinatorOf(id)}, Emergency: "112",
		})
	}
	return in
}

// begin configures the Network and staffs it.
func (h *house) begin() {
	h.take("", configured())
	h.arrive()
	for _, s := range serviceIDs {
		all := staffOf(s)
		h.say(all[0], flows.Desk(s), "add "+string(all[1]))
	}
	h.arrive()
	h.begun = len(h.log)
}

// pair opens a case of two services and returns its code.
func (h *house) pair(programme, support flows.ServiceID) flows.CaseCode {
	before := h.codes()
	h.say(staffOf(support)[1], flows.Desk(support), "pair")
	codes := h.network.Codes
	if len(codes) > 0 {
		line := "pair " + codes[len(codes)-1].Digits
		h.say(staffOf(programme)[1], flows.Desk(programme), line)
		// Where they have no partnership yet it cannot wait.
		h.say(staffOf(programme)[1], flows.Desk(programme), line+" emergency openly")
	}
	h.arrive()
	for _, code := range h.codes() {
		if !slices.Contains(before, code) {
			return code
		}
	}
	return ""
}

func pickCode(c chance, h *house) flows.CaseCode {
	if codes := h.codes(); len(codes) > 0 {
		return pick(c, "case", codes)
	}
	return ""
}

// room is any room; of the case, or a desk.
func (h *house) room(c chance) flows.Place {
	code := pickCode(c, h)
	if code == "" || oneIn(c, "desk", 4) {
		return flows.Desk(pick(c, "service", serviceIDs))
	}
	if all := h.partnerships(); len(all) > 0 && oneIn(c, "partnership", 8) {
		return flows.Between(pick(c, "which partnership", all))
	}
	if oneIn(c, "shared", 2) {
		return flows.Shared(code)
	}
	return flows.Private(code, h.cases[code].Sides[c.below("side", 2)].Service.ID)
}

// markOf is the mark of what a person writes in a room: their service's where they
// are in its own room, nobody's where they must not be heard, and none in the room
// of both services.
func (h *house) markOf(by flows.Person, in flows.Place) string {
	switch {
	case !h.allowed(in, by):
		return mark(nobody)
	case in.Kind == flows.CaseRoom, in.Kind == flows.PartnershipRoom:
		return "openly"
	}
	return mark(in.Service)
}

// own is a person who works a case, and their side.
func (h *house) own(c chance) (code flows.CaseCode, side int, by flows.Person) {
	code = pickCode(c, h)
	if code == "" {
		return "", 0, ""
	}
	side = c.below("side", 2)
	s := h.cases[code].Sides[side]
	by = s.Manager
	all := people(s)
	if len(all) == 0 {
		return "", 0, "" // everybody has been removed
	}
	if oneIn(c, "deputy", 3) {
		by = pick(c, "one of them", all)
	} else if iv := s.Interview; iv != nil && iv.Open() {
		by = flows.Person(iv.By)
	}
	return code, side, by
}
