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

func (t *turn) do(e Effect) { t.effects = append(t.effects, e) }

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
// shows: it says nothing about anyone.
func (t *turn) tell(to Place, people []Person, text ...message.Message) {
	t.do(Say{Key: t.key(), To: to, Text: text, Notify: true, Mention: people})
}

// enter adds a line to the case's journal.
func (t *turn) enter(by Person, side int, id message.ID, args ...message.Args) {
	t.do(Enter{By: by, Side: t.c.Sides[side].Service.ID, What: message.New(id, args...)})
}

// paired opens the case: its rooms and its people. What they find there is said
// when they come in (see joined).
func (t *turn) paired(in Paired) {
	if t.c.Code != "" {
		return // said twice
	}
	t.c = Case{Code: in.Code, State: Opened, Opened: t.now, Settings: in.Settings}
	for i, p := range in.Sides {
		t.c.Sides[i] = Side{Service: p.Service, Manager: p.Manager, Others: p.Others}
	}
	a, b := t.c.Sides[0].Service, t.c.Sides[1].Service
	languages := []string{a.Language}
	if b.Language != a.Language {
		languages = append(languages, b.Language)
	}
	t.do(OpenRoom{Place: Shared(in.Code), Languages: languages, Zone: a.Zone})
	for i := range t.c.Sides {
		s := t.c.Sides[i]
		t.do(OpenRoom{Place: t.c.private(i), Languages: []string{s.Service.Language}, Zone: s.Service.Zone})
	}
	for i := range t.c.Sides {
		t.inviteAll(i, t.c.Sides[i].people())
		t.enter("", i, "journal.opened")
	}
}

func (t *turn) inviteAll(side int, people []Person) {
	for _, p := range people {
		t.do(Invite{To: Shared(t.c.Code), Person: p})
		t.do(Invite{To: t.c.private(side), Person: p})
	}
}

// staffed changes who works the case on one side. Whoever comes is invited and
// whoever goes is taken out, from both rooms.
func (t *turn) staffed(in Staffed) {
	i := slices.IndexFunc(t.c.Sides[:], func(s Side) bool { return s.Service.ID == in.Party.Service.ID })
	if i < 0 {
		return
	}
	s := &t.c.Sides[i]
	before, changed := s.people(), s.Manager != in.Party.Manager
	s.Service, s.Manager, s.Others = in.Party.Service, in.Party.Manager, in.Party.Others
	t.inviteAll(i, without(s.people(), before))
	for _, p := range without(before, s.people()) {
		t.do(Remove{From: Shared(t.c.Code), Person: p})
		t.do(Remove{From: t.c.private(i), Person: p})
	}
	if !changed {
		return
	}
	t.enter(in.By, i, "journal.manager", message.Args{"Person": message.Person(string(s.Manager))})
	who := message.Args{
		"Service": message.Text(s.Service.Name), "Person": message.Person(string(s.Manager)),
	}
	t.tell(Shared(t.c.Code), t.c.managers(), message.New("case.new_manager", who))
	if s.Interview != nil && s.Interview.Open() {
		t.handOver(i)
	}
}

// configured takes over what the configuration changed.
func (t *turn) configured(in Configured) {
	t.c.Settings = in.Settings
	for i := range t.c.Sides {
		for _, s := range in.Services {
			if s.ID == t.c.Sides[i].Service.ID {
				t.c.Sides[i].Service = s
			}
		}
	}
}

// left says so where a person who works the case leaves one of its rooms: from
// then on they hear nothing, and nobody may notice.
func (t *turn) left(in Left) {
	i, ok := t.c.side(in.By)
	if !ok || !t.leaves(i, in.By, in.In) {
		return
	}
	s := t.c.Sides[i]
	args := message.Args{
		"Person": message.Person(string(in.By)), "Code": message.Text(string(t.c.Code)),
		"Service": message.Text(s.Service.Name),
	}
	t.enter(in.By, i, "journal.left")
	if in.In.Kind == CaseRoom {
		t.tell(in.In, []Person{t.c.Sides[1-i].Manager}, message.New("case.left", args))
	}
	t.do(Say{
		Key: t.key(), To: Desk(s.Service.ID), Notify: true, Mention: s.Service.Coordinators,
		Text: []message.Message{message.New("desk.left_case", args)},
	})
}

// unreadable tells a person that their message was not taken, in the room where
// they wrote it, and how to mend it.
func (t *turn) unreadable(in Unreadable) {
	if _, ok := t.c.side(in.By); !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.tell(in.In, []Person{in.By}, message.New(message.ID("unreadable."+string(in.Why)), unreadableArgs(in)))
}

// undelivered tells the service's desk when one of its people could not be
// invited.
func (t *turn) undelivered(in Undelivered) {
	i, ok := t.c.side(in.Person)
	if !ok {
		return
	}
	t.do(Say{Key: t.key(), To: Desk(t.c.Sides[i].Service.ID), Text: []message.Message{
		message.New("desk.not_invited_case", message.Args{
			"Person": message.Person(string(in.Person)), "Code": message.Text(string(t.c.Code)),
		}),
	}, Notify: true, Mention: t.c.Sides[i].Service.Coordinators})
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
	r := Reported{Code: c.Code, State: c.State, Level: c.counts().Adult}
	if c.Joint.open() {
		r.Due = c.Joint.Due
	}
	return r
}

func levelMessage(l risk.Level) message.Message {
	if l == "" {
		return message.New("level.open")
	}
	return message.New(message.ID("level." + string(l)))
}
