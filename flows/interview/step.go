package interview

import (
	"slices"
	"strings"
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

// Voted is a tap on one of this interview's questions, the one that was asked as
// number Asked.
type Voted struct {
	Ref, Step, Choice string
	Asked             int
}

// Shown says that a question now stands in the room.
type Shown struct {
	Step  string
	Asked int
}

// TookBack is a message of the person that they deleted.
type TookBack struct{ Ref string }

// Resumed says that the person wants to go on.
type Resumed struct{}

func (Wrote) input()    {}
func (Voted) input()    {}
func (Shown) input()    {}
func (TookBack) input() {}
func (Resumed) input()  {}

// Step takes one input. It returns no replies where the line was free talk, or
// where there is nothing to say.
func (iv Interview) Step(in Input, def *instrument.Definition, now time.Time) (Interview, []Reply) {
	t := turn{iv: iv.clone(), def: def, now: now}
	switch in := in.(type) {
	case Wrote:
		t.wrote(in)
	case Voted:
		t.voted(in)
	case Shown:
		t.shown(in)
	case TookBack:
		t.tookBack(in)
	case Resumed:
		t.resume()
	}
	return t.iv, t.replies
}

// turn is one Step under way.
type turn struct {
	iv      Interview
	def     *instrument.Definition
	now     time.Time
	replies []Reply
	// relevant and asked are what the answers make relevant, once somebody wanted to
	// know; a new answer makes that anew.
	relevant, asked []instrument.Question
}

// shown notes what stands in the room; an echo that comes late tells nothing new.
func (t *turn) shown(in Shown) {
	if in.Asked >= t.iv.ShownAsked {
		t.iv.Shown, t.iv.ShownAsked = in.Step, in.Asked
	}
}

// wrote takes a line: an edit, then an answer, then a word of the conversation.
func (t *turn) wrote(in Wrote) {
	if in.Edits != "" {
		t.edited(in)
		return
	}
	c, known := command.Parse(in.Line, in.Languages...)
	if t.iv.State == Paused {
		t.whilePaused(c, known, in)
		return
	}
	step, late := t.target()
	switch {
	case !c.Marked && late && t.answersLate(in, step):
	case !c.Marked && !late && t.answers(in, step, c, known):
	case known && t.word(c, in, step, late):
	default:
		t.notUnderstood()
	}
}

// target is the step that a bare answer belongs to. What was written before the
// present question stood in the room answers the one before it: that is how two
// devices, or a second tap of the finger, give no answer to a question unseen.
func (t *turn) target() (step string, late bool) {
	if t.iv.Shown != "" && t.iv.Shown != t.iv.At && t.iv.ShownAsked < t.iv.Asked {
		return t.iv.Shown, true
	}
	return t.iv.At, false
}

// answers tries a line as answer to the step that is being asked, in the order in
// which people mean it: a choice, a line of numbered answers, a command's word,
// their own words.
func (t *turn) answers(in Wrote, step string, c command.Command, known bool) bool {
	answer, ok := t.parse(step, in.Line, in.Languages)
	switch {
	case ok:
	case t.numbered(in, len(t.choices(step)) == 0):
		return true
	case !t.textual(step) || known && t.steers(c):
		return false
	default:
		answer = strings.TrimSpace(in.Line)
	}
	if !t.refuses(step, answer) {
		t.answer(step, answer, in.Ref)
	}
	return true
}

// answersLate takes what was written before the present question could be read.
func (t *turn) answersLate(in Wrote, step string) bool {
	if choice, ok := t.parse(step, in.Line, in.Languages); ok {
		if !t.ends(step) && !t.refuses(step, choice) { // what ends something is never taken twice
			t.source(in.Ref, step)
			t.amend(step, choice)
		}
		return true
	}
	if t.numbered(in, len(t.choices(step)) == 0) {
		return true
	}
	if c, known := command.Parse(in.Line, in.Languages...); !t.textual(step) || known && t.steers(c) {
		return false
	}
	t.say("interview.text_late", itemArgs(t, step))
	return true
}

// steers reports whether a command leads on although words are the answer here:
// alone, or `correct` with the number that it needs.
func (t *turn) steers(c command.Command) bool {
	if c.Word == command.Correct {
		_, isNumber := t.numberedQuestion(c.Rest)
		return c.Rest == "" || isNumber
	}
	return c.Rest == "" && c.Word.Steers()
}

// whilePaused hears what leads back. The rest is talk between people.
func (t *turn) whilePaused(c command.Command, known bool, in Wrote) {
	_, isNumber := t.numberedQuestion(c.Rest)
	bare := known && c.Bare()
	switch {
	case bare && c.Word == command.Resume:
		t.resume()
	case bare && c.Word == command.Status:
		t.status()
	case bare && c.Word == command.Stop:
		t.iv.State = Asking
		t.stop()
	case c.Marked && c.Word == command.Note:
		t.note(c.Rest, in.Ref, t.iv.At)
	case bare && (c.Word == command.Help || c.Word.Steers()), c.Marked,
		c.Word == command.Correct && isNumber, c.Word == command.Note && c.Rest != "":
		t.say("interview.paused_help", t.progress())
	}
}

// voted takes a tap on the present question, or on an earlier one as its
// correction.
func (t *turn) voted(in Voted) {
	switch {
	case in.Choice == "":
		if t.value(in.Step) != "" {
			t.say("interview.vote_taken_back", message.Args{"Item": message.Nested(t.answered([]string{in.Step})[0])})
		}
		return
	case !t.offers(in.Step, in.Choice):
		t.say("interview.no_such_choice")
		return
	case in.Step != t.iv.At && t.value(in.Step) == in.Choice:
		return // tapped twice
	case !t.applies(in.Step):
		t.say("interview.not_relevant", itemArgs(t, in.Step))
		return
	case t.refuses(in.Step, in.Choice):
		return
	}
	t.iv.State = Asking // who taps goes on
	switch {
	case t.ends(in.Step) && (in.Step != t.iv.At || in.Asked != t.iv.Asked):
		t.repeat() // asked earlier and left since: tapping it now must not end anything
	case in.Step == t.iv.At:
		t.answer(in.Step, in.Choice, in.Ref)
	default:
		t.amend(in.Step, in.Choice)
	}
}

// tookBack: an answer stays when its message is deleted, since that may be a slip,
// and the person is told. A note goes with its message.
func (t *turn) tookBack(in TookBack) {
	s, ok := t.sourceOf(in.Ref)
	switch {
	case !ok:
	case s.Note != "":
		t.dropNote(s.Note, s.Ref)
		t.say("interview.note_deleted", itemArgs(t, s.Note))
	default:
		t.say("interview.deleted", listArgs("Items", t.answered(s.Steps)))
	}
}

func (t *turn) notUnderstood() {
	switch at := t.iv.At; {
	case t.textual(at):
		t.say("interview.write_text")
	case len(t.choices(at)) == 0:
		t.say("interview.not_understood_written", message.Args{"How": message.Nested(t.how(at))})
	default:
		t.say("interview.not_understood", listArgs("Choices", t.choiceLines(at)))
	}
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

// ends reports whether a step's answer ends something.
func (t *turn) ends(step string) bool { return step == Signature || step == Stopping }

func (t *turn) skipped(step string) bool { return slices.Contains(t.iv.Skipped, step) }
