package flows

import (
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/message"
)

// shown is to whom an alert is shown, and where.
type shown struct {
	side  int       // whose people read it, or both
	in    PlaceKind // the kind of room
	again bool      // they were told before
}

// both is the case room's side.
const both = -1

// alertText is an alert as somebody reads it at night: what to do first, what has
// happened, what to do now.
func (c Case) alertText(at int, to shown) []message.Message {
	e := c.Alerts[at]
	emergency := c.emergency(max(to.side, 0))
	if to.side == both {
		emergency = c.emergencies()
	}
	text := []message.Message{emergency, c.alertHead(e, to)}
	text = append(text, c.alertWords(e, to)...)
	if to.again {
		text = append(text, message.New("alert.still", e.args()))
	}
	switch to.side {
	case both:
		text = append(text, message.New("alert.do_both", c.phone(e.Alert.From), message.Args{"Other": message.Text(c.Sides[1-e.Alert.From].Service.Name)}))
	case e.Alert.From:
		if taken := e.Alert.Sides[to.side].Taken; taken.By != "" && to.in == DirectRoom {
			text = append(text, message.New("alert.to_know", message.Args{"Person": message.Person(taken.By)}))
		}
	default:
		text = append(text, message.New("alert.do", c.phone(e.Alert.From)))
	}
	if e.Alert.From != 0 && to.side <= 0 { // his programme reads what comes from her side
		text = append(text, message.New("alert.never_to_him"))
	}
	return text
}

// emergency is the number that stands first (DOMAIN rule 8).
func (c Case) emergency(i int) message.Message {
	return message.New("alert.emergency", message.Args{"Emergency": message.Text(c.Sides[i].Service.Emergency)})
}

// emergencies are both services' numbers, where they differ.
func (c Case) emergencies() message.Message {
	a, b := c.Sides[0].Service, c.Sides[1].Service
	if a.Emergency == b.Emergency {
		return c.emergency(0)
	}
	return message.New("alert.emergencies", message.Args{
		"Programme": message.Text(a.Name), "ProgrammeNumber": message.Text(a.Emergency),
		"Support": message.Text(b.Name), "SupportNumber": message.Text(b.Emergency),
	})
}

// alertHead says what has happened, as far as it may cross: without an agreement of
// both nothing but that somebody asks for contact.
func (c Case) alertHead(e CriticalEvent, to shown) message.Message {
	args := message.Args{
		"Person": message.Person(e.Alert.By), "Service": message.Text(c.Sides[e.Alert.From].Service.Name),
		"Code": message.Text(string(c.Code)), "At": message.Time(e.Alert.Raised),
	}
	if !c.kindCrosses(e, to) {
		return message.New("alert.contact_only", e.args(), args)
	}
	return message.New("alert.head", c.seenArgs(e, to.side), args)
}

// kindCrosses reports whether the kind may be read there.
func (c Case) kindCrosses(e CriticalEvent, to shown) bool {
	return to.side == e.Alert.From || c.agreed()
}

// alertWords are the reports that may be read there. Words whose source is protected
// stay in the own room.
func (c Case) alertWords(e CriticalEvent, to shown) []message.Message {
	var text []message.Message
	kept := false
	for _, r := range e.Reports {
		switch {
		case r.Why != "" && (to.side == r.Side || c.agreed()):
			text = append(text, message.New(message.ID("alert.why_"+r.Why)))
		case r.Text == "":
		case r.Own && !(to.in == PrivateRoom && to.side == r.Side):
			kept = kept || to.side == r.Side
		case to.side == r.Side || c.agreed():
			text = append(text, message.New("alert.words", message.Args{"Words": message.Text(r.Text)}))
		}
	}
	if kept {
		text = append(text, message.New("alert.words_in_own"))
	}
	return text
}

// statusText is how far an alert has come: who of each service was told, and who has
// taken it. Both services may know that.
func (c Case) statusText(e CriticalEvent) []message.Message {
	id := message.ID("alert.status")
	switch e.Alert.End {
	case alert.Closed:
		id = "alert.status_closed"
	case alert.Withdrawn:
		id = "alert.status_withdrawn"
	}
	reads := e.Alert.From
	if e.In.Kind == CaseRoom {
		reads = both
	}
	text := []message.Message{message.New(id, c.seenArgs(e, reads), message.Args{
		"Code": message.Text(string(c.Code)), "At": message.Time(e.Alert.Raised), "Ended": message.Time(e.Alert.Ended),
	})}
	for _, i := range []int{1 - e.Alert.From, e.Alert.From} {
		text = append(text, c.statusSide(e, i))
	}
	if e.Alert.Open() {
		text = append(text, message.New("alert.slip"))
	}
	return text
}

func (c Case) statusSide(e CriticalEvent, i int) message.Message {
	s := e.Alert.Sides[i]
	var told []message.Message
	for _, one := range s.Told {
		if one.Who == e.Alert.By && i == e.Alert.From {
			continue
		}
		id := message.ID("alert.told")
		switch {
		case one.Lost:
			id = "alert.told_lost"
		case c.noticeFailed(e, Person(one.Who)):
			id = "alert.told_no_notice"
		}
		told = append(told, message.New(id, message.Args{"Person": message.Person(one.Who), "At": message.Time(one.At)}))
	}
	args := message.Args{"Told": message.List(told), "Service": message.Text(c.Sides[i].Service.Name), "State": message.Nested(stateMessage(e.Alert, s))}
	return message.New("alert.status_side", args)
}

// stateMessage says whether a service has answered.
func stateMessage(a alert.Alert, s alert.Side) message.Message {
	args := message.Args{"Person": message.Person(s.Taken.By), "At": message.Time(s.Taken.At), "Next": message.Time(s.Next)}
	switch {
	case !s.Talked.At.IsZero():
		return message.New("alert.state_talked", message.Args{"Person": message.Person(s.Talked.By), "At": message.Time(s.Talked.At)})
	case s.Answered() && s.Taken.By == a.By && s.Taken.At.Equal(a.Raised):
		return message.New("alert.state_raised", args)
	case s.Answered():
		return message.New(message.ID("alert.state_"+string(s.Taken.How)), args)
	case !a.Open():
		return message.New("alert.state_none")
	}
	return message.New("alert.state_waits", args)
}

func (c Case) noticeFailed(e CriticalEvent, p Person) bool {
	for _, call := range e.Calls {
		if call.Person == p {
			return call.Failed && call.Tried
		}
	}
	return false
}

// putStatus shows the raiser how far an alert has come, in a message that is kept up
// to date.
func (t *turn) putStatus(at int) {
	key := t.key()
	t.editEvent(at, func(e *CriticalEvent) { e.Status = key })
}

// sayStatus says the message that putStatus has named, once all who are told at once
// stand in it.
func (t *turn) sayStatus(at int) {
	e := t.c.Alerts[at]
	t.do(Say{Key: e.Status, To: e.In, Text: t.c.statusText(e), Urgent: true, Stays: true})
}

// updateAlerts keeps what stands in the rooms up to date. Telephones stay silent.
func (t *turn) updateAlerts(before Case) {
	for _, e := range t.c.Alerts {
		at, known := before.event(e.Alert.Number)
		if !known || !t.c.stands(e.In) {
			continue
		}
		if was := before.Alerts[at]; !sameText(before.statusText(was), t.c.statusText(e)) {
			t.do(Say{Key: t.key(), To: e.In, Text: t.c.statusText(e), Urgent: true, Replace: e.Status})
		}
	}
}

// nextAlert is when something is to be done about one of the alerts.
func (c Case) nextAlert() time.Time {
	var next time.Time
	for _, e := range c.Alerts {
		if at := e.Alert.Next(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}
