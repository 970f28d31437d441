package interview

import (
	"slices"
	"strings"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// answerLine tries a line as a choice of the step, or as numbered answers.
func (t *turn) answerLine(in Wrote, step string) bool {
	if choice, ok := t.parse(step, in.Line, in.Languages); ok {
		if step == t.iv.At {
			t.answer(step, choice, in.Ref)
		} else {
			t.source(in.Ref, step)
			t.amend(step, choice)
		}
		return true
	}
	return t.numbered(in)
}

// answerText takes a person's own words as the answer.
func (t *turn) answerText(in Wrote, step string) {
	t.answer(step, strings.TrimSpace(in.Line), in.Ref)
}

// answer records the answer to the step that is being asked and goes on.
func (t *turn) answer(step, value, ref string) {
	t.source(ref, step)
	if step == Stopping || step == Signature {
		t.decide(step, value)
		return
	}
	t.record(step, value)
	t.consequence(step)
	t.advance(step)
}

// amend changes an earlier answer and leaves the present question where it is.
// An answer that changes under a judgement opens the judgement again: it was
// given for other answers.
func (t *turn) amend(step, value string) {
	if t.value(step) == value {
		return
	}
	judging := t.judging()
	t.record(step, value)
	t.say("interview.corrected", message.Args{"Item": t.item(step), "Answer": t.shown(step)})
	t.consequence(step)
	if _, isQuestion := t.def.Question(step); isQuestion && judging {
		t.judge()
		return
	}
	if step == t.iv.At {
		t.advance(step)
	}
}

// record writes an answer down, wherever its step keeps it.
func (t *turn) record(step, value string) {
	switch step {
	case AdultLevel:
		t.iv.Adult.Level = level(value)
	case AdultReason:
		t.iv.Adult.Reason = value
	case ChildrenLevel:
		t.iv.Children.Level = level(value)
	case ChildrenReason:
		t.iv.Children.Reason = value
	case ChangeReason:
		t.iv.Reason = value
	default:
		a := t.iv.Answers[step]
		a.Value, a.When = value, t.now
		t.iv.Answers[step] = a
		t.iv.Skipped = slices.DeleteFunc(t.iv.Skipped, func(s string) bool { return s == step })
	}
}

// value is what is recorded for a step; empty where nothing is.
func (t *turn) value(step string) string {
	switch step {
	case AdultLevel:
		return string(t.iv.Adult.Level)
	case AdultReason:
		return t.iv.Adult.Reason
	case ChildrenLevel:
		return string(t.iv.Children.Level)
	case ChildrenReason:
		return t.iv.Children.Reason
	case ChangeReason:
		return t.iv.Reason
	}
	return t.iv.Answers[step].Value
}

// consequence confirms an answer that weighs for life and says at once what it
// leads to, together with the answers so far.
func (t *turn) consequence(step string) {
	q, ok := t.def.Question(step)
	if !ok {
		return
	}
	weighs := t.def.Weighs(q, t.value(step))
	if weighs == instrument.NotCritical {
		return
	}
	id := message.ID("interview.critical")
	if weighs == instrument.Immediate {
		id = "interview.critical_immediate"
	}
	t.say(id, message.Args{
		"Item": t.item(step), "Answer": t.shown(step), "Number": message.Number(q.Number),
		"Level":     message.Nested(levelMessage(level(t.adult().AtLeast))),
		"Emergency": message.Text(t.iv.Emergency),
	})
}

// advance goes on after an answered or skipped step: back from a correction, to
// the next question that is open, or to the judgement.
func (t *turn) advance(from string) {
	if next := t.iv.Return; next != "" {
		t.iv.Return = ""
		if strings.HasPrefix(next, "judge.") {
			t.judge()
			return
		}
		t.ask(next)
		return
	}
	if strings.HasPrefix(from, "judge.") {
		t.nextJudgement(from)
		return
	}
	after := false
	for _, q := range t.def.Questions() {
		if after && t.iv.Answers[q.Name].Value == "" && !t.skipped(q.Name) {
			t.ask(q.Name)
			return
		}
		after = after || q.Name == from
	}
	for _, name := range t.open() {
		if !t.skipped(name) {
			t.ask(name)
			return
		}
	}
	t.judge()
}

// source remembers which steps a message answered.
func (t *turn) source(ref string, steps ...string) {
	if ref != "" {
		t.iv.Sources[ref] = append(t.iv.Sources[ref], steps...)
	}
}

// parse reads a line as one of a step's choices.
func (t *turn) parse(step, line string, languages []string) (string, bool) {
	if q, ok := t.def.Question(step); ok {
		if q.Type != instrument.TypeSelectOne {
			return "", false
		}
		return t.def.ParseAnswer(q, line, languages...)
	}
	return parseStep(step, line, t.choices(step), languages)
}

// offers reports whether a step has a choice.
func (t *turn) offers(step, choice string) bool {
	return slices.ContainsFunc(t.choices(step), func(c Choice) bool { return c.ID == choice })
}
