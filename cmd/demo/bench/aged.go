package main

import (
	"fmt"
	"slices"
	"time"

	"asapbot/flows"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
)

// What lies behind a case of five years: all time points of the questionnaires on
// change, and a meeting every ten weeks, each with a checklist of both services.
const (
	agedYears    = 5
	agedMeetings = 25
	agedSittings = 5
)

// aging is a case that is played by its core alone, as fast as it goes.
type aging struct {
	c       flows.Case
	now     time.Time
	kept    []flows.Keep
	timers  map[string]time.Time
	said    int
	signed  int
	answers int // of the questionnaire that is open
}

// agedCase is a case after five years, with a checklist begun as in a new one, and all
// that moved out of it.
func agedCase(code flows.CaseCode) (*aging, error) {
	a := &aging{now: now, timers: map[string]time.Time{}}
	a.step(paired(code))
	for _, who := range []flows.Person{programme, support} {
		a.step(flows.Joined{By: who, In: a.own(who)})
		a.step(flows.Joined{By: who, In: flows.Shared(code)})
		a.says(who, a.own(who), "agreed today")
	}
	a.says(programme, a.own(programme), "began 1/12/2026 until 1/6/2027")
	for n := range agedMeetings {
		if n < agedSittings {
			a.answer(fmt.Sprint("impact T", n))
		}
		a.meet()
		a.pass(agedYears * 365 * 24 * time.Hour / agedMeetings)
	}
	a.says(support, a.own(support), "checklist")
	a.says(support, a.own(support), "1-20 n")
	if want := 2 * (agedMeetings + agedSittings); a.signed != want {
		return nil, fmt.Errorf("%d interviews were signed instead of %d", a.signed, want)
	}
	return a, nil
}

// meet: both assess anew, agree on a level, do what they had agreed to do, and agree on
// what is next.
func (a *aging) meet() {
	a.answer("checklist")
	room := flows.Shared(a.c.Code)
	for _, who := range []flows.Person{programme, support} {
		a.says(who, room, "!contact we have met")
	}
	for _, who := range []flows.Person{programme, support} {
		a.says(who, room, "!level medium low")
	}
	a.says(support, room, "!because the following has become less")
	a.says(programme, room, "!action speak with the police by tomorrow")
	for _, who := range []flows.Person{programme, support} {
		a.says(who, room, "!sign")
	}
	a.says(programme, room, fmt.Sprintf("!done %d", a.c.ActionsMade))
}

// answer begins a questionnaire at both services and answers it to the signature.
func (a *aging) answer(begin string) {
	for i, who := range []flows.Person{programme, support} {
		a.says(who, a.own(who), begin)
		for side := &a.c.Sides[i]; side.Interview != nil && a.answers < 100; a.answers++ {
			a.says(who, a.own(who), reply(*side.Interview))
		}
		if a.c.Sides[i].Interview == nil {
			a.signed++
		}
		a.answers = 0
	}
}

// reply is something that a step of an interview takes.
func reply(iv interview.Interview) string {
	switch iv.At {
	case interview.AdultLevel:
		return "medium"
	case interview.ChildrenLevel:
		return "low"
	case interview.AdultReason, interview.ChildrenReason, interview.ChangeReason:
		return "It is as it was, and a little better."
	case interview.Signature:
		return "sign"
	}
	switch q, _ := iv.Definition().Question(iv.At); q.Type {
	case instrument.TypeText:
		return "skip"
	case instrument.TypeInteger:
		return "15"
	}
	return "1"
}

func (a *aging) own(who flows.Person) flows.Place {
	if who == programme {
		return flows.Private(a.c.Code, "programme")
	}
	return flows.Private(a.c.Code, "support")
}

func (a *aging) says(who flows.Person, in flows.Place, text string) {
	a.said++
	a.step(flows.Said{By: who, In: in, Ref: flows.Ref(fmt.Sprint("$aged", a.said)), Text: text})
}

// step takes an input and does what a shell would do at once.
func (a *aging) step(in flows.Input) {
	next, effects := flows.Step(a.c, in, a.now)
	a.c = next
	for _, e := range effects {
		switch e := e.(type) {
		case flows.Ask:
			a.step(flows.Delivered{Key: e.Key, In: e.To})
		case flows.Keep:
			a.kept = append(a.kept, e)
		case flows.SetTimer:
			a.timers[e.Name] = e.At
		case flows.CancelTimer:
			delete(a.timers, e.Name)
		case flows.Recall:
			a.step(a.recalled(e))
		}
	}
}

func (a *aging) recalled(e flows.Recall) flows.Recalled {
	in := flows.Recalled{For: e.For}
	for _, k := range a.kept {
		if slices.Contains(e.IDs, k.ID) {
			in.Records = append(in.Records, k.Record)
		}
	}
	return in
}

// pass lets time go by, and fires what comes due.
func (a *aging) pass(by time.Duration) {
	until := a.now.Add(by)
	for {
		name, at := "", until
		for n, due := range a.timers {
			if due.Before(at) {
				name, at = n, due
			}
		}
		if name == "" {
			a.now = until
			return
		}
		delete(a.timers, name)
		if at.After(a.now) {
			a.now = at
		}
		a.step(flows.TimerFired{Name: name})
	}
}
