package render

import (
	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// Instruments gives the labels of the definitions that come with the program.
// A definition without the language is shown in another of its own: a question
// in another language is better than none.
func Instruments(lang string, l message.Label) (string, bool) {
	d, ok := instrument.Get(l.Instrument, l.Version)
	if !ok {
		return "", false
	}
	text, ok := labelOf(d, l)
	return text.In(lang), ok
}

// labelOf is the text to which a label points, if there is one.
func labelOf(d *instrument.Definition, l message.Label) (instrument.Text, bool) {
	switch {
	case l.Question != "":
		return questionLabel(d, l)
	case l.Group != "":
		g, ok := d.Group(l.Group)
		return g.Title, ok
	case l.Scale != "":
		title := d.TitleOf(l.Scale)
		return title, len(title) > 0
	case l.Hint:
		return d.Hint, true
	}
	return d.Title, true
}

// questionLabel is a question's label, its hint, its few words, or that of one of its choices.
func questionLabel(d *instrument.Definition, l message.Label) (instrument.Text, bool) {
	q, ok := d.Question(l.Question)
	switch {
	case !ok:
		return nil, false
	case l.Choice != "":
		c, ok := d.Choice(q, l.Choice)
		return c.Label, ok
	case l.Hint:
		return q.Hint, true
	case l.Constraint:
		return q.ConstraintMessage, true
	case l.Short && len(q.Short) > 0:
		return q.Short, true
	}
	return q.Label, true
}
