package instrument

import (
	"slices"
	"strings"
)

// Answers are what was answered: question name to choice name (several with spaces
// between them), to text, number or day. What is missing counts as not known.
// Beside them stand the parameters of the interview by their names, and Today.
type Answers map[string]string

// Result is what the answers give on one scale. The score is not validated: it
// helps two professionals to talk, it decides nothing (DOMAIN section 4).
type Result struct {
	Scale string `json:"scale"`
	// Level is what the rules give; "not enough information" in the place of low or
	// medium where too much is not known. A definition without rules gives none.
	Level string `json:"level"`
	// AtLeast is what the rules give whatever is not known: a floor.
	AtLeast  string `json:"at_least"`
	Points   int    `json:"points"`
	Max      int    `json:"max"`                 // the points that the applying items could give
	KnownMax int    `json:"known_max,omitempty"` // those of the items whose answer is known
	Unknown  int    `json:"unknown"`             // how many applying items are not known
	Applying int    `json:"applying"`            // how many items apply
	// Why are the IDs of the rules that gave Level and, where it is "not enough
	// information", AtLeast where that is higher.
	Why []string `json:"why,omitempty"`
}

// Share is the part of the maximum that was reached, 0 to 1.
func (r Result) Share() float64 { return ratio(r.Points, r.Max) }

// UnknownShare is the part of the applying items that are not known, 0 to 1.
func (r Result) UnknownShare() float64 { return ratio(r.Unknown, r.Applying) }

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// compiledScale is a scale prepared for scoring.
type compiledScale struct {
	items   []item
	members map[string]int // question to its place in items
}

// item is a question prepared for scoring.
type item struct {
	question Question
	choices  map[string]Choice
	max      int // points
}

// Score reads every rule on one scale. It takes any input: what is no choice
// counts as not known, and a scale that there is not has nothing that applies.
func (d *Definition) Score(scale string, a Answers) Result {
	r, t := d.count(d.scales[scale], a)
	r.Scale, r.Level, r.AtLeast = scale, None, None
	switch {
	case len(d.Rules) == 0:
		r.Level, r.AtLeast = "", ""
		return r
	case r.Applying == 0:
		return r
	}
	r.AtLeast = Low
	fired := make([]int, 0, len(d.Rules))
	enough := true
	for i, rule := range d.Rules {
		if !rule.fires(t) {
			continue
		}
		fired = append(fired, i)
		if rule.Level == NotEnough {
			enough = false
		} else {
			r.AtLeast = higher(r.AtLeast, rule.Level)
		}
	}
	r.Level = r.AtLeast
	if !enough && Rank(r.Level) < Rank(High) {
		r.Level = NotEnough
	}
	for _, i := range fired {
		if Rank(d.Rules[i].Level) >= Rank(r.Level) {
			r.Why = append(r.Why, d.Rules[i].ID)
		}
	}
	return r
}

// count sums up the answers of a scale, for the result and for the rules. What is
// not relevant does not apply.
func (d *Definition) count(s compiledScale, a Answers) (r Result, t terms) {
	a, irrelevant := d.sift(a)
	for _, item := range s.items {
		answer := a[item.question.Name]
		chosen := item.chosen(answer)
		if irrelevant[item.question.Name] || item.leaves(chosen) {
			continue
		}
		r.Applying++
		r.Max += item.max
		for _, c := range chosen {
			r.Points += c.Weight
		}
		if len(chosen) == 0 && answer != NoneChosen || slices.ContainsFunc(chosen, func(c Choice) bool { return c.Unknown }) {
			r.Unknown++
		} else {
			r.KnownMax += item.max
		}
		switch item.question.weighs(chosen...) {
		case Immediate:
			t.Immediate++
			t.Critical++
		case Critical:
			t.Critical++
		}
	}
	t.Share, t.UnknownShare = r.Share(), r.UnknownShare()
	t.Current = func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			i, ok := s.members[name]
			return ok && slices.ContainsFunc(s.items[i].chosen(a[name]), func(c Choice) bool { return c.Current })
		})
	}
	return r, t
}

// sift leaves out what is not relevant, and names it.
func (d *Definition) sift(a Answers) (Answers, map[string]bool) {
	if !d.conditions.any {
		return a, nil
	}
	relevant, given := d.read(a)
	irrelevant := map[string]bool{}
	for _, q := range d.questions {
		irrelevant[q.Name] = true
	}
	for _, q := range relevant {
		delete(irrelevant, q.Name)
	}
	for i, q := range d.questions {
		if q.Otherwise == "" || !irrelevant[q.Name] || !d.groupHolds(i, given) {
			continue
		}
		delete(irrelevant, q.Name)
		if d.answered(i, given) {
			given[q.Name] = q.Otherwise
		}
	}
	return given, irrelevant
}

// answered reports whether what a question's relevance asks for is known.
func (d *Definition) answered(i int, given Answers) bool {
	return !slices.ContainsFunc(d.conditions.questions[i].operands, func(o operand) bool {
		q, isQuestion := d.Question(o.lookup)
		return isQuestion && (given[o.lookup] == "" || d.Unknown(q, given[o.lookup]))
	})
}

// chosen are the choices of an answer to the item.
func (i item) chosen(answer string) []Choice {
	if c, ok := i.choices[answer]; ok {
		return []Choice{c}
	}
	if i.question.Type != TypeSelectMultiple {
		return nil
	}
	var chosen []Choice
	for _, name := range strings.Fields(answer) {
		if c, ok := i.choices[name]; ok {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// leaves reports whether the item leaves the maximum: all that was chosen says
// that it does not apply.
func (i item) leaves(chosen []Choice) bool {
	return len(chosen) > 0 && !slices.ContainsFunc(chosen, func(c Choice) bool { return !c.NotApplicable })
}

// prepare makes the scales ready for scoring, once.
func (d *Definition) prepare() {
	choices := map[string]map[string]Choice{}
	most, sum := map[string]int{}, map[string]int{}
	for list, cs := range d.Choices {
		choices[list] = map[string]Choice{}
		for _, c := range cs {
			choices[list][c.Name] = c
			most[list], sum[list] = max(most[list], c.Weight), sum[list]+c.Weight
		}
	}
	d.scales = map[string]compiledScale{}
	for _, scale := range d.Scales {
		s := compiledScale{members: map[string]int{}}
		for _, name := range scale.Groups {
			group, _ := d.Group(name)
			for _, q := range group.Questions {
				i := item{question: q, choices: choices[q.List]}
				switch q.Type {
				case TypeSelectOne:
					i.max = most[q.List]
				case TypeSelectMultiple:
					i.max = sum[q.List]
				}
				if i.max == 0 {
					continue // it gives no points, and only leads to others
				}
				s.members[q.Name] = len(s.items)
				s.items = append(s.items, i)
			}
		}
		d.scales[scale.Name] = s
	}
}
