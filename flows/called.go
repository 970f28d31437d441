package flows

import (
	"maps"
	"slices"

	"asapbot/flows/message"
)

// called takes from a case that an agency joins it, or that its part has ended, and
// tells the agency's desk.
func (t *networkTurn) called(in Called) {
	c, ok := t.n.Cases[in.Code]
	_, isIn := c.Guests[in.Agency]
	if !ok || isIn != in.Gone {
		return // said twice
	}
	c.Guests = cloned(c.Guests)
	id := message.ID("agency.desk_joins")
	if in.Gone {
		delete(c.Guests, in.Agency)
		id = "agency.desk_removed"
	} else {
		c.Guests[in.Agency] = ""
	}
	t.n.Cases[in.Code] = c
	t.ringDesk(in.Agency, string(in.Code), message.New(id, message.Args{
		"Code":      message.Text(string(in.Code)),
		"Programme": message.Text(t.n.Services[c.Services[0]].Name), "Support": message.Text(t.n.Services[c.Services[1]].Name),
	}))
	if !in.Gone {
		t.staffGuest(in.Code, in.Agency, "")
	}
}

// ringDesk rings for a service's coordinators, about a case or a partnership.
func (t *networkTurn) ringDesk(s ServiceID, code string, text message.Message) {
	coordinators := t.n.Services[s].Coordinators
	t.do(Say{
		Key: t.key(), To: Desk(s), Notify: len(coordinators) > 0, Mention: coordinators,
		Text: []message.Message{message.New("ring.desk", message.Args{"Code": message.Text(code)}), text},
	})
}

// staffGuest tells a case who is in it for an agency: the one whom its coordinator has
// named, otherwise all coordinators.
func (t *networkTurn) staffGuest(code CaseCode, s ServiceID, by Person) {
	party := Party{Service: t.n.Services[s], Manager: t.n.Cases[code].Guests[s]}
	if party.Manager == "" {
		party.Others = t.n.Services[s].Coordinators
	}
	t.do(TellCase{Case: code, Input: Staffed{Party: party, By: by}})
}

// assignGuest names the one who is in a case for an agency.
func (t *networkTurn) assignGuest(code CaseCode, s ServiceID, to, by Person) {
	c := t.n.Cases[code]
	c.Guests = cloned(c.Guests)
	c.Guests[s] = to
	t.n.Cases[code] = c
	t.staffGuest(code, s, by)
}

// guestsOf lists the cases that an agency is in.
func (n Network) guestsOf(s ServiceID) []CaseCode {
	var codes []CaseCode
	for _, code := range slices.Sorted(maps.Keys(n.Cases)) {
		if _, isIn := n.Cases[code].Guests[s]; isIn {
			codes = append(codes, code)
		}
	}
	return codes
}

// restaffGuests tells an agency's cases who is in them by now. Who works there no more
// is in none.
func (t *networkTurn) restaffGuests(s ServiceID, by Person) {
	for _, code := range t.n.guestsOf(s) {
		if p := t.n.Cases[code].Guests[s]; p != "" {
			if _, works := t.n.member(s, p); !works {
				t.assignGuest(code, s, "", by)
				continue
			}
		}
		t.staffGuest(code, s, by)
	}
}

// agencies are all that can be called in, in the order of their IDs.
func (n Network) agencies() []Service {
	var all []Service
	for _, id := range slices.Sorted(maps.Keys(n.Services)) {
		all = append(all, n.Services[id])
	}
	return agencies(all)
}

// guestStatus lists an agency's cases, by code.
func (t *networkTurn) guestStatus(s ServiceID) {
	codes := t.n.guestsOf(s)
	if len(codes) == 0 {
		t.say(s, "agency.desk_no_cases")
		return
	}
	var lines []message.Message
	for _, code := range codes[:min(len(codes), listed)] {
		c := t.n.Cases[code]
		lines = append(lines, message.New("agency.desk_case", message.Args{
			"Code":      message.Text(string(code)),
			"Programme": message.Text(t.n.Services[c.Services[0]].Name), "Support": message.Text(t.n.Services[c.Services[1]].Name),
			"State": message.Nested(message.New(message.ID("state." + string(c.Report.State)))),
		}))
	}
	if more := len(codes) - listed; more > 0 {
		lines = append(lines, message.New("desk.more_cases", message.Args{"Count": message.Number(more)}))
	}
	t.say(s, "desk.status", message.Args{"Count": message.Number(len(codes)), "Cases": message.List(lines)})
}
