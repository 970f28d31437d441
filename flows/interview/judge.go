package interview

import (
	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// judgements lists the steps of the judgement: for the adult and for the children
// apart (DOMAIN section 3), and for a correction why.
func (t *turn) judgements() []string {
	steps := []string{AdultLevel, AdultReason}
	if t.children().Level != string(risk.None) {
		steps = append(steps, ChildrenLevel, ChildrenReason)
	}
	if t.iv.Corrects > 0 {
		steps = append(steps, ChangeReason)
	}
	return append(steps, Signature)
}

func (t *turn) adult() instrument.Result {
	return t.def.Score(instrument.Adult, t.iv.Given())
}

func (t *turn) children() instrument.Result {
	return t.def.Score(instrument.Children, t.iv.Given())
}

// judge shows the summary and opens the judgement. A judgement that was given
// already stands, and only has to be signed again; where an answer has changed,
// the person sees what the answers give now before signing.
func (t *turn) judge() {
	t.iv.Return = ""
	t.summary()
	if t.children().Level == string(risk.None) {
		t.iv.Children = risk.Judgement{Level: risk.None}
	} else if t.iv.Children.Level == risk.None {
		t.iv.Children = risk.Judgement{}
	}
	t.ask(t.firstUnjudged())
}

// firstUnjudged is the first step of the judgement that still wants something.
func (t *turn) firstUnjudged() string {
	for _, step := range t.judgements() {
		switch {
		case step == Signature:
			return step
		case step == AdultLevel || step == ChildrenLevel:
			if t.value(step) == "" {
				return step
			}
		case t.value(step) == "" && t.required(step):
			return step
		}
	}
	return Signature
}

// nextJudgement goes on from one step of the judgement to the next.
func (t *turn) nextJudgement(from string) {
	steps := t.judgements()
	for i, step := range steps {
		if step == from && i+1 < len(steps) {
			t.ask(steps[i+1])
			return
		}
	}
	t.ask(Signature)
}

// required reports whether a step needs an answer: a judgement needs a level, and
// a reason where it differs from what the answers give (DOMAIN rule 6); a
// correction after signing needs its reason always.
func (t *turn) required(step string) bool {
	switch step {
	case AdultLevel, ChildrenLevel, ChangeReason, Signature, Stopping:
		return true
	case AdultReason:
		return risk.NeedsReason(t.iv.Adult.Level, t.adult(), t.iv.Floors.Adult)
	case ChildrenReason:
		return risk.NeedsReason(t.iv.Children.Level, t.children(), t.iv.Floors.Children)
	}
	return false
}

// rejudge asks for the judgement from its start.
func (t *turn) rejudge() {
	if !t.judging() {
		t.say("interview.judge_later", message.Args{"Open": message.Number(len(t.open()))})
		t.repeat()
		return
	}
	t.ask(AdultLevel)
}

// sign closes the interview where nothing is missing.
func (t *turn) sign(string) {
	if !t.judging() {
		t.say("interview.judge_later", message.Args{"Open": message.Number(len(t.open()))})
		t.repeat()
		return
	}
	if missing := t.firstUnjudged(); missing != Signature {
		t.say("interview.sign_missing")
		t.ask(missing)
		return
	}
	t.iv.State = Signed
}

// level reads a choice's name as a level.
func level(s string) risk.Level { return risk.Level(s) }
