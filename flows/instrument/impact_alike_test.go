package instrument

import (
	"maps"
	"reflect"
	"slices"
	"testing"
)

// TestImpactAlike holds that what both are asked can be compared: the same type,
// the same few words, the same choices with the same weights.
func TestImpactAlike(t *testing.T) {
	his, hers := impact(t)
	alike := 0
	for _, q := range his.Questions() {
		other, ok := hers.Question(q.Name)
		if !ok {
			continue
		}
		alike++
		if q.Type != other.Type || q.List != other.List || !reflect.DeepEqual(q.Short, other.Short) || q.Relevant != other.Relevant {
			t.Errorf("%s is not the same on both sides", q.Name)
		}
		if his.GroupOf(q.Name).Name != hers.GroupOf(q.Name).Name {
			t.Errorf("%s stands in other groups", q.Name)
		}
	}
	for list, choices := range his.Choices {
		if other, ok := hers.Choices[list]; ok && !reflect.DeepEqual(choices, other) {
			t.Errorf("the choices %s are not the same on both sides", list)
		}
	}
	if alike < 60 {
		t.Errorf("only %d questions are asked of both", alike)
	}
}

// TestImpactBehaviours holds that a kind of behaviour has its items on both sides,
// that "ever" lists just these, and that the first time only what ever happened is
// asked about more closely.
func TestImpactBehaviours(t *testing.T) {
	his, hers := impact(t)
	for _, kind := range []string{"emotional", "physical", "sexual", "digital"} {
		if a, b := items(his, kind), items(hers, kind); !slices.Equal(a, b) || len(a) < 6 || len(a) > 9 {
			t.Errorf("%s: his are %v and hers %v", kind, a, b)
		}
		for _, d := range []*Definition{his, hers} {
			var listed []string
			for _, c := range d.Choices[kind+"_ever"] {
				listed = append(listed, c.Name)
			}
			if want := append(items(d, kind), "none", "no_answer"); !slices.Equal(listed, want) {
				t.Errorf("%s: %v are listed, and the items are %v", kind, listed, want)
			}
			for _, item := range items(d, kind) {
				only := func(d *Definition, q Question) string {
					if q.Name == kind+"_ever" {
						return item
					}
					return everything(d, q)
				}
				for _, q := range sitting(d, "T0", only) {
					if q.List == "frequency" && d.GroupOf(q.Name).Name == kind && q.Name != item {
						t.Errorf("%s is asked about where only %s ever happened", q.Name, item)
					}
				}
			}
		}
	}
}

// items are the behaviours of a kind.
func items(d *Definition, kind string) []string {
	var names []string
	g, _ := d.Group(kind)
	for _, q := range g.Questions {
		if q.List == "frequency" {
			names = append(names, q.Name)
		}
	}
	return names
}

func TestImpactFrequency(t *testing.T) {
	_, hers := impact(t)
	weights := map[string]int{}
	for _, c := range hers.Choices["frequency"] {
		if c.Unknown != (c.Name == "no_answer") {
			t.Errorf("%s: unknown %v", c.Name, c.Unknown)
		}
		weights[c.Name] = c.Weight
	}
	if want := map[string]int{"never": 0, "once": 1, "several": 2, "often": 3, "no_answer": 0}; !maps.Equal(weights, want) {
		t.Errorf("got %v", weights)
	}
}

// TestImpactScales holds one score a domain, on both sides where both have it.
func TestImpactScales(t *testing.T) {
	his, hers := impact(t)
	both := []string{"emotional", "physical", "sexual", "digital", "injury", "children_effects"}
	names := func(d *Definition) (names []string) {
		for _, s := range d.Scales {
			names = append(names, s.Name)
			if !slices.Equal(s.Groups, []string{s.Name}) {
				t.Errorf("the scale %s is of %v", s.Name, s.Groups)
			}
		}
		return names
	}
	if got := names(his); !slices.Equal(got, append(slices.Clone(both), "responsibility")) {
		t.Errorf("his scales are %v", got)
	}
	if got := names(hers); !slices.Equal(got, append(slices.Clone(both), "safety")) {
		t.Errorf("her scales are %v", got)
	}
}

// TestImpactFreely holds that nobody must tell anything: whoever does not agree is
// asked nothing more, and every question can be left out.
func TestImpactFreely(t *testing.T) {
	his, hers := impact(t)
	for _, d := range []*Definition{his, hers} {
		for _, c := range d.Choices["agrees"] {
			refuses := func(*Definition, Question) string { return c.Name }
			for _, point := range timePoints {
				if n := asked(sitting(d, point, refuses)); c.Name != "yes" && n != 1 {
					t.Errorf("%s at %s: %d questions after %s", d.Respondent, point, n, c.Name)
				}
			}
		}
		for _, q := range d.Questions() {
			silence := slices.ContainsFunc(d.Choices[q.List], func(c Choice) bool { return c.Name == "no_answer" && c.Unknown })
			if q.Required && !silence && q.Name != "agrees_today" {
				t.Errorf("%s of the %s must be answered", q.Name, d.Respondent)
			}
		}
	}
}

// TestImpactWithoutChildren holds that nobody without children is asked about them.
func TestImpactWithoutChildren(t *testing.T) {
	his, hers := impact(t)
	for _, d := range []*Definition{his, hers} {
		for _, point := range timePoints {
			for _, q := range sitting(d, point, nothing) {
				if d.GroupOf(q.Name).Name == "children_effects" && (point == "T0" || q.Name != "child_effects") {
					t.Errorf("%s is asked %s at %s", d.Respondent, q.Name, point)
				}
			}
		}
	}
}
