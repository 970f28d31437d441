package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// turn is one Step of a case under way.
type turn struct {
	c       Case
	now     time.Time
	effects []Effect
}

func (t *turn) do(effects ...Effect) { t.effects = append(t.effects, effects...) }

// reset brings a timer from one moment to the next; the zero time stands for none. One
// that has fired is not set any more.
func reset(name string, was, next time.Time) []Effect {
	switch {
	case next.Equal(was):
		return nil
	case next.IsZero():
		return []Effect{CancelTimer{Name: name}}
	}
	return []Effect{SetTimer{Name: name, At: next}}
}

func (t *turn) key() Key {
	t.c.Said++
	return Key("c" + strconv.Itoa(t.c.Said))
}

// say answers in a room; a notice, since somebody is looking at it.
func (t *turn) say(to Place, id message.ID, args ...message.Args) {
	t.sayAll(to, []message.Message{message.New(id, args...)})
}

func (t *turn) sayAll(to Place, text []message.Message) {
	t.do(Say{Key: t.key(), To: to, Text: text})
}

// tell makes telephones ring. The first message is the one that a lock screen
// shows: it says nothing about anyone. A closed case rings nobody.
func (t *turn) tell(to Place, people []Person, first message.ID, text ...message.Message) {
	if t.c.closed() {
		t.sayAll(to, text)
		return
	}
	t.ring(to, people, first, text...)
}

// ring is tell for what is due in a closed case, too.
func (t *turn) ring(to Place, people []Person, first message.ID, text ...message.Message) {
	t.do(t.ringing(to, people, first, text))
}

func (t *turn) ringing(to Place, people []Person, first message.ID, text []message.Message) Say {
	begin := message.New(first, message.Args{"Code": message.Text(string(t.c.Code))})
	return Say{
		Key: t.key(), To: to, Text: append([]message.Message{begin}, text...),
		Notify: true, Mention: t.c.instead(people, t.now),
	}
}

// tellDesk rings for a service's coordinators, at their desk.
func (t *turn) tellDesk(i int, id message.ID, args message.Args) {
	s := t.c.Sides[i].Service
	all := message.Args{"Code": message.Text(string(t.c.Code))}
	t.tell(Desk(s.ID), s.Coordinators, "ring.desk", message.New(id, all, args))
}

// enter adds a line to the case's journal.
func (t *turn) enter(by Person, side int, id message.ID, args ...message.Args) {
	t.do(Enter{By: by, Side: t.c.Sides[side].Service.ID, What: message.New(id, args...)})
}

// paired opens the case: its rooms, and its people are invited. What is to be
// said is said when they come in, since a room shows nothing older than that.
func (t *turn) paired(in Paired) {
	if t.c.Code != "" {
		return // said twice
	}
	t.c = Case{
		Code: in.Code, State: Opened, Opened: t.now, Settings: in.Settings, Agencies: in.Agencies, Emergency: in.Emergency != nil,
	}
	for i, p := range in.Sides {
		t.c.Sides[i] = Side{Service: p.Service, Manager: p.Manager, Others: p.Others, Duty: p.Duty, Contacts: p.Contacts}
	}
	for _, s := range t.c.speech() {
		t.do(OpenRoom{Place: s.In, Languages: s.Languages, Zone: s.Zone})
	}
	for i := range t.c.Sides {
		t.inviteAll(i)
		t.enter("", i, "journal.opened")
	}
	t.enterEmergency(in.Emergency)
	t.nextReview()
}

// inviteAll asks everybody of a side in who is not there.
func (t *turn) inviteAll(i int) {
	s := t.c.Sides[i]
	for _, p := range s.people() {
		if !s.here(CaseRoom, p) {
			t.do(Invite{To: Shared(t.c.Code), Person: p})
		}
		if !s.here(PrivateRoom, p) {
			t.do(Invite{To: t.c.private(i), Person: p})
		}
	}
	for _, p := range s.Contacts {
		if !s.works(p) && !s.here(PrivateRoom, p) {
			t.do(Invite{To: t.c.private(i), Person: p})
		}
	}
}

// staffed changes who works the case on one side. Whoever comes is invited and
// whoever goes is taken out, from both rooms.
func (t *turn) staffed(in Staffed) {
	i, ok := t.c.sideOf(in.Party.Service.ID)
	if !ok {
		t.staffedGuest(in)
		return
	}
	s := &t.c.Sides[i]
	was, before, contacts, changed := *s, s.people(), s.Contacts, s.Manager != in.Party.Manager
	s.Service, s.Manager, s.Others, s.Duty, s.Contacts = in.Party.Service, in.Party.Manager, in.Party.Others, in.Party.Duty, in.Party.Contacts
	for _, p := range without(before, s.people()) {
		t.do(Remove{From: Shared(t.c.Code), Person: p})
		s.leaves(CaseRoom, p)
	}
	for _, p := range without(slices.Concat(before, contacts), slices.Concat(s.people(), s.Contacts)) {
		t.do(Remove{From: t.c.private(i), Person: p})
		s.leaves(PrivateRoom, p)
	}
	t.inviteAll(i)
	t.sayCover(i, was)
	if !changed || s.Manager == "" {
		t.handOver(i, "") // the one who answered may have gone
		return
	}
	t.enter(in.By, i, "journal.manager", message.Args{"Person": message.Person(string(s.Manager))})
	who := message.Args{
		"Service": message.Text(s.Service.Name), "Person": message.Person(string(s.Manager)),
	}
	if in.By == "" { // the configuration did it, and may be about to move the others, too
		t.say(Shared(t.c.Code), "case.new_manager", who)
	} else {
		t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("case.new_manager", who))
	}
	t.handOver(i, "")
	t.handOverAlerts(i)
}

// speech is what the bot speaks in each of the case's rooms: in the case room
// everybody's languages, the programme's first, and its zone.
func (c Case) speech() []Speak {
	a, b := c.Sides[0].Service, c.Sides[1].Service
	both := []string{a.Language}
	others := []Service{b}
	for _, g := range c.Guests {
		others = append(others, g.Service)
	}
	for _, s := range others {
		if !slices.Contains(both, s.Language) {
			both = append(both, s.Language)
		}
	}
	return []Speak{
		{In: Shared(c.Code), Languages: both, Zone: a.Zone},
		{In: c.private(0), Languages: []string{a.Language}, Zone: a.Zone},
		{In: c.private(1), Languages: []string{b.Language}, Zone: b.Zone},
	}
}

// configured takes over what the configuration changed.
func (t *turn) configured(in Configured) {
	before := t.c.speech()
	t.c.Settings = in.Settings
	t.reconfigureAgencies(in.Services)
	for i := range t.c.Sides {
		for _, s := range in.Services {
			if s.ID == t.c.Sides[i].Service.ID {
				t.c.Sides[i].Service = s
			}
		}
	}
	t.lapse() // midnight may be another, and an agreement's last day over
	for i, s := range t.c.speech() {
		if !slices.Equal(s.Languages, before[i].Languages) || s.Zone != before[i].Zone {
			t.do(s)
		}
	}
}

// unreadable tells a person that their message was not taken, in the room where
// they wrote it, and how to mend it.
func (t *turn) unreadable(in Unreadable) {
	if _, guest := t.c.guest(in.By); guest && in.In.Kind == CaseRoom {
		t.refuse(in)
		return
	}
	if _, ok := t.c.heardIn(in.By, in.In); !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if in.Why == Withheld || in.Why == Reset {
		i, _ := t.c.side(in.By)
		if known := slices.Contains(t.c.Sides[i].Deaf, in.By); known && in.Why == Withheld && in.Device == "" {
			return // they are logged in nowhere, and it is said once
		}
		t.listens(i, in.By, false)
	}
	t.refuse(in)
}

func (t *turn) refuse(in Unreadable) {
	t.do(Say{
		Key: t.key(), To: in.In, Text: []message.Message{unreadableMessage(in)},
		Notify: true, Mention: []Person{in.By},
	})
}

// report tells the Network what the desks list, where it has changed.
func (t *turn) report(before Case) {
	if t.c.Code == "" {
		return
	}
	if now := t.c.listing(); now != before.listing() || before.Code == "" {
		t.do(TellNetwork{Input: now})
	}
}

func (c Case) listing() Reported {
	r := Reported{Code: c.Code, State: c.State, Level: c.counts().Adult, Review: c.Review.Due.Round(0).UTC(), Alerts: c.openEvents(), Meeting: c.nextMeeting()}
	if c.Joint.open() && c.shares(TopicChecklist) && !c.closed() {
		r.Due = c.Joint.Due.Round(0).UTC() // the same moment is the same report, once stored too
	}
	if due := c.Flag.Due.Round(0).UTC(); c.flagRuns() && (r.Due.IsZero() || due.Before(r.Due)) {
		r.Due = due
	}
	for i := range c.Sides {
		r.Actions[i], r.Impact[i] = c.actionsOf(i), c.askedFor(i) // each desk shows its own
	}
	return r
}

func levelMessage(l risk.Level) message.Message {
	if l == "" {
		return message.New("level.open")
	}
	return message.New(message.ID("level." + string(l)))
}

// levelArgs are both levels, as most messages show them. Where there are no
// children there is nothing to say of theirs.
func levelArgs(l risk.Levels) message.Args {
	args := message.Args{
		"Adult": message.Nested(levelMessage(l.Adult)), "Children": message.Text(""),
	}
	if l.Children != risk.None {
		args["Children"] = message.Nested(levelMessage(l.Children))
	}
	return args
}
