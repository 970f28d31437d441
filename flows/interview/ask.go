package interview

import (
	"strconv"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// say adds a message to the replies; consecutive ones stand in one.
func (t *turn) say(id message.ID, args ...message.Args) {
	m := message.New(id, args...)
	if n := len(t.replies); n > 0 && t.replies[n-1].Step == "" {
		t.replies[n-1].Text = append(t.replies[n-1].Text, m)
		return
	}
	t.replies = append(t.replies, Reply{Text: []message.Message{m}})
}

// ask makes a step the present one and asks it.
func (t *turn) ask(step string) {
	t.iv.At = step
	t.iv.Asked++
	t.iv.Rejudging = t.iv.Rejudging && step != Signature
	t.replies = append(t.replies, Reply{
		Text: []message.Message{t.question(step)}, Step: step, Choices: t.choices(step),
	})
}

// repeat asks the present step again.
func (t *turn) repeat() { t.ask(t.iv.At) }

// askNext asks a question that comes next; where a block begins with it, that is
// said first.
func (t *turn) askNext(question string) {
	group := t.def.GroupOf(question)
	if group.Letter != "" && group.Questions[0].Name == question {
		t.say("interview.block_begins", t.blockArgs(group), message.Args{
			"Last": message.Number(group.Questions[len(group.Questions)-1].Number),
		})
	}
	t.ask(question)
}

// question words a step.
func (t *turn) question(step string) message.Message {
	switch step {
	case AdultLevel:
		return t.levelQuestion(step, t.adult(), t.iv.Adult.Level)
	case ChildrenLevel:
		return t.levelQuestion(step, t.children(), t.iv.Children.Level)
	case AdultReason:
		return t.reasonQuestion(t.iv.Adult, t.adult(), t.iv.Floors.Adult)
	case ChildrenReason:
		return t.reasonQuestion(t.iv.Children, t.children(), t.iv.Floors.Children)
	case ChangeReason:
		return message.New("ask.judge.change_reason")
	case Stopping:
		if t.iv.Corrects > 0 {
			return message.New("ask.stop_correction")
		}
		return message.New("ask.stop", t.progress())
	case Signature:
		args := message.Args{
			"Adult": message.Nested(levelMessage(t.iv.Adult.Level)), "Children": message.Text(""),
		}
		if t.iv.Children.Level != risk.None {
			args["Children"] = message.Nested(levelMessage(t.iv.Children.Level))
		}
		return message.New("ask.judge.sign", args)
	}
	q, _ := t.def.Question(step)
	args := message.Args{"Question": t.label(step), "Hint": t.hint(q), "Answer": t.shownAnswer(step)}
	if q.Type == instrument.TypeText {
		return message.New("interview.question_text", args)
	}
	return message.New("interview.question", args, message.Args{
		"Letter": message.Text(t.def.GroupOf(step).Letter), "Number": message.Number(q.Number),
		"Total": message.Number(t.def.Numbered()),
	})
}

func (t *turn) levelQuestion(step string, score instrument.Result, judged risk.Level) message.Message {
	args := message.Args{
		"Computed": message.Nested(levelMessage(level(score.Level))), "Judged": message.Text(""),
	}
	if judged != "" {
		args["Judged"] = message.Nested(levelMessage(judged))
	}
	return message.New(message.ID("ask."+step), args)
}

// reasonQuestion asks for the reason of a judgement and says what it will count
// for: below what the answers give, only once the second service agrees.
func (t *turn) reasonQuestion(j risk.Judgement, score instrument.Result, floor risk.Level) message.Message {
	args := message.Args{
		"Judged":   message.Nested(levelMessage(j.Level)),
		"Computed": message.Nested(levelMessage(level(score.Level))),
		"Counts":   message.Nested(levelMessage(risk.Counts(j.Level, score, floor))),
		"Answer":   message.Text(j.Reason),
	}
	switch {
	case risk.Lowers(j.Level, score, floor):
		return message.New("interview.reason_lowers", args)
	case risk.NeedsReason(j.Level, score, floor):
		return message.New("interview.reason_differs", args)
	}
	return message.New("interview.reason_same", args)
}

// levels are what can be judged.
var levels = []risk.Level{risk.Low, risk.Medium, risk.High, risk.Extreme, risk.NotEnough}

// choices lists what can be tapped for a step.
func (t *turn) choices(step string) []Choice {
	var choices []Choice
	switch step {
	case AdultLevel, ChildrenLevel:
		for _, l := range levels {
			choices = append(choices, Choice{ID: string(l), Label: levelMessage(l)})
		}
		return choices
	case Signature:
		return []Choice{{Sign, message.New("choice.sign")}, {Rejudge, message.New("choice.rejudge")}}
	case Stopping:
		discard := message.New("choice.discard")
		if t.iv.Corrects > 0 {
			discard = message.New("choice.end_correction")
		}
		return []Choice{{GoOn, message.New("choice.go_on")}, {Discard, discard}}
	}
	q, ok := t.def.Question(step)
	if !ok || q.Type != instrument.TypeSelectOne {
		return nil
	}
	for _, c := range t.def.Choices[q.List] {
		choices = append(choices, Choice{ID: c.Name, Label: t.choice(step, c.Name)})
	}
	return choices
}

// meant are the choices that "yes" and "no" stand for, where they are no level.
var meant = map[command.Word][]string{
	command.Yes: {Sign, Discard},
	command.No:  {Rejudge, GoOn},
}

// parseChoice reads a line as a choice of a step that is no question: by its
// number or by its word.
func parseChoice(line string, choices []Choice, languages []string) (string, bool) {
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(choices) {
		return choices[n-1].ID, true
	}
	c, ok := command.Parse(line, languages...)
	if !ok || c.Rest != "" {
		return "", false
	}
	for _, id := range append([]string{string(c.Word)}, meant[c.Word]...) {
		for _, choice := range choices {
			if choice.ID == id {
				return id, true
			}
		}
	}
	return "", false
}

// choiceLines lists the choices with their numbers, which can be typed.
func (t *turn) choiceLines(step string) []message.Message {
	var lines []message.Message
	for i, c := range t.choices(step) {
		lines = append(lines, message.New("interview.choice_line", message.Args{
			"Number": message.Number(i + 1), "Choice": message.Nested(c.Label),
		}))
	}
	return lines
}

func levelMessage(l risk.Level) message.Message {
	if l == "" {
		return message.New("level.open")
	}
	return message.New(message.ID("level." + string(l)))
}
