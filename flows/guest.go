package flows

import (
	"slices"
	"time"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Guest is another agency in a case, called in by both services (guidelines D 3.4:
// police, social services, child protection, health, courts). Its people read in the
// case room from when they come in, and nothing else: alerts as well, as far as these
// may stand there. But both services are alerted (DOMAIN section 8), so an agency is
// neither asked nor waited for, and raises none itself *(ours)*: what it says of danger
// is for the two to weigh, who know what she must not be exposed to.
type Guest struct {
	Service Service   `json:"service"`
	People  []Person  `json:"people,omitempty"`
	Here    []Person  `json:"here,omitempty"` // those who are in the case room now
	Since   time.Time `json:"since,omitzero"`
	View    View      `json:"view,omitzero"`
}

// mostGuests are more agencies than ever work a case.
const mostGuests = 8

// guest finds the agency that a person is in the case for.
func (c Case) guest(p Person) (int, bool) {
	i := slices.IndexFunc(c.Guests, func(g Guest) bool { return slices.Contains(g.People, p) })
	return i, i >= 0
}

func (c Case) guestOf(s ServiceID) (int, bool) {
	i := slices.IndexFunc(c.Guests, func(g Guest) bool { return g.Service.ID == s })
	return i, i >= 0
}

// changeGuest puts an agency anew; the list that a Case came with stays as it was.
func (t *turn) changeGuest(i int, g Guest) {
	t.c.Guests = slices.Clone(t.c.Guests)
	t.c.Guests[i] = g
}

// staffedGuest changes who is in the case for an agency.
func (t *turn) staffedGuest(in Staffed) {
	i, ok := t.c.guestOf(in.Party.Service.ID)
	if !ok {
		return
	}
	g, before := t.c.Guests[i], t.c
	now := Side{Manager: in.Party.Manager, Others: in.Party.Others}.people()
	gone := without(g.People, now)
	g.Service, g.People, g.Here = in.Party.Service, now, without(g.Here, gone)
	t.changeGuest(i, g)
	t.speakAnew(before)
	t.takeOut(gone)
	for _, p := range without(now, g.Here) {
		t.do(Invite{To: Shared(t.c.Code), Person: p})
	}
}

// speakAnew says which languages the case room speaks, where another agency changes it.
func (t *turn) speakAnew(before Case) {
	if speaks := t.c.speech()[0]; !slices.Equal(speaks.Languages, before.speech()[0].Languages) {
		t.do(speaks)
	}
}

func (t *turn) takeOut(people []Person) {
	for _, p := range people {
		t.do(Remove{From: Shared(t.c.Code), Person: p})
	}
}

// joinedGuest greets somebody of an agency: what the room is, what their part in it
// is, and what they must never pass on (DOMAIN rule 3).
func (t *turn) joinedGuest(i int, in Joined) {
	g := t.c.Guests[i]
	if in.In.Kind != CaseRoom || slices.Contains(g.Here, in.By) {
		return
	}
	g.Here = append(slices.Clone(g.Here), in.By)
	t.changeGuest(i, g)
	t.say(in.In, "agency.welcome", message.Args{
		"Person": message.Person(string(in.By)), "Agency": message.Text(g.Service.Name),
		"Code": message.Text(string(t.c.Code)), "Emergency": message.Text(g.Service.Emergency),
		"Programme": message.Text(t.c.Sides[0].Service.Name), "Support": message.Text(t.c.Sides[1].Service.Name),
	})
	t.putCard()
}

// leftGuest says so where somebody of an agency leaves the room, or does not come.
func (t *turn) leftGuest(i int, in Left) {
	g := t.c.Guests[i]
	args := message.Args{"Person": message.Person(string(in.By)), "Agency": message.Text(g.Service.Name)}
	switch {
	case in.In.Kind != CaseRoom:
	case !slices.Contains(g.Here, in.By): // they were counted on
		t.tell(in.In, t.c.managers(), "ring.case", message.New("agency.declined", args))
	default:
		g.Here = without(g.Here, []Person{in.By})
		t.changeGuest(i, g)
		t.say(in.In, "agency.left", args)
	}
}

// saidGuest takes a command of an agency's. Everything else is between people, or not
// theirs to do.
func (t *turn) saidGuest(i int, in Said) {
	c, known := command.Parse(in.Text, t.c.Guests[i].Service.Language)
	switch {
	case !c.Marked, t.again(in.Ref):
	case utf8.RuneCountInString(in.Text) > MaxText:
		t.refuse(Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: TooLong})
	case in.Edits != "":
		t.editedCommand(in.In, c, known)
	case known && c.Word == command.Status:
		t.sayAll(in.In, t.c.card())
	case known && c.Word == command.Help:
		t.say(in.In, "agency.help")
	case known && c.Word == command.View && !t.c.closed():
		t.view(i, in.By, c.Rest)
	case known && c.Word == command.Alert && !t.c.closed():
		t.guestAlarms(i)
	default:
		t.say(in.In, "agency.not_yours")
	}
}

// guestAlarms has both case managers look at what an agency wants to be an alert, and
// tells the agency whom to call.
func (t *turn) guestAlarms(i int) {
	g, p, s := t.c.Guests[i].Service, t.c.Sides[0].Service, t.c.Sides[1].Service
	t.ring(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("agency.alert", message.Args{
		"Agency": message.Text(g.Name), "Emergency": message.Text(g.Emergency),
		"Programme": message.Text(p.Name), "ProgrammePhone": message.Text(p.Phone),
		"Support": message.Text(s.Name), "SupportPhone": message.Text(s.Phone),
	}))
}

// tappedGuest: an agency is not asked, and its taps change nothing.
func (t *turn) tappedGuest(in Tapped) {
	if !t.again(in.Ref) && in.Choice != "" {
		t.say(in.In, "agency.not_yours")
	}
}
