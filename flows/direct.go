package flows

import (
	"slices"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// OwnRoom is how a person's direct room stands. It is opened once and stays the same
// room, whatever the person's part is: only they and the bot are ever in it.
type OwnRoom struct {
	In bool `json:"in,omitempty"` // whether the person is in it now
	// What the bot speaks in it.
	Language string `json:"language"`
	Zone     string `json:"zone"`
}

// openDirect gives a person who has come to the desk their direct room, and asks
// them in, again where they are not in it.
func (t *networkTurn) openDirect(s ServiceID, p Person) {
	room, open := t.n.Rooms[p]
	if !open {
		room.Language, room.Zone = t.n.speaks(s, p)
		t.n.Rooms[p] = room
		t.do(OpenRoom{Place: Direct(p), Languages: []string{room.Language}, Zone: room.Zone})
	}
	t.speak(s, p)
	if !room.In {
		t.do(Invite{To: Direct(p), Person: p})
	}
}

// closeDirect takes a person out of their direct room who works here no more, and
// forgets what they had set: above all the addresses at which they were told.
func (t *networkTurn) closeDirect(p Person) {
	delete(t.n.Personal, p)
	delete(t.n.Ways, p)
	delete(t.n.Pending, p)
	delete(t.n.Deaf, p)
	room, open := t.n.Rooms[p]
	if !open {
		return
	}
	room.In = false
	t.n.Rooms[p] = room
	t.do(Remove{From: Direct(p), Person: p})
}

// speaks is the language of a person, and their time zone: what they have set,
// otherwise the service's.
func (n Network) speaks(s ServiceID, p Person) (language, zone string) {
	language, zone = n.Services[s].Language, n.Services[s].Zone
	if set := n.Personal[p]; set.Language != "" {
		language = set.Language
	}
	if set := n.Personal[p]; set.Zone != "" {
		zone = set.Zone
	}
	return language, zone
}

// Language is what the bot speaks with a person who works here.
func (n Network) Language(p Person) string {
	s, _ := n.serviceOf(p)
	language, _ := n.speaks(s, p)
	return language
}

// speak has the bot speak what a person has set, in their direct room.
func (t *networkTurn) speak(s ServiceID, p Person) {
	room, open := t.n.Rooms[p]
	language, zone := t.n.speaks(s, p)
	if !open || room.Language == language && room.Zone == zone {
		return
	}
	room.Language, room.Zone = language, zone
	t.n.Rooms[p] = room
	t.do(Speak{In: Direct(p), Languages: []string{language}, Zone: zone})
}

// owner is the service of the person whose direct room a place is, if it is theirs
// and they work here.
func (t *networkTurn) owner(p Person, in Place) (ServiceID, bool) {
	s, works := t.n.serviceOf(p)
	_, open := t.n.Rooms[p]
	return s, works && open && in == Direct(p)
}

// answer says something in a direct room; a notice, since the person looks at it.
func (t *networkTurn) answer(p Person, text ...message.Message) {
	t.do(Say{Key: t.key(), To: Direct(p), Text: text})
}

// saidDirect takes a line in a direct room. It is for the bot: nobody else is there.
func (t *networkTurn) saidDirect(in Said) {
	s, ok := t.owner(in.By, in.In)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.listens(in.By, true)
	language, _ := t.n.speaks(s, in.By)
	c, known := command.Parse(in.Text, language)
	_, answers := answers[c.Word]
	switch {
	case t.again(in.Ref):
	case c.Word == command.Alert && in.Edits == "":
		t.raiseAlert(s, in, c.Rest)
	case (answers || c.Word == command.Contact) && in.Edits == "":
		t.answerAlert(s, in)
	case t.onlyCode(in.Text) != "" && t.named(s, in.By, in.In, t.onlyCode(in.Text)):
	case utf8.RuneCountInString(in.Text) > MaxText:
		t.unreadable(Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: TooLong})
	case in.Edits != "":
		t.answer(in.By, message.New("case.edit_not_taken"))
	case !known || !t.set(s, in.By, c):
		t.answer(in.By, message.New("direct.not_understood"))
	}
}

// joinedDirect greets a person in their direct room.
func (t *networkTurn) joinedDirect(in Joined) {
	s, ok := t.owner(in.By, in.In)
	room, open := t.n.Rooms[in.By]
	if !ok || !open || room.In {
		return
	}
	room.In = true
	t.n.Rooms[in.By] = room
	t.answer(in.By, message.New("direct.welcome", message.Args{"Person": message.Person(string(in.By))}), t.settings(s, in.By))
}

// leftDirect tells the desk of somebody who leaves their direct room or does not
// come: what concerns them alone does not reach them any more.
func (t *networkTurn) leftDirect(in Left) {
	s, ok := t.owner(in.By, in.In)
	room, open := t.n.Rooms[in.By]
	if !ok || !open {
		return
	}
	id := message.ID("desk.declined_direct")
	if room.In {
		id = "desk.left_direct"
	}
	room.In = false
	t.n.Rooms[in.By] = room
	t.say(s, id, message.Args{"Person": message.Person(string(in.By))})
}

// undeliveredDirect says at the desk what could not be said to a person alone.
func (t *networkTurn) undeliveredDirect(in Undelivered) {
	s, ok := t.n.serviceOf(in.In.Person)
	if !ok {
		return
	}
	id := message.ID("desk.not_sent_direct")
	if in.Person != "" {
		id = "desk.not_invited_direct"
	}
	t.say(s, id, message.Args{"Person": message.Person(string(in.In.Person))})
}

// tellDesk says at the desk what colleagues should know of a person; nothing to
// those who are alone there.
func (t *networkTurn) tellDesk(s ServiceID, p Person, id message.ID, args message.Args) {
	if slices.ContainsFunc(t.n.members(s), func(other Person) bool { return other != p }) {
		t.say(s, id, args)
	}
}
