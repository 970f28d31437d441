package flows

import (
	"bytes"
	"encoding/json"
	"reflect"
	"time"

	"asapbot/flows/message"
)

// card is the state of the case in one look. It shows only what both services may
// know: what each has signed shows once both have agreed to the protocol.
func (c Case) card() []message.Message {
	card := []message.Message{message.New("card.title", message.Args{"Code": message.Text(string(c.Code))})}
	for i := range c.Sides {
		card = append(card, c.cardSide(i))
	}
	for i, e := range c.Ended {
		if e.Told {
			card = append(card, c.endedLine(i))
		}
	}
	card = append(card, c.guestLines()...)
	if c.closed() {
		return append(card, message.New("card.closed", message.Args{"Day": message.Day(c.dayOf(c.Closure.Closed))}))
	}
	for _, e := range c.Alerts {
		if e.Alert.Open() {
			card = append(card, message.New("card.alert", c.seenArgs(e, both)))
		}
	}
	card = append(card, c.meetingLines()...)
	if c.shares(TopicImpact) { // what is due no more was answered: that is not to be known before
		card = append(card, c.impactCounts()...)
	}
	if c.flagRuns() {
		card = append(card, message.New("card.flag", message.Args{"Due": message.Time(c.Flag.Due)}))
	}
	counts := c.counts()
	if counts.Adult == "" {
		return append(card, message.New("card.no_level"), c.reviewLine())
	}
	id := message.ID("card.level_provisional")
	if !c.Joint.Settled.IsZero() {
		id = "card.level_agreed"
	}
	card = append(card, message.New(id, levelArgs(counts)))
	switch {
	case !c.shares(TopicChecklist):
		return append(card, c.notSharedLine())
	case c.Joint.open():
		card = append(card, message.New("card.due", message.Args{"Due": message.Time(c.Joint.Due)}))
	}
	if third := c.Joint.Third; third.Who != "" {
		card = append(card, message.New("card.third", message.Args{
			"Who": message.Text(third.Who), "Day": message.Day(third.Day),
		}))
	}
	return append(card, c.reviewLine())
}

func (c Case) cardSide(i int) message.Message {
	s := c.Sides[i]
	return message.New("card.side", message.Args{
		"Service": message.Text(s.Service.Name), "Person": message.Person(string(s.Manager)),
		"Agreement": message.Nested(s.agreementLine()), "Checklist": message.Nested(c.checklistLine(i)),
	})
}

// impactCounts says how many questionnaires on change were asked for and not given:
// missing ones are normal, and nothing waits for them.
func (c Case) impactCounts() []message.Message {
	var lines []message.Message
	for i, s := range c.Sides {
		if n := c.askedFor(i); n > 0 && c.crosses(i, TopicImpact) {
			lines = append(lines, message.New("card.impact", message.Args{
				"Service": message.Text(s.Service.Name), "Count": message.Number(n),
			}))
		}
	}
	return lines
}

func (s Side) agreementLine() message.Message {
	switch {
	case s.Agreement.Given():
		a := s.Agreement
		a.Until = time.Time{} // the other service learns that it stops when it does
		return a.terms()
	case !s.Agreement.Withdrawn.IsZero():
		return message.New("card.withdrawn")
	}
	return message.New("card.not_agreed")
}

// notSharedLine is what the card shows in place of what waits for both.
func (c Case) notSharedLine() message.Message {
	if c.agreed() {
		return c.notShared(TopicChecklist)
	}
	return message.New("card.stopped")
}

func (c Case) checklistLine(i int) message.Message {
	s := c.Sides[i]
	switch {
	case c.agreed() && !c.shares(TopicChecklist):
		return message.New("card.not_covered")
	case !c.agreed():
		return message.New("card.checklist_waits")
	case s.Signed == nil:
		return message.New("card.checklist_missing")
	case s.Round > c.Joint.Round:
		return message.New("card.checklist_waits_for_other", message.Args{"Day": message.Day(c.dayOf(s.Signed.At))})
	}
	return message.New("card.checklist_signed", message.Args{"Day": message.Day(c.dayOf(s.Signed.At))})
}

// reviewLine is when the risk is to be assessed anew at the latest.
func (c Case) reviewLine() message.Message {
	id := message.ID("card.review")
	if c.Review.Overdue {
		id = "card.review_overdue"
	}
	return message.New(id, message.Args{"Day": message.Day(c.dayOf(c.Review.Due))})
}

// putCard says the card and pins it, as the one that is kept up to date from now
// on.
func (t *turn) putCard() {
	t.c.Card = t.key()
	t.do(Say{Key: t.c.Card, To: Shared(t.c.Code), Text: t.c.card(), Stays: true})
	t.do(Pin{In: Shared(t.c.Code), Message: t.c.Card})
}

func sameText(a, b []message.Message) bool { return reflect.DeepEqual(a, b) }

// updateCard puts the card's new text into the room where it has changed, or the
// room's language. It is an edit, so that telephones stay silent.
func (t *turn) updateCard(before Case) {
	if t.c.Card == "" || t.c.Card != before.Card {
		return // there is none, or it was said as it is
	}
	same := reflect.DeepEqual(before.speech()[0], t.c.speech()[0])
	if now := t.c.card(); !same || !alike(before.card(), now) {
		t.do(Say{Key: t.key(), To: Shared(t.c.Code), Text: now, Replace: t.c.Card})
	}
}

// alike reports whether two cards read the same. The same day, once stored, is another
// value in memory.
func alike(a, b []message.Message) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
