package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/message"
)

// The polls about a sitting: impact/<point>/<unique> asks for it, missing/<point>/
// <unique> why it cannot be given.
const (
	impactPoll  = "impact"
	missingPoll = "missing"
)

// What can be tapped about a sitting that is due.
const (
	beginNow    = "begin"
	beginLater  = "later"
	cannotGiven = "missing"
)

// reasonsMissing are why a sitting cannot be given (DOMAIN section 6: missing answers
// of hers are normal).
var reasonsMissing = []string{"declined", "not_safe", "out_of_contact", "not_reached", "other"}

// askedTwice is how often a sitting is asked for: when it is due, and a week later.
// After that it stands on the card and at the desk.
const askedTwice = 2

func impactTimer(s ServiceID) string { return "impact/" + string(s) }

// ringAt is when a sitting is asked for next, at nine in the morning; zero for never.
func (c Case) ringAt(i, point int) time.Time {
	side, at := c.Sides[i], c.due(i, point)
	s := side.Sittings[point]
	switch {
	case c.closed() && point < 3: // what belongs to the end is still asked for
		return time.Time{}
	case !s.waits() || at.IsZero() || !side.Agreement.Given() || c.asked(i, point) >= askedTwice:
		return time.Time{}
	case c.asked(i, point) > 0:
		return side.Service.morning(s.Last.AddDate(0, 0, 7))
	}
	if morning := side.Service.morning(at); morning.After(at) {
		return morning
	}
	return side.Service.morning(at.AddDate(0, 0, 1))
}

// nextRing is when the next sitting of a side is asked for.
func (c Case) nextRing(i int) time.Time {
	var next time.Time
	for p := range c.Sides[i].Sittings {
		if at := c.ringAt(i, p); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next.UTC()
}

// followSittings lets the timer follow what is due. What came due before anybody could
// have been asked waits for the next morning.
func (t *turn) followSittings(before Case) {
	for i := range t.c.Sides {
		if t.c.Code != "" && !before.nextRing(i).Equal(t.c.nextRing(i)) {
			t.setSittingTimer(i)
		}
	}
}

func (t *turn) setSittingTimer(i int) {
	s, at := t.c.Sides[i].Service, t.c.nextRing(i)
	if at.IsZero() {
		t.do(CancelTimer{Name: impactTimer(s.ID)})
		return
	}
	if !at.After(t.now) {
		if at = s.morning(t.now); !at.After(t.now) {
			at = s.morning(t.now.In(zone(s.Zone)).AddDate(0, 0, 1))
		}
	}
	t.do(SetTimer{Name: impactTimer(s.ID), At: at})
}

// recallSittings asks for what is due, in the service's own room. A timer that comes
// late, at night, waits for the morning.
func (t *turn) recallSittings(i int) {
	s := &t.c.Sides[i]
	var due []int
	for p := range s.Sittings {
		if at := t.c.ringAt(i, p); !at.IsZero() && !at.After(t.now) {
			due = append(due, p)
		}
	}
	if len(due) == 0 || s.Service.awake(t.now).After(t.now) {
		t.setSittingTimer(i)
		return
	}
	for _, p := range due {
		s.Sittings[p].Asked, s.Sittings[p].Last = t.c.asked(i, p)+1, t.now
	}
	if s.answering() && s.Interview.Parameters[timePoint] != "" {
		return // it lies open, and is recalled as such
	}
	t.askSitting(i, due[0])
}

// askSitting rings for one that is due. The lines of the lock screen say nothing.
func (t *turn) askSitting(i, point int) {
	def, ok := impact(i)
	if !ok {
		return
	}
	t.ring(t.c.private(i), slices.Concat(t.c.Sides[i].managers(), t.c.Sides[i].Contacts), "ring.checklist",
		message.New("impact.due", pointArgs(point), titleArgs(def)))
	t.do(Ask{
		Key: Key(impactPoll + "/" + strconv.Itoa(point) + "/" + string(t.key())), To: t.c.private(i),
		Text:    message.New("impact.ask", pointArgs(point)),
		Choices: choices("impact.tap_", beginNow, beginLater, cannotGiven),
	})
}

// tappedSitting takes a tap on a question about a sitting, which may be an old one.
func (t *turn) tappedSitting(i int, poll, point string, in Tapped) {
	p, err := strconv.Atoi(point)
	switch {
	case in.Choice == "" || err != nil || p < 0 || p >= len(t.c.Sides[i].Sittings):
	case poll == missingPoll && slices.Contains(reasonsMissing, in.Choice):
		t.setMissing(i, p, in)
	case in.Choice == beginNow:
		t.beginSitting(i, in.By, p)
	case in.Choice == beginLater:
		t.say(in.In, "impact.later", pointArgs(p))
	case in.Choice == cannotGiven:
		t.askMissing(i, p)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// askMissing asks why a sitting cannot be given.
func (t *turn) askMissing(i, point int) {
	t.do(Ask{
		Key: Key(missingPoll + "/" + strconv.Itoa(point) + "/" + string(t.key())), To: t.c.private(i),
		Text: message.New("impact.ask_missing", pointArgs(point)), Choices: choices("impact.missing_", reasonsMissing...),
	})
}

// setMissing records why a sitting is missing. It may still be given some day.
func (t *turn) setMissing(i, point int, in Tapped) {
	s := &t.c.Sides[i].Sittings[point]
	switch {
	case s.Done > 0:
		t.say(in.In, "impact.done_already", pointArgs(point), message.Args{"Number": message.Text(strconv.Itoa(s.Done))})
		return
	case s.Missing != in.Choice:
		s.Missing = in.Choice
		t.enter(in.By, i, "journal.impact_missing", pointArgs(point))
		t.record(i, Record{Kind: RecordImpact, By: in.By, Line: t.missingMessage("record.impact_missing", point, in.Choice)})
	}
	t.sayAll(in.In, []message.Message{t.missingMessage("impact.missing_noted", point, in.Choice)})
}

func (t *turn) missingMessage(id message.ID, point int, reason string) message.Message {
	return message.New(id, pointArgs(point), message.Args{"Reason": message.Nested(message.New(message.ID("impact.missing_" + reason)))})
}
