package flows

import (
	"asapbot/flows/message"
)

// divergenceTimer comes due when the contact and its outcome should be recorded.
const divergenceTimer = "divergence"

// fired takes a timer. Each may come late, after downtime: what no longer holds is
// not said.
func (t *turn) fired(in TimerFired) {
	for i := range t.c.Sides {
		if in.Name == impactTimer(t.c.Sides[i].Service.ID) {
			t.recallSittings(i)
		}
	}
	if in.Name == AlertTimer {
		t.alertsDue() // in a closed case, too: an alert ends by a person only
	}
	if t.c.closed() {
		return
	}
	for i := range t.c.Sides {
		switch s := t.c.Sides[i].Service.ID; in.Name {
		case idleTimer(s):
			t.remind(i)
		case endTimer(s):
			t.recallEnd(i)
		case endedTimer(s):
			t.ringEnded(i)
		}
	}
	if in.Name == actionTimer {
		t.recallActions()
	}
	if in.Name == reviewTimer {
		t.recallReview()
	}
	if in.Name == meetingTimer {
		t.meetingsDue()
	}
	if in.Name == flagTimer {
		t.flagOverdue()
	}
	if in.Name == measureTimer {
		t.measuresEnd()
	}
	if in.Name == divergenceTimer && t.c.Joint.open() && t.c.shares(TopicChecklist) {
		t.overdue()
	}
}

// startClock runs the divergence's clock, where there is a divergence.
func (t *turn) startClock() {
	if !t.c.Joint.open() {
		t.do(CancelTimer{Name: divergenceTimer})
		return
	}
	t.do(SetTimer{Name: divergenceTimer, At: t.c.Joint.Due})
}

// restartClock lets the clock run again after both have agreed anew; what is
// overdue by then gets its time once more.
func (t *turn) restartClock() {
	if !t.c.Joint.open() {
		return
	}
	if t.c.Joint.Due.Before(t.now) {
		t.c.Joint.Due = t.now.Add(t.c.Settings.ContactWithin)
	}
	t.startClock()
}

// settle stops the clock when everything is recorded, and otherwise says what is
// missing, where that is not what the questions in the room ask for. open is
// whether the clock ran before.
func (t *turn) settle(open bool) {
	j := t.c.Joint
	switch {
	case !open:
	case j.closed():
		t.do(CancelTimer{Name: divergenceTimer})
		t.say(Shared(t.c.Code), "joint.closed")
	case j.outcome():
		t.say(Shared(t.c.Code), "joint.contact_missing", message.Args{"Missing": message.List(t.missing())})
	}
}

// missing lists what the divergence still waits for.
func (t *turn) missing() []message.Message {
	missing := t.contactsMissing(t.c.Joint.Contacts)
	if !t.c.Joint.outcome() {
		missing = append(missing, message.New("missing.level"))
	}
	return missing
}

func (t *turn) contactsMissing(contacts Contacts) []message.Message {
	var missing []message.Message
	for i, c := range contacts {
		if c.At.IsZero() {
			missing = append(missing, message.New("missing.contact", message.Args{
				"Service": message.Text(t.c.Sides[i].Service.Name),
			}))
		}
	}
	return missing
}

// overdue reminds both case managers and tells both desks, again and again until
// the contact is recorded: silence is never success (DOMAIN rule 10).
func (t *turn) overdue() {
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case",
		message.New("joint.overdue", message.Args{"Missing": message.List(t.missing())}))
	for i := range t.c.Sides {
		t.tellDesk(i, "desk.overdue", nil)
	}
	t.do(SetTimer{Name: divergenceTimer, At: t.now.Add(t.c.Settings.ContactWithin)})
}
