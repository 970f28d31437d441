package interview

import (
	"strings"
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

func (t *turn) title() message.Arg {
	return message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version})
}

// other is the title where it is not the risk checklist that is asked: messages
// call that by its name and anything else by its title.
func (t *turn) other() message.Arg { return Other(t.def) }

// Other is a definition's title, or nothing for a judged one: the risk checklist.
func Other(def *instrument.Definition) message.Arg {
	if def.Judged() {
		return message.Text("")
	}
	return message.Of(message.Label{Instrument: def.ID, Version: def.Version})
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
		"First":  message.Number(t.first(g)),
	}
}

// first is the number of a group's first relevant question.
func (t *turn) first(g instrument.Group) int {
	if within := t.within(g); len(within) > 0 {
		return within[0].Number
	}
	return 0
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
	case ok && q.Type == instrument.TypeSelectMultiple:
		return message.Nested(t.several(step, t.def.Chosen(q, value)))
	case ok && q.Type == instrument.TypeDecimal && strings.Contains(value, "."):
		whole, fraction, _ := strings.Cut(value, ".")
		return message.Nested(message.New("answer.decimal", message.Args{
			"Whole": message.Text(whole), "Fraction": message.Text(fraction),
		}))
	case ok && q.Type == instrument.TypeDate:
		day, _ := time.Parse(time.DateOnly, value)
		return message.Day(day)
	case step == AdultLevel || step == ChildrenLevel:
		return message.Nested(levelMessage(level(value)))
	}
	return message.Text(value)
}

// several are the choices of an answer, with commas between them.
func (t *turn) several(question string, chosen []instrument.Choice) message.Message {
	if len(chosen) == 0 {
		return message.New("answer.none")
	}
	first := t.choice(question, chosen[0].Name)
	if len(chosen) == 1 {
		return first
	}
	return message.New("answer.several", message.Args{
		"First": message.Nested(first), "Rest": message.Nested(t.several(question, chosen[1:])),
	})
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
