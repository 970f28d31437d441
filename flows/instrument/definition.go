// Package instrument holds questionnaires as data: what is asked, in which
// languages, what may be answered, and what the answers give. A definition is a
// YAML file in the words of XLSForm; Go code knows no questionnaire by name.
package instrument

import (
	"slices"
	"strings"
)

// Definition is one questionnaire in one version. It is checked when it is
// parsed and shared afterwards: nobody changes it.
type Definition struct {
	ID        string   `yaml:"id"`
	Version   string   `yaml:"version"`   // a whole number; a released version never changes
	Languages []string `yaml:"languages"` // every text is there in each of these
	Title     Text     `yaml:"title"`
	Hint      Text     `yaml:"hint,omitempty"` // how to answer, for the questionnaire as a whole
	// Respondent says whose answers these are; the professional's where it is left out.
	Respondent Respondent `yaml:"respondent,omitempty"`
	// Parameters are named values that an interview is begun with, each with the
	// values that it may have, such as time_point: [T0, T1]. Relevance may ask for them.
	Parameters map[string][]string `yaml:"parameters,omitempty"`
	Groups     []Group             `yaml:"groups"`
	Choices    map[string][]Choice `yaml:"choices,omitempty"` // by the name of the list
	Scales     []Scale             `yaml:"scales,omitempty"`
	Rules      []Rule              `yaml:"rules,omitempty"` // read for every scale

	questions  []Question // of all groups, in order
	numbered   int
	answerable int
	places     map[string]place // by question
	words      map[string]map[string]vocabulary
	scales     map[string]compiledScale
	conditions conditions
	source     []byte
}

// Respondent is the person whose answers a questionnaire holds. It is always a
// professional who types them.
type Respondent string

// The respondents.
const (
	Professional Respondent = "professional"
	Client       Respondent = "client"  // of the perpetrator programme
	Partner      Respondent = "partner" // the client of victim support
)

// Group is a block of questions under one title: a domain. One without a name holds
// questions that stand in no block.
type Group struct {
	Name   string `yaml:"name"`
	Letter string `yaml:"letter,omitempty"` // what people call the block; may be empty
	Title  Text   `yaml:"title"`
	// Relevant is the condition under which the block's questions are asked at all; an
	// expression of XLSForm, as a question's. Empty means always.
	Relevant  string     `yaml:"relevant,omitempty"`
	Questions []Question `yaml:"questions"`
}

// Question is one thing that is asked.
type Question struct {
	Name string `yaml:"name"`
	// Number is shown and typed, as in `correct 12`; 0 where a question has none.
	Number   int    `yaml:"number,omitempty"`
	Type     Type   `yaml:"type"`
	List     string `yaml:"list,omitempty"`  // its choices, for select_one and select_multiple
	Short    Text   `yaml:"short,omitempty"` // the question in a few words, for lists
	Label    Text   `yaml:"label"`
	Hint     Text   `yaml:"hint,omitempty"`
	Required bool   `yaml:"required,omitempty"`
	// Relevant is the condition under which the question is asked, and Constraint what
	// its answer must fulfil: expressions of XLSForm, kept as they were written.
	Relevant string `yaml:"relevant,omitempty"`
	// Otherwise is the choice that counts in the score where the question is not asked
	// because of what was answered before, although its group is relevant: what never
	// happened at all did not happen lately either.
	Otherwise         string      `yaml:"otherwise,omitempty"`
	Constraint        string      `yaml:"constraint,omitempty"`
	ConstraintMessage Text        `yaml:"constraint_message,omitempty"`
	Critical          Criticality `yaml:"critical,omitempty"`
	// Alert says what a current answer does that was not so before; where it says
	// nothing, a critical question proposes an alert.
	Alert AlertBy `yaml:"alert,omitempty"`
	// Lasting is a choice that weighs like one critical answer for life, though it
	// is not current (DOMAIN section 4, item 3).
	Lasting string `yaml:"lasting,omitempty"`
}

// Type is how a question is answered.
type Type string

// The types of questions, with XLSForm's names.
const (
	TypeSelectOne      Type = "select_one"
	TypeSelectMultiple Type = "select_multiple"
	TypeText           Type = "text"
	TypeInteger        Type = "integer"
	TypeDecimal        Type = "decimal"
	TypeDate           Type = "date"
	TypeNote           Type = "note" // said, never answered
)

// Types lists them all.
var Types = []Type{TypeSelectOne, TypeSelectMultiple, TypeText, TypeInteger, TypeDecimal, TypeDate, TypeNote}

// Selects reports whether a question is answered with choices of a list.
func (q Question) Selects() bool { return q.Type == TypeSelectOne || q.Type == TypeSelectMultiple }

// Answerable reports whether a question takes an answer at all.
func (q Question) Answerable() bool { return q.Type != TypeNote }

// AlertBy is what an answer does about an alert.
type AlertBy string

// What a current answer does: an alert is offered with one tap, or raised at once.
const (
	ProposeAlert AlertBy = "propose"
	RaiseAlert   AlertBy = "raise"
)

// Criticality is how much one question weighs by itself.
type Criticality string

// The criticalities. What is immediate is critical, too.
const (
	NotCritical Criticality = ""
	Critical    Criticality = "critical"  // ★ of DOMAIN section 4
	Immediate   Criticality = "immediate" // ★★
)

// Choice is one possible answer of a question with choices.
type Choice struct {
	Name  string `yaml:"name"`
	Label Text   `yaml:"label"`
	// Words are what a person may type for it, by language; the label may always be
	// typed, and so may the choice's place in its list, from 1.
	Words  map[string][]string `yaml:"words,omitempty"`
	Weight int                 `yaml:"weight,omitempty"` // points
	// Current says that it is so now: a critical question with this answer counts
	// as critical.
	Current       bool `yaml:"current,omitempty"`
	Unknown       bool `yaml:"unknown,omitempty"`        // the item applies, the answer is not known
	NotApplicable bool `yaml:"not_applicable,omitempty"` // the item leaves the maximum
}

// Scale is a set of groups that is scored together. Its questions are those with
// choices.
type Scale struct {
	Name string `yaml:"name"`
	// Title is what people read; where it is left out, that of the first group.
	Title  Text     `yaml:"title,omitempty"`
	Groups []string `yaml:"groups"`
}

// The scales of a risk checklist (DOMAIN section 3: the adult's and the
// children's levels are kept apart).
const (
	Adult    = "adult"
	Children = "children"
)

// names are the names of a group's questions.
func (g Group) names() []string {
	var names []string
	for _, q := range g.Questions {
		names = append(names, q.Name)
	}
	return names
}

// Judged reports whether the answers are followed by a professional judgement of
// the adult's and the children's level: that is so where both are scored. Any
// other questionnaire is signed after its summary.
func (d *Definition) Judged() bool { return d.scored(Adult) && d.scored(Children) }

func (d *Definition) scored(scale string) bool {
	return slices.ContainsFunc(d.Scales, func(s Scale) bool { return s.Name == scale })
}

// Source is the file that the definition was read from, byte for byte.
func (d *Definition) Source() []byte { return d.source }

// place is where a question stands.
type place struct{ index, group int }

// Questions lists all questions in the order in which they are asked. The list
// is the definition's own.
func (d *Definition) Questions() []Question { return d.questions }

// Question finds a question by its name.
func (d *Definition) Question(name string) (Question, bool) {
	p, ok := d.places[name]
	if !ok {
		return Question{}, false
	}
	return d.questions[p.index], true
}

// ByNumber finds a question by the number that people see.
func (d *Definition) ByNumber(n int) (Question, bool) {
	for _, q := range d.questions {
		if n > 0 && q.Number == n {
			return q, true
		}
	}
	return Question{}, false
}

// Answerable counts the questions that take an answer.
func (d *Definition) Answerable() int { return d.answerable }

// Numbered counts the questions that have a number: 1 to Numbered.
func (d *Definition) Numbered() int { return d.numbered }

// Next is the question after the named one.
func (d *Definition) Next(name string) (Question, bool) { return d.beside(name, 1) }

// Previous is the question before the named one.
func (d *Definition) Previous(name string) (Question, bool) { return d.beside(name, -1) }

func (d *Definition) beside(name string, step int) (Question, bool) {
	p, ok := d.places[name]
	if i := p.index + step; ok && i >= 0 && i < len(d.questions) {
		return d.questions[i], true
	}
	return Question{}, false
}

// Group finds a group by its name.
func (d *Definition) Group(name string) (Group, bool) {
	for _, g := range d.Groups {
		if g.Name == name {
			return g, true
		}
	}
	return Group{}, false
}

// TitleOf is the title of a scale; empty for one that there is not.
func (d *Definition) TitleOf(scale string) Text {
	for _, s := range d.Scales {
		if s.Name != scale {
			continue
		}
		if len(s.Title) > 0 {
			return s.Title
		}
		g, _ := d.Group(s.Groups[0])
		return g.Title
	}
	return nil
}

// GroupOf is the group of a question; empty for a question that there is not.
func (d *Definition) GroupOf(question string) Group {
	p, ok := d.places[question]
	if !ok {
		return Group{}
	}
	return d.Groups[p.group]
}

// Choice finds one of a question's choices by its name.
func (d *Definition) Choice(q Question, name string) (Choice, bool) {
	for _, c := range d.Choices[q.List] {
		if c.Name == name {
			return c, true
		}
	}
	return Choice{}, false
}

// Chosen are the choices of an answer, in its order: one of a select_one
// question, any number of a select_multiple one.
func (d *Definition) Chosen(q Question, answer string) []Choice {
	names := []string{answer}
	if q.Type == TypeSelectMultiple {
		names = strings.Fields(answer)
	}
	var chosen []Choice
	for _, name := range names {
		if c, ok := d.Choice(q, name); ok && q.Selects() {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// Unknown reports whether an answer says "not known".
func (d *Definition) Unknown(q Question, answer string) bool {
	return slices.ContainsFunc(d.Chosen(q, answer), func(c Choice) bool { return c.Unknown })
}

// Weighs says how critical an answer is: nothing for a question that is not
// critical, the question's criticality where a choice is current, and critical
// where a choice is the one that lasts.
func (d *Definition) Weighs(q Question, answer string) Criticality {
	return q.weighs(d.Chosen(q, answer)...)
}

func (q Question) weighs(chosen ...Choice) Criticality {
	weighs := NotCritical
	for _, c := range chosen {
		switch {
		case q.Critical == NotCritical:
		case c.Current:
			return q.Critical // the gravest that it can be
		case c.Name != "" && c.Name == q.Lasting:
			weighs = Critical
		}
	}
	return weighs
}

// index prepares the look-ups, once, and fills in what may be left out.
func (d *Definition) index() {
	if d.Respondent == "" {
		d.Respondent = Professional
	}
	d.number()
	d.places = map[string]place{}
	for g, group := range d.Groups {
		for _, q := range group.Questions {
			d.places[q.Name] = place{index: len(d.questions), group: g}
			d.questions = append(d.questions, q)
			if q.Number > 0 {
				d.numbered++
			}
			if q.Answerable() {
				d.answerable++
			}
		}
	}
}

// number numbers what can be answered, where the file numbers nothing.
func (d *Definition) number() {
	for _, group := range d.Groups {
		if slices.ContainsFunc(group.Questions, func(q Question) bool { return q.Number != 0 }) {
			return
		}
	}
	n := 0
	for _, group := range d.Groups {
		for i := range group.Questions {
			if q := &group.Questions[i]; q.Answerable() {
				n++
				q.Number = n
			}
		}
	}
}
