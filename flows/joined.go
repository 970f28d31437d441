package flows

import (
	"maps"
	"slices"

	"asapbot/flows/message"
)

// joined greets a person who comes into one of the case's rooms. Rooms show nothing
// of what was said before somebody came in, so what there is to know is said then.
func (t *turn) joined(in Joined) {
	i, ok := t.c.side(in.By)
	if !ok || !t.comes(i, in.By, in.In) {
		return
	}
	if in.In.Kind == CaseRoom {
		t.greetShared()
		return
	}
	if own, ok := t.c.sideIn(in.In); ok && own == i {
		t.greetPrivate(i, in.By)
	}
}

// comes notes that a person is in a room, and reports whether that is news: clients
// repeat it with every change of a name or picture.
func (t *turn) comes(i int, p Person, in Place) bool {
	s := &t.c.Sides[i]
	if slices.Contains(s.Here[in.Kind], p) {
		return false
	}
	here := cloned(s.Here)
	here[in.Kind] = append(slices.Clone(here[in.Kind]), p)
	s.Here = here
	return true
}

// leaves notes that a person is in a room no more, and reports whether they were.
func (t *turn) leaves(i int, p Person, in Place) bool {
	s := &t.c.Sides[i]
	was := slices.Contains(s.Here[in.Kind], p)
	here := maps.Clone(s.Here)
	if was {
		here[in.Kind] = without(here[in.Kind], []Person{p})
		s.Here = here
	}
	return was
}

// greetShared says what the room is for, what the bot is not, and what it never
// does (DOMAIN sections 1 and 2), and puts up the card anew.
func (t *turn) greetShared() {
	room := Shared(t.c.Code)
	t.say(room, "case.welcome", message.Args{
		"Code":      message.Text(string(t.c.Code)),
		"Programme": message.Text(t.c.Sides[0].Service.Name),
		"Support":   message.Text(t.c.Sides[1].Service.Name),
		"Emergency": message.Text(t.c.Sides[0].Service.Emergency),
	})
	t.c.Card = "card/" + t.key()
	t.do(Say{Key: t.c.Card, To: room, Text: t.c.card(), Stays: true})
	t.do(Pin{In: room, Message: t.c.Card})
}

// greetPrivate says what the service's own room is for, and asks what is open.
func (t *turn) greetPrivate(i int, by Person) {
	s := t.c.Sides[i]
	t.say(t.c.private(i), message.ID("private.welcome_"+string(s.Service.Kind)), message.Args{
		"Code": message.Text(string(t.c.Code)), "Service": message.Text(s.Service.Name),
		"Emergency": message.Text(s.Service.Emergency),
	})
	if s.Agreement.Since.IsZero() {
		t.askAgreement(i)
	}
	if s.Interview != nil && s.Interview.Open() && s.Interview.By == string(by) {
		t.begin(i, by)
	}
}
