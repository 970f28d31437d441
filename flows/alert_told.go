package flows

import (
	"slices"

	"asapbot/flows/alert"
	"asapbot/flows/message"
)

// ringUrgent makes telephones ring before all else. The first line says nothing about
// anyone.
func (t *turn) ringUrgent(to Place, people []Person, stays bool, text ...message.Message) Key {
	return t.ringFirst("ring.alert", to, people, stays, text...)
}

// ringNews makes them ring for what has become of an alert.
func (t *turn) ringNews(to Place, people []Person, text ...message.Message) {
	t.ringFirst("ring.alert_news", to, people, false, text...)
}

func (t *turn) ringFirst(first message.ID, to Place, people []Person, stays bool, text ...message.Message) Key {
	key := t.key()
	t.do(Say{
		Key: key, To: to, Text: append([]message.Message{message.New(first, message.Args{
			"Code": message.Text(string(t.c.Code)),
		})}, text...),
		Notify: len(people) > 0, Mention: people, Urgent: true, Stays: stays,
	})
	return key
}

// askAnswer asks who takes an alert. The question is never ended.
func (t *turn) askAnswer(at int, to Place) {
	e := t.c.Alerts[at]
	t.do(Ask{
		Key: t.alertKey(e.Alert.Number, "answer"), To: to, Urgent: true,
		Text:    message.New("alert.ask", e.args(), message.Args{"Code": message.Text(string(t.c.Code))}),
		Choices: choices("alert.answer_", string(alert.OnIt), string(alert.PassOn), string(alert.Known)),
	})
}

// postAlert tells the case room, where both case managers are; and the raising
// service's own room what may not cross, where it was not said there. Other agencies in
// the case room read it as well, as everything that crosses there; but an alert is for
// the two services (DOMAIN section 8): it rings for none of theirs, who are neither asked
// nor waited for.
func (t *turn) postAlert(at, i int) {
	room := Shared(t.c.Code)
	key := t.ringUrgent(room, t.managers(), true, t.c.alertText(at, shown{side: both, in: CaseRoom})...)
	t.editEvent(at, func(e *CriticalEvent) { e.Posted = key })
	t.askAnswer(at, room)
	e := t.c.Alerts[at]
	if own := t.c.private(i); e.In != own && (e.Reports[0].Own || !t.c.agreed()) {
		t.sayAll(own, t.c.alertText(at, shown{side: i, in: PrivateRoom}))
	}
	if e.Reports[0].Own && e.In == room {
		t.say(room, "alert.own_stands_here")
	}
}

// call tells people of one side: each in their direct room, otherwise where else they
// are, and outside of Matrix (DOMAIN section 8).
func (t *turn) call(at int, tell alert.Tell) {
	e := t.c.Alerts[at]
	var inOwn []Person
	for _, name := range tell.People {
		p := Person(name)
		if name == e.Alert.By && tell.Side == e.Alert.From && !tell.Again {
			continue // they have raised it
		}
		call := Call{Side: tell.Side, Person: p, Room: t.c.whereTold(tell.Side, p)}
		switch call.Room {
		case DirectRoom:
			call.Said = t.ringUrgent(Direct(p), []Person{p}, false, t.c.alertText(at, shown{side: tell.Side, in: DirectRoom, again: tell.Again})...)
			if !t.c.Alerts[at].Alert.Sides[tell.Side].Answered() {
				t.askAnswer(at, Direct(p))
			}
		case PrivateRoom:
			inOwn = append(inOwn, p)
		case CaseRoom:
			call.Said = t.ringUrgent(Shared(t.c.Code), []Person{p}, false, t.c.alertText(at, shown{side: both, in: CaseRoom, again: tell.Again})...)
		default:
			t.tellDesk(tell.Side, "desk.alert_no_room", message.Args{"Person": message.Person(name)})
		}
		call.Notice = t.key()
		t.do(Notify{Key: call.Notice, Person: p, Urgent: true})
		t.called(at, call)
		t.enter("", tell.Side, "journal.alert_told", e.args(), message.Args{
			"Person": message.Person(name), "As": message.Nested(message.New(message.ID("alert.as_" + tell.As))),
		})
	}
	t.callInOwn(at, tell, inOwn)
}

// handOverAlerts tells a new case manager of what still waits for the service's answer.
func (t *turn) handOverAlerts(i int) {
	for at := range t.c.Alerts {
		t.stepAlert(at, alert.Came{Side: i, Person: string(t.c.Sides[i].Manager), As: string(CaseManager)})
	}
}

// showAlerts shows in the case room what is open, for somebody who comes in: nothing
// older can be seen there.
func (t *turn) showAlerts() {
	for at, e := range t.c.Alerts {
		if !e.Alert.Open() {
			continue
		}
		t.sayAll(Shared(t.c.Code), t.c.alertText(at, shown{side: both, in: CaseRoom}))
		if e.Alert.Waits() {
			t.askAnswer(at, Shared(t.c.Code))
		}
	}
}

// callInOwn tells those who are in their service's own room, and in no direct room.
func (t *turn) callInOwn(at int, tell alert.Tell, people []Person) {
	if len(people) == 0 {
		return
	}
	own := t.c.private(tell.Side)
	said := t.ringUrgent(own, people, false, t.c.alertText(at, shown{side: tell.Side, in: PrivateRoom, again: tell.Again})...)
	if !t.c.Alerts[at].Alert.Sides[tell.Side].Answered() {
		t.askAnswer(at, own)
	}
	t.editEvent(at, func(e *CriticalEvent) {
		e.Calls = slices.Clone(e.Calls)
		for i, c := range e.Calls {
			if slices.Contains(people, c.Person) && c.Room == PrivateRoom {
				e.Calls[i].Said = said
			}
		}
	})
}

// called keeps how somebody was told, the last time only.
func (t *turn) called(at int, call Call) {
	t.editEvent(at, func(e *CriticalEvent) {
		e.Calls = append(slices.DeleteFunc(slices.Clone(e.Calls), func(c Call) bool { return c.Person == call.Person }), call)
	})
}

// whereTold is the kind of room in which a person is and can read what is said.
func (c Case) whereTold(i int, p Person) PlaceKind {
	s := c.Sides[i]
	deaf := slices.Contains(s.Deaf, p) || slices.Contains(s.Duty.Reset, p)
	switch {
	case slices.Contains(s.Duty.Direct, p):
		return DirectRoom
	case s.works(p) && s.here(PrivateRoom, p) && !deaf:
		return PrivateRoom
	case s.works(p) && s.here(CaseRoom, p) && !deaf:
		return CaseRoom
	}
	return ""
}

// sayTaken says who has taken an alert for a side: to its raiser, to both in the case
// room, and to their colleagues who were told.
func (t *turn) sayTaken(at, side int) {
	e := t.c.Alerts[at]
	taken := e.Alert.Sides[side].Taken
	by := Person(taken.By)
	text := message.New(message.ID("alert.taken_"+string(taken.How)), e.args(), message.Args{
		"Service": message.Text(t.c.Sides[side].Service.Name), "Person": message.Person(taken.By), "At": message.Time(taken.At),
	})
	t.enter(by, side, "journal.alert_taken", e.args())
	t.recordShared(Record{Kind: RecordAlert, By: by, Line: message.New("record.alert_taken", e.args(), message.Args{
		"Service": message.Text(t.c.Sides[side].Service.Name),
	})})
	t.do(TellNetwork{Input: AlertAnswered{Service: t.c.Sides[side].Service.ID, At: taken.At, After: taken.At.Sub(e.Alert.Asked)}})
	t.answerRaiser(at, by, text)
	if e.In != Shared(t.c.Code) {
		t.sayAll(Shared(t.c.Code), []message.Message{text})
	}
	for _, c := range e.Calls {
		if c.Side == side && c.Person != by && c.Room == DirectRoom && slices.Contains(t.c.Sides[side].Duty.Direct, c.Person) {
			t.sayAll(Direct(c.Person), []message.Message{text})
		}
	}
}

// answerRaiser says something where an alert was raised. The telephone of the raiser
// rings for what somebody else has done.
func (t *turn) answerRaiser(at int, by Person, text message.Message) {
	e := t.c.Alerts[at]
	raiser := Person(e.Alert.By)
	if by == raiser || !t.c.mayRead(raiser, e.In) {
		if t.c.stands(e.In) {
			t.sayAll(e.In, []message.Message{text})
		}
		return
	}
	t.ringNews(e.In, []Person{raiser}, text)
}

// stands reports whether something can be said where an alert was raised.
func (c Case) stands(in Place) bool {
	return in.Kind != DirectRoom || c.mayRead(in.Person, in)
}

// mayRead reports whether a person may read what is said in a room.
func (c Case) mayRead(p Person, in Place) bool {
	i, works := c.side(p)
	j, staff := c.staffSide(p)
	switch in.Kind {
	case CaseRoom:
		return works
	case PrivateRoom:
		return works && c.Sides[i].Service.ID == in.Service
	case DeskRoom:
		return staff && c.Sides[j].Service.ID == in.Service
	}
	return staff && in == Direct(p) && slices.Contains(c.Sides[j].Duty.Direct, p)
}

// sayLost says, where an alert was raised, that those who were told last cannot be
// reached, and that the next are told.
func (t *turn) sayLost(at, side int) {
	e := t.c.Alerts[at]
	t.enter("", side, "journal.alert_lost", e.args())
	t.answerRaiser(at, "", message.New("alert.lost", e.args(), t.c.phone(side)))
}

// sayNobody tells the other service that nobody answers, or can be reached, and whom
// to call: their own people must act now.
func (t *turn) sayNobody(at int, s alert.Silent) {
	e, other := t.c.Alerts[at], 1-s.Side
	id := message.ID("alert.nobody")
	if s.Lost {
		id = "alert.nobody_reached"
	}
	t.enter("", s.Side, "journal.alert_nobody", e.args())
	text := []message.Message{t.c.emergency(other), message.New(id, e.args(), t.c.phone(s.Side), message.Args{"Raised": message.Time(e.Alert.Raised)})}
	var inOwn []Person
	anyDirect := false
	for _, p := range t.c.responsible(e, other) {
		switch t.c.whereTold(other, p) {
		case DirectRoom:
			anyDirect = true
			t.ringUrgent(Direct(p), []Person{p}, false, text...)
		case PrivateRoom:
			inOwn = append(inOwn, p)
		}
		t.do(Notify{Key: t.key(), Person: p, Urgent: true})
	}
	if len(inOwn) > 0 || !anyDirect {
		t.ringUrgent(t.c.private(other), inOwn, false, text...)
	}
	if e.Alert.Sides[s.Side].Rounds <= 1 {
		t.tellDesk(other, "desk.alert_nobody", t.c.phone(s.Side))
	}
}

// responsible are those of a side who have an alert in their hands: who has taken it,
// who has raised it, and the case manager.
func (c Case) responsible(e CriticalEvent, i int) []Person {
	var people []Person
	add := func(p Person) {
		if j, staff := c.staffSide(p); staff && j == i && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	add(Person(e.Alert.Sides[i].Taken.By))
	if e.Alert.From == i {
		add(Person(e.Alert.By))
	}
	add(c.Sides[i].Manager)
	return people
}

// phone is where a service can be called.
func (c Case) phone(i int) message.Args {
	s := c.Sides[i].Service
	return message.Args{"Service": message.Text(s.Name), "Phone": message.Text(s.Phone)}
}
