package interview

import (
	"slices"
	"strconv"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// word carries out a command's word and reports whether it belongs to the
// interview. step is what the person sees; where that is late, what would decide
// about a question unseen is left alone, since the question is on its way.
func (t *turn) word(c command.Command, in Wrote, step string, late bool) bool {
	switch c.Word {
	case command.Skip:
		t.skip(late)
	case command.Sign:
		if !late {
			t.sign()
		}
	case command.Unknown:
		t.unknown(in, step, late)
	case command.Note:
		t.note(c.Rest, in.Ref, step)
	case command.Back:
		t.back()
	case command.Block:
		t.block(c.Rest)
	case command.Correct:
		t.correct(c.Rest, in)
	case command.Pause:
		t.pause()
	case command.Resume:
		t.repeat()
	case command.Stop:
		t.stop()
	case command.Judge:
		t.rejudge()
	case command.Status:
		t.status()
	case command.Help:
		t.help()
	default:
		return false
	}
	return true
}

// help shows what can be written; a checklist's own letters mean nothing elsewhere.
func (t *turn) help() {
	if t.def.Judged() {
		t.say("interview.help")
		return
	}
	t.say("interview.help_other")
}

// back asks the previous question again, or leaves a detour.
func (t *turn) back() {
	switch {
	case t.iv.At == Stopping:
		t.goOn(t.iv.StoppedAt)
		return
	case t.iv.Return != "":
		previous := t.iv.Return
		t.iv.Return = ""
		t.goOn(previous)
		return
	}
	steps := t.steps()
	i := slices.Index(steps, t.iv.At)
	if i <= 0 {
		t.say("interview.first")
		t.repeat()
		return
	}
	t.ask(steps[i-1])
}

// steps lists every step in the order in which they are asked.
func (t *turn) steps() []string {
	var steps []string
	for _, q := range t.questions() {
		steps = append(steps, q.Name)
	}
	return append(steps, t.judgements()...)
}

// skip leaves a question for later; in the end it counts as not known. What is
// recorded already stays. What is needed cannot be skipped.
func (t *turn) skip(late bool) {
	at := t.iv.At
	switch {
	case late: // the question that they saw is answered
	case t.value(at) == "" && t.required(at):
		t.say("interview.needed")
		t.repeat()
	default:
		if _, isQuestion := t.def.Question(at); isQuestion && !t.skipped(at) && t.value(at) == "" {
			t.iv.Skipped = append(t.iv.Skipped, at)
		}
		t.advance(at)
	}
}

// unknown answers "not known".
func (t *turn) unknown(in Wrote, step string, late bool) {
	q, ok := t.def.Question(step)
	for _, c := range t.listed(step) {
		if !ok || !t.def.Unknown(q, c.ID) || t.refuses(step, c.ID) {
			continue
		}
		if late {
			t.source(in.Ref, step)
			t.amend(step, c.ID)
		} else {
			t.answer(step, c.ID, in.Ref)
		}
		return
	}
	t.notUnderstood()
}

// block shows every question of a block, the present one unless its letter is
// given, with its line to fill in.
func (t *turn) block(letter string) {
	group, ok := t.blockNamed(command.Only(letter))
	if !ok {
		t.say("interview.block_which")
		return
	}
	within := t.within(group)
	if len(within) == 0 {
		t.say("interview.block_empty", t.blockArgs(group))
		return
	}
	var lines []message.Message
	for _, q := range within {
		lines = append(lines, message.New("interview.block_line", message.Args{
			"Number": message.Number(q.Number), "Question": t.label(q.Name), "Answer": t.shownAnswer(q.Name),
		}))
	}
	id := message.ID("interview.block")
	if !t.def.Judged() {
		id = "interview.block_other"
	}
	t.say(id, t.blockArgs(group), listArgs("Lines", lines), message.Args{
		"Second": message.Number(within[0].Number + 1),
	})
}

func (t *turn) blockNamed(letter string) (instrument.Group, bool) {
	if letter == "" {
		group := t.def.GroupOf(t.iv.At)
		return group, group.Letter != ""
	}
	i := slices.IndexFunc(t.def.Groups, func(g instrument.Group) bool { return strings.EqualFold(g.Letter, letter) })
	if i < 0 {
		return instrument.Group{}, false
	}
	return t.def.Groups[i], true
}

// correct asks one question again, and then goes on where it was; with an answer,
// it takes that at once.
func (t *turn) correct(rest string, in Wrote) {
	if given, odd := t.read(rest, in.Languages); len(given) == 1 && len(odd) == 0 {
		t.source(in.Ref, given[0].step)
		t.amend(given[0].step, given[0].choice)
		return
	}
	if t.correctedTo(rest, in) {
		return
	}
	q, ok := t.numberedQuestion(rest)
	switch {
	case !ok:
		t.say("interview.correct_which", message.Args{"Total": message.Number(t.def.Numbered())})
		return
	case !t.applies(q.Name):
		t.say("interview.not_relevant", itemArgs(t, q.Name))
		return
	}
	if t.iv.At == Stopping {
		t.iv.At = t.iv.StoppedAt
	}
	if t.iv.Return == "" && t.iv.At != q.Name {
		t.iv.Return = t.iv.At
	}
	t.ask(q.Name)
}

// correctedTo takes a correction with the new answer that is no word of a line, as
// in `correct 5 17`.
func (t *turn) correctedTo(rest string, in Wrote) bool {
	head, tail, _ := strings.Cut(rest, " ")
	q, ok := t.numberedQuestion(head)
	if !ok || tail == "" {
		return false
	}
	answer, ok := t.parse(q.Name, tail, in.Languages)
	switch {
	case !t.applies(q.Name):
		t.say("interview.not_relevant", itemArgs(t, q.Name))
	case !ok:
		return false
	case !t.refuses(q.Name, answer):
		t.source(in.Ref, q.Name)
		t.amend(q.Name, answer)
	}
	return true
}

func (t *turn) numberedQuestion(s string) (instrument.Question, bool) {
	n, err := strconv.Atoi(command.Only(s))
	if err != nil {
		return instrument.Question{}, false
	}
	return t.def.ByNumber(n)
}

func (t *turn) pause() {
	if t.iv.At == Stopping {
		t.iv.At = t.iv.StoppedAt // who pauses does not stop
	}
	t.iv.State = Paused
	t.say("interview.paused", t.progress())
}

func (t *turn) resume() {
	if t.iv.State == Paused {
		t.iv.State = Asking
		t.say("interview.resumed", t.progress())
	}
	t.repeat()
}

// stop asks whether to end without signing.
func (t *turn) stop() {
	if t.iv.At != Stopping {
		t.iv.StoppedAt = t.iv.At
	}
	t.ask(Stopping)
}

func (t *turn) status() { t.say("interview.status", t.progress()) }

func (t *turn) progress() message.Args {
	total, open := len(t.questions()), t.open()
	skipped := slices.DeleteFunc(slices.Clone(open), func(name string) bool { return !t.skipped(name) })
	return message.Args{
		"Title": t.title(), "Done": message.Number(total - len(open)),
		"Total": message.Number(total), "Skipped": message.Number(len(skipped)),
	}
}
