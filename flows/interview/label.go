package interview

import (
	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

func (t *turn) title() message.Arg {
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version})
}

// label is a question in full, for where it is asked.
func (t *turn) label(question string) message.Arg {
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Question: question})
}

// hint is a question's hint; empty where it has none.
func (t *turn) hint(q instrument.Question) message.Arg {
	if len(q.Hint) == 0 {
		return message.Text("")
	}
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Question: q.Name, Hint: true})
}

func (t *turn) choice(question, name string) message.Message {
	return message.New("plain", message.Args{"Text": message.Of(message.Label{
		Instrument: t.def.ID, Version: t.def.Version, Question: question, Choice: name,
	})})
}

func (t *turn) blockArgs(g instrument.Group) message.Args {
	return message.Args{
		"Letter": message.Text(g.Letter),
		"Block":  message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Group: g.Name}),
		"First":  message.Number(g.Questions[0].Number),
	}
}

// shownAnswer is a step's recorded answer as people see it; empty where there is
// none.
func (t *turn) shownAnswer(step string) message.Arg {
	value := t.value(step)
	q, ok := t.def.Question(step)
	switch {
	case value == "":
		return message.Text("")
	case ok && q.Type == instrument.TypeSelectOne:
		return message.Nested(t.choice(step, value))
	case step == AdultLevel || step == ChildrenLevel:
		return message.Nested(levelMessage(level(value)))
	}
	return message.Text(value)
}

// ItemLine names a question in few words, by its number where it has one.
func ItemLine(def *instrument.Definition, question string) message.Message {
	q, _ := def.Question(question)
	label := message.Of(message.Label{Instrument: def.ID, Version: def.Version, Question: question, Short: true})
	if q.Number == 0 {
		return message.New("plain", message.Args{"Text": label})
	}
	return message.New("item.question", message.Args{"Number": message.Number(q.Number), "Question": label})
}

// item names a step in few words.
func (t *turn) item(step string) message.Message {
	if _, ok := t.def.Question(step); ok {
		return ItemLine(t.def, step)
	}
	return message.New(message.ID("item." + step))
}

func (t *turn) items(steps []string) []message.Message {
	var items []message.Message
	for _, step := range steps {
		items = append(items, t.item(step))
	}
	return items
}

func itemArgs(t *turn, step string) message.Args {
	return message.Args{"Item": message.Nested(t.item(step))}
}

// answered are steps with what is recorded for them.
func (t *turn) answered(steps []string) []message.Message {
	var lines []message.Message
	for _, step := range steps {
		lines = append(lines, message.New("item.answered", itemArgs(t, step), message.Args{"Answer": t.shownAnswer(step)}))
	}
	return lines
}

func listArgs(name string, lines []message.Message) message.Args {
	return message.Args{name: message.List(lines)}
}
