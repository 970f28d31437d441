package flows

import (
	"slices"

	"asapbot/flows/alert"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Reasons for which the bot proposes an alert, or raises one. Each has a message that
// proposes it, "alert.propose_" + reason, and one that both services may read once it is
// raised, "alert.why_" + reason.
const (
	forAnswers = "answers" // something is current that was not
	forReview  = "review"  // the assessment of a high risk is overdue
	forMeasure = "measure" // a protection measure ends
	forDropout = "dropout" // his programme has ended before its time
	forMeeting = "meeting" // the risk is high, and no meeting is planned
)

// The answers to a proposal.
const (
	raiseNow   = "raise"
	raiseLater = "later"
)

// propose offers an alert with one tap, in a service's own room.
func (t *turn) propose(i int, kind alert.Kind, why string, args ...message.Args) {
	s := t.c.Sides[i].Service
	args = append(args, message.Args{
		"Kind": message.Nested(kindMessageOf(kind)), "Emergency": message.Text(s.Emergency),
		"Service": message.Text(t.c.Sides[1-i].Service.Name),
	})
	t.do(Ask{
		Key: t.alertKey(0, "propose/"+string(kind)+"/"+why), To: t.c.private(i),
		Text: message.New(message.ID("alert.propose_"+why), args...), Choices: choices("alert.tap_", raiseNow, raiseLater),
	})
}

func (t *turn) tappedProposal(i int, kind alert.Kind, why string, in Tapped) {
	known := slices.Contains(alert.Kinds(), kind) && slices.Contains([]string{forAnswers, forReview, forMeasure, forDropout, forMeeting}, why)
	switch {
	case in.In.Kind != PrivateRoom:
	case known && in.Choice == raiseNow:
		t.raiseByTap(i, kind, in.In, Report{By: in.By, Why: why, Poll: in.Poll})
	case known && in.Choice == raiseLater:
		t.say(in.In, "alert.not_raised")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// fearToday is the question on her fear. It is not critical in the score, and a reason
// to speak with each other at once all the same (DOMAIN section 4, item 26).
const fearToday = "fear"

// alarms lists what a signed checklist answers as current that was not so in the one
// before: the critical questions, her fear, and what the definition marks.
func alarms(def *instrument.Definition, before, now instrument.Answers) (proposed, raised []string) {
	for _, q := range def.Questions() {
		switch {
		case !current(def, q, now) || current(def, q, before):
		case q.Alert == instrument.RaiseAlert:
			raised = append(raised, q.Name)
		case q.Alert == instrument.ProposeAlert || q.Critical != instrument.NotCritical || q.Name == fearToday:
			proposed = append(proposed, q.Name)
		}
	}
	return proposed, raised
}

// current reports whether a question is answered so that it is so now.
func current(def *instrument.Definition, q instrument.Question, given instrument.Answers) bool {
	return slices.ContainsFunc(def.Chosen(q, given[q.Name]), func(c instrument.Choice) bool { return c.Current })
}

// kindsByItem are the kinds that the checklist's items speak of.
var kindsByItem = map[string]alert.Kind{
	"weapon": alert.Weapon, "lethal_means": alert.Weapon, "threat_to_kill": alert.ThreatToKill, "believes_he_could_kill": alert.ThreatToKill,
	"suicide_threat": alert.Suicide, "stalking": alert.Stalking, "order_breached": alert.Breach, "separation": alert.Date,
	"child_hurt": alert.ChildHarmed, "child_handovers": alert.ChildHarmed, "child_sexual_harm": alert.ChildHarmed,
	"violence_increasing": alert.Violence, "neck_pressure": alert.Violence, "sexual_violence": alert.Violence,
	"violence_around_birth": alert.Violence,
}

// alarm proposes an alert where a new checklist shows what the last one did not, or
// raises it where the definition says so. A first one has none before it: of what it
// shows both services speak as soon as both have signed.
func (t *turn) alarm(i int, by Person, before *risk.Assessment, now risk.Assessment) {
	def, ok := instrument.Get(now.Instrument, now.Edition)
	if before == nil || !ok || before.Instrument != now.Instrument {
		return
	}
	proposed, raised := alarms(def, before.Answers, now.Answers)
	t.raiseOrPropose(i, by, def, proposed, raised)
}

// alarmOther does the same for every other questionnaire, at the questions that its
// definition marks; also in the first, of which nobody else would speak.
func (t *turn) alarmOther(i int, iv interview.Interview) {
	def := iv.Definition()
	if def == nil {
		return
	}
	s := &t.c.Sides[i]
	given, before := iv.Given(), s.Alarming[def.ID]
	var is, proposed, raised []string
	for _, q := range def.Questions() {
		switch {
		case q.Alert == "" || !current(def, q, given):
			continue
		case slices.Contains(before, q.Name):
		case q.Alert == instrument.RaiseAlert:
			raised = append(raised, q.Name)
		default:
			proposed = append(proposed, q.Name)
		}
		is = append(is, q.Name)
	}
	if iv.Corrects > 0 { // of an older one, perhaps: it does not say what holds no more
		for _, name := range before {
			if !slices.Contains(is, name) {
				is = append(is, name)
			}
		}
	}
	if !slices.Equal(is, before) {
		s.Alarming = cloned(s.Alarming)
		s.Alarming[def.ID] = is
	}
	t.raiseOrPropose(i, Person(iv.By), def, proposed, raised)
}

// raiseOrPropose: what was answered stays in the own room, for the other side may still
// be answering blind (DOMAIN rule 5). So an alert that is raised by itself does not say
// of which kind it is.
func (t *turn) raiseOrPropose(i int, by Person, def *instrument.Definition, proposed, raised []string) {
	switch {
	case len(raised) > 0:
		t.say(t.c.private(i), "alert.by_itself", itemArgs(def, slices.Concat(raised, proposed)))
		t.raise(i, alert.Other, t.c.private(i), Report{By: by, Why: forAnswers})
	case len(proposed) > 0:
		kind := alert.Other
		if of := slices.IndexFunc(proposed, func(name string) bool { return kindsByItem[name] != "" }); of >= 0 {
			kind = kindsByItem[proposed[of]]
		}
		t.propose(i, kind, forAnswers, itemArgs(def, proposed))
	}
}

func itemArgs(def *instrument.Definition, names []string) message.Args {
	var items []message.Message
	for _, name := range names {
		items = append(items, interview.ItemLine(def, name))
	}
	return message.Args{"Items": message.List(items)}
}
