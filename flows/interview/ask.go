package interview

import (
	"slices"
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
func (t *turn) repeat() { t.goOn(t.iv.At) }

// askNext asks a question that comes next; where a block begins with it, that is
// said first, and so are the notes that stand before it.
func (t *turn) askNext(question string) {
	group := t.def.GroupOf(question)
	if within := t.within(group); within[0].Name == question {
		t.blockBegins(group, within)
	}
	reached := t.reached()
	at := slices.IndexFunc(reached, func(q instrument.Question) bool { return q.Name == question })
	t.sayNotes(reached[:at])
	t.ask(question)
}

func (t *turn) blockBegins(group instrument.Group, within []instrument.Question) {
	switch {
	case group.Letter != "" && len(within) == 1:
		t.say("interview.block_of_one", t.blockArgs(group))
	case group.Letter != "":
		t.say("interview.block_begins", t.blockArgs(group), message.Args{
			"Last": message.Number(within[len(within)-1].Number),
		})
	case within[0].Number > 0:
		t.say("interview.part_begins", message.Args{
			"Block": message.Of(message.Label{Instrument: t.def.ID, Version: t.def.Version, Group: group.Name}),
		})
	}
}

// within are the relevant questions of a group that take an answer.
func (t *turn) within(group instrument.Group) []instrument.Question {
	return slices.DeleteFunc(slices.Clone(t.questions()), func(q instrument.Question) bool {
		return t.def.GroupOf(q.Name).Name != group.Name
	})
}

// sayNotes says the notes with which a part of the questions ends.
func (t *turn) sayNotes(until []instrument.Question) {
	from := len(until)
	for from > 0 && !until[from-1].Answerable() {
		from--
	}
	for _, note := range until[from:] {
		t.say("interview.note_said", message.Args{"Note": t.label(note.Name)})
	}
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
		return message.New("ask.stop", t.progress(), message.Args{"Other": t.other()})
	case Signature:
		if !t.def.Judged() {
			return message.New("ask.sign", message.Args{"Title": t.title()})
		}
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
	switch {
	case q.Type == instrument.TypeText && q.Number == 0 && !t.required(step):
		return message.New("interview.question_text", args)
	case len(t.choices(step)) == 0:
		return message.New("interview.question_written", args, t.place(q), message.Args{
			"How": message.Nested(t.how(step)), "Optional": count(!t.required(step)),
		})
	}
	return message.New("interview.question", args, t.place(q))
}

// place says where a question stands. Where some are asked only sometimes, its
// place among the relevant ones and the number by which it is corrected differ.
func (t *turn) place(q instrument.Question) message.Args {
	place := message.Args{
		"Letter": message.Text(t.def.GroupOf(q.Name).Letter), "Own": message.Number(0),
		"Number": message.Number(q.Number), "Total": message.Number(t.def.Numbered()),
	}
	if t.def.Branches() && q.Number > 0 {
		numbered := slices.DeleteFunc(slices.Clone(t.questions()), func(q instrument.Question) bool { return q.Number == 0 })
		at := slices.IndexFunc(numbered, func(other instrument.Question) bool { return other.Name == q.Name })
		place["Own"], place["Number"], place["Total"] = message.Number(q.Number), message.Number(at+1), message.Number(len(numbered))
	}
	return place
}

// how says in which form a question wants its answer that cannot be tapped.
func (t *turn) how(step string) message.Message {
	q, _ := t.def.Question(step)
	switch q.Type {
	case instrument.TypeInteger:
		return message.New("how.integer")
	case instrument.TypeDecimal:
		return message.New("how.decimal")
	case instrument.TypeDate:
		return message.New("how.date")
	case instrument.TypeSelectOne:
		return message.New("how.one", listArgs("Choices", t.choiceLines(step)))
	case instrument.TypeSelectMultiple:
		return message.New("how.several", listArgs("Choices", t.choiceLines(step)))
	}
	return message.New("how.text")
}

// count is 1 for what is so, as templates ask for it.
func count(so bool) message.Arg {
	if so {
		return message.Number(1)
	}
	return message.Number(0)
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
		if !t.def.Judged() {
			return []Choice{{Sign, message.New("choice.sign")}, {Later, message.New("choice.later")}}
		}
		return []Choice{{Sign, message.New("choice.sign")}, {Rejudge, message.New("choice.rejudge")}}
	case Stopping:
		discard := message.New("choice.discard")
		if t.iv.Corrects > 0 {
			discard = message.New("choice.end_correction")
		}
		return []Choice{{GoOn, message.New("choice.go_on")}, {Discard, discard}}
	}
	if q, ok := t.def.Question(step); !ok || q.Type != instrument.TypeSelectOne || len(t.def.Choices[q.List]) > tappable {
		return nil
	}
	return t.listed(step)
}

// tappable is how many answers a poll can have (MSC3381).
const tappable = 20

// listed are all choices of a question's list.
func (t *turn) listed(question string) []Choice {
	var choices []Choice
	q, ok := t.def.Question(question)
	if !ok || !q.Selects() {
		return nil
	}
	for _, c := range t.def.Choices[q.List] {
		choices = append(choices, Choice{ID: c.Name, Label: t.choice(question, c.Name)})
	}
	return choices
}

// meant are the choices that "yes" and "no" stand for, where they are no level.
var meant = map[command.Word][]string{
	command.Yes: {Sign, Discard},
	command.No:  {Rejudge, GoOn, Later},
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
	choices := t.choices(step)
	if len(choices) == 0 {
		choices = t.listed(step)
	}
	for i, c := range choices {
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
