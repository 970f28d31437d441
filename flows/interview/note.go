package interview

import (
	"slices"
	"strings"
	"unicode/utf8"

	"asapbot/flows/message"
)

// maxNotes is how many characters all notes of an interview may have together.
const maxNotes = 10000

// note keeps a remark with a question: the one whose number begins it, otherwise
// the one given.
func (t *turn) note(rest, ref, on string) {
	name, text := t.noteTarget(rest, on)
	a := t.iv.Answers[name]
	switch {
	case text == "":
		t.say("interview.note_empty")
		return
	case t.noted()+utf8.RuneCountInString(text) > maxNotes:
		t.say("interview.note_full", itemArgs(t, name), message.Args{"Max": message.Number(maxNotes)})
		return
	}
	a.Notes, a.When = append(slices.Clone(a.Notes), Note{Ref: ref, Text: text}), t.now.UTC()
	t.iv.Answers[name] = a
	t.remember(Source{Ref: ref, Note: name})
	t.say("interview.noted", itemArgs(t, name), message.Args{"Note": message.Text(a.note())})
}

// noted is how many characters all notes have.
func (t *turn) noted() int {
	characters := 0
	for _, a := range t.iv.Answers {
		characters += utf8.RuneCountInString(a.note())
	}
	return characters
}

// noteTarget is the question that a remark is for, and the remark: by the number
// that begins it, otherwise the one named; outside of the questions, the last.
func (t *turn) noteTarget(rest, on string) (name, text string) {
	head, tail, _ := strings.Cut(rest, " ")
	if q, ok := t.numberedQuestion(head); ok {
		return q.Name, strings.TrimSpace(tail)
	}
	if _, ok := t.def.Question(on); ok {
		return on, strings.TrimSpace(rest)
	}
	last := t.def.Questions()
	if relevant := t.questions(); len(relevant) > 0 {
		last = relevant
	}
	return last[len(last)-1].Name, strings.TrimSpace(rest)
}

// dropNote takes back what a message noted.
func (t *turn) dropNote(question, ref string) {
	a := t.iv.Answers[question]
	a.Notes = slices.DeleteFunc(slices.Clone(a.Notes), func(n Note) bool { return n.Ref == ref })
	t.iv.Answers[question] = a
}
