package flows

import (
	"slices"

	"asapbot/flows/alert"
	"asapbot/flows/message"
)

// sayAgain tells those who have an alert in their hands that the same has been
// reported once more: in a short line, and in the message that stands in the case
// room, so that nothing is lost and no telephone rings for each alone.
func (t *turn) sayAgain(at int, in Place, r Report) {
	e := t.c.Alerts[at]
	room := Shared(t.c.Code)
	line := func(side int, room PlaceKind) []message.Message {
		to := shown{side: side, in: room}
		latest := e
		latest.Reports = []Report{r}
		id, args := message.ID("alert.again"), t.c.seenArgs(e, side)
		if !t.c.kindCrosses(e, to) {
			id, args = "alert.again_contact_only", e.args()
		}
		head := message.New(id, args, t.c.phone(r.Side), message.Args{"Person": message.Person(string(r.By))})
		return append([]message.Message{head}, t.c.alertWords(latest, to)...)
	}
	t.do(Say{Key: t.key(), To: room, Text: t.c.alertText(at, shown{side: both, in: CaseRoom}), Urgent: true, Replace: e.Posted})
	t.ringUrgent(room, without(t.managers(), []Person{r.By}), false, line(both, CaseRoom)...)
	if own := t.c.private(r.Side); in != own && (r.Own || !t.c.agreed()) {
		t.sayAll(own, line(r.Side, PrivateRoom))
	}
	for i := range t.c.Sides {
		for _, p := range t.c.responsible(e, i) {
			if p != r.By && t.c.whereTold(i, p) == DirectRoom {
				t.ringUrgent(Direct(p), []Person{p}, false, line(i, DirectRoom)...)
			}
		}
	}
}

// spoke records, for every open alert, that a side has had contact with the other.
func (t *turn) spoke(i int, by Person) bool {
	any := false
	for at, e := range t.c.Alerts {
		if !e.Alert.Open() {
			continue
		}
		any = true
		t.stepAlert(at, alert.Spoke{Side: i, By: string(by)})
		if now := t.c.Alerts[at].Alert; now.Talked() && !e.Alert.Talked() {
			t.say(Shared(t.c.Code), "alert.close_how", e.args())
		}
	}
	return any
}

// remindAlert recalls what is still to be done: the contact of both services, then the
// outcome (DOMAIN section 8).
func (t *turn) remindAlert(at int) {
	e := t.c.Alerts[at]
	text := message.New("alert.remind_close", e.args())
	if !e.Alert.Talked() {
		var missing []message.Message
		for i, s := range e.Alert.Sides {
			if s.Talked.At.IsZero() {
				missing = append(missing, message.New("plain", message.Args{"Text": message.Text(t.c.Sides[i].Service.Name)}))
			}
		}
		text = message.New("alert.remind_contact", e.args(), message.Args{"Missing": message.List(missing)})
	}
	people := t.c.managers()
	for i := range t.c.Sides {
		for _, p := range t.c.responsible(e, i) {
			if t.c.Sides[i].works(p) && !slices.Contains(people, p) {
				people = append(people, p)
			}
		}
	}
	t.tell(Shared(t.c.Code), people, "ring.case", text)
}

// chosen is the alert that a number names; without one the only one that fits.
func (t *turn) chosen(number int, in Place, fits func(alert.Alert) bool) (int, bool) {
	var of []int
	for at, e := range t.c.Alerts {
		if fits(e.Alert) && (number == 0 || number == e.Alert.Number) {
			of = append(of, at)
		}
	}
	if len(of) == 1 {
		return of[0], true
	}
	var lines []message.Message
	for _, e := range t.c.Alerts {
		id := message.ID("alert.line_open")
		if !e.Alert.Open() {
			id = "alert.line_ended"
		}
		lines = append(lines, message.New(id, message.Args{"Number": message.Number(e.Alert.Number), "At": message.Time(e.Alert.Raised)}))
	}
	t.say(in, "alert.which", message.Args{"Alerts": message.List(lines)})
	return 0, false
}

// withdrawAlert takes a slip back, by whoever raised it, within five minutes; all who
// were told are told.
func (t *turn) withdrawAlert(i, number int, in Said) {
	at := -1
	for n, e := range t.c.Alerts {
		if e.Alert.Slips(string(in.By), t.now) && (number == 0 || number == e.Alert.Number) {
			at = n
		}
	}
	if at < 0 {
		t.say(in.In, "alert.false_too_late")
		return
	}
	t.stepAlert(at, alert.Finished{How: alert.Withdrawn})
	e := t.c.Alerts[at]
	t.enter(in.By, i, "journal.alert_withdrawn", e.args())
	t.recordShared(Record{
		Kind: RecordAlert, By: in.By, Line: message.New("record.alert_withdrawn", e.args()), Slip: e.Alert.Number,
	})
	t.forgetReview(e)
	text := message.New("alert.withdrawn", e.args(), message.Args{"Person": message.Person(string(in.By)), "Code": message.Text(string(t.c.Code))})
	t.ringNews(Shared(t.c.Code), t.managers(), text)
	for _, c := range e.Calls {
		if t.c.whereTold(c.Side, c.Person) == DirectRoom {
			t.ringNews(Direct(c.Person), []Person{c.Person}, text)
		}
	}
	if in.In != Shared(t.c.Code) {
		t.say(in.In, "alert.false_done", e.args())
	}
}

// forgetReview takes the earlier review back that a slip has brought about, unless
// something else has changed it since.
func (t *turn) forgetReview(e CriticalEvent) {
	if t.c.Review.Why == "review.alert" && t.c.openEvents() == 0 {
		t.c.Review.By, t.c.Review.Why = e.Before.By, e.Before.Why
		t.nextReview()
	}
}

// closeAlert ends an alert with an outcome, for both services. Words that were not
// written where both read them stay with the service that wrote them.
func (t *turn) closeAlert(i, number int, outcome string, in Said) {
	at, ok := t.chosen(number, in.In, alert.Alert.Open)
	switch {
	case !ok:
		return
	case outcome == "":
		t.say(in.In, "alert.close_outcome", t.c.Alerts[at].args())
		return
	}
	t.stepAlert(at, alert.Finished{How: alert.Closed})
	e := t.c.Alerts[at]
	t.enter(in.By, i, "journal.alert_closed", e.args())
	t.endedBy(i, at, in, outcome, "record.alert_closed", "alert.closed")
}

// reopenAlert takes an end back: both services are told anew.
func (t *turn) reopenAlert(i, number int, why string, in Said) {
	at, ok := t.chosen(number, in.In, func(a alert.Alert) bool { return !a.Open() })
	switch {
	case !ok:
		return
	case why == "":
		t.say(in.In, "alert.reopen_why", t.c.Alerts[at].args())
		return
	}
	t.enter(in.By, i, "journal.alert_reopened", t.c.Alerts[at].args())
	t.endedBy(i, at, in, why, "record.alert_reopened", "alert.reopened")
	t.askAnswer(at, Shared(t.c.Code))
	t.stepAlert(at, alert.Reopened{Side: i, By: string(in.By)})
	t.reviewBy(t.now.Add(t.c.Settings.Reviews.Event), "review.alert")
}

// endedBy records and says who has ended or reopened an alert, and why: the words where
// they may be read.
func (t *turn) endedBy(i, at int, in Said, words string, record, said message.ID) {
	e := t.c.Alerts[at]
	by := message.Args{"Person": message.Person(string(in.By)), "Code": message.Text(string(t.c.Code))}
	openly := in.In.Kind == CaseRoom
	for side := range t.c.Sides {
		r := Record{Kind: RecordAlert, By: in.By, Line: message.New(record, t.c.seenArgs(e, side))}
		if openly || side == i {
			r.Whole = []message.Message{message.New("plain", message.Args{"Text": message.Text(words)})}
		}
		t.record(side, r)
	}
	shownWords := message.Args{"Words": message.Text("")}
	if openly {
		shownWords = message.Args{"Words": message.Text(words)}
	}
	t.ringNews(Shared(t.c.Code), without(t.managers(), []Person{in.By}), message.New(said, e.args(), by, shownWords))
	if !openly {
		t.say(in.In, said, e.args(), by, shownWords)
	}
}

// recordAlert keeps a report for both services, for each as far as it may read it.
// raised is the alert's number where the report begins it.
func (t *turn) recordAlert(at int, line message.ID, r Report, raised int) {
	e := t.c.Alerts[at]
	latest := e
	latest.Reports = []Report{r}
	for i := range t.c.Sides {
		t.record(i, Record{
			Kind: RecordAlert, By: r.By, Line: message.New(line, t.c.seenArgs(e, i)), Raised: raised,
			Whole: t.c.alertWords(latest, shown{side: i, in: PrivateRoom}),
		})
	}
}

// seenArgs are an alert's number and, for those who may read it, its kind.
func (c Case) seenArgs(e CriticalEvent, side int) message.Args {
	args := e.args()
	args["Kind"] = message.Nested(message.New("alert.kind_hidden"))
	if c.kindCrosses(e, shown{side: side}) {
		args["Kind"] = message.Nested(kindMessageOf(e.Alert.Kind))
	}
	return args
}

// offerChecklists asks both services, each in its own room, for a blind assessment:
// what has happened changes the risk (DOMAIN section 8).
func (t *turn) offerChecklists() {
	if t.c.openEvents() > 1 {
		return // it was offered for the first
	}
	for i, s := range t.c.Sides {
		if !s.answering() && (s.Signed == nil || s.Round == t.c.Joint.Round) {
			t.do(Ask{
				Key: t.alertKey(0, "checklist"), To: t.c.private(i),
				Text: message.New("alert.ask_checklist", message.Args{"Due": message.Time(t.now.Add(t.c.Settings.Reviews.Event))}), Choices: choices("alert.checklist_", offerNow, offerLater),
			})
		}
	}
}

// The answers to the offer.
const (
	offerNow   = "now"
	offerLater = "later"
)

func (t *turn) tappedOffer(i int, in Tapped) {
	switch {
	case in.In.Kind != PrivateRoom || !t.c.Sides[i].works(in.By):
	case in.Choice == offerNow:
		t.begin(i, in.By)
	case in.Choice == offerLater:
		t.say(in.In, "alert.checklist_then", message.Args{"Due": message.Time(t.c.Review.Due)})
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}
