package interview

import (
	"strconv"
	"strings"

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
	if step == Stopping {
		if t.iv.At != Stopping {
			t.iv.Return = t.iv.At
		}
	}
	t.iv.At = step
	t.iv.Asked++
	if q, ok := t.def.Question(step); ok && t.opens(q) {
		group := t.def.GroupOf(q.Name)
		t.say("interview.block_begins", message.Args{
			"Letter": message.Text(group.Letter), "Block": message.Of(t.groupLabel(group)),
			"First": message.Number(group.Questions[0].Number),
			"Last":  message.Number(group.Questions[len(group.Questions)-1].Number),
		})
	}
	t.replies = append(t.replies, Reply{
		Text: []message.Message{t.question(step)}, Step: step, Choices: t.choices(step),
	})
}

// opens reports whether a question is the first of a numbered block and asked for
// the first time.
func (t *turn) opens(q instrument.Question) bool {
	group := t.def.GroupOf(q.Name)
	return q.Number > 0 && group.Questions[0].Name == q.Name && t.value(q.Name) == "" && t.iv.Return == ""
}

// question words a step.
func (t *turn) question(step string) message.Message {
	switch step {
	case AdultLevel, ChildrenLevel:
		score := t.adult()
		if step == ChildrenLevel {
			score = t.children()
		}
		return message.New(message.ID("ask."+step), message.Args{
			"Computed": message.Nested(levelMessage(level(score.Level))),
		})
	case AdultReason, ChildrenReason:
		return t.reasonQuestion(step)
	case ChangeReason, Stopping:
		return message.New(message.ID("ask."+step), message.Args{
			"Done": message.Number(len(t.iv.Answers)),
		})
	case Signature:
		return message.New("ask.judge.sign", message.Args{
			"Adult":    message.Nested(levelMessage(t.iv.Adult.Level)),
			"Children": message.Nested(levelMessage(t.iv.Children.Level)),
		})
	}
	q, _ := t.def.Question(step)
	if q.Type == instrument.TypeText {
		return message.New("interview.question_text", message.Args{"Question": t.label(step)})
	}
	args := message.Args{
		"Letter": message.Text(t.def.GroupOf(step).Letter), "Number": message.Number(q.Number),
		"Total": message.Number(t.def.Numbered()), "Question": t.label(step), "Answer": t.shown(step),
	}
	if len(q.Hint) > 0 {
		args["Hint"] = message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Question: step, Hint: true})
	} else {
		args["Hint"] = message.Text("")
	}
	return message.New("interview.question", args)
}

// reasonQuestion asks for the reason of a judgement and says what it will count
// for: below what the answers give, only once the second service agrees.
func (t *turn) reasonQuestion(step string) message.Message {
	judged, score, floor := t.iv.Adult.Level, t.adult(), t.iv.Floors.Adult
	if step == ChildrenReason {
		judged, score, floor = t.iv.Children.Level, t.children(), t.iv.Floors.Children
	}
	args := message.Args{
		"Judged":   message.Nested(levelMessage(judged)),
		"Computed": message.Nested(levelMessage(level(score.Level))),
		"Counts":   message.Nested(levelMessage(risk.Counts(judged, score, floor))),
	}
	switch {
	case risk.Lowers(judged, score, floor):
		return message.New("interview.reason_lowers", args)
	case risk.NeedsReason(judged, score, floor):
		return message.New("interview.reason_differs", args)
	}
	return message.New("interview.reason_same", args)
}

// choices lists what can be tapped for a step.
func (t *turn) choices(step string) []Choice {
	switch step {
	case AdultLevel, ChildrenLevel:
		var choices []Choice
		for _, l := range []risk.Level{risk.Low, risk.Medium, risk.High, risk.Extreme, risk.NotEnough} {
			choices = append(choices, Choice{ID: string(l), Label: levelMessage(l)})
		}
		return choices
	case Signature:
		return []Choice{{Sign, message.New("choice.sign")}, {Rejudge, message.New("choice.rejudge")}}
	case Stopping:
		return []Choice{{GoOn, message.New("choice.go_on")}, {Discard, message.New("choice.discard")}}
	}
	q, ok := t.def.Question(step)
	if !ok || q.Type != instrument.TypeSelectOne {
		return nil
	}
	var choices []Choice
	for _, c := range t.def.Choices[q.List] {
		choices = append(choices, Choice{ID: c.Name, Label: t.choice(step, c.Name)})
	}
	return choices
}

// parseStep reads a line as a choice of a step that is no question: by its number
// or by its word.
func parseStep(_, line string, choices []Choice, languages []string) (string, bool) {
	if n, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && n >= 1 && n <= len(choices) {
		return choices[n-1].ID, true
	}
	c, ok := command.Parse(line, languages...)
	if !ok || c.Rest != "" {
		return "", false
	}
	for _, choice := range choices {
		if choice.ID == string(c.Word) {
			return choice.ID, true
		}
	}
	return "", false
}

// words lists the choices with what can be typed for them.
func (t *turn) words(step string) message.Arg {
	var lines []message.Message
	for i, c := range t.choices(step) {
		label := c.Label
		lines = append(lines, message.New("interview.choice_line", message.Args{
			"Number": message.Number(i + 1), "Choice": message.Nested(label),
		}))
	}
	return message.List(lines)
}

func levelMessage(l risk.Level) message.Message {
	if l == "" {
		l = risk.None
	}
	return message.New(message.ID("level." + string(l)))
}

func (t *turn) title() message.Arg {
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version})
}

func (t *turn) groupLabel(g instrument.Group) message.Label {
	return message.Label{Instrument: t.def.ID, Version: t.def.Version, Group: g.Name}
}

func (t *turn) label(name string) message.Arg {
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Question: name})
}

func (t *turn) choice(question, name string) message.Message {
	return message.New("plain", message.Args{"Text": message.Of(message.Label{
		Instrument: t.def.ID, Version: t.def.Version, Question: question, Choice: name,
	})})
}

// shown is a step's recorded answer as people see it; empty where there is none.
func (t *turn) shown(step string) message.Arg {
	value := t.value(step)
	if q, ok := t.def.Question(step); ok && q.Type == instrument.TypeSelectOne && value != "" {
		return message.Nested(t.choice(step, value))
	}
	if step == AdultLevel || step == ChildrenLevel {
		return message.Nested(levelMessage(level(value)))
	}
	return message.Text(value)
}

// item names a step in few words: a question by its number and text.
func (t *turn) item(step string) message.Arg { return message.Nested(t.items([]string{step})[0]) }

func (t *turn) items(steps []string) []message.Message {
	var items []message.Message
	for _, step := range steps {
		q, ok := t.def.Question(step)
		switch {
		case !ok:
			items = append(items, message.New(message.ID("item."+step)))
		case q.Number == 0:
			items = append(items, message.New("plain", message.Args{"Text": t.label(step)}))
		default:
			items = append(items, message.New("item.question", message.Args{
				"Number": message.Number(q.Number), "Question": t.label(step),
			}))
		}
	}
	return items
}
