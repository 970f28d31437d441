package instrument

import (
	"maps"
	"slices"
)

func (c *check) groups() {
	d := c.definition
	if len(d.Groups) == 0 {
		c.fault([]any{"groups"}, "there is no group")
	}
	names, letters, questions := map[string]bool{}, map[string]bool{}, map[string]bool{}
	number := 0
	for i, g := range d.Groups {
		path := []any{"groups", i}
		c.head(path, i)
		if g.Name != "" {
			c.once(in(path, "name"), names, g.Name)
		}
		if g.Letter != "" {
			c.once(in(path, "letter"), letters, g.Letter)
		}
		if len(g.Questions) == 0 {
			c.fault(in(path, "questions"), "the group has no question")
		}
		for j, q := range g.Questions {
			path := in(path, "questions", j)
			c.once(in(path, "name"), questions, q.Name)
			c.question(path, q)
			if q.Number == 0 {
				continue
			}
			if !q.Answerable() {
				c.fault(in(path, "number"), "a note has no number")
				continue
			}
			if number++; q.Number != number {
				c.fault(in(path, "number"), "the number is %d and should be %d", q.Number, number)
				number = q.Number
			}
		}
	}
}

// head checks what a group is called. Forms have questions outside of any group,
// and groups that say nothing: a group may have no name, if it has nothing else
// either and stands apart from others of its kind, or no title, if nobody ever
// calls it by one.
func (c *check) head(path []any, i int) {
	d := c.definition
	g := d.Groups[i]
	called := g.Letter != "" || slices.ContainsFunc(d.Scales, func(s Scale) bool { return slices.Contains(s.Groups, g.Name) })
	switch {
	case g.Name == "" && (called || g.Relevant != "" || len(g.Title) > 0):
		c.fault(in(path, "name"), "the name is missing: a group without one has no letter, title or relevant either")
	case g.Name == "" && i > 0 && d.Groups[i-1].Name == "":
		c.fault(in(path, "name"), "two groups without a name follow each other: make them one")
	case g.Name != "":
		c.formName(in(path, "name"), g.Name)
	}
	if called {
		c.text(in(path, "title"), g.Title, maxTitle)
	} else {
		c.optional(in(path, "title"), g.Title, maxTitle)
	}
}

func (c *check) question(path []any, q Question) {
	c.formName(in(path, "name"), q.Name)
	if _, taken := c.definition.Parameters[q.Name]; taken {
		c.fault(in(path, "name"), "%q is a parameter already", q.Name)
	}
	c.text(in(path, "label"), q.Label, maxLabel)
	c.optional(in(path, "hint"), q.Hint, maxHint)
	c.optional(in(path, "short"), q.Short, maxTitle)
	c.optional(in(path, "constraint_message"), q.ConstraintMessage, maxHint)
	switch q.Critical {
	case NotCritical, Critical, Immediate:
	default:
		c.fault(in(path, "critical"), "%q: a question is critical or immediate, or the key is left out", q.Critical)
	}
	switch q.Alert {
	case "", ProposeAlert, RaiseAlert:
	default:
		c.fault(in(path, "alert"), "%q: an answer can propose an alert or raise it; or the key is left out", q.Alert)
	}
	switch {
	case !slices.Contains(Types, q.Type):
		c.fault(in(path, "type"), "%q: a type is one of %v", q.Type, Types)
	case q.Selects():
		c.selecting(path, q)
	case q.List != "" || q.Critical != NotCritical || q.Lasting != "" || q.Otherwise != "":
		c.fault(path, "only a question with choices has a list, is critical or lasts")
	}
	switch {
	case q.Type == TypeNote && (q.Required || q.Constraint != ""):
		c.fault(path, "a note is never answered: it is not required and has no constraint")
	case len(q.ConstraintMessage) > 0 && q.Constraint == "":
		c.fault(in(path, "constraint_message"), "there is no constraint that the message is for")
	}
}

// selecting checks what only a question with choices has.
func (c *check) selecting(path []any, q Question) {
	if _, ok := c.definition.Choices[q.List]; !ok {
		c.fault(in(path, "list"), "there is no list of choices %q", q.List)
	}
	c.hasChoice(in(path, "lasting"), q, q.Lasting)
	c.hasChoice(in(path, "otherwise"), q, q.Otherwise)
	if q.Lasting != "" && q.Critical == NotCritical {
		c.fault(in(path, "lasting"), "only a critical question lasts")
	}
	if q.Otherwise != "" && q.Relevant == "" {
		c.fault(in(path, "otherwise"), "only a question that is relevant sometimes has an answer otherwise")
	}
}

// hasChoice checks that a choice that is named is one of the question's.
func (c *check) hasChoice(path []any, q Question, name string) {
	if _, ok := c.definition.Choice(q, name); name != "" && !ok {
		c.fault(path, "the list %s has no choice %q", q.List, name)
	}
}

// maxQuestions bounds a questionnaire, and so the case that holds its answers.
const maxQuestions = 2000

func (c *check) sizes() {
	questions := c.definition.questions
	switch {
	case len(questions) > maxQuestions:
		c.fault([]any{"groups"}, "there are %d questions, and there may be %d", len(questions), maxQuestions)
	case !slices.ContainsFunc(questions, Question.Answerable) && len(questions) > 0:
		c.fault([]any{"groups"}, "there is nothing to answer")
	}
}

func (c *check) respondent() {
	switch c.definition.Respondent {
	case Professional, Client, Partner:
	default:
		c.fault([]any{"respondent"}, "%q: a respondent is %s, %s or %s", c.definition.Respondent, Professional, Client, Partner)
	}
}

func (c *check) parameters() {
	for _, name := range slices.Sorted(maps.Keys(c.definition.Parameters)) {
		path, seen := []any{"parameters", name}, map[string]bool{}
		c.formName(path, name)
		if len(c.definition.Parameters[name]) == 0 {
			c.fault(path, "the values of %s are missing", name)
		}
		for i, value := range c.definition.Parameters[name] {
			c.choiceName(in(path, i), value)
			c.once(in(path, i), seen, value)
		}
	}
}
