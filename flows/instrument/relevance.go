package instrument

import (
	"maps"
)

// Today is the name under which answers hold the day that today() means, as in
// 2026-11-24. The core has no clock: whoever asks says which day it is.
const Today = "today()"

// conditions are a definition's expressions by the place of the question.
type conditions struct {
	any        bool // whether anything is relevant only sometimes
	today      bool // whether today() stands anywhere
	groups     []*expression
	questions  []*expression
	constraint []*expression
}

// RelevantQuestions lists the questions that these answers make relevant, in
// order, the notes among them. The list may be the definition's own.
func (d *Definition) RelevantQuestions(a Answers) []Question {
	if !d.conditions.any {
		return d.questions
	}
	relevant, _ := d.read(a, len(d.questions))
	return relevant
}

// Relevant reports whether a question is to be asked, given the answers so far.
func (d *Definition) Relevant(question string, a Answers) bool {
	p, ok := d.places[question]
	if !ok || !d.conditions.any {
		return ok
	}
	relevant, _ := d.read(a, p.index+1)
	n := len(relevant)
	return n > 0 && relevant[n-1].Name == question
}

// Given are the answers to the questions that are relevant, with the parameters.
// What is not relevant any more counts nowhere.
func (d *Definition) Given(a Answers) Answers {
	_, given := d.read(a, len(d.questions))
	return given
}

// read goes through the questions in their order, up to one. An answer that is
// not relevant counts as none for all that follows: as nothing refers forward,
// one reading is enough.
func (d *Definition) read(a Answers, upTo int) (relevant []Question, given Answers) {
	given = maps.Clone(a)
	group, holds := -1, true
	for i, q := range d.questions[:upTo] {
		if !d.conditions.any {
			break
		}
		if g := d.places[q.Name].group; g != group {
			e := d.conditions.groups[g]
			group, holds = g, e == nil || e.holds(given, "")
		}
		if e := d.conditions.questions[i]; holds && (e == nil || e.holds(given, "")) {
			relevant = append(relevant, q)
		} else {
			delete(given, q.Name)
		}
	}
	return relevant, given
}

// Constrained reports whether a value may be the answer to a question, given the
// other answers. An empty value always may: whether there must be an answer is
// what Required says.
func (d *Definition) Constrained(q Question, value string, a Answers) (ok bool) {
	p, known := d.places[q.Name]
	if !known || value == "" || d.conditions.constraint[p.index] == nil {
		return true
	}
	given := d.Given(a)
	if given == nil {
		given = Answers{}
	}
	given[q.Name] = value
	return d.conditions.constraint[p.index].holds(given, value)
}

// UsesToday reports whether an expression asks for the day.
func (d *Definition) UsesToday() bool { return d.conditions.today }
