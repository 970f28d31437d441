package instrument

// Answers are what was answered: question name to choice name, or to text. What
// is missing counts as not known.
type Answers map[string]string

// Result is what the answers give on one scale. The score is not validated: it
// helps two professionals to talk, it decides nothing (DOMAIN section 4).
type Result struct {
	Scale string `json:"scale"`
	// Level is what the rules give; "not enough information" in the place of low or
	// medium where too much is not known.
	Level string `json:"level"`
	// AtLeast is what the rules give whatever is not known: a floor.
	AtLeast  string `json:"at_least"`
	Points   int    `json:"points"`
	Max      int    `json:"max"`      // the points that the applying items could give
	Unknown  int    `json:"unknown"`  // how many applying items are not known
	Applying int    `json:"applying"` // how many items apply
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
	s := d.scales[scale]
	r, t := s.count(a)
	r.Scale, r.Level, r.AtLeast = scale, None, None
	if r.Applying == 0 {
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

// count sums up the answers of a scale, for the result and for the rules.
func (s compiledScale) count(a Answers) (r Result, t terms) {
	for _, item := range s.items {
		c, known := item.choices[a[item.question.Name]]
		if c.NotApplicable {
			continue
		}
		r.Applying++
		r.Max += item.max
		r.Points += c.Weight
		if !known || c.Unknown {
			r.Unknown++
		}
		switch item.question.weighs(c) {
		case Immediate:
			t.Immediate++
			t.Critical++
		case Critical:
			t.Critical++
		}
	}
	t.Share, t.UnknownShare = r.Share(), r.UnknownShare()
	t.Current = func(names ...string) bool {
		for _, name := range names {
			if i, ok := s.members[name]; ok && s.items[i].choices[a[name]].Current {
				return true
			}
		}
		return false
	}
	return r, t
}

// prepare makes the scales ready for scoring, once.
func (d *Definition) prepare() {
	choices := map[string]map[string]Choice{}
	most := map[string]int{}
	for list, cs := range d.Choices {
		choices[list] = map[string]Choice{}
		for _, c := range cs {
			choices[list][c.Name] = c
			most[list] = max(most[list], c.Weight)
		}
	}
	d.scales = map[string]compiledScale{}
	for _, scale := range d.Scales {
		s := compiledScale{members: map[string]int{}}
		for _, name := range scale.Groups {
			group, _ := d.Group(name)
			for _, q := range group.Questions {
				if q.Type != TypeSelectOne {
					continue
				}
				s.members[q.Name] = len(s.items)
				s.items = append(s.items, item{question: q, choices: choices[q.List], max: most[q.List]})
			}
		}
		d.scales[scale.Name] = s
	}
}
