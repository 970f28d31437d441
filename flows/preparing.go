package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// preparing are those of a side who may be asked for what is to be prepared: where it is
// done, in the service's own room.
func (c Case) preparing(i int, now time.Time) []meeting.Listener {
	s := c.Sides[i]
	ahead := s.Service.Prepare.Or(meeting.DefaultPreparation)
	return c.listeners(i, now,
		func(Person) meeting.Ahead { return ahead },
		func(p Person) bool { return s.here(PrivateRoom, p) && !slices.Contains(s.Deaf, p) })
}

// prepare asks for what is still to be done, in the service's own room, and gives those
// who were asked. Where nothing is, that is said once, and nobody's telephone rings.
func (t *turn) prepare(i int, calls, reminders []meeting.Reminder, first bool) []Person {
	if len(calls) == 0 || !t.c.Sides[i].Agreement.Given() {
		return nil
	}
	room, left := t.c.private(i), t.toDos(i)
	switch {
	case len(left) == 0 && first:
		t.say(room, "prepare.done", t.meetingArgs(room))
		return nil
	case len(left) == 0:
		return nil
	case calls[0].Who == "":
		t.tellDesk(i, "desk.prepare_nobody", message.Args{"Start": message.Time(t.c.Meetings.Next.Start)})
		return nil
	}
	var asked, ring []Person
	for _, call := range calls {
		asked = append(asked, Person(call.Who))
		rings := func(r meeting.Reminder) bool { return r.Who == call.Who && !r.Silent }
		if !call.Silent && !slices.ContainsFunc(reminders, rings) {
			ring = append(ring, Person(call.Who))
		}
	}
	text := []message.Message{message.New("prepare.missing", t.meetingArgs(room), message.Args{"Left": message.List(labels(left))})}
	if calls[0].Late {
		text = append(text, message.New("reminder.late"))
	}
	until := overtaken(t.c.Meetings.Preparing[i], t.c.preparing(i, t.now), asked)
	t.sayReminder(room, ring, len(ring) == 0, until, text)
	t.askPreparation(i, left, until)
	return asked
}

// askPreparation offers to begin one of the things that are still to be done.
func (t *turn) askPreparation(i int, left []toDo, until time.Time) {
	ask := Ask{Key: t.meetingKey(preparePoll), To: t.c.private(i), Text: message.New("prepare.ask"), Until: until}
	for _, one := range left {
		ask.Choices = append(ask.Choices, Choice{ID: one.id, Label: one.label})
	}
	ask.Choices = append(ask.Choices, choices("prepare.tap_", doneOnPaper, prepareThen)...)
	t.do(ask)
}

// tappedPreparation takes a vote on what is to be prepared.
func (t *turn) tappedPreparation(i int, parts []string, in Tapped) {
	point, isPoint := pointTapped(in.Choice)
	switch {
	case in.Choice == "":
	case parts[0] == paperPoll, in.Choice == doneOnPaper, in.Choice == prepareThen:
		t.tappedOfNext(i, parts, in)
	case strings.HasPrefix(in.Choice, toResume) && t.c.Sides[i].answering():
		t.goOn(i, in.By)
	case strings.HasPrefix(in.Choice, toResume):
		t.noInterview(i)
	case in.Choice == toAssess:
		t.begin(i, in.By)
	case in.Choice == toTell:
		t.beginEpisode(i, in.By)
	case isPoint:
		t.beginSitting(i, in.By, point)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// pointTapped is the time point of a questionnaire on change that was chosen.
func pointTapped(choice string) (int, bool) {
	typed, ok := strings.CutPrefix(choice, toGive)
	point, err := strconv.Atoi(typed)
	return point, ok && err == nil && 0 <= point && point < picture.TimePoints
}

// tappedOfNext takes what is said of the next meeting alone.
func (t *turn) tappedOfNext(i int, parts []string, in Tapped) {
	left := t.toDos(i)
	chosen := slices.IndexFunc(left, func(one toDo) bool { return one.id == in.Choice })
	switch {
	case !t.ofNext(parts):
		t.say(in.In, "reminder.over")
	case in.Choice == prepareThen:
		t.prepareLater(i, in)
	case len(left) == 0:
		t.say(in.In, "prepare.done", t.meetingArgs(in.In))
	case in.Choice == doneOnPaper && len(left) > 1:
		t.askPaper(i, left)
	case in.Choice == doneOnPaper, in.Choice == allOfThem:
		t.onPaper(i, in, left)
	case chosen >= 0:
		t.onPaper(i, in, left[chosen:chosen+1])
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// askPaper asks what was done on paper.
func (t *turn) askPaper(i int, left []toDo) {
	ask := Ask{Key: t.meetingKey(paperPoll), To: t.c.private(i), Text: message.New("prepare.ask_paper")}
	for _, one := range left {
		ask.Choices = append(ask.Choices, Choice{ID: one.id, Label: one.label})
	}
	ask.Choices = append(ask.Choices, choices("prepare.tap_", allOfThem)...)
	t.do(ask)
}

// onPaper notes what was done on paper: it is not asked for again before this meeting.
func (t *turn) onPaper(i int, in Tapped, done []toDo) {
	m := &t.c.Meetings
	m.Paper[i] = slices.Clone(m.Paper[i])
	for _, one := range done {
		m.Paper[i] = append(m.Paper[i], one.id)
	}
	t.enter(in.By, i, "journal.on_paper")
	t.say(in.In, "prepare.paper_noted", message.Args{"Done": message.List(labels(done))})
}

// prepareLater asks again the next morning, or at the next call where that is sooner.
func (t *turn) prepareLater(i int, in Tapped) {
	r := &t.c.Meetings.Preparing[i]
	at := t.tomorrow(in.In)
	for _, l := range t.c.preparing(i, t.now) {
		if next := r.First(l); l.Who == string(in.By) && !next.IsZero() && next.Before(at) {
			t.say(in.In, "prepare.later", message.Args{"At": message.Time(next)})
			return
		}
	}
	if !r.Allows(at) {
		t.say(in.In, "reminder.too_near", t.meetingArgs(in.In))
		return
	}
	*r = r.PutOff(string(in.By), at)
	t.say(in.In, "prepare.later", message.Args{"At": message.Time(at)})
}
