package flows

import (
	"slices"

	"asapbot/flows/message"
)

// joined greets a person who comes into one of the case's rooms. Rooms show nothing
// of what was said before somebody came in, so what there is to know is said then.
// Clients repeat that somebody is there with every change of a name or picture.
func (t *turn) joined(in Joined) {
	if g, guest := t.c.guest(in.By); guest {
		t.joinedGuest(g, in)
		return
	}
	i, ok := t.c.heardIn(in.By, in.In)
	switch {
	case !ok || t.c.Sides[i].here(in.In.Kind, in.By):
		return
	case t.c.Sides[i].contacts(in.By):
		t.contactJoined(i, in.By)
		return
	}
	private := in.In.Kind == PrivateRoom
	alone := len(t.c.Sides[i].Here[in.In.Kind]) == 0
	if !private {
		alone = alone && len(t.c.Sides[1-i].Here[CaseRoom]) == 0
	}
	t.c.Sides[i].comes(in.In.Kind, in.By)
	if private {
		t.greetPrivate(i, in.By, alone)
	} else {
		t.greetShared(in.By, alone)
	}
}

// here reports whether a person is in a room now.
func (s Side) here(room PlaceKind, p Person) bool { return slices.Contains(s.Here[room], p) }

func (s *Side) comes(room PlaceKind, p Person) {
	here := cloned(s.Here)
	here[room] = append(slices.Clone(here[room]), p)
	s.Here = here
}

func (s *Side) leaves(room PlaceKind, p Person) {
	here := cloned(s.Here)
	here[room] = without(here[room], []Person{p})
	s.Here = here
}

// greetShared says what the room is for, what the bot is not, and what it never
// does (DOMAIN sections 1 and 2); shorter, where others have read it already.
func (t *turn) greetShared(p Person, alone bool) {
	id := message.ID("case.welcome")
	if !alone {
		id = "case.welcome_too"
	}
	text := []message.Message{message.New(id, message.Args{
		"Person":    message.Person(string(p)),
		"Code":      message.Text(string(t.c.Code)),
		"Programme": message.Text(t.c.Sides[0].Service.Name),
		"Support":   message.Text(t.c.Sides[1].Service.Name),
		"Emergency": message.Text(t.c.Sides[0].Service.Emergency),
	})}
	if t.c.Emergency {
		text = append(text, message.New("case.before_partnership"))
	}
	t.sayAll(Shared(t.c.Code), text)
	t.putCard()
	if !t.c.closed() && t.c.viewStands() && !t.c.Joint.over() {
		t.sayJoint([]Person{p})
		t.askJoint()
	}
	t.showAlerts()
	t.askFirstDate()
}

// greetPrivate says what the room is for, and asks the case manager, or whoever is
// there first, what the case waits for.
func (t *turn) greetPrivate(i int, p Person, alone bool) {
	s := t.c.Sides[i]
	t.say(t.c.private(i), message.ID("private.welcome_"+string(s.Service.Kind)), message.Args{
		"Code": message.Text(string(t.c.Code)), "Service": message.Text(s.Service.Name),
		"Emergency": message.Text(s.Service.Emergency),
	})
	switch {
	case !alone && p != s.Manager, t.c.closed():
	case !s.Agreement.Given():
		t.askAgreement(i)
	case s.Agreement.Basis == "":
		t.askBasis(i)
	}
	t.handOver(i, p)
}

// handOver passes a questionnaire that lies open to the case manager, where whoever
// answered it works here no more: the answers stay. Whose it is hears of it as soon
// as they can read it, which is when they come.
func (t *turn) handOver(i int, came Person) {
	s := &t.c.Sides[i]
	if !s.answering() {
		return
	}
	passed := !s.works(Person(s.Interview.By)) && !s.contacts(Person(s.Interview.By)) && s.Manager != ""
	if passed {
		t.passInterview(i, s.Manager)
	}
	by := Person(s.Interview.By)
	if s.here(PrivateRoom, by) && (passed || by == came) {
		t.tell(t.c.private(i), []Person{by}, "ring.checklist", message.New("interview.handed_over", message.Args{"Other": other(*t.c.Sides[i].Interview)}))
	}
}

// passInterview makes somebody else the one whose answers count.
func (t *turn) passInterview(i int, to Person) {
	iv := *t.c.Sides[i].Interview
	iv.By = string(to)
	t.c.Sides[i].Interview = &iv
}

// left says so where a person who works the case leaves one of its rooms, or does
// not come: from then on they read nothing there, and nobody may notice.
func (t *turn) left(in Left) {
	if g, guest := t.c.guest(in.By); guest {
		t.leftGuest(g, in)
		return
	}
	i, ok := t.c.heardIn(in.By, in.In)
	if !ok {
		return
	}
	s := &t.c.Sides[i]
	args := message.Args{
		"Person": message.Person(string(in.By)), "Code": message.Text(string(t.c.Code)),
		"Service": message.Text(s.Service.Name),
	}
	if !s.here(in.In.Kind, in.By) {
		t.tellDesk(i, "desk.declined_case", args)
		return
	}
	s.leaves(in.In.Kind, in.By)
	t.enter(in.By, i, "journal.left")
	if in.In.Kind == CaseRoom {
		t.tell(in.In, []Person{t.c.Sides[1-i].Manager}, "ring.case", message.New("case.left", args))
	}
	t.tellDesk(i, "desk.left_case", args)
}

// undelivered tells a desk what the homeserver refuses for good: silence is never
// success (DOMAIN rule 10). What cannot be said at a desk is in the operator's log.
func (t *turn) undelivered(in Undelivered) {
	t.notSaid(in)
	if in.Person != "" {
		if g, guest := t.c.guest(in.Person); guest {
			t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("agency.not_invited", message.Args{
				"Person": message.Person(string(in.Person)), "Agency": message.Text(t.c.Guests[g].Service.Name),
			}))
			return
		}
		if i, ok := t.c.side(in.Person); ok {
			t.tellDesk(i, "desk.not_invited_case", message.Args{"Person": message.Person(string(in.Person))})
		}
		return
	}
	for i, s := range t.c.Sides {
		own, private := t.c.sideIn(in.In)
		if in.In.Kind == CaseRoom || private && own == i || in.In.Kind == DirectRoom && s.party().has(in.In.Person) {
			t.tellDesk(i, "desk.not_sent_case", nil)
		}
	}
}
