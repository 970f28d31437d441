package interview

import (
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// known are the answers so far, relevant or not, with the parameters and the day
// that today() means in relevance: the one on which the interview began, so that
// what was asked does not change over night.
func (iv Interview) known() instrument.Answers {
	known := instrument.Answers{}
	for name, a := range iv.Answers {
		if a.Value != "" {
			known[name] = a.Value
		}
	}
	for name, value := range iv.Parameters {
		known[name] = value
	}
	if iv.Day != "" {
		known[instrument.Today] = iv.Day
	}
	return known
}

// reached lists what is relevant now, notes included, in order.
func (t *turn) reached() []instrument.Question {
	if t.relevant == nil {
		t.relevant = t.def.RelevantQuestions(t.iv.known())
	}
	return t.relevant
}

// questions lists the relevant questions that take an answer.
func (t *turn) questions() []instrument.Question {
	if t.asked == nil {
		for _, q := range t.reached() {
			if q.Answerable() {
				t.asked = append(t.asked, q)
			}
		}
	}
	return t.asked
}

// applies reports whether a step is to be asked: a question only while it is
// relevant.
func (t *turn) applies(step string) bool {
	_, isQuestion := t.def.Question(step)
	return !isQuestion || t.def.Relevant(step, t.iv.known())
}

// open lists the questions that are not answered yet, in order.
func (t *turn) open() []string {
	var open []string
	for _, q := range t.questions() {
		if t.value(q.Name) == "" {
			open = append(open, q.Name)
		}
	}
	return open
}

// unasked is the first open question that was not left for later, or that must not
// be left; empty where there is none. A correction may have made it relevant.
func (t *turn) unasked() string {
	for _, name := range t.open() {
		if !t.skipped(name) || t.required(name) {
			return name
		}
	}
	return ""
}

// goOn asks a step again, or what follows it where it is not relevant any more.
func (t *turn) goOn(step string) {
	if t.applies(step) {
		t.ask(step)
		return
	}
	t.nextQuestion(step)
}

// refuses says so where a value does not fulfil a question's constraint. Nothing is
// changed then.
func (t *turn) refuses(step, value string) bool {
	q, ok := t.def.Question(step)
	if !ok || t.fulfils(q, value, t.iv.known(), t.now) {
		return false
	}
	t.refuse(q)
	return true
}

func (t *turn) refuse(q instrument.Question) {
	t.say("interview.refused", itemArgs(t, q.Name), message.Args{"Why": t.refusal(q)})
}

// fulfils reports whether a value fulfils a question's constraint; day is what
// today() means there.
func (t *turn) fulfils(q instrument.Question, value string, known instrument.Answers, day time.Time) bool {
	known[instrument.Today] = day.Format(time.DateOnly)
	return t.def.Constrained(q, value, known)
}

// refusal is the message of a question's constraint; empty where it has none.
func (t *turn) refusal(q instrument.Question) message.Arg {
	if len(q.ConstraintMessage) == 0 {
		return message.Text("")
	}
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Question: q.Name, Constraint: true})
}

// contradicted is the first answer that does not fulfil its constraint any more,
// because another one has changed. An answer is judged by the day on which it was
// given.
func (t *turn) contradicted() (instrument.Question, bool) {
	return t.def.Contradicted(t.iv.known(), func(question string) string {
		return t.iv.Answers[question].When.In(t.now.Location()).Format(time.DateOnly)
	})
}
