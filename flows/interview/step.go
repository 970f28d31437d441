package interview

import (
	"slices"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// Input is what can happen to an interview.
type Input interface{ input() }

// Wrote is a line from the person interviewed. Ref is the message's mark; Edits
// is that of the message whose new text this is.
type Wrote struct {
	Ref, Edits string
	Line       string
	Languages  []string
}

// Voted is a tap on one of this interview's questions.
type Voted struct {
	Ref, Step, Choice string
}

// Shown says that the question of a step now stands in the room.
type Shown struct{ Step string }

// TookBack is a message of the person that they deleted.
type TookBack struct{ Ref string }

func (Wrote) input()    {}
func (Voted) input()    {}
func (Shown) input()    {}
func (TookBack) input() {}

// Step takes one input. It returns no replies where the line was free talk.
func (iv Interview) Step(in Input, now time.Time) (Interview, []Reply) {
	t := turn{iv: iv.clone(), def: iv.Definition(), now: now}
	switch in := in.(type) {
	case Wrote:
		t.wrote(in)
	case Voted:
		t.voted(in)
	case Shown:
		t.iv.Shown = in.Step
	case TookBack:
		t.tookBack(in)
	}
	return t.iv, t.replies
}

// turn is one Step under way.
type turn struct {
	iv      Interview
	def     *instrument.Definition
	now     time.Time
	replies []Reply
}

// wrote takes a line: an edit, then a word of the conversation, then an answer.
func (t *turn) wrote(in Wrote) {
	if in.Edits != "" {
		t.edited(in)
		return
	}
	c, known := command.Parse(in.Line, in.Languages...)
	if t.iv.State == Paused {
		if known && (c.Rest == "" || c.Marked) {
			t.whilePaused(c)
		}
		return
	}
	step, late := t.target()
	if !c.Marked && !late && t.answersStep(in, step, c, known) {
		return
	}
	if !c.Marked && late && t.answerLine(in, step) {
		return
	}
	if known && t.word(c, in) {
		return
	}
	t.notUnderstood()
}

// target is the step that a bare answer belongs to. What was written before the
// present question stood in the room answers the one before it: that is how two
// devices, or a second tap of the finger, give no answer to a question unseen.
func (t *turn) target() (step string, late bool) {
	if t.iv.Shown != "" && t.iv.Shown != t.iv.At && !t.textual(t.iv.Shown) {
		return t.iv.Shown, true
	}
	return t.iv.At, false
}

// answersStep tries a line as answer to the step that is being asked, in the
// order in which people mean it: a choice, a command's word, a line of numbered
// answers, words.
func (t *turn) answersStep(in Wrote, step string, c command.Command, known bool) bool {
	if t.answerLine(in, step) {
		return true
	}
	if !t.textual(step) {
		return false
	}
	if known && (c.Rest == "" || c.Word == command.Correct) && c.Word.Steers() {
		return false
	}
	t.answerText(in, step)
	return true
}

// word carries out a command's word and reports whether it belongs to the
// interview.
func (t *turn) word(c command.Command, in Wrote) bool {
	switch c.Word {
	case command.Back:
		t.back()
	case command.Skip:
		t.skip()
	case command.Unknown:
		t.unknown(in)
	case command.Block:
		t.block()
	case command.Correct:
		t.correct(c.Rest)
	case command.Note:
		t.note(c.Rest, in.Ref)
	case command.Pause:
		t.pause()
	case command.Resume:
		t.repeat()
	case command.Stop:
		t.ask(Stopping)
	case command.Judge:
		t.rejudge()
	case command.Sign:
		t.sign(in.Ref)
	case command.Status:
		t.status()
	case command.Help:
		t.say("interview.help")
	default:
		return false
	}
	return true
}

func (t *turn) whilePaused(c command.Command) {
	switch c.Word {
	case command.Resume, command.Back:
		t.resume()
	case command.Status:
		t.status()
	case command.Help:
		t.say("interview.paused_help")
	case command.Stop:
		t.iv.State = Asking
		t.ask(Stopping)
	}
}

// voted takes a tap on the present question, or on an earlier one as its
// correction.
func (t *turn) voted(in Voted) {
	if in.Choice == "" {
		t.say("interview.vote_taken_back", message.Args{"Item": t.item(in.Step)})
		return
	}
	if !t.offers(in.Step, in.Choice) {
		t.say("interview.no_such_choice")
		return
	}
	if t.iv.State == Paused {
		t.iv.State = Asking
	}
	if in.Step == t.iv.At {
		t.answer(in.Step, in.Choice, in.Ref)
		return
	}
	if in.Step == Stopping || in.Step == Signature {
		t.repeat() // asked earlier and left since: tapping it now must not end anything
		return
	}
	t.amend(in.Step, in.Choice)
}

// edited takes the new text of an earlier message as the correction of what it
// answered.
func (t *turn) edited(in Wrote) {
	steps, known := t.iv.Sources[in.Edits]
	if !known {
		return
	}
	if note, ok := noted(steps); ok {
		c, _ := command.Parse(in.Line, in.Languages...)
		_, text := t.noteTarget(c.Rest)
		t.setNote(note, text, in.Edits)
		return
	}
	if len(steps) == 1 && t.textual(steps[0]) {
		t.amend(steps[0], in.Line)
		return
	}
	if len(steps) == 1 {
		if choice, ok := t.parse(steps[0], in.Line, in.Languages); ok {
			t.amend(steps[0], choice)
			return
		}
	}
	if !t.numbered(Wrote{Ref: in.Edits, Line: in.Line, Languages: in.Languages}) {
		t.say("interview.edit_not_understood", message.Args{"Items": message.List(t.items(steps))})
	}
}

func (t *turn) tookBack(in TookBack) {
	if steps, known := t.iv.Sources[in.Ref]; known {
		if name, isNote := noted(steps); isNote {
			steps = []string{name}
		}
		t.say("interview.deleted", message.Args{"Items": message.List(t.items(steps))})
	}
}

func (t *turn) notUnderstood() {
	if t.textual(t.iv.At) {
		t.say("interview.write_text")
		return
	}
	t.say("interview.not_understood", message.Args{"Choices": t.words(t.iv.At)})
}

// textual reports whether a step is answered in a person's own words.
func (t *turn) textual(step string) bool {
	switch step {
	case AdultReason, ChildrenReason, ChangeReason:
		return true
	}
	q, ok := t.def.Question(step)
	return ok && q.Type == instrument.TypeText
}

// open lists the questions that are not answered yet, in order.
func (t *turn) open() []string {
	var open []string
	for _, q := range t.def.Questions() {
		if t.iv.Answers[q.Name].Value == "" {
			open = append(open, q.Name)
		}
	}
	return open
}

func (t *turn) skipped(step string) bool { return slices.Contains(t.iv.Skipped, step) }
