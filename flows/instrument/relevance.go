package instrument

import (
	"maps"
)

// Today is the name under which answers hold the day that today() means, as in
// 2026-11-24. The core has no clock: whoever asks says which day it is.
const Today = "today()"

// conditions are a definition's expressions by the place of the question.
type conditions struct {
	any bool // whether anything is relevant only sometimes
	// needs are the questions on which each question's relevance depends, in order,
	// itself the last.
	needs      [][]int
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
	relevant, _ := d.read(a)
	return relevant
}

// Branches reports whether some questions are relevant only sometimes.
func (d *Definition) Branches() bool { return d.conditions.any }

// Relevant reports whether a question is to be asked, given the answers so far.
func (d *Definition) Relevant(question string, a Answers) bool {
	p, ok := d.places[question]
	if !ok || !d.conditions.any {
		return ok
	}
	given, holds := maps.Clone(a), false
	for _, i := range d.conditions.needs[p.index] {
		if holds = d.holds(i, given); !holds {
			delete(given, d.questions[i].Name)
		}
	}
	return holds
}

// Given are the answers to the questions that are relevant, with the parameters.
// What is not relevant any more counts nowhere.
func (d *Definition) Given(a Answers) Answers {
	_, given := d.read(a)
	return given
}

// read goes through the questions in their order. An answer that is not relevant
// counts as none for all that follows: as nothing refers forward, one reading is
// enough.
func (d *Definition) read(a Answers) (relevant []Question, given Answers) {
	if !d.conditions.any {
		return d.questions, maps.Clone(a)
	}
	given = maps.Clone(a)
	for i, q := range d.questions {
		if d.holds(i, given) {
			relevant = append(relevant, q)
		} else {
			delete(given, q.Name)
		}
	}
	return relevant, given
}

// holds evaluates the relevance of one question and of its group.
func (d *Definition) holds(i int, given Answers) bool {
	own := d.conditions.questions[i]
	return d.groupHolds(i, given) && (own == nil || own.holds(given, ""))
}

func (d *Definition) groupHolds(i int, given Answers) bool {
	group := d.conditions.groups[d.places[d.questions[i].Name].group]
	return group == nil || group.holds(given, "")
}

// Constrained reports whether a value may be the answer to a question, given the
// other answers. An empty value always may: whether there must be an answer is
// what Required says.
func (d *Definition) Constrained(q Question, value string, a Answers) (ok bool) {
	p, known := d.places[q.Name]
	if !known || value == "" || d.conditions.constraint[p.index] == nil {
		return true
	}
	e, given := d.conditions.constraint[p.index], Answers{}
	for _, o := range e.operands {
		if _, isQuestion := d.places[o.lookup]; !isQuestion || d.Relevant(o.lookup, a) {
			given[o.lookup] = a[o.lookup]
		}
	}
	given[q.Name] = value
	return e.holds(given, value)
}

// Contradicted is the first relevant question whose answer does not fulfil its
// constraint; there can be one where another answer has changed since. today is the
// day that today() means for an answer.
func (d *Definition) Contradicted(a Answers, today func(question string) string) (Question, bool) {
	relevant, given := d.read(a)
	for _, q := range relevant {
		e := d.conditions.constraint[d.places[q.Name].index]
		if e == nil || given[q.Name] == "" {
			continue
		}
		given[Today] = today(q.Name)
		if !e.holds(given, given[q.Name]) {
			return q, true
		}
	}
	return Question{}, false
}

// UsesToday reports whether an expression asks for the day.
func (d *Definition) UsesToday() bool { return d.conditions.today }
