package flows

import (
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// renewPoll begins the keys of the question for a new last day:
// renew/<the last day on record>/<unique>.
const renewPoll = "renew"

// noEnd is the choice that an agreement has no last day.
const noEnd = "no_end"

// renewals are how many months an agreement is offered to be renewed for.
var renewals = []int{6, 12}

// longest is how many years ahead a last day may lie: more is a slip of the finger.
const longest = 10

// fits refuses last days that are over, before the first, or far away.
func (t *turn) fits(i int, a Agreement) bool {
	today := t.today(i)
	return a.Until.IsZero() ||
		!a.Until.Before(today) && !a.Until.Before(a.Since) && !a.Until.After(today.AddDate(longest, 0, 0))
}

// renew sets a new last day: `renew until 24/10/2027`, `renew none`. It also takes up
// an agreement again that ended with its last day.
func (t *turn) renew(i int, by Person, c command.Command) {
	a := t.c.Sides[i].Agreement
	said := t.readTerms(i, c.Rest, true)
	switch {
	case c.Rest != "" && !said.renews():
		if c.Marked || startsWithDigit(c.Rest) {
			t.say(t.c.private(i), "agreement.no_last_day", message.Args{"Day": message.Text(said.unclear(c.Rest))})
		}
	case !a.Given() && !a.Lapsed:
		t.say(t.c.private(i), "agreement.none_on_record")
	case c.Rest == "":
		t.askRenewal(i)
	default:
		t.renewUntil(i, by, said.until)
	}
}

// renewUntil puts the new last day on record; a zero one is none.
func (t *turn) renewUntil(i int, by Person, until time.Time) {
	a := t.c.Sides[i].Agreement
	a.Until, a.By, a.Withdrawn, a.Lapsed = until, by, time.Time{}, false
	t.setAgreement(i, by, a, "agreement.changed")
}

// dayLayout is how a last day is written in a choice and a key.
const dayLayout = "2006-01-02"

// askRenewal asks until when, counting from the last day on record or from today.
func (t *turn) askRenewal(i int) {
	a := t.c.Sides[i].Agreement
	from, today := a.Until, t.today(i)
	if from.Before(today) {
		from = today
	}
	var offered []Choice
	for _, months := range renewals {
		day := from.AddDate(0, months, 0)
		offered = append(offered, Choice{
			ID: day.Format(dayLayout), Label: message.New("renew.until", message.Args{"Day": message.Day(day)}),
		})
	}
	t.do(Ask{
		Key: Key(renewPoll + "/" + a.Until.Format(dayLayout) + "/" + string(t.key())), To: t.c.private(i),
		Text: message.New("agreement.ask_renewal"), Choices: append(offered, choices("renew.", noEnd)...),
	})
}

// tappedRenewal takes the new last day. A question that was asked of another last day
// changes nothing any more.
func (t *turn) tappedRenewal(i int, asked string, in Tapped) {
	s := t.c.Sides[i]
	until, err := time.ParseInLocation(dayLayout, in.Choice, zone(s.Service.Zone))
	onRecord := s.Agreement.Until.Format(dayLayout)
	switch {
	case in.Choice == "":
	case err != nil && in.Choice != noEnd:
		t.say(in.In, "interview.no_such_choice")
	case s.Agreement.Given() && (in.Choice == onRecord || in.Choice == noEnd && s.Agreement.Until.IsZero()):
		t.say(in.In, "agreement.already", s.Agreement.args())
	case asked != onRecord || !s.Agreement.Given() && !s.Agreement.Lapsed:
		t.say(in.In, "agreement.old_question")
	default:
		t.renewUntil(i, in.By, until)
	}
}

// endTimer comes due when an agreement is to be renewed, and again when it ends.
func endTimer(s ServiceID) string { return "agreement/" + string(s) }

// endedTimer comes due on the morning after an agreement ended.
func endedTimer(s ServiceID) string { return "agreement-ended/" + string(s) }

// renewAhead is how many days before its last day an agreement is to be renewed.
const renewAhead = 14

// ends is the midnight after an agreement's last day; the day may have been stored in
// an earlier zone of the service.
func (s Side) ends() time.Time {
	y, m, d := s.Agreement.Until.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone(s.Service.Zone))
}

// renewFrom is the morning on which the agreement is to be renewed.
func (s Side) renewFrom() time.Time {
	return s.Service.morning(s.Agreement.Until.AddDate(0, 0, -renewAhead))
}

// watchEnd sets the timer of an agreement that has a last day.
func (t *turn) watchEnd(i int) {
	s := t.c.Sides[i]
	switch {
	case !s.Agreement.Given() || s.Agreement.Until.IsZero():
		t.do(CancelTimer{Name: endTimer(s.Service.ID)})
	case t.now.Before(s.renewFrom()):
		t.do(SetTimer{Name: endTimer(s.Service.ID), At: s.renewFrom()})
	default:
		t.do(SetTimer{Name: endTimer(s.Service.ID), At: s.ends()})
	}
}

// recallEnd asks the case manager to renew an agreement that ends soon. It can wait
// for the morning.
func (t *turn) recallEnd(i int) {
	s := t.c.Sides[i]
	if !s.Agreement.Given() || s.Agreement.Until.IsZero() {
		return
	}
	if at := s.Service.awake(t.now); at.After(t.now) && at.Before(s.ends()) {
		t.do(SetTimer{Name: endTimer(s.Service.ID), At: at})
		return
	}
	if !t.now.Before(s.renewFrom()) {
		day := message.Args{"Day": message.Day(s.Agreement.Until)}
		t.tell(t.c.private(i), s.managers(), "ring.case", message.New("agreement.ends_soon", day))
		t.askRenewal(i)
	}
	t.watchEnd(i)
}

// lapse ends what has run out, before anything else in a Step: however late its timer
// is, nothing crosses after the last day. At night no telephone rings for it.
func (t *turn) lapse() {
	for i := range t.c.Sides {
		s := &t.c.Sides[i]
		if !s.Agreement.Given() || s.Agreement.Until.IsZero() || t.now.Before(s.ends()) {
			continue
		}
		before := t.c
		day := message.Args{"Day": message.Day(s.Agreement.Until)}
		s.Agreement.Withdrawn, s.Agreement.Lapsed = s.ends().UTC(), true
		t.enter("", i, "journal.lapsed", day)
		t.record(i, Record{Kind: RecordAgreement, Line: message.New("record.lapsed", day)})
		if t.c.closed() {
			continue
		}
		t.say(t.c.private(i), "agreement.lapsed", day)
		t.watchEnd(i)
		if before.agreed() {
			t.stopQuietly(i)
		}
		t.followChecklist(before)
	}
}

// stopQuietly says that sharing has stopped, and rings in the morning.
func (t *turn) stopQuietly(i int) {
	s := t.c.Sides[i].Service
	at := s.awake(t.now)
	if !at.After(t.now) {
		t.ringStopped()
		return
	}
	t.say(Shared(t.c.Code), "agreement.stopped")
	t.do(SetTimer{Name: endedTimer(s.ID), At: at})
}

// ringEnded rings on the morning after an agreement ended.
func (t *turn) ringEnded(i int) {
	if t.c.Sides[i].Agreement.Lapsed && !t.c.agreed() {
		t.ringStopped()
	}
}
