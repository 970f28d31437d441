package interview

import (
	"cmp"
	"slices"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// summary shows what was answered, what it gives, and what is left open, before
// the judgement.
func (t *turn) summary() {
	total := len(t.questions())
	t.say("interview.summary", message.Args{
		"Title": t.title(), "Total": message.Number(total), "Answered": message.Number(total - len(t.open())),
	})
	if !t.def.Judged() {
		t.summaryOfAll()
		return
	}
	for _, section := range t.sections() {
		t.say("interview.summary_choice", listArgs("Items", t.items(section.questions)), message.Args{
			"Choice": message.Nested(section.label),
		})
	}
	if open := t.openScored(); len(open) > 0 {
		t.say("interview.summary_open", listArgs("Items", t.items(open)))
	}
	if notes := t.notes(); len(notes) > 0 {
		t.say("interview.summary_notes", listArgs("Items", notes))
	}
	adult, children := t.adult(), t.children()
	t.say("interview.summary_level", message.Args{
		"Adult":         message.Nested(levelMessage(level(adult.Level))),
		"AdultScore":    message.Nested(ScoreMessage(adult)),
		"AdultWhy":      message.List(why(adult)),
		"Children":      message.Nested(levelMessage(level(children.Level))),
		"ChildrenScore": message.Nested(ScoreMessage(children)),
		"ChildrenWhy":   message.List(why(children)),
	})
}

// summaryOfAll shows every answer, block by block, and what the scales give: where
// nothing is judged, the answers themselves are what is signed.
func (t *turn) summaryOfAll() {
	for _, group := range t.def.Groups {
		var given []string
		for _, q := range t.within(group) {
			if t.value(q.Name) != "" {
				given = append(given, q.Name)
			}
		}
		if len(given) > 0 {
			t.say("interview.summary_block", listArgs("Items", t.answered(given)), message.Args{
				"Block": message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Group: group.Name}),
			})
		}
	}
	if open := t.open(); len(open) > 0 {
		t.say("interview.summary_unanswered", listArgs("Items", t.items(open)))
	}
	if notes := t.notes(); len(notes) > 0 {
		t.say("interview.summary_notes", listArgs("Items", notes))
	}
	if scales := t.scaleLines(); len(scales) > 0 {
		t.say("interview.summary_scales", listArgs("Scales", scales))
	}
}

// scaleLines leaves out a scale of which nothing was answered: there is nothing to say.
func (t *turn) scaleLines() []message.Message {
	var lines []message.Message
	for _, scale := range t.def.Scales {
		result := t.def.Score(scale.Name, t.iv.known())
		if result.Max == 0 {
			continue
		}
		args := message.Args{
			"Scale": message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Scale: scale.Name}),
			"Score": message.Nested(ScoreMessage(result)), "Level": message.Text(""),
		}
		if result.Level != "" {
			args["Level"] = message.Nested(levelMessage(level(result.Level)))
		}
		lines = append(lines, message.New("interview.scale_line", args))
	}
	return lines
}

// section is one answer and the questions that have it.
type section struct {
	label     message.Message
	questions []string
}

// sections lists the answers that say something, the weightiest first: those that
// give points, then what is not known. What is simply not so needs no list.
func (t *turn) sections() []section {
	var sections []section
	for _, list := range t.lists() {
		choices := slices.Clone(t.def.Choices[list])
		slices.SortStableFunc(choices, func(a, b instrument.Choice) int { return cmp.Compare(b.Weight, a.Weight) })
		for _, c := range choices {
			if questions := t.choosing(list, c.Name); len(questions) > 0 && (c.Weight > 0 || c.Unknown) {
				sections = append(sections, section{t.choice(questions[0], c.Name), questions})
			}
		}
	}
	return sections
}

// lists are the definition's lists of choices in the order in which they come up.
func (t *turn) lists() []string {
	var lists []string
	for _, q := range t.def.Questions() {
		if q.Type == instrument.TypeSelectOne && !slices.Contains(lists, q.List) {
			lists = append(lists, q.List)
		}
	}
	return lists
}

func (t *turn) choosing(list, choice string) []string {
	var questions []string
	for _, q := range t.questions() {
		if q.List == list && q.Type == instrument.TypeSelectOne && t.value(q.Name) == choice {
			questions = append(questions, q.Name)
		}
	}
	return questions
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

// why lists the rules that gave a level.
func why(r instrument.Result) []message.Message {
	var lines []message.Message
	for _, rule := range r.Why {
		lines = append(lines, message.New(message.ID("rule."+rule)))
	}
	return lines
}

func (t *turn) openScored() []string {
	return slices.DeleteFunc(t.open(), t.textual)
}

func (t *turn) notes() []message.Message {
	var notes []message.Message
	for _, q := range t.def.Questions() {
		if t.iv.Answers[q.Name].note() != "" {
			notes = append(notes, t.noteLine(q.Name))
		}
	}
	return notes
}

func (t *turn) noteLine(question string) message.Message {
	return message.New("interview.note_line", itemArgs(t, question), message.Args{
		"Note": message.Text(t.iv.Answers[question].note()),
	})
}
