package interview

import (
	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// summary shows what was answered, what it gives, and what is left open, before
// the judgement.
func (t *turn) summary() {
	adult, children := t.adult(), t.children()
	t.say("interview.summary", message.Args{
		"Title":    t.title(),
		"Answered": message.Number(len(t.def.Questions()) - len(t.open())),
		"Total":    message.Number(len(t.def.Questions())),
	})
	for _, value := range []string{"current", "earlier", "unknown"} {
		if items := t.answered(value); len(items) > 0 {
			t.say(message.ID("interview.summary_"+value), message.Args{"Items": message.List(items)})
		}
	}
	if open := t.openScored(); len(open) > 0 {
		t.say("interview.summary_open", message.Args{"Items": message.List(t.items(open))})
	}
	if notes := t.notes(); len(notes) > 0 {
		t.say("interview.summary_notes", message.Args{"Items": message.List(notes)})
	}
	t.say("interview.summary_level", message.Args{
		"Adult":         message.Nested(levelMessage(level(adult.Level))),
		"AdultScore":    message.Nested(ScoreMessage(adult)),
		"AdultWhy":      message.List(Why(adult)),
		"Children":      message.Nested(levelMessage(level(children.Level))),
		"ChildrenScore": message.Nested(ScoreMessage(children)),
		"ChildrenWhy":   message.List(Why(children)),
	})
}

// ScoreMessage words a score; the share of the maximum is shown in per cent.
func ScoreMessage(r instrument.Result) message.Message {
	if r.Max == 0 {
		return message.New("score.none")
	}
	return message.New("score", message.Args{
		"Points": message.Number(r.Points), "Max": message.Number(r.Max),
		"Percent": message.Number(r.Points * 100 / r.Max), "Unknown": message.Number(r.Unknown),
	})
}

// Why lists the rules that gave a level.
func Why(r instrument.Result) []message.Message {
	var why []message.Message
	for _, rule := range r.Why {
		why = append(why, message.New(message.ID("rule."+rule)))
	}
	return why
}

func (t *turn) answered(value string) []message.Message {
	var names []string
	for _, q := range t.def.Questions() {
		if q.Type == instrument.TypeSelectOne && t.value(q.Name) == value {
			names = append(names, q.Name)
		}
	}
	return t.items(names)
}

func (t *turn) openScored() []string {
	var open []string
	for _, name := range t.open() {
		if q, _ := t.def.Question(name); q.Type == instrument.TypeSelectOne {
			open = append(open, name)
		}
	}
	return open
}

func (t *turn) notes() []message.Message {
	var notes []message.Message
	for _, q := range t.def.Questions() {
		if note := t.iv.Answers[q.Name].Note; note != "" {
			notes = append(notes, message.New("interview.note_line", message.Args{
				"Item": t.item(q.Name), "Note": message.Text(note),
			}))
		}
	}
	return notes
}
