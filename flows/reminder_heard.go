package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/message"
)

// remindPoll begins the keys of the question under a reminder:
// remind/<number of the meeting>/<its start>/<unique>.
const remindPoll = "remind"

// What can be tapped under a reminder.
const (
	inTwoHours = "two_hours"
	inMorning  = "morning"
	toDeputies = "deputies"
)

// meetingKey names a question about the next meeting: once it is moved, the question is
// an old one.
func (t *turn) meetingKey(poll string) Key {
	m := t.c.Meetings.Next
	return Key(poll + "/" + strconv.Itoa(m.Number) + "/" + strconv.FormatInt(m.Start.Unix(), 10) + "/" + string(t.key()))
}

// ofNext reports whether a question was about the next meeting as it stands, which has
// not begun.
func (t *turn) ofNext(parts []string) bool {
	m := t.c.Meetings.Next
	return len(parts) == 4 && parts[1] == strconv.Itoa(m.Number) && parts[2] == strconv.FormatInt(m.Start.Unix(), 10) && t.now.Before(m.Start)
}

// askReminder offers to be reminded again, and to hand the reminder on. In the case room
// nothing is asked: what one service makes of it is its own.
func (t *turn) askReminder(i int, room Place, people []Person, until time.Time) {
	r := t.c.Meetings.Reminders[i]
	var ids []string
	if r.Allows(t.now.Add(snooze)) {
		ids = append(ids, inTwoHours)
	}
	if r.Allows(t.tomorrow(room)) {
		ids = append(ids, inMorning)
	}
	if !r.Passed && len(t.deputiesFor(i, people)) > 0 {
		ids = append(ids, toDeputies)
	}
	if len(ids) > 0 && room.Kind != CaseRoom {
		t.do(Ask{Key: t.meetingKey(remindPoll), To: room, Text: message.New("reminder.ask"), Choices: choices("reminder.tap_", ids...), Until: until})
	}
}

// snooze is how long a reminder is put off.
const snooze = 2 * time.Hour

// tomorrow is nine o'clock of the next day, in a room's zone.
func (t *turn) tomorrow(room Place) time.Time {
	day := t.now.In(zone(t.c.zoneIn(room)))
	return time.Date(day.Year(), day.Month(), day.Day()+1, 9, 0, 0, 0, day.Location()).UTC()
}

// deputiesFor are those of a side who can be reminded in place of others.
func (t *turn) deputiesFor(i int, people []Person) []Person {
	s := t.c.Sides[i]
	return slices.DeleteFunc(without(s.Others, people), func(p Person) bool {
		return s.Duty.Away(p, t.now) || t.c.whereTold(i, p) == ""
	})
}

// tappedReminder takes a vote on the question under a reminder.
func (t *turn) tappedReminder(in Tapped, parts []string) {
	i, ok := t.c.side(in.By)
	if !ok || in.In.Kind == CaseRoom || !t.c.mayAnswer(i, in.By, in.In) {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if t.again(in.Ref) || in.Choice == "" {
		return
	}
	switch {
	case t.c.closed(), !t.ofNext(parts):
		t.say(in.In, "reminder.over")
	case in.Choice == inTwoHours:
		t.putOff(i, in, t.now.Add(snooze))
	case in.Choice == inMorning:
		t.putOff(i, in, t.tomorrow(in.In))
	case in.Choice == toDeputies:
		t.remindDeputies(i, in)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// putOff reminds somebody again at a moment, or when their telephone may ring; never so
// late that it is of no use.
func (t *turn) putOff(i int, in Tapped, at time.Time) {
	r := &t.c.Meetings.Reminders[i]
	if !r.Allows(at) {
		t.say(in.In, "reminder.too_near", t.meetingArgs(in.In))
		return
	}
	if rings := t.c.Sides[i].party().Rings(in.By, at); rings.After(at) && r.Allows(rings) {
		at = rings
	}
	*r = r.PutOff(string(in.By), at)
	t.say(in.In, "reminder.put_off", message.Args{"At": message.Time(at)})
}

// remindDeputies reminds the deputies, once, because somebody asks for it.
func (t *turn) remindDeputies(i int, in Tapped) {
	r := &t.c.Meetings.Reminders[i]
	deputies := t.deputiesFor(i, []Person{in.By})
	switch {
	case r.Passed:
		t.say(in.In, "reminder.deputies_already")
		return
	case len(deputies) == 0:
		t.say(in.In, "reminder.no_deputy")
		return
	}
	r.Passed = true
	var told []message.Message
	for _, p := range deputies {
		room := t.reminderRoom(i, p)
		text := []message.Message{message.New("reminder.meeting", t.meetingArgs(room))}
		if room.Kind == DirectRoom {
			text = append(text, message.New("reminder.asked", message.Args{"Person": message.Person(string(in.By))}))
		}
		t.sayReminder(room, []Person{p}, t.c.Sides[i].party().Quiet(p, t.now), t.c.Meetings.Next.Start, text)
		told = append(told, message.New("reminder.deputy", message.Args{"Person": message.Person(string(p))}))
	}
	t.enter(in.By, i, "journal.reminder_passed")
	t.say(in.In, "reminder.deputies_told", message.Args{"Deputies": message.List(told)})
}
