package flows

import (
	"slices"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// Held is a meeting while it is under way: from `!begin` until its minutes are made.
type Held struct {
	Number int       `json:"number"` // counts the case's meetings
	Began  time.Time `json:"began"`
	// Planned is when it was to begin; zero where nobody had planned it.
	Planned time.Time   `json:"planned,omitzero"`
	How     meeting.How `json:"how,omitempty"`
	Present []Person    `json:"present"` // who takes part
	// Heard are the services of which somebody has written or tapped in the case room
	// since it began: who is only named may not be there.
	Heard [2]bool `json:"heard,omitzero"`
	Stage Stage   `json:"stage"`
	// Asked is when somebody was asked to end it.
	Asked time.Time `json:"asked,omitzero"`
}

// IsZero reports whether no meeting is under way.
func (h Held) IsZero() bool { return h.Number == 0 }

// From when and until when a planned meeting can be begun, counted from its start; how
// long after its beginning somebody is asked to end it, and how long after that it ends by
// itself; how many take part at most (ours).
const (
	beginBefore = time.Hour
	beginUntil  = 24 * time.Hour
	remindToEnd = 3 * time.Hour
	endsItself  = 21 * time.Hour
	mostPresent = 12
)

// beginMeeting begins the one that is planned, or one that nobody had planned: `!begin`,
// with both case managers, or with those who are named.
func (t *turn) beginMeeting(i int, in Said, rest string) {
	room, m := Shared(t.c.Code), &t.c.Meetings
	present, stranger := t.takePart(rest, in.Mentions)
	switch {
	case !t.c.agreed():
		t.sayAll(room, []message.Message{t.c.notShared(TopicChecklist)})
	case !m.Now.IsZero():
		t.showStage()
	case stranger != "":
		t.say(room, "held.not_here", message.Args{"Person": message.Person(string(stranger))})
	case !m.Next.IsZero() && t.now.Before(m.Next.Start.Add(-beginBefore)):
		t.say(room, "held.too_early", t.c.whenArgs(m.Next.Start))
	case !m.Next.IsZero() && t.now.After(m.Next.Start.Add(beginUntil)):
		t.askHeld()
	default:
		if len(present) == 0 {
			present = t.managers()
		}
		t.startMeeting(i, in.By, present)
	}
}

// startMeeting begins it: from now on it is no meeting to come any more.
func (t *turn) startMeeting(i int, by Person, present []Person) {
	m := &t.c.Meetings
	h := Held{Number: m.Next.Number, Began: t.now, Planned: m.Next.Start, How: m.Next.How, Present: present, Stage: StageRisk}
	if m.Next.IsZero() {
		m.Made++
		h.Number = m.Made
	}
	h.Heard[i] = true
	m.Now, m.Next = h, meeting.Meeting{}
	m.Missed.settled()
	t.enter(by, i, "journal.meeting_begun", message.Args{"Number": message.Number(h.Number)})
	t.say(Shared(t.c.Code), "held.begun", h.args())
	t.showStage()
}

// attends notes that somebody of a service writes or taps in the case room, where a meeting
// is under way.
func (t *turn) attends(i int, in Place) {
	if h := &t.c.Meetings.Now; !h.IsZero() && in.Kind == CaseRoom {
		h.Heard[i] = true
	}
}

func (h Held) args() message.Args {
	return message.Args{"Number": message.Number(h.Number), "Present": message.List(personLines(h.Present))}
}

func personLines(people []Person) []message.Message {
	var lines []message.Message
	for _, p := range people {
		lines = append(lines, message.New("held.person", message.Args{"Person": message.Person(string(p))}))
	}
	return lines
}

// takePart reads who is named in a line; a stranger is the first who does not work on
// the case.
func (t *turn) takePart(line string, marked []Person) (people []Person, stranger Person) {
	for _, p := range mentioned(inFull(line, marked, t.c.people()), marked) {
		_, works := t.c.side(p)
		_, guest := t.c.guest(p)
		switch {
		case !works && !guest:
			return nil, p
		case !slices.Contains(people, p):
			people = append(people, p)
		}
	}
	return people, ""
}

// present says who takes part, adds somebody, or takes somebody off: `!present @ben`,
// `!present remove @anna`.
func (t *turn) present(i int, in Said, rest string) {
	room, h := Shared(t.c.Code), &t.c.Meetings.Now
	people, stranger := t.takePart(rest, in.Mentions)
	c, _ := command.Parse(rest, t.c.Sides[i].Service.Language)
	all := append(slices.Clone(h.Present), without(people, h.Present)...)
	if c.Word == command.Remove {
		all = without(h.Present, people)
	}
	switch {
	case h.IsZero():
		t.say(room, "held.none_under_way")
	case stranger != "":
		t.say(room, "held.not_here", message.Args{"Person": message.Person(string(stranger))})
	case len(people) == 0 && rest != "":
		t.say(room, "held.present_how", h.args())
	case len(all) == 0 || len(all) > mostPresent:
		t.say(room, "held.present_most", message.Args{"Max": message.Number(mostPresent)})
	default:
		h.Present = all
		t.say(room, "held.present", h.args())
	}
}

// endAt is when somebody is asked to end a meeting that was begun; later it ends by
// itself, so that its minutes are not lost.
func (c Case) endAt() time.Time {
	switch h := c.Meetings.Now; {
	case h.IsZero():
		return time.Time{}
	case !h.Asked.IsZero():
		return h.Asked.Add(endsItself)
	default:
		return h.Began.Add(remindToEnd)
	}
}

// endDue asks for the end, or ends the meeting.
func (t *turn) endDue() {
	h := &t.c.Meetings.Now
	if !h.Asked.IsZero() {
		t.lookUp(Query{What: ForMinutes})
		return
	}
	h.Asked = t.now
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("held.still_open", message.Args{"Number": message.Number(h.Number)}))
}

// holdClocks are what comes due of meetings that are held, are not held, or are missing.
// What cannot be said at night waits for the morning.
func (c Case) holdClocks(now time.Time) []holdClock {
	all := []holdClock{
		{c.packAt(now), (*turn).packDue},
		{c.daytime(c.endAt(), now), (*turn).endDue},
		{c.daytime(c.askHeldAt(), now), (*turn).askHeldDue},
		{c.daytime(c.overdueAt(now), now), (*turn).overdueMeeting},
		{c.daytime(c.highAt(), now), (*turn).proposeMeeting},
	}
	return slices.DeleteFunc(all, func(one holdClock) bool { return one.at.IsZero() })
}

// holdClock is a moment, and what is done then.
type holdClock struct {
	at time.Time
	do func(*turn)
}

// holdWakes are the moments at which something is done.
func (c Case) holdWakes(now time.Time) []time.Time {
	var wakes []time.Time
	for _, one := range c.holdClocks(now) {
		wakes = append(wakes, one.at.UTC())
	}
	return wakes
}

// holdDue does what is due.
func (t *turn) holdDue() {
	for _, one := range t.c.holdClocks(t.now) {
		if !one.at.After(t.now) {
			one.do(t)
		}
	}
}

// daytime is the moment itself where it lies in the daytime of the case room, otherwise
// the morning after it, whatever else wakes the case before; what could not be said then
// waits for the next morning at night.
func (c Case) daytime(at, now time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	for _, awake := range []time.Time{c.Sides[0].Service.awake(at), c.Sides[0].Service.awake(now)} {
		if awake.After(now) {
			return awake
		}
	}
	return at
}
