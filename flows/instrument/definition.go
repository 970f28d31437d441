// Package instrument holds questionnaires as data: what is asked, in which
// languages, what may be answered, and what the answers give. A definition is a
// YAML file in the words of XLSForm; Go code knows no questionnaire by name.
package instrument

// Definition is one questionnaire in one version. It is checked when it is
// parsed and shared afterwards: nobody changes it.
type Definition struct {
	ID        string              `yaml:"id"`
	Version   string              `yaml:"version"`   // a whole number; a released version never changes
	Languages []string            `yaml:"languages"` // every text is there in each of these
	Title     Text                `yaml:"title"`
	Hint      Text                `yaml:"hint"` // how to answer, for the questionnaire as a whole
	Groups    []Group             `yaml:"groups"`
	Choices   map[string][]Choice `yaml:"choices"` // by the name of the list
	Scales    []Scale             `yaml:"scales"`
	Rules     []Rule              `yaml:"rules"` // read for every scale

	questions []Question // of all groups, in order
	numbered  int
	places    map[string]place // by question
	words     map[string]map[string]vocabulary
	scales    map[string]compiledScale
}

// Group is a block of questions under one title.
type Group struct {
	Name      string     `yaml:"name"`
	Letter    string     `yaml:"letter"` // what people call the block; may be empty
	Title     Text       `yaml:"title"`
	Questions []Question `yaml:"questions"`
}

// Question is one thing that is asked.
type Question struct {
	Name string `yaml:"name"`
	// Number is shown and typed, as in `correct 12`; 0 where a question has none.
	Number   int         `yaml:"number"`
	Type     Type        `yaml:"type"`
	List     string      `yaml:"list"`  // its choices, for select_one
	Short    Text        `yaml:"short"` // the question in a few words, for lists
	Label    Text        `yaml:"label"`
	Hint     Text        `yaml:"hint"`
	Required bool        `yaml:"required"`
	Critical Criticality `yaml:"critical"`
	// Lasting is a choice that weighs like one critical answer for life, though it
	// is not current (DOMAIN section 4, item 3).
	Lasting string `yaml:"lasting"`
}

// Type is how a question is answered.
type Type string

// The types of questions, with XLSForm's names.
const (
	TypeSelectOne Type = "select_one"
	TypeText      Type = "text"
)

// Criticality is how much one question weighs by itself.
type Criticality string

// The criticalities. What is immediate is critical, too.
const (
	NotCritical Criticality = ""
	Critical    Criticality = "critical"  // ★ of DOMAIN section 4
	Immediate   Criticality = "immediate" // ★★
)

// Choice is one possible answer of a select_one question.
type Choice struct {
	Name  string `yaml:"name"`
	Label Text   `yaml:"label"`
	// Words are what a person may type for it, by language; the label may always be
	// typed, and so may the choice's place in its list, from 1.
	Words  map[string][]string `yaml:"words"`
	Weight int                 `yaml:"weight"` // points
	// Current says that it is so now: a critical question with this answer counts
	// as critical.
	Current       bool `yaml:"current"`
	Unknown       bool `yaml:"unknown"`        // the item applies, the answer is not known
	NotApplicable bool `yaml:"not_applicable"` // the item leaves the maximum
}

// Scale is a set of groups that is scored together. Its questions are those of
// type select_one.
type Scale struct {
	Name   string   `yaml:"name"`
	Groups []string `yaml:"groups"`
}

// The scales of a risk checklist (DOMAIN section 3: the adult's and the
// children's levels are kept apart).
const (
	Adult    = "adult"
	Children = "children"
)

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

// Unknown reports whether a choice says "not known".
func (d *Definition) Unknown(q Question, choice string) bool {
	c, _ := d.Choice(q, choice)
	return c.Unknown
}

// Weighs says how critical an answer is: nothing for a question that is not
// critical, the question's criticality where the choice is current, and critical
// where the choice is the one that lasts.
func (d *Definition) Weighs(q Question, choice string) Criticality {
	c, _ := d.Choice(q, choice)
	return q.weighs(c)
}

func (q Question) weighs(c Choice) Criticality {
	switch {
	case q.Critical == NotCritical:
		return NotCritical
	case c.Current:
		return q.Critical
	case c.Name != "" && c.Name == q.Lasting:
		return Critical
	}
	return NotCritical
}

// index prepares the look-ups, once.
func (d *Definition) index() {
	d.places = map[string]place{}
	for g, group := range d.Groups {
		for _, q := range group.Questions {
			d.places[q.Name] = place{index: len(d.questions), group: g}
			d.questions = append(d.questions, q)
			if q.Number > 0 {
				d.numbered++
			}
		}
	}
}
