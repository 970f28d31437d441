package interview

import (
	"slices"
	"strconv"
	"strings"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// back asks the previous question again.
func (t *turn) back() {
	previous := ""
	for _, step := range t.steps() {
		if step == t.iv.At {
			break
		}
		previous = step
	}
	if t.iv.At == Stopping || t.iv.Return != "" {
		previous = t.iv.Return // leave the detour
		t.iv.Return = ""
	}
	if previous == "" {
		t.say("interview.first")
		t.repeat()
		return
	}
	t.ask(previous)
}

// steps lists every step in the order in which they are asked.
func (t *turn) steps() []string {
	var steps []string
	for _, q := range t.def.Questions() {
		steps = append(steps, q.Name)
	}
	return append(steps, t.judgements()...)
}

// skip leaves a question for later; in the end it counts as not known. A reason
// that is needed cannot be skipped.
func (t *turn) skip() {
	at := t.iv.At
	if t.required(at) {
		t.say("interview.needs_reason")
		t.repeat()
		return
	}
	if _, isQuestion := t.def.Question(at); isQuestion && !t.skipped(at) && t.value(at) == "" {
		t.iv.Skipped = append(t.iv.Skipped, at)
	}
	t.advance(at)
}

// unknown answers "not known".
func (t *turn) unknown(in Wrote) {
	for _, c := range t.choices(t.iv.At) {
		if q, ok := t.def.Question(t.iv.At); ok && t.def.Unknown(q, c.ID) {
			t.answer(t.iv.At, c.ID, in.Ref)
			return
		}
	}
	t.notUnderstood()
}

// block shows every question of the present block, with its line to fill in.
func (t *turn) block() {
	q, ok := t.def.Question(t.iv.At)
	if !ok || q.Number == 0 {
		t.repeat()
		return
	}
	group := t.def.GroupOf(q.Name)
	var lines []message.Message
	for _, q := range group.Questions {
		lines = append(lines, message.New("interview.block_line", message.Args{
			"Number": message.Number(q.Number), "Question": t.label(q.Name), "Answer": t.shown(q.Name),
		}))
	}
	t.say("interview.block", message.Args{
		"Letter": message.Text(group.Letter), "Block": message.Of(t.groupLabel(group)),
		"Lines": message.List(lines), "First": message.Number(group.Questions[0].Number),
		"Second": message.Number(group.Questions[0].Number + 1),
	})
}

// correct asks one question again, and then goes on where it was.
func (t *turn) correct(rest string) {
	q, ok := t.numberedQuestion(rest)
	if !ok {
		t.say("interview.correct_which", message.Args{"Total": message.Number(t.def.Numbered())})
		return
	}
	if t.iv.Return == "" {
		t.iv.Return = t.iv.At
	}
	t.ask(q.Name)
}

func (t *turn) numberedQuestion(s string) (instrument.Question, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return instrument.Question{}, false
	}
	return t.def.ByNumber(n)
}

// note keeps a remark with a question: the one whose number begins it, otherwise
// the one that is being asked, otherwise the last.
func (t *turn) note(rest, ref string) {
	name, text := t.noteTarget(rest)
	if text == "" {
		t.say("interview.note_empty")
		return
	}
	t.source(ref, notePrefix+name)
	t.setNote(name, text, ref)
}

const notePrefix = "note:"

// noted reports whether a message was a note, and on which question.
func noted(steps []string) (string, bool) {
	if len(steps) != 1 {
		return "", false
	}
	return strings.CutPrefix(steps[0], notePrefix)
}

func (t *turn) noteTarget(rest string) (name, text string) {
	head, tail, _ := strings.Cut(rest, " ")
	if q, ok := t.numberedQuestion(strings.TrimSuffix(head, ":")); ok {
		return q.Name, strings.TrimSpace(tail)
	}
	if q, ok := t.def.Question(t.iv.At); ok {
		return q.Name, rest
	}
	questions := t.def.Questions()
	return questions[len(questions)-1].Name, rest
}

func (t *turn) setNote(name, text, _ string) {
	a := t.iv.Answers[name]
	a.Note, a.When = text, t.now
	t.iv.Answers[name] = a
	t.say("interview.noted", message.Args{"Item": t.item(name)})
}

func (t *turn) pause() {
	t.iv.State = Paused
	t.say("interview.paused", t.progress())
}

func (t *turn) resume() {
	t.iv.State = Asking
	t.say("interview.resumed", t.progress())
	t.repeat()
}

func (t *turn) status() {
	t.say("interview.status", t.progress())
}

func (t *turn) progress() message.Args {
	total := len(t.def.Questions())
	return message.Args{
		"Title": t.title(), "Done": message.Number(total - len(t.open())),
		"Total": message.Number(total), "Skipped": message.Number(len(t.iv.Skipped)),
	}
}

// repeat asks the present step again.
func (t *turn) repeat() { t.ask(t.iv.At) }

// decide carries out the choice of a step that ends something.
func (t *turn) decide(step, choice string) {
	switch choice {
	case Sign:
		t.sign("")
	case Rejudge:
		t.rejudge()
	case Discard:
		t.iv.State = Stopped
		t.say("interview.stopped")
	case GoOn:
		next := t.iv.Return
		t.iv.Return = ""
		t.ask(next)
	}
	_ = step
}

// judging reports whether the questions are done and the judgement is under way.
func (t *turn) judging() bool {
	at := t.iv.At
	if t.iv.Return != "" {
		at = t.iv.Return
	}
	return slices.Contains(t.judgements(), at)
}
