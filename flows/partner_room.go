package flows

import (
	"maps"
	"slices"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// partnerships are all of them, in the order of their codes.
func (n Network) partnerships() []PartnershipCode { return slices.Sorted(maps.Keys(n.Partnerships)) }

// teams reports whether a person works at one of a partnership's services.
func (n Network) teams(p Partnership, who Person) bool {
	s, works := n.serviceOf(who)
	return works && p.side(s) >= 0
}

// between finds the partnership whose room a place is, and the side on which a person works
// who is heard there: nobody else is.
func (t *networkTurn) between(who Person, in Place) (p Partnership, side int, ok bool) {
	p, known := t.n.Partnerships[in.Partnership]
	s, works := t.n.serviceOf(who)
	if !known || !works || in != Between(p.Code) || p.side(s) < 0 {
		return Partnership{}, 0, false
	}
	return p, p.side(s), true
}

// saidBetween takes a line in a partnership's room. The teams talk there: the bot hears
// its commands, and nothing else.
func (t *networkTurn) saidBetween(in Said) {
	p, side, ok := t.between(in.By, in.In)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.listens(in.By, true)
	c, known := command.Parse(in.Text, t.n.Services[p.Services[side]].Language)
	switch {
	case !c.Marked || t.again(in.Ref):
	case utf8.RuneCountInString(in.Text) > MaxText:
		t.unreadable(Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: TooLong})
	case in.Edits != "":
		t.sayAt(in.In, "case.edit_not_taken")
	case !known:
		t.sayAt(in.In, "case.not_understood")
	default:
		t.commandBetween(p, side, c, in)
	}
}

func (t *networkTurn) commandBetween(p Partnership, side int, c command.Command, in Said) {
	switch c.Word {
	case command.Help:
		t.sayAt(in.In, "partner.help")
	case command.Status:
		t.sayIn(p.Code, t.partnershipStatus(p)...)
	case command.Meeting:
		t.planTeamMeeting(p, side, c, in)
	case command.Held:
		t.teamMeetingHeld(p, side, c, in)
	case command.Ours:
		t.way(p, side, c.Rest)
	case command.Rules:
		t.proposeRules(p, side, in.By, c.Rest)
	case command.Valid:
		t.proposeEnd(p, side, in.By, c.Rest)
	case command.Renew:
		t.proposeRenewal(p, side, in.By)
	default:
		t.sayAt(in.In, "partner.elsewhere")
	}
}

// sayIn answers in a partnership's room.
func (t *networkTurn) sayIn(code PartnershipCode, text ...message.Message) {
	t.do(Say{Key: t.key(), To: Between(code), Text: text})
}

// ringIn rings for people in a partnership's room; nobody is rung by what they did.
func (t *networkTurn) ringIn(p Partnership, people []Person, by Person, text ...message.Message) {
	people = without(people, []Person{by})
	begin := message.New("ring.case", message.Args{"Code": message.Text(string(p.Code))})
	t.do(Say{
		Key: t.key(), To: Between(p.Code), Text: append([]message.Message{begin}, text...),
		Notify: len(people) > 0, Mention: people,
	})
}

// coordinators are those of both services.
func (n Network) coordinators(p Partnership) []Person {
	return slices.Concat(n.Services[p.Services[0]].Coordinators, n.Services[p.Services[1]].Coordinators)
}

// joinedBetween greets a person in a partnership's room, where nothing older can be seen:
// what the room is for, and how things stand; in a line where others have read it already,
// for a team may be large. The question that is open is for coordinators.
func (t *networkTurn) joinedBetween(in Joined) {
	p, side, ok := t.between(in.By, in.In)
	if !ok || slices.Contains(p.Here, in.By) {
		return
	}
	first := len(p.Here) == 0
	p.Here = append(slices.Clone(p.Here), in.By)
	if !slices.Contains(p.Invited, in.By) {
		p.Invited = append(slices.Clone(p.Invited), in.By)
	}
	t.keepPartnership(p)
	args := message.Args{
		"Person": message.Person(string(in.By)), "Code": message.Text(string(p.Code)),
		"Programme": message.Text(t.n.programme(p).Name), "Support": message.Text(t.n.Services[p.Services[1]].Name),
	}
	if first {
		t.sayIn(p.Code, append([]message.Message{message.New("partner.welcome", args)}, t.partnershipStatus(p)...)...)
	} else {
		t.sayIn(p.Code, message.New("partner.welcome_too", args))
	}
	if m, _ := t.n.member(p.Services[side], in.By); m.Role == Coordinator && p.Proposed.open() {
		t.askTerms(p)
	}
}

// leftBetween says at their desk who has left a partnership's room or does not come.
func (t *networkTurn) leftBetween(in Left) {
	p, side, ok := t.between(in.By, in.In)
	if !ok {
		return
	}
	id := message.ID("partner.declined")
	if slices.Contains(p.Here, in.By) {
		id = "partner.left"
	}
	p.Here = without(p.Here, []Person{in.By})
	t.keepPartnership(p)
	t.say(p.Services[side], id, message.Args{
		"Person": message.Person(string(in.By)), "Code": message.Text(string(p.Code)),
	})
}

// undeliveredBetween says at the desks what the homeserver refuses for good.
func (t *networkTurn) undeliveredBetween(in Undelivered) {
	p, known := t.n.Partnerships[in.In.Partnership]
	if !known {
		return
	}
	args := message.Args{"Person": message.Person(string(in.Person)), "Code": message.Text(string(p.Code))}
	for _, s := range p.Services {
		_, works := t.n.member(s, in.Person)
		switch {
		case in.Person == "":
			t.say(s, "partner.not_sent", args)
		case works:
			t.say(s, "partner.not_invited", args)
		}
	}
}
