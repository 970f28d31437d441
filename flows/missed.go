package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// Missed is what is known of meetings that were not held.
type Missed struct {
	// Row counts those in a row that were planned and not held.
	Row int `json:"row,omitempty"`
	// Start is the one of which it was asked whether it was held, and Asked how often.
	Start time.Time `json:"start,omitzero"`
	Asked int       `json:"asked,omitempty"`
	// First is when it was asked first, which may be late.
	First time.Time `json:"first,omitzero"`
	// Told is since when there was no meeting, where both desks were told of that.
	Told time.Time `json:"told,omitzero"`
	// High is since when the risk is high and no meeting is planned, and Proposed says
	// that an alert was proposed because of it.
	High     time.Time `json:"high,omitzero"`
	Proposed bool      `json:"proposed,omitempty"`
}

// How long after its planned start it is asked whether a meeting was held; how long a
// case without a rhythm is without one when both desks are told; and how long a high
// risk waits for a date (ours; guidelines D 3.4 say fixed intervals).
const (
	askHeldAfter = 2 * time.Hour
	sixWeeks     = 6 * 7 * 24 * time.Hour
	highWaits    = 3 * 24 * time.Hour
)

// missedTwice is how many meetings in a row are missed when both desks are told.
const missedTwice = 2

// The polls about a meeting that nobody began: held/<number>-<start>/<unique> asks
// whether it was held, whynot/… why it was not.
const (
	heldPoll   = "held"
	whyNotPoll = "whynot"
)

// What can be tapped there.
const (
	heldYes = "yes"
	heldNo  = "no"
)

// whyNot are why a meeting was not held.
var whyNot = []string{"programme", "support", "forgotten", "other"}

// askHeldAt is when it is asked whether the planned meeting was held: two hours after
// its start, and once more the next morning but one. It was not begun: a meeting under
// way is none that is to come.
func (c Case) askHeldAt() time.Time {
	m := c.Meetings
	switch {
	case m.Next.IsZero():
		return time.Time{}
	case !m.Missed.Start.Equal(m.Next.Start) || m.Missed.Asked == 0:
		return m.Next.Start.Add(askHeldAfter)
	case m.Missed.Asked == 1:
		return c.morning(m.Missed.First.AddDate(0, 0, 2))
	}
	return time.Time{}
}

// askHeldDue asks. Who does not answer the first time is told at the desk the second.
func (t *turn) askHeldDue() {
	m := &t.c.Meetings
	m.asks(t.now)
	start := t.c.whenArgs(m.Next.Start)
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("missed.not_begun", start))
	if m.Missed.Asked > 1 {
		t.tellDesks("desk.meeting_unanswered", start)
	}
	t.askHeld()
}

// asks notes that it is asked whether the planned meeting was held.
func (m *Meetings) asks(now time.Time) {
	if !m.Missed.Start.Equal(m.Next.Start) {
		m.Missed.Start, m.Missed.Asked, m.Missed.First = m.Next.Start, 0, now
	}
	m.Missed.Asked++
}

// askHeld asks whether the planned meeting was held.
func (t *turn) askHeld() {
	t.do(Ask{
		Key: t.heldKey(heldPoll), To: Shared(t.c.Code), Choices: choices("missed.tap_", heldYes, heldNo),
		Text: message.New("missed.ask_held", t.c.whenArgs(t.c.Meetings.Next.Start)),
	})
}

func (t *turn) heldKey(poll string) Key {
	return Key(poll + "/" + t.c.Meetings.heldID() + "/" + string(t.key()))
}

// heldID names the planned meeting as it stands: when it is moved, it is another.
func (m Meetings) heldID() string {
	return strconv.Itoa(m.Next.Number) + "-" + strconv.FormatInt(m.Next.Start.Unix(), 10)
}

// tappedHeld takes what became of a planned meeting.
func (t *turn) tappedHeld(i int, poll, of string, in Tapped) {
	m := t.c.Meetings
	switch {
	case in.Choice == "":
	case m.Next.IsZero() || of != m.heldID() || m.Next.Start.After(t.now):
		t.say(in.In, "held.old_question")
	case poll == heldPoll && in.Choice == heldYes:
		t.heldWithout(i, in.By)
	case poll == heldPoll && in.Choice == heldNo:
		t.do(Ask{Key: t.heldKey(whyNotPoll), To: in.In, Text: message.New("missed.ask_why"), Choices: t.c.reasonsWhyNot()})
	case poll == whyNotPoll && slices.Contains(whyNot, in.Choice):
		t.notHeld(i, in.By, in.Choice)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

func (c Case) reasonsWhyNot() []Choice {
	var all []Choice
	for _, id := range whyNot {
		all = append(all, Choice{ID: id, Label: c.reasonWhyNot(id)})
	}
	return all
}

func (c Case) reasonWhyNot(id string) message.Message {
	return message.New(message.ID("missed.why_"+id), message.Args{
		"Programme": message.Text(c.Sides[0].Service.Name), "Support": message.Text(c.Sides[1].Service.Name),
	})
}

// heldWithout records by one tap that it was held without the bot.
func (t *turn) heldWithout(i int, by Person) {
	m := &t.c.Meetings
	args := message.Args{"When": message.Nested(t.c.when(m.Next.Start)), "Number": message.Number(m.Next.Number)}
	m.Last, m.Missed.Row, m.Missed.Told = m.Next.Start, 0, time.Time{}
	m.Missed.settled()
	t.enter(by, i, "journal.meeting_held", args)
	t.recordShared(Record{Kind: RecordMeeting, By: by, Held: m.Next.Start, Line: message.New("record.held_without", args)})
	m.Next = meeting.Meeting{}
	t.say(Shared(t.c.Code), "missed.held_noted", args)
	t.proposeNext()
}

// notHeld records why it was not held, and asks for a new date. Both desks hear of it
// where it was not the first in a row.
func (t *turn) notHeld(i int, by Person, why string) {
	m := &t.c.Meetings
	reason := t.c.reasonWhyNot(why)
	args := message.Args{
		"When": message.Nested(t.c.when(m.Next.Start)), "Number": message.Number(m.Next.Number), "Why": message.Nested(reason),
	}
	m.Missed.Row++
	m.Missed.settled()
	t.enter(by, i, "journal.meeting_missed", args)
	t.recordShared(Record{Kind: RecordMeeting, By: by, Line: message.New("record.not_held", args)})
	m.Next = meeting.Meeting{}
	t.say(Shared(t.c.Code), "missed.noted", args)
	if m.Missed.Row >= missedTwice {
		t.tellDesks("desk.meetings_missed", message.Args{"Times": message.Number(m.Missed.Row)})
	}
	t.proposeNext()
}

func (t *turn) tellDesks(id message.ID, args message.Args) {
	for i := range t.c.Sides {
		t.tellDesk(i, id, args)
	}
}

// settled: the question whether a meeting was held is answered.
func (m *Missed) settled() { m.Start, m.Asked = time.Time{}, 0 }

// watchMissed counts a meeting as not held of which nobody has said so, where another
// date has taken its place.
func (t *turn) watchMissed() {
	m := &t.c.Meetings
	if m.Missed.Asked == 0 || m.Next.Start.Equal(m.Missed.Start) {
		return
	}
	m.Missed.settled()
	if m.Missed.Row++; m.Missed.Row >= missedTwice && !t.c.closed() {
		t.tellDesks("desk.meetings_missed", message.Args{"Times": message.Number(m.Missed.Row)})
	}
}
