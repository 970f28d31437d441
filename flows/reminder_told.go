package flows

import (
	"slices"
	"time"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// sayReminders tells those who are told now, each in their direct room, otherwise where
// else they read. asked are those who are also asked for what is to be prepared.
func (t *turn) sayReminders(i int, due []meeting.Reminder, asked []Person) {
	for len(due) > 0 {
		first := due[0]
		room := t.reminderRoom(i, Person(first.Who))
		alike := func(r meeting.Reminder) bool {
			return r.Late == first.Late && r.Silent == first.Silent && r.Own == first.Own && t.reminderRoom(i, Person(r.Who)) == room
		}
		var people []Person
		for _, r := range due {
			if alike(r) {
				people = append(people, Person(r.Who))
			}
		}
		due = slices.DeleteFunc(slices.Clone(due), alike)
		if first.Who == "" {
			t.tellDesk(i, "desk.meeting_nobody", message.Args{"Start": message.Time(t.c.Meetings.Next.Start)})
			continue
		}
		text := t.reminderText(i, room, people, first)
		if len(without(people, asked)) == 0 && room.Kind != CaseRoom { // what one service has still to do is its own
			text = append(text, message.New("reminder.prepare"))
		}
		until := overtaken(t.c.Meetings.Reminders[i], t.c.reminded(i, t.now), people)
		t.sayReminder(room, people, first.Silent, until, text)
		t.askReminder(i, room, people, until)
	}
}

// reminderRoom is where somebody is told; the zero place for nobody.
func (t *turn) reminderRoom(i int, p Person) Place {
	switch t.c.whereTold(i, p) {
	case DirectRoom:
		return Direct(p)
	case PrivateRoom:
		return t.c.private(i)
	case CaseRoom:
		return Shared(t.c.Code)
	}
	return Place{}
}

// overtaken is when what these people are told now is of no use any more: at the next
// moment ahead, or when the meeting begins.
func overtaken(r meeting.Reminders, all []meeting.Listener, people []Person) time.Time {
	at := r.Start
	for _, l := range all {
		if next := r.First(l); slices.Contains(people, Person(l.Who)) && !next.IsZero() && next.Before(at) {
			at = next
		}
	}
	return at
}

// sayReminder lets telephones ring, or not.
func (t *turn) sayReminder(room Place, people []Person, silent bool, until time.Time, text []message.Message) {
	var say Say
	if silent {
		say = Say{Key: t.key(), To: room, Text: text}
	} else {
		say = t.ringing(room, people, "ring.meeting", text)
	}
	say.Until = until
	t.do(say)
}

// reminderText says when the meeting is, and why it is said to these people, and now.
func (t *turn) reminderText(i int, room Place, people []Person, r meeting.Reminder) []message.Message {
	text := []message.Message{message.New("reminder.meeting", t.meetingArgs(room))}
	if r.Late {
		text = append(text, message.New("reminder.late"))
	}
	manager := t.c.Sides[i].Manager
	if manager != "" && !slices.Contains(people, manager) && !r.Own && room.Kind == DirectRoom { // elsewhere it would ring for them
		text = append(text, message.New("reminder.stands_in", message.Args{"Person": message.Person(string(manager))}))
	}
	return text
}

// meetingArgs are the next meeting's, as they are shown in a room: with the zone, where
// not everybody who meets has the same.
func (t *turn) meetingArgs(room Place) message.Args {
	m, name := t.c.Meetings.Next, t.c.zoneIn(room)
	args := message.Args{
		"Code": message.Text(string(t.c.Code)), "Number": message.Number(m.Number), "Start": message.Time(m.Start),
		"Where": message.Text(m.Where), "Zone": message.Text(""), "How": message.Text(""),
	}
	if slices.ContainsFunc(t.c.Sides[:], func(s Side) bool { return s.Service.Zone != name }) {
		args["Zone"] = message.Text(name)
	}
	if m.How != "" {
		args["How"] = message.Nested(message.New(message.ID("meeting.how_" + string(m.How))))
	}
	return args
}

// zoneIn is the time zone in which moments are shown in a room.
func (c Case) zoneIn(room Place) string {
	switch i, works := c.side(room.Person); {
	case room.Kind == PrivateRoom:
		own, _ := c.sideIn(room)
		return c.Sides[own].Service.Zone
	case room.Kind == DirectRoom && works:
		return c.Sides[i].party().zoneOf(room.Person)
	}
	return c.Sides[0].Service.Zone
}
