package flows

import (
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// sign makes an assessment of a signed checklist, keeps it whole outside of the
// case, and compares where both sides have signed.
func (t *turn) sign(i int, iv interview.Interview) {
	if iv.Instrument != checklist {
		t.keepQuestionnaire(i, iv)
		t.alarmOther(i, iv)
		return
	}
	s := &t.c.Sides[i]
	a, before := t.assessment(i, iv), s.Signed
	if iv.Corrects == 0 {
		s.Round = t.c.Joint.Round + 1
	}
	iv.Sources = nil // from now on an edited message changes nothing
	t.record(i, Record{
		Kind: RecordChecklist, By: Person(iv.By), Assessment: &a, Form: &iv, Reason: iv.Reason,
		Line:  message.New("record.checklist", levelArgs(a.Judged()), message.Args{"Version": message.Number(a.Version)}),
		Whole: append(iv.Whole(t.now), reasons(a, iv.Reason)),
	})
	s.Signed, s.Form, s.Record, s.Interview = &a, iv.Number, t.c.Records[i], nil
	t.enter(Person(iv.By), i, "journal.signed", message.Args{"Version": message.Number(a.Version)})
	t.sayAll(t.c.private(i), t.signedText(i, a, iv.Floors))
	t.compare()
	t.alarm(i, Person(iv.By), before, a)
}

// reasons are why the levels were judged so, and why something was corrected.
func reasons(a risk.Assessment, correction string) message.Message {
	return message.New("record.judgement", levelArgs(a.Judged()), message.Args{
		"Reason": message.Text(a.Adult.Reason), "ChildrenReason": message.Text(a.Children.Reason),
		"Correction": message.Text(correction),
	})
}

func (t *turn) assessment(i int, iv interview.Interview) risk.Assessment {
	s := t.c.Sides[i]
	def := iv.Definition() // it has just asked
	given := iv.Given()
	a := risk.Assessment{
		Service: string(s.Service.ID), By: iv.By, At: t.now, Version: iv.Corrects + 1,
		Instrument: iv.Instrument, Edition: iv.Version, Answers: given, Notes: iv.Notes(),
		AdultScore:    def.Score(instrument.Adult, given),
		ChildrenScore: def.Score(instrument.Children, given),
		Adult:         iv.Adult, Children: iv.Children,
	}
	switch {
	case s.Signed == nil:
	case iv.Corrects == 0:
		a.Before = s.Signed.Judged()
	default:
		a.Before = s.Signed.Before
	}
	return a
}

// signedText confirms a signature: what it counts for, and what the joint view
// still waits for.
func (t *turn) signedText(i int, a risk.Assessment, floors risk.Levels) []message.Message {
	text := []message.Message{message.New("checklist.signed", levelArgs(a.Judged()), message.Args{
		"Version": message.Number(a.Version),
	})}
	if a.Lowers(floors) {
		text = append(text, message.New("checklist.signed_lower", levelArgs(a.Counts(floors))))
	}
	me, other := t.c.Sides[i], t.c.Sides[1-i]
	switch {
	case !t.c.agreed():
		text = append(text, message.New("checklist.waits_for_agreement"))
	case !t.c.shares(TopicChecklist):
		text = append(text, t.c.notShared(TopicChecklist))
	case other.Round < me.Round:
		text = append(text, message.New("checklist.waits_for_other", message.Args{
			"Service": message.Text(other.Service.Name),
		}))
	case other.Round > me.Round: // it was signed while this correction was open
		text = append(text, message.New("checklist.next_instead"))
	}
	return text
}
