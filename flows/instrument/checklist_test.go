package instrument

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// checklist is the definition that comes with the program.
func checklist(t testing.TB) *Definition {
	t.Helper()
	d, ok := Latest("checklist")
	if !ok {
		t.Fatal("the checklist is missing")
	}
	return d
}

// TestChecklist holds the items of DOMAIN section 4: their order, numbers, blocks
// and stars.
func TestChecklist(t *testing.T) {
	d := checklist(t)
	want := map[string][]string{
		"A": {"violence_increasing *", "injury", "neck_pressure **", "weapon **", "sexual_violence *", "violence_around_birth *"},
		"B": {"threat_to_kill **", "suicide_threat **", "lethal_means *", "harm_to_animals_or_objects"},
		"C": {"stalking *", "digital_abuse", "daily_life_restricted", "money_and_papers", "possessive_jealousy"},
		"D": {"separation *", "triggering_date", "loss", "order_breached *", "her_dependency"},
		"E": {"violence_to_others", "alcohol_or_drugs", "distress", "denial", "programme_attendance"},
		"F": {"fear", "believes_he_could_kill **", "safety_plan_missing"},
		"G": {"child_hurt **", "child_witness", "child_handovers *", "child_distress", "child_sexual_harm **", "child_unprotected"},
		"":  {"protective", "unease"},
	}
	stars := map[Criticality]string{NotCritical: "", Critical: " *", Immediate: " **"}
	got := map[string][]string{}
	for _, g := range d.Groups {
		for _, q := range g.Questions {
			got[g.Letter] = append(got[g.Letter], q.Name+stars[q.Critical])
		}
	}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, tag := range []string{"en", "it"} {
		if !slices.Contains(d.Languages, tag) {
			t.Errorf("%s is missing", tag)
		}
	}
	if d.Numbered() != 34 {
		t.Errorf("%d questions have a number", d.Numbered())
	}
	for _, q := range d.Questions() {
		scored := q.Number > 0
		if scored != (q.Type == TypeSelectOne) || scored != q.Required {
			t.Errorf("%s: number %d, type %s, required %v", q.Name, q.Number, q.Type, q.Required)
		}
		if lasts := q.Lasting == "earlier"; lasts != (q.Number == 3) {
			t.Errorf("%s: lasting %q", q.Name, q.Lasting)
		}
	}
}

func TestChecklistChoices(t *testing.T) {
	d := checklist(t)
	var got []string
	for _, c := range d.Choices["presence"] {
		got = append(got, c.Name)
	}
	if want := []string{"no", "earlier", "current", "unknown", "not_applicable"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// TestTelephone holds every text short enough for a small screen, and free of
// line breaks and of doubled or outer spaces.
func TestTelephone(t *testing.T) {
	for _, d := range Library() {
		each := func(what string, text Text, most int) {
			for tag, s := range text {
				if n := utf8.RuneCountInString(s); n > most {
					t.Errorf("%s in %s has %d characters: %s", what, tag, n, s)
				}
				if s != strings.Join(strings.Fields(s), " ") {
					t.Errorf("%s in %s has spaces to spare: %q", what, tag, s)
				}
			}
		}
		for _, g := range d.Groups {
			each(g.Name, g.Title, 40)
			for _, q := range g.Questions {
				each(q.Name, q.Label, 110)
				each(q.Name+"'s hint", q.Hint, 130)
			}
		}
		for _, choices := range d.Choices {
			for _, c := range choices {
				each(c.Name, c.Label, 30)
			}
		}
	}
}

func TestLookUps(t *testing.T) {
	d := checklist(t)
	questions := d.Questions()
	for i, q := range questions {
		if found, ok := d.Question(q.Name); !ok || found.Name != q.Name {
			t.Errorf("Question(%s) is %s", q.Name, found.Name)
		}
		if found, ok := d.ByNumber(q.Number); ok != (q.Number > 0) || ok && found.Name != q.Name {
			t.Errorf("ByNumber(%d) is %s", q.Number, found.Name)
		}
		next, ok := d.Next(q.Name)
		if ok != (i+1 < len(questions)) || ok && next.Name != questions[i+1].Name {
			t.Errorf("after %s comes %s", q.Name, next.Name)
		}
		previous, ok := d.Previous(q.Name)
		if ok != (i > 0) || ok && previous.Name != questions[i-1].Name {
			t.Errorf("before %s comes %s", q.Name, previous.Name)
		}
		group := d.GroupOf(q.Name)
		if !slices.ContainsFunc(group.Questions, func(other Question) bool { return other.Name == q.Name }) {
			t.Errorf("%s is in group %s", q.Name, group.Name)
		}
		if found, ok := d.Group(group.Name); !ok || found.Letter != group.Letter {
			t.Errorf("Group(%s) is %s", group.Name, found.Name)
		}
	}
}

func TestLookUpsOfWhatThereIsNot(t *testing.T) {
	d := checklist(t)
	for _, name := range []string{"", "nothing", "Weapon", "judge.adult"} {
		if _, ok := d.Question(name); ok {
			t.Errorf("found question %q", name)
		}
		if _, ok := d.Next(name); ok {
			t.Errorf("found what follows %q", name)
		}
		if _, ok := d.Previous(name); ok {
			t.Errorf("found what precedes %q", name)
		}
		if _, ok := d.Group(name); ok || d.GroupOf(name).Name != "" {
			t.Errorf("found group %q", name)
		}
	}
	for _, n := range []int{-1, 0, 35} {
		if q, ok := d.ByNumber(n); ok {
			t.Errorf("number %d is %s", n, q.Name)
		}
	}
	for _, id := range []string{"", "nothing"} {
		if _, ok := Latest(id); ok {
			t.Errorf("found a definition %q", id)
		}
	}
	if _, ok := Get("checklist", "0"); ok {
		t.Error("found version 0")
	}
	if d, ok := Get("checklist", "1"); !ok || d.Version != "1" {
		t.Error("version 1 is missing: it was released, and assessments refer to it")
	}
}

func TestWeighs(t *testing.T) {
	d := checklist(t)
	for _, c := range []struct {
		question, choice string
		want             Criticality
	}{
		{"neck_pressure", "current", Immediate},
		{"neck_pressure", "earlier", Critical},
		{"neck_pressure", "no", NotCritical},
		{"neck_pressure", "", NotCritical},
		{"weapon", "current", Immediate},
		{"weapon", "earlier", NotCritical},
		{"separation", "current", Critical},
		{"separation", "earlier", NotCritical},
		{"separation", "unknown", NotCritical},
		{"injury", "current", NotCritical},
		{"injury", "nothing", NotCritical},
		{"unease", "current", NotCritical},
	} {
		q, _ := d.Question(c.question)
		if got := d.Weighs(q, c.choice); got != c.want {
			t.Errorf("%s %s weighs %q, want %q", c.question, c.choice, got, c.want)
		}
	}
}

func TestText(t *testing.T) {
	both, french := Text{"en": "Yes", "it": "Sì"}, Text{"fr": "Oui", "zh": "是"}
	for _, c := range []struct {
		text     Text
		tag, out string
	}{
		{both, "it", "Sì"}, {both, "it-CH", "Sì"}, {both, "en", "Yes"}, {both, "bg", "Yes"}, {both, "", "Yes"},
		{french, "it", "Oui"}, {nil, "it", ""},
	} {
		if got := c.text.In(c.tag); got != c.out {
			t.Errorf("%v in %q is %q, want %q", c.text, c.tag, got, c.out)
		}
	}
}

// TestNewest holds that versions are compared as numbers: 10 comes after 9.
func TestNewest(t *testing.T) {
	var ds []*Definition
	for _, v := range []string{"9", "10", "2"} {
		ds = append(ds, parse(t, strings.Replace(small, `version: "1"`, `version: "`+v+`"`, 1)))
	}
	if d, ok := newest(ds, "small"); !ok || d.Version != "10" {
		t.Errorf("the newest is %v", d)
	}
}

func TestUnknown(t *testing.T) {
	d := checklist(t)
	q, _ := d.Question("weapon")
	for _, c := range d.Choices[q.List] {
		if d.Unknown(q, c.Name) != (c.Name == "unknown") {
			t.Errorf("%s is not known: %v", c.Name, d.Unknown(q, c.Name))
		}
	}
	if d.Unknown(q, "") || d.Unknown(Question{}, "unknown") {
		t.Error("what is no choice is no answer")
	}
}

func TestLibraryFaults(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	_, err := Load(fstest.MapFS{"a.yaml": file(small), "b.yaml": file(small), "readme.txt": file("")})
	if err == nil || !strings.Contains(err.Error(), "a.yaml and b.yaml both define small 1") {
		t.Errorf("the same version twice: %v", err)
	}
	_, err = Load(fstest.MapFS{"a.yaml": file("id: 1"), "b.yaml": file("id: 2")})
	if err == nil || !strings.Contains(err.Error(), "a.yaml:1:") || !strings.Contains(err.Error(), "b.yaml:1:") {
		t.Errorf("bad files: %v", err)
	}
	if _, err = Load(os.DirFS(filepath.Join(t.TempDir(), "nowhere"))); err == nil {
		t.Error("a folder that is not there was read")
	}
}

// TestInstall: what operators add is found as what comes with the program is; what
// has gone from their folder is read, and not begun.
func TestInstall(t *testing.T) {
	offered, kept := parse(t, strings.Replace(small, `version: "1"`, `version: "2"`, 1)), parse(t, small)
	if err := Install([]*Definition{offered}, []*Definition{kept}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = Install(nil, nil) })
	if d, ok := Latest("small"); !ok || d != offered {
		t.Errorf("latest is %+v", d)
	}
	if d, ok := Get("small", "1"); !ok || d != kept {
		t.Errorf("got %+v", d)
	}
	if slices.Contains(Library(), kept) || !slices.Contains(Library(), offered) {
		t.Error("the library offers what is only kept")
	}
	own := parse(t, strings.Replace(small, "id: small", "id: checklist", 1))
	if err := Install([]*Definition{own}, nil); err == nil || !strings.Contains(err.Error(), "the program has a questionnaire checklist of its own") {
		t.Errorf("got %v", err)
	}
	if _, ok := Latest("small"); !ok {
		t.Error("what was refused took the place of what was there")
	}
}

// TestWordsAcrossLanguages holds that what is typed in one language does not mean
// something else in another: two people of one service may type in two.
func TestWordsAcrossLanguages(t *testing.T) {
	for _, d := range Library() {
		for list, choices := range d.Choices {
			meaning := map[string]string{}
			for _, c := range choices {
				for _, tag := range d.Languages {
					for _, word := range c.wordsOf(tag) {
						if other, ok := meaning[fold(word)]; ok && other != c.Name {
							t.Errorf("%s, %s: %q means %s and %s", d.ID, list, word, other, c.Name)
						}
						meaning[fold(word)] = c.Name
					}
				}
			}
		}
	}
}
