package interview

import (
	"slices"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// remembered is how many answers are remembered with the messages that gave them,
// the newest ones, so that editing a message corrects them.
const remembered = 100

// source remembers which steps a message answered.
func (t *turn) source(ref string, steps ...string) {
	t.remember(Source{Ref: ref, Steps: steps})
}

func (t *turn) remember(s Source) {
	if s.Ref == "" {
		return
	}
	t.iv.Sources = slices.DeleteFunc(t.iv.Sources, func(old Source) bool { return old.Ref == s.Ref })
	t.iv.Sources = append(t.iv.Sources, s)
	answers := 0
	for i := len(t.iv.Sources) - 1; i >= 0; i-- {
		if answers += 1 + len(t.iv.Sources[i].Steps); answers > remembered {
			t.iv.Sources = t.iv.Sources[i+1:]
			return
		}
	}
}

func (t *turn) sourceOf(ref string) (Source, bool) {
	i := slices.IndexFunc(t.iv.Sources, func(s Source) bool { return s.Ref == ref })
	if i < 0 {
		return Source{}, false
	}
	return t.iv.Sources[i], true
}

// edited takes the new text of an earlier message as the correction of what it
// answered.
func (t *turn) edited(in Wrote) {
	s, known := t.sourceOf(in.Edits)
	switch {
	case !known:
		t.editedOther(in)
	case s.Note != "":
		t.editedNote(in, s)
	case len(s.Steps) == 1 && !t.applies(s.Steps[0]):
		t.say("interview.not_relevant", itemArgs(t, s.Steps[0]))
	case len(s.Steps) == 1 && t.textual(s.Steps[0]):
		if text := strings.TrimSpace(in.Line); !t.refuses(s.Steps[0], text) {
			t.amend(s.Steps[0], text)
		}
	case len(s.Steps) == 1 && t.editedChoice(in, s.Steps[0]):
	default:
		if !t.editedLine(in) {
			t.say("interview.edit_not_understood", listArgs("Items", t.answered(s.Steps)))
		}
	}
}

// editedOther: a message that answered nothing is changed. That may be talk. Where
// it would be an answer now, the person must know that it is none: which question
// it was meant for, nobody can tell.
func (t *turn) editedOther(in Wrote) {
	if t.iv.State == Paused || t.textual(t.iv.At) {
		return
	}
	_, isAnswer := t.parse(t.iv.At, in.Line, in.Languages)
	given, _ := t.read(in.Line, in.Languages)
	if c, known := command.Parse(in.Line, in.Languages...); isAnswer || len(given) > 0 || known && c.Bare() {
		t.say("interview.edit_unknown")
	}
}

func (t *turn) editedChoice(in Wrote, step string) bool {
	choice, ok := t.parse(step, in.Line, in.Languages)
	if ok && !t.refuses(step, choice) {
		t.amend(step, choice)
	}
	return ok
}

// editedLine takes a line of numbered answers that was changed: what differs now is
// corrected.
func (t *turn) editedLine(in Wrote) bool {
	given, odd := t.read(in.Line, in.Languages)
	if len(given) == 0 || len(odd) > 0 {
		return false
	}
	var changed []string
	for _, g := range given {
		if t.value(g.step) != g.choice {
			t.record(g.step, g.choice)
			t.sayCorrected(g.step)
			changed = append(changed, g.step)
		}
	}
	t.consequences(changed)
	if len(changed) > 0 {
		t.changed(changed...)
	}
	return true
}

// editedNote replaces a remark; it may be for another question now.
func (t *turn) editedNote(in Wrote, s Source) {
	c, known := command.Parse(in.Line, in.Languages...)
	if !known || c.Word != command.Note || c.Rest == "" {
		t.say("interview.edit_not_understood", listArgs("Items", []message.Message{t.noteLine(s.Note)}))
		return
	}
	t.dropNote(s.Note, s.Ref)
	t.note(c.Rest, s.Ref, s.Note)
}
