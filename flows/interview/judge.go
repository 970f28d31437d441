package interview

import (
	"slices"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// judgements lists the steps of the judgement: for the adult and for the children
// apart (DOMAIN section 3), and for a correction why.
func (t *turn) judgements() []string {
	var steps []string
	if t.def.Judged() {
		steps = append(steps, AdultLevel, AdultReason)
	}
	if t.def.Judged() && t.children().Level != string(risk.None) {
		steps = append(steps, ChildrenLevel, ChildrenReason)
	}
	if t.iv.Corrects > 0 {
		steps = append(steps, ChangeReason)
	}
	return append(steps, Signature)
}

// judgement reports whether a step is one of the judgement's.
func (t *turn) judgement(step string) bool { return slices.Contains(t.judgements(), step) }

// judging reports whether the questions are done and the judgement is under way.
func (t *turn) judging() bool {
	at := t.iv.At
	if at == Stopping {
		at = t.iv.StoppedAt
	}
	if t.iv.Return != "" {
		at = t.iv.Return
	}
	return t.judgement(at)
}

func (t *turn) adult() instrument.Result { return t.def.Score(instrument.Adult, t.iv.known()) }

func (t *turn) children() instrument.Result { return t.def.Score(instrument.Children, t.iv.known()) }

// judge shows the summary and opens the judgement. A judgement that was given
// already stands, and only has to be signed again; where an answer has changed,
// the person sees what the answers give now before signing. What a correction has
// made relevant, or impossible, is asked before.
func (t *turn) judge() {
	t.iv.Return = ""
	if name := t.unasked(); name != "" {
		t.askNext(name)
		return
	}
	if q, is := t.contradicted(); is {
		t.refuse(q)
		t.ask(q.Name)
		return
	}
	t.summary()
	t.judgeChildren()
	t.ask(t.firstUnjudged())
}

// judgeChildren opens or closes the judgement for the children, as the answers say
// that there are any.
func (t *turn) judgeChildren() {
	if !t.def.Judged() {
		return
	}
	if t.children().Level == string(risk.None) {
		t.iv.Children = risk.Judgement{Level: risk.None}
	} else if t.iv.Children.Level == risk.None {
		t.iv.Children = risk.Judgement{}
	}
}

// firstUnjudged is the first step of the judgement that still wants something.
func (t *turn) firstUnjudged() string {
	for _, step := range t.judgements() {
		if step != Signature && t.required(step) && t.value(step) == "" {
			return step
		}
	}
	return Signature
}

// nextJudgement goes on from one step of the judgement to the next: after a level
// comes its reason, and then what still wants something; all of it where the
// person asked to judge anew.
func (t *turn) nextJudgement(from string) {
	steps := t.judgements()
	next := steps[slices.Index(steps, from)+1:]
	if (from == AdultLevel || from == ChildrenLevel || t.iv.Rejudging) && len(next) > 0 {
		t.ask(next[0])
		return
	}
	t.ask(t.firstUnjudged())
}

// required reports whether a step needs an answer: a judgement needs a level, and
// a reason where it differs from what the answers give (DOMAIN rule 6); a
// correction after signing needs its reason always. A question needs its answer
// where the instrument says so, unless it is a judged one: there, what is left open
// counts as not known.
func (t *turn) required(step string) bool {
	if q, ok := t.def.Question(step); ok {
		return q.Required && !t.def.Judged()
	}
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
	if !t.def.Judged() {
		t.say("interview.no_judgement")
		return
	}
	if t.judging() {
		t.iv.Return, t.iv.Rejudging = "", true
		t.ask(AdultLevel)
		return
	}
	t.judgeLater()
}

// judgeLater says what comes before the judgement.
func (t *turn) judgeLater() {
	id := message.ID("interview.judge_later")
	if !t.def.Judged() {
		id = "interview.sign_later"
	}
	t.say(id, message.Args{"Open": message.Number(len(t.open()))})
	t.repeat()
}

// sign closes the interview where nothing is missing.
func (t *turn) sign() {
	if !t.judging() {
		t.judgeLater()
		return
	}
	if missing := t.firstUnjudged(); missing != Signature {
		t.say("interview.sign_missing")
		t.ask(missing)
		return
	}
	if name := t.unasked(); name != "" {
		t.say("interview.sign_missing")
		t.askNext(name)
		return
	}
	t.iv.State = Signed
}

// decide carries out the choice of a step that ends something.
func (t *turn) decide(choice string) {
	switch choice {
	case Sign:
		t.sign()
	case Rejudge:
		t.rejudge()
	case Later:
		t.pause()
	case GoOn:
		t.goOn(t.iv.StoppedAt)
	case Discard:
		t.iv.State = Stopped
		id := message.ID("interview.stopped")
		if t.iv.Corrects > 0 {
			id = "interview.stopped_correction"
		}
		t.say(id, message.Args{"Other": t.other()})
	}
}

// level reads a choice's name as a level.
func level(s string) risk.Level { return risk.Level(s) }
