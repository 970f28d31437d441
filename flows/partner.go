package flows

import (
	"slices"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// partner begins a partnership with another service from the desk, by the same handshake as
// a case: `partner` gives a code, `partner 1234 5678` enters one. `partner team` and
// `partner @anna` ask people into its room, `partner status` shows how it stands.
func (t *networkTurn) partner(s ServiceID, m Member, c command.Command, people []Person, dice Dice) {
	said, _ := command.Parse(c.Rest, t.n.Services[s].Language)
	digits := onlyDigits(matrixID.ReplaceAllString(c.Rest, ""))
	alone := said.Rest == ""
	switch {
	case said.Word == command.Status && alone && t.n.pairs(s):
		t.showPartnerships(s)
	case said.Word == command.People && alone && t.n.pairs(s):
		t.inviteTeam(s, m, t.n.members(s))
	case len(people) == 0 && !c.Bare() && t.otherWords(s, c.Rest):
		// talk that begins with the word
	case !t.n.pairs(s):
		t.say(s, "partner.agency")
	case t.chats(s, c), digits != "" && len(digits) != codeDigits:
		t.say(s, "partner.how")
	case digits == "" && len(people) > 0:
		t.inviteTeam(s, m, people)
	case !t.coordinatorOnly(s, m):
	case digits == "" && strings.TrimSpace(c.Rest) == "":
		t.givePartner(s, dice)
	case digits == "":
		t.say(s, "partner.how")
	default:
		t.takePartner(s, digits, dice)
	}
}

func (t *networkTurn) givePartner(s ServiceID, dice Dice) {
	code := t.issue(PairingCode{Service: s, Partner: true}, dice)
	t.say(s, "partner.code", message.Args{"Digits": message.Text(code.spoken()), "Until": message.Time(code.Until)})
}

// takePartner enters a code for a partnership. Two services have one between them: where
// there is one already, its room is shown the way to again.
func (t *networkTurn) takePartner(s ServiceID, digits string, dice Dice) {
	code, ok := t.entered(s, digits, true)
	if !ok {
		return
	}
	if !pairable(t.n.Services[s].Kind, t.n.Services[code.Service].Kind) {
		t.say(s, "partner.same_kind")
		return
	}
	t.use(s, code)
	if p, stands := t.n.partnershipOf(s, code.Service); stands {
		t.inviteCoordinators(p)
		t.say(s, "partner.already", message.Args{
			"Code": message.Text(string(p.Code)), "Other": message.Text(t.n.Services[code.Service].Name),
		})
		return
	}
	t.openPartnership(s, code.Service, dice)
}

// openPartnership opens its room for the coordinators of both services.
func (t *networkTurn) openPartnership(a, b ServiceID, dice Dice) {
	if t.n.Services[a].Kind != Programme {
		a, b = b, a
	}
	code := PartnershipCode(freeCode("P-", len(t.n.Partnerships), dice, func(code string) bool {
		_, taken := t.n.Partnerships[PartnershipCode(code)]
		return taken
	}))
	p := Partnership{Code: code, Services: [2]ServiceID{a, b}}
	t.keepPartnership(p)
	t.do(OpenRoom{Place: Between(code), Languages: speech(t.n.Services, p), Zone: t.n.programme(p).Zone})
	t.inviteCoordinators(p)
	for _, s := range p.Services {
		t.do(Enter{Side: s, What: message.New("journal.partner_opened", message.Args{"Code": message.Text(string(code))})})
		t.say(s, "partner.opened", message.Args{
			"Code": message.Text(string(code)), "Other": message.Text(t.n.partnerOf(p, s).Name),
		})
	}
}

// speech is what the bot speaks in a partnership's room: both services' languages, the
// programme's first.
func speech(services map[ServiceID]Service, p Partnership) []string {
	a, b := services[p.Services[0]].Language, services[p.Services[1]].Language
	if a == b {
		return []string{a}
	}
	return []string{a, b}
}

func (t *networkTurn) inviteCoordinators(p Partnership) {
	for _, s := range p.Services {
		t.invite(p.Code, t.n.Services[s].Coordinators)
	}
}

// invite asks people into a partnership's room who are not there, and tells how many
// they are.
func (t *networkTurn) invite(code PartnershipCode, people []Person) int {
	p := t.n.Partnerships[code]
	missing := without(people, p.Here)
	for _, who := range missing {
		t.do(Invite{To: Between(code), Person: who})
	}
	p.Invited = append(without(p.Invited, missing), missing...)
	t.keepPartnership(p)
	return len(missing)
}

// inviteTeam asks people of a service into the rooms of all its partnerships: the full
// teams get to know each other (guidelines D 3.4).
func (t *networkTurn) inviteTeam(s ServiceID, m Member, people []Person) {
	if !t.coordinatorOnly(s, m) {
		return
	}
	for _, who := range people {
		if _, works := t.n.member(s, who); !works {
			t.say(s, "staff.not_here", message.Args{"Person": message.Person(string(who))})
			return
		}
	}
	codes := t.n.partnershipsOf(s)
	if len(codes) == 0 {
		t.say(s, "partner.none")
	}
	for _, code := range codes {
		args := message.Args{"Code": message.Text(string(code))}
		if count := t.invite(code, people); count > 0 {
			t.say(s, "partner.invited", args, message.Args{"Count": message.Number(count)})
			continue
		}
		t.say(s, "partner.all_here", args)
	}
}

// showPartnerships shows all that a service has.
func (t *networkTurn) showPartnerships(s ServiceID) {
	codes := t.n.partnershipsOf(s)
	if len(codes) == 0 {
		t.say(s, "partner.none")
	}
	for _, code := range codes {
		t.sayAll(s, t.partnershipStatus(t.n.Partnerships[code]))
	}
}

// partnershipsDue are a desk's lines on partnerships that ask for something: those that do
// not stand, or end soon. One that stands needs no line on the list of cases.
func (t *networkTurn) partnershipsDue(s ServiceID) []message.Message {
	codes := t.n.partnershipsOf(s)
	if len(codes) == 0 {
		return []message.Message{message.New("partner.none")}
	}
	var lines []message.Message
	for _, code := range codes {
		p := t.n.Partnerships[code]
		if t.n.Valid(p, t.now) && t.now.Before(t.n.remindFrom(p)) {
			continue
		}
		lines = append(lines, message.New("partner.desk_line", message.Args{
			"Code": message.Text(string(code)), "Other": message.Text(t.n.partnerOf(p, s).Name),
			"State": message.Nested(t.n.state(p, t.now)),
		}))
	}
	if len(lines) == 0 {
		return nil
	}
	return []message.Message{message.New("partner.desk_list", message.Args{"Partnerships": message.List(lines)})}
}

// reconfigurePartnerships has the rooms speak what the configuration says by now, and asks
// coordinators in who are not there.
func (t *networkTurn) reconfigurePartnerships(before map[ServiceID]Service) {
	for _, code := range t.n.partnerships() {
		p := t.n.Partnerships[code]
		now := Speak{In: Between(code), Languages: speech(t.n.Services, p), Zone: t.n.programme(p).Zone}
		if !slices.Equal(now.Languages, speech(before, p)) || now.Zone != before[p.Services[0]].Zone {
			t.do(now)
		}
		t.inviteCoordinators(p)
	}
}

// emptyPartnershipRooms takes those out who work at neither service any more.
func (t *networkTurn) emptyPartnershipRooms() {
	for _, code := range t.n.partnerships() {
		p := t.n.Partnerships[code]
		var gone []Person
		for _, who := range p.Invited {
			if !t.n.teams(p, who) {
				gone = append(gone, who)
				t.do(Remove{From: Between(code), Person: who})
			}
		}
		if len(gone) > 0 {
			p.Invited, p.Here = without(p.Invited, gone), without(p.Here, gone)
			t.keepPartnership(p)
		}
	}
}
