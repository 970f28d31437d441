package instrument

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// answers reads answers as people type them: "*n 3e 13-15c" is no to everything,
// then item 3 earlier, and items 13 to 15 current. Items that are not named stay
// unanswered.
func answers(t testing.TB, d *Definition, line string) Answers {
	t.Helper()
	a := Answers{}
	for _, field := range strings.Fields(line) {
		word := field[len(field)-1:]
		first, last := 1, d.Numbered()
		if span := field[:len(field)-1]; span != "*" {
			if n, _ := fmt.Sscanf(span, "%d-%d", &first, &last); n < 2 {
				last = first
			}
		}
		for n := first; n <= last; n++ {
			q, ok := d.ByNumber(n)
			choice, understood := d.ParseAnswer(q, word, "en")
			if !ok || !understood {
				t.Fatalf("%s is no answer", field)
			}
			a[q.Name] = choice
		}
	}
	return a
}

// TestWorkedExamples are examples reckoned by hand from DOMAIN section 4. With
// all 34 items the maximum is 68 points; block G alone has 12.
func TestWorkedExamples(t *testing.T) {
	d := checklist(t)
	for _, c := range []struct {
		name, scale, answers  string
		points, max           int
		level, atLeast, rules string
	}{
		// By share.
		{"nothing at all", Adult, "*n", 0, 68, Low, Low, "share_low"},
		{"19.1 %", Adult, "*n 2c 10c 12-15c 17e", 13, 68, Low, Low, "share_low"},
		{"19.7 %", Adult, "*n 34x 2c 10c 12-15c 17e", 13, 66, Low, Low, "share_low"},
		{"20 %", Adult, "*n 28x 30x 32x 34x 2c 10c 12-15c", 12, 60, Medium, Medium, "share_medium"},
		{"20.6 %", Adult, "*n 2c 10c 12-15c 17c", 14, 68, Medium, Medium, "share_medium"},
		{"39.7 %", Adult, "*n 2c 10c 12-15c 17-18c 20-24c 25e", 27, 68, Medium, Medium, "share_medium"},
		{"40 %", Adult, "*n 28x 30x 32x 34x 2c 10c 12-15c 17-18c 20-23c", 24, 60, High, High, "share_high"},
		{"41.2 %", Adult, "*n 2c 10c 12-15c 17-18c 20-25c", 28, 68, High, High, "share_high"},
		{"everything earlier", Adult, "*e", 34, 68, High, High, "share_high"},
		{"everything current", Adult, "*c", 68, 68, Extreme, Extreme, "three_immediate lethal_and_changing"},

		// One critical item, and two.
		{"1 alone", Adult, "*n 1c", 2, 68, Medium, Medium, "one_critical"},
		{"5 alone", Adult, "*n 5c", 2, 68, Medium, Medium, "one_critical"},
		{"6 alone", Adult, "*n 6c", 2, 68, Medium, Medium, "one_critical"},
		{"9 alone", Adult, "*n 9c", 2, 68, Medium, Medium, "one_critical"},
		{"11 alone", Adult, "*n 11c", 2, 68, Medium, Medium, "one_critical"},
		{"16 alone", Adult, "*n 16c", 2, 68, Medium, Medium, "one_critical"},
		{"19 alone", Adult, "*n 19c", 2, 68, Medium, Medium, "one_critical"},
		{"31 alone", Adult, "*n 31c", 2, 68, Medium, Medium, "one_critical"},
		{"one, and 20 %", Adult, "*n 1c 2c 10c 12-15c", 14, 68, Medium, Medium, "one_critical share_medium"},
		{"one, and 40 %", Adult, "*n 1c 2c 10c 12-15c 17-18c 20-24c", 28, 68, High, High, "share_high"},
		{"critical ones earlier", Adult, "*n 1e 5e 6e 9e", 4, 68, Low, Low, "share_low"},
		{"one current, one earlier", Adult, "*n 1c 5e", 3, 68, Medium, Medium, "one_critical"},
		{"1 and 5", Adult, "*n 1c 5c", 4, 68, High, High, "two_critical"},
		{"1 and 16", Adult, "*n 1c 16c", 4, 68, High, High, "two_critical"},
		{"11 and 31", Adult, "*n 11c 31c", 4, 68, High, High, "two_critical"},

		// Immediate items.
		{"3 alone", Adult, "*n 3c", 2, 68, High, High, "immediate"},
		{"4 alone", Adult, "*n 4c", 2, 68, High, High, "immediate"},
		{"7 alone", Adult, "*n 7c", 2, 68, High, High, "immediate"},
		{"8 alone", Adult, "*n 8c", 2, 68, High, High, "immediate"},
		{"27 alone", Adult, "*n 27c", 2, 68, High, High, "immediate"},
		{"29 alone", Adult, "*n 29c", 2, 68, High, High, "immediate"},
		{"33 alone", Adult, "*n 33c", 2, 68, High, High, "immediate"},
		{"immediate ones earlier", Adult, "*n 4e 7-8e 27e 29e 33e", 6, 68, Low, Low, "share_low"},
		{"two immediate", Adult, "*n 4c 8c", 4, 68, High, High, "immediate two_critical"},
		{"three immediate", Adult, "*n 4c 8c 29c", 6, 68, Extreme, Extreme, "three_immediate"},
		{"three immediate, one of them 3", Adult, "*n 3c 4c 8c", 6, 68, Extreme, Extreme, "three_immediate"},

		// Item 3 lasts.
		{"3 earlier alone", Adult, "*n 3e", 1, 68, Medium, Medium, "one_critical"},
		{"3 earlier, another earlier", Adult, "*n 3e 5e", 2, 68, Medium, Medium, "one_critical"},
		{"3 earlier with a critical one", Adult, "*n 3e 5c", 3, 68, High, High, "two_critical"},
		{"3 earlier with an immediate one", Adult, "*n 3e 4c", 3, 68, High, High, "immediate two_critical"},
		{"3 earlier is not immediate", Adult, "*n 3e 4c 8c", 5, 68, High, High, "immediate two_critical"},

		// 7, 9 or 27 together with 1 or 16.
		{"7 and 1", Adult, "*n 7c 1c", 4, 68, Extreme, Extreme, "lethal_and_changing"},
		{"7 and 16", Adult, "*n 7c 16c", 4, 68, Extreme, Extreme, "lethal_and_changing"},
		{"9 and 1", Adult, "*n 9c 1c", 4, 68, Extreme, Extreme, "lethal_and_changing"},
		{"9 and 16", Adult, "*n 9c 16c", 4, 68, Extreme, Extreme, "lethal_and_changing"},
		{"27 and 1", Adult, "*n 27c 1c", 4, 68, Extreme, Extreme, "lethal_and_changing"},
		{"27 and 16", Adult, "*n 27c 16c", 4, 68, Extreme, Extreme, "lethal_and_changing"},
		{"7 and 1 earlier", Adult, "*n 7c 1e", 3, 68, High, High, "immediate"},
		{"7 earlier and 1", Adult, "*n 7e 1c", 3, 68, Medium, Medium, "one_critical"},
		{"7 and 5", Adult, "*n 7c 5c", 4, 68, High, High, "immediate two_critical"},
		{"4 and 16", Adult, "*n 4c 16c", 4, 68, High, High, "immediate two_critical"},
		{"9 and 27", Adult, "*n 9c 27c", 4, 68, High, High, "immediate two_critical"},

		{"7, 1 earlier, and 16", Adult, "*n 7c 1e 16c", 5, 68, Extreme, Extreme, "lethal_and_changing"},
		{"9 earlier and 16", Adult, "*n 9e 16c", 3, 68, Medium, Medium, "one_critical"},
		{"7 not known and 1", Adult, "*n 7? 1c", 2, 68, Medium, Medium, "one_critical"},
		{"7, and 16 not known", Adult, "*n 7c 16?", 2, 68, High, High, "immediate"},
		{"7 does not apply, and 1", Adult, "*n 7x 1c", 2, 66, Medium, Medium, "one_critical"},
		{"7, 9 and 27 without a change", Adult, "*n 7c 9c 27c", 6, 68, High, High, "immediate two_critical"},

		// Three immediate ones, wherever they stand.
		{"27, 29 and 33", Adult, "*n 27c 29c 33c", 6, 68, Extreme, Extreme, "three_immediate"},
		{"8 and both of the children's", Adult, "*n 8c 29c 33c", 6, 68, Extreme, Extreme, "three_immediate"},
		{"two current, the other five earlier", Adult, "*n 3-4e 7-8e 27e 29c 33c", 9, 68, High, High, "immediate two_critical"},
		{"one current, the other six earlier", Adult, "*n 3-4e 7-8e 27e 29e 33c", 8, 68, High, High, "immediate two_critical"},
		{"two current, one not known", Adult, "*n 4c 8c 29?", 4, 68, High, High, "immediate two_critical"},

		// What is not known.
		{"3 not known", Adult, "*n 3?", 0, 68, Low, Low, "share_low"},
		{"3 earlier, nothing else known", Adult, "*? 3e", 1, 68, NotEnough, Medium, "one_critical many_unknown"},
		{"3 earlier with a critical one, nothing else known", Adult, "*? 3e 5c", 3, 68, High, High, "two_critical"},
		{"11 of 34 not known", Adult, "*n 18-28?", 0, 68, Low, Low, "share_low"},
		{"12 of 34 not known", Adult, "*n 17-28?", 0, 68, NotEnough, Low, "many_unknown"},
		{"exactly a third", Adult, "*n 34x 18-28?", 0, 66, Low, Low, "share_low"},
		{"one more than a third", Adult, "*n 34x 17-28?", 0, 66, NotEnough, Low, "many_unknown"},
		{"nothing is known", Adult, "*?", 0, 68, NotEnough, Low, "many_unknown"},
		{"nothing is answered", Adult, "", 0, 68, NotEnough, Low, "many_unknown"},
		{"12 unanswered", Adult, "1-22n", 0, 68, NotEnough, Low, "many_unknown"},
		{"11 unanswered", Adult, "1-23n", 0, 68, Low, Low, "share_low"},
		{"a third with medium", Adult, "*n 1c 18-28?", 2, 68, Medium, Medium, "one_critical"},
		{"more with medium by an item", Adult, "*n 1c 17-28?", 2, 68, NotEnough, Medium, "one_critical many_unknown"},
		{"more with medium by share", Adult, "*? 1n 3-9n 11n 16n 19n 27n 29n 31n 33n 2c 10c 12-15c 17c", 14, 68, NotEnough, Medium, "share_medium many_unknown"},
		{"more with high by an item", Adult, "*? 4c", 2, 68, High, High, "immediate"},
		{"more with high by share", Adult, "*? 2c 10c 12-15c 17-18c 20-25c", 28, 68, High, High, "share_high"},
		{"more with extreme", Adult, "*? 7c 16c", 4, 68, Extreme, Extreme, "lethal_and_changing"},

		// What does not apply.
		{"nothing applies", Adult, "*x", 0, 0, None, None, ""},
		{"one item applies", Adult, "*x 2e", 1, 2, High, High, "share_high"},
		{"no children", Adult, "*n 29-34x", 0, 56, Low, Low, "share_low"},

		{"3 does not apply", Adult, "*n 3x", 0, 66, Low, Low, "share_low"},

		// Block G alone. It has two immediate items only, so that it never gives extreme.
		{"no children", Children, "*n 29-34x", 0, 0, None, None, ""},
		{"children, nothing", Children, "*n", 0, 12, Low, Low, "share_low"},
		{"30 and 34 earlier, 17 %", Children, "*n 30e 34e", 2, 12, Low, Low, "share_low"},
		{"29 and 33 earlier, 17 %", Children, "*n 29e 33e", 2, 12, Low, Low, "share_low"},
		{"31 earlier", Children, "*n 31e", 1, 12, Low, Low, "share_low"},
		{"31 not known", Children, "*n 31?", 0, 12, Low, Low, "share_low"},
		{"one item applies", Children, "*n 29-34x 30c", 2, 2, High, High, "share_high"},
		{"one item applies and is not known", Children, "*n 29-34x 30?", 0, 2, NotEnough, Low, "many_unknown"},
		{"30", Children, "*n 30c", 2, 12, Low, Low, "share_low"},
		{"20 % of 5 items", Children, "*n 34x 30c", 2, 10, Medium, Medium, "share_medium"},
		{"30 and 32 earlier", Children, "*n 30c 32e", 3, 12, Medium, Medium, "share_medium"},
		{"33 %", Children, "*n 30c 32c", 4, 12, Medium, Medium, "share_medium"},
		{"40 % of 5 items", Children, "*n 34x 30c 32c", 4, 10, High, High, "share_high"},
		{"42 %", Children, "*n 30c 32c 34e", 5, 12, High, High, "share_high"},
		{"31", Children, "*n 31c", 2, 12, Medium, Medium, "one_critical"},
		{"31 and 30", Children, "*n 30-31c", 4, 12, Medium, Medium, "one_critical share_medium"},
		{"29", Children, "*n 29c", 2, 12, High, High, "immediate"},
		{"33", Children, "*n 33c", 2, 12, High, High, "immediate"},
		{"29 and 31", Children, "*n 29c 31c", 4, 12, High, High, "immediate two_critical"},
		{"29 and 33", Children, "*n 29c 33c", 4, 12, High, High, "immediate two_critical"},
		{"all of G", Children, "*n 29-34c", 12, 12, High, High, "immediate two_critical share_high"},
		{"2 of 6 not known", Children, "*n 30? 32?", 0, 12, Low, Low, "share_low"},
		{"3 of 6 not known", Children, "*n 30? 32? 34?", 0, 12, NotEnough, Low, "many_unknown"},
		{"1 of 3 not known", Children, "*n 30x 32x 34x 31?", 0, 6, Low, Low, "share_low"},
		{"2 of 3 not known", Children, "*n 30x 32x 34x 31? 33?", 0, 6, NotEnough, Low, "many_unknown"},
		{"3 of 6 not known, 31", Children, "*n 30? 32? 34? 31c", 2, 12, NotEnough, Medium, "one_critical many_unknown"},
		{"3 of 6 not known, 29", Children, "*n 30? 32? 34? 29c", 2, 12, High, High, "immediate"},
		{"block G unanswered", Children, "1-28n", 0, 12, NotEnough, Low, "many_unknown"},
		{"what is outside does not count", Children, "1-28c 29-34n", 0, 12, Low, Low, "share_low"},
		{"3 earlier is outside", Children, "*n 3e 31c", 2, 12, Medium, Medium, "one_critical"},
	} {
		t.Run(c.scale+"/"+c.name, func(t *testing.T) {
			r := d.Score(c.scale, answers(t, d, c.answers))
			if r.Points != c.points || r.Max != c.max {
				t.Errorf("%d of %d points, want %d of %d", r.Points, r.Max, c.points, c.max)
			}
			if r.Level != c.level || r.AtLeast != c.atLeast {
				t.Errorf("level %s, at least %s; want %s, at least %s", r.Level, r.AtLeast, c.level, c.atLeast)
			}
			if !slices.Equal(r.Why, strings.Fields(c.rules)) {
				t.Errorf("because of %v, want %v", r.Why, c.rules)
			}
		})
	}
}

func TestScoreCounts(t *testing.T) {
	d := checklist(t)
	r := d.Score(Adult, answers(t, d, "*n 1c 2e 5? 6x 29-34x"))
	if r.Scale != Adult || r.Applying != 27 || r.Unknown != 1 || r.Points != 3 || r.Max != 54 {
		t.Errorf("got %+v", r)
	}
	if r := d.Score("nothing", answers(t, d, "*c")); r.Level != None || r.AtLeast != None || r.Max != 0 {
		t.Errorf("a scale that there is not gives %+v", r)
	}
}

// TestEveryRuleDecides holds that no rule of a bundled definition is idle: each
// is among the reasons of some worked example.
func TestEveryRuleDecides(t *testing.T) {
	d := checklist(t)
	idle := map[string]bool{}
	for _, rule := range d.Rules {
		idle[rule.ID] = true
	}
	for _, line := range []string{"*c", "*n 4c 5c", "*n 28x 30x 32x 34x 2c 10c 12-15c 17-18c 20-23c", "*n 1c 2c 10c 12-15c", "*?", "*n"} {
		for _, id := range d.Score(Adult, answers(t, d, line)).Why {
			delete(idle, id)
		}
	}
	if len(idle) > 0 {
		t.Errorf("these rules decide nothing: %v", idle)
	}
}

// TestBrokenRule holds that a rule that fails counts as one that holds.
func TestBrokenRule(t *testing.T) {
	if !(Rule{}).fires(terms{}) {
		t.Error("a rule that cannot be evaluated lowers the level")
	}
}

func TestRank(t *testing.T) {
	levels := []string{"", None, Low, NotEnough, Medium, High, Extreme}
	for i := 1; i < len(levels); i++ {
		if Rank(levels[i-1]) >= Rank(levels[i]) {
			t.Errorf("%s is not below %s", levels[i-1], levels[i])
		}
	}
}

func BenchmarkScore(b *testing.B) {
	d := checklist(b)
	a := answers(b, d, "*e 5-9? 30-34x 4c")
	b.ReportAllocs()
	for b.Loop() {
		d.Score(Adult, a)
	}
}

func BenchmarkParse(b *testing.B) {
	source, err := definitions.ReadFile("definitions/checklist.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Parse("checklist.yaml", source); err != nil {
			b.Fatal(err)
		}
	}
}

// What never happened at all counts as never, and what is not known as not known: the
// scores of T0 and of later sittings have the same maximum.
func TestOtherwise(t *testing.T) {
	d, ok := Latest("impact_client")
	if !ok {
		t.Fatal("the questionnaire is missing")
	}
	scale := scaleOf(t, d, "pushed")
	for name, c := range map[string]struct {
		ever            string
		points, unknown int
	}{
		"one of them":  {"pushed", 3, 0},
		"none of them": {"none", 0, 0},
		"not said":     {"no_answer", 0, 6},
		"not asked":    {"", 0, 6},
	} {
		a := Answers{"time_point": "T0", "agrees_today": "yes", "physical_ever": c.ever, "pushed": "often"}
		r := d.Score(scale, a)
		if r.Points != c.points || r.Unknown != c.unknown || r.Max != 18 {
			t.Errorf("%s: %d of %d points, %d not known", name, r.Points, r.Max, r.Unknown)
		}
	}
}

// scaleOf is the scale that a question belongs to.
func scaleOf(t *testing.T, d *Definition, question string) string {
	t.Helper()
	group := d.GroupOf(question).Name
	for _, s := range d.Scales {
		if slices.Contains(s.Groups, group) {
			return s.Name
		}
	}
	t.Fatalf("%s is in no scale", question)
	return ""
}
