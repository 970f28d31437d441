package interview

import (
	"slices"
	"strings"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// answer records the answer to the step that is being asked and goes on.
func (t *turn) answer(step, value, ref string) {
	if t.ends(step) {
		t.decide(value)
		return
	}
	t.source(ref, step)
	t.record(step, value)
	t.consequences([]string{step})
	t.advance(step)
}

// amend changes an earlier answer and leaves the present question where it is.
func (t *turn) amend(step, value string) {
	if value == "" || t.value(step) == value {
		return
	}
	t.record(step, value)
	t.sayCorrected(step)
	t.consequences([]string{step})
	t.changed(step)
}

// changed goes on after a correction. An answer that changes under a judgement
// shows anew what the answers give: the judgement was given for other answers.
func (t *turn) changed(steps ...string) {
	scored := func(step string) bool {
		q, ok := t.def.Question(step)
		return ok && (q.Selects() || !t.def.Judged())
	}
	switch at := t.iv.At; {
	case slices.Contains(steps, at):
		t.advance(at)
	case t.judgement(at) && (slices.ContainsFunc(steps, scored) || t.unasked() != ""):
		t.judge()
	case at == Signature:
		t.ask(t.firstUnjudged()) // it shows what is signed
	case !t.applies(at):
		t.nextQuestion(at)
	}
}

func (t *turn) sayCorrected(step string) {
	t.say("interview.corrected", itemArgs(t, step), message.Args{"Answer": t.shownAnswer(step)})
}

// record writes an answer down, wherever its step keeps it. Another level needs
// another reason.
func (t *turn) record(step, value string) {
	if t.value(step) == value {
		return
	}
	switch step {
	case AdultLevel:
		t.iv.Adult.Level, t.iv.Adult.Reason = level(value), ""
	case AdultReason:
		t.iv.Adult.Reason = value
	case ChildrenLevel:
		t.iv.Children.Level, t.iv.Children.Reason = level(value), ""
	case ChildrenReason:
		t.iv.Children.Reason = value
	case ChangeReason:
		t.iv.Reason = value
	default:
		a := t.iv.Answers[step]
		a.Value, a.When = value, t.now.UTC()
		t.relevant, t.asked = nil, nil
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

// consequences confirms the answers that weigh by themselves and says at once
// what they lead to, together with the answers so far (issue: a critical item
// answered current is confirmed and says what it will lead to).
func (t *turn) consequences(steps []string) {
	if !t.def.Judged() {
		return
	}
	var critical []message.Message
	immediate := false
	for _, step := range steps {
		q, _ := t.def.Question(step)
		weighs := t.def.Weighs(q, t.value(step))
		if weighs == instrument.NotCritical {
			continue
		}
		line := message.ID("interview.critical_line")
		if weighs == instrument.Immediate {
			line, immediate = "interview.gravest_line", true
		}
		critical = append(critical, message.New(line, itemArgs(t, step), message.Args{"Answer": t.shownAnswer(step)}))
	}
	if len(critical) == 0 {
		return
	}
	id := message.ID("interview.critical")
	if immediate {
		id = "interview.critical_immediate"
	}
	t.say(id, listArgs("Items", critical), message.Args{
		"Count":     message.Number(len(critical)),
		"Level":     message.Nested(levelMessage(level(t.adult().AtLeast))),
		"Emergency": message.Text(t.iv.Emergency),
	})
}

// advance goes on after an answered or skipped step: back from a correction, to
// the next question that is open, or to the judgement.
func (t *turn) advance(from string) {
	next := t.iv.Return
	t.iv.Return = ""
	switch {
	case t.judgement(next):
		t.judge()
	case next != "":
		t.goOn(next)
	case t.judgement(from):
		t.nextJudgement(from)
	default:
		t.nextQuestion(from)
	}
}

// nextQuestion asks the next open question after one, otherwise the first open one
// that was not left for later.
func (t *turn) nextQuestion(from string) {
	first, after := "", false
	relevant := t.questions()
	for _, q := range t.def.Questions() {
		asked := len(relevant) > 0 && relevant[0].Name == q.Name
		if asked {
			relevant = relevant[1:]
		}
		if asked && t.value(q.Name) == "" && !t.skipped(q.Name) {
			if after {
				t.askNext(q.Name)
				return
			}
			if first == "" {
				first = q.Name
			}
		}
		after = after || q.Name == from
	}
	if first == "" {
		t.sayNotes(t.reached())
		t.judge()
		return
	}
	t.askNext(first)
}

// parse reads a line as one of a step's choices.
func (t *turn) parse(step, line string, languages []string) (string, bool) {
	if t.textual(step) {
		return "", false
	}
	if q, ok := t.def.Question(step); ok {
		if q.Type == instrument.TypeDate {
			return instrument.ParseDay(line, t.now, languages...)
		}
		return t.def.ParseAnswer(q, line, languages...)
	}
	return parseChoice(strings.TrimSpace(line), t.choices(step), languages)
}

// offers reports whether a step has a choice.
func (t *turn) offers(step, choice string) bool {
	return slices.ContainsFunc(t.choices(step), func(c Choice) bool { return c.ID == choice })
}
