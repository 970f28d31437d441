package flows

import (
	"slices"
	"strings"
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Ending is that a service's client no longer attends: a critical event (DOMAIN
// section 8), after which the last questionnaires are due and the case runs down.
type Ending struct {
	Day time.Time `json:"day,omitzero"` // since when, in the service's zone
	How How       `json:"how,omitempty"`
	By  Person    `json:"by,omitempty"`
	At  time.Time `json:"at,omitzero"` // when it was recorded
	// Asked is the question that was answered, so that a slip of the finger can be
	// mended on it.
	Asked Key `json:"asked,omitempty"`
	// Told says that the other service knows: nothing crosses without both agreements.
	Told bool `json:"told,omitempty"`
}

// How an attendance ended.
type How string

// The ways in which an attendance ends.
const (
	Completed  How = "completed" // as planned
	DroppedOut How = "dropped_out"
	Excluded   How = "excluded" // by the service
	Moved      How = "moved"    // away, or to another service
	OtherEnd   How = "other"
)

var hows = []How{Completed, DroppedOut, Excluded, Moved, OtherEnd}

// notEnded is the choice for a slip.
const notEnded = "not_ended"

// endsPoll begins the keys of how an attendance ended: ends/<day>/<unique>.
const endsPoll = "ends"

// Over reports whether the attendance has ended.
func (e Ending) Over() bool { return !e.At.IsZero() }

// ending reports whether both know of an attendance that has ended.
func (c Case) ending() bool { return c.Ended[0].Told || c.Ended[1].Told }

// endsAttendance asks how a client's attendance ended: `ends`, `ends 20/11/2026`.
func (t *turn) endsAttendance(i int, c command.Command) {
	s := t.c.Sides[i].Service
	day, isDay := command.Day(command.AfterFillers(c.Rest), t.now.In(zone(s.Zone)), s.Language)
	if c.Rest == "" {
		day, isDay = t.today(i), true
	}
	switch {
	case !isDay && c.Marked, isDay && day.After(t.today(i)):
		t.say(t.c.private(i), "ended.how")
	case isDay:
		ids := []string{notEnded}
		for _, how := range slices.Backward(hows) {
			ids = append(ids, string(how))
		}
		slices.Reverse(ids)
		t.do(Ask{
			Key: Key(endsPoll + "/" + day.Format(dayLayout) + "/" + string(t.key())), To: t.c.private(i),
			Text:    message.New(message.ID("ended.ask_"+string(s.Kind)), message.Args{"Day": message.Day(day)}),
			Choices: choices("ended.tap_"+string(s.Kind)+"_", ids...),
		})
	}
}

// tappedEnding records how an attendance ended. What is on record is mended on the
// question that it came from, and on no other.
func (t *turn) tappedEnding(i int, day string, in Tapped) {
	e := t.c.Ended[i]
	since, err := time.ParseInLocation(dayLayout, day, zone(t.c.Sides[i].Service.Zone))
	switch {
	case in.Choice == "" || e.Over() && e.Asked == in.Poll && string(e.How) == in.Choice:
	case e.Over() && e.Asked != in.Poll:
		t.say(in.In, "ended.already", message.Args{"Day": message.Day(e.Day)})
	case in.Choice == notEnded && !e.Over():
		t.say(in.In, "ended.nothing")
	case in.Choice == notEnded:
		t.attendsAgain(i, in.By)
	case err != nil || !slices.Contains(hows, How(in.Choice)):
		t.say(in.In, "interview.no_such_choice")
	default:
		t.endAttendance(i, Ending{Day: since, How: How(in.Choice), By: in.By, At: t.now, Asked: in.Poll})
	}
}

func (t *turn) endAttendance(i int, e Ending) {
	t.c.Ended[i] = e
	args := message.Args{
		"Day": message.Day(e.Day),
		"How": message.Nested(message.New(message.ID("ended.tap_" + string(t.c.Sides[i].Service.Kind) + "_" + string(e.How)))),
	}
	t.enter(e.By, i, "journal.ended", args)
	t.record(i, Record{Kind: RecordEnding, By: e.By, Line: message.New("record.ended", args)})
	id := message.ID("ended.recorded_" + string(t.c.Sides[i].Service.Kind))
	if !t.c.agreed() {
		id = "ended.recorded_alone"
	}
	t.say(t.c.private(i), id, args)
	if t.c.agreed() {
		t.tellEnding(i)
	}
	if t.c.Sides[i].Service.Kind == Programme && (e.How == DroppedOut || e.How == Excluded) {
		t.propose(i, alert.Dropout, forDropout)
	}
}

// tellEnding tells the other service at once that an attendance has ended, and since
// when. Of a programme's client it says how, because her safety plan depends on it; of
// hers nothing more, and that he must never learn of it.
func (t *turn) tellEnding(i int) {
	e := &t.c.Ended[i]
	e.Told = true
	line := t.c.endedLine(i)
	t.record(1-i, Record{Kind: RecordEnding, Line: line})
	t.reviewBy(t.now.Add(t.c.Settings.Reviews.Event), "review.ended")
	text := []message.Message{line}
	if t.c.Sides[i].Service.Kind != Programme {
		text = append(text, message.New("ended.never_to_him"))
	}
	text = append(text, message.New("ended.next", message.Args{"Due": message.Time(t.c.Review.Due)}))
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", text...)
}

// endedLine is what both services may know of an ending.
func (c Case) endedLine(i int) message.Message {
	id := message.ID("ended.line_support")
	how := c.Ended[i].How
	switch {
	case c.Sides[i].Service.Kind != Programme:
	case how == Completed || how == DroppedOut || how == Excluded:
		id = message.ID("ended.line_programme_" + string(how))
	default:
		id = "ended.line_programme"
	}
	return message.New(id, message.Args{
		"Service": message.Text(c.Sides[i].Service.Name), "Day": message.Day(c.Ended[i].Day),
	})
}

// attendsAgain takes an ending back: the client comes again, or it was a slip.
func (t *turn) attendsAgain(i int, by Person) {
	told := t.c.Ended[i].Told
	t.c.Ended[i] = Ending{}
	line := message.New("ended.again", message.Args{"Service": message.Text(t.c.Sides[i].Service.Name)})
	t.enter(by, i, "journal.again")
	t.record(i, Record{Kind: RecordEnding, By: by, Line: line})
	t.say(t.c.private(i), "ended.taken_back")
	if !told {
		return
	}
	t.record(1-i, Record{Kind: RecordEnding, Line: line})
	if t.c.closed() {
		t.resume(by, i, line)
		return
	}
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", line)
}

// tellEndings tells what has not crossed yet, once both have agreed.
func (t *turn) tellEndings() {
	for i, e := range t.c.Ended {
		if e.Over() && !e.Told {
			t.tellEnding(i)
		}
	}
}

// asksEnding reports whether a line is about the attendance, and not an answer.
func (t *turn) asksEnding(i int, c command.Command) bool {
	s := t.c.Sides[i].Service
	_, isDay := command.Day(command.AfterFillers(c.Rest), t.now.In(zone(s.Zone)), s.Language)
	return strings.TrimSpace(c.Rest) == "" || isDay
}
