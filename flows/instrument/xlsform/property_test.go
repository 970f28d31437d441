package xlsform

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"asapbot/flows/instrument"
)

// drawn makes definitions as somebody can write them, with all that a definition
// has, and texts with whatever can stand in a cell.
type drawn struct {
	*rapid.T
	instrument.Definition
	names int
	asked []instrument.Question // so far
}

// letters are what makes trouble in workbooks and in YAML, beside usual ones.
var letters = rapid.SampledFrom([]rune("abcxyz èß ΩЖ 019 .,:;?!'\"`-_#&<>%@*|{}[]()=+~^$€\\/\n\t\u00a0\u0301\u2028\u200b😀"))

func (d *drawn) flip(label string) bool { return rapid.Bool().Draw(d.T, label) }

func (d *drawn) number(label string, least, most int) int {
	return rapid.IntRange(least, most).Draw(d.T, label)
}

// name makes a name that was not there before.
func (d *drawn) name() string {
	d.names++
	return rapid.SampledFrom([]string{"q", "Q", "First_name", "_x", "a-b"}).Draw(d.T, "name") + fmt.Sprint(d.names)
}

// phrase is a text of one language. Spaces at its ends belong to it.
func (d *drawn) phrase() string {
	words := rapid.StringOfN(letters, 0, 20, -1).Draw(d.T, "text")
	return rapid.SampledFrom([]string{"", " ", "\n", "_x0041_", "_x0041_x000a_", "=", "'"}).Draw(d.T, "before") + words + "e" +
		rapid.SampledFrom([]string{"", " ", "\n"}).Draw(d.T, "after")
}

func (d *drawn) text() instrument.Text {
	t := instrument.Text{}
	for _, tag := range d.Languages {
		t[tag] = d.phrase()
	}
	return t
}

func (d *drawn) perhaps() instrument.Text {
	if d.flip("left out") {
		return nil
	}
	return d.text()
}

// definition draws a whole one.
func definition(r *rapid.T) *instrument.Definition {
	d := &drawn{T: r}
	d.ID, d.Version = "id_"+fmt.Sprint(d.number("id", 0, 99)), fmt.Sprint(d.number("version", 1, 9_999_999_999))
	tags := rapid.Permutation([]string{"en", "it", "de-CH", "hr", "uk", "zza"}).Draw(r, "languages")
	d.Languages = tags[:d.number("how many", 1, 4)]
	d.Title, d.Hint = d.text(), d.perhaps()
	d.Respondent = rapid.SampledFrom([]instrument.Respondent{"", instrument.Client, instrument.Partner}).Draw(r, "respondent")
	if d.flip("parameters") {
		d.Parameters = map[string][]string{"time_point": {"T0", "T1", "T4"}, "other": {"a"}}
	}
	d.choices()
	for range d.number("groups", 1, 4) {
		d.group()
	}
	d.scores()
	d.numbers()
	return &d.Definition
}

// numbers numbers what can be answered, in some definitions.
func (d *drawn) numbers() {
	n, numbered := 0, d.flip("numbered")
	for _, g := range d.Groups {
		for i := range g.Questions {
			if q := &g.Questions[i]; numbered && q.Answerable() {
				n++
				q.Number = n
			}
		}
	}
}

func (d *drawn) choices() {
	d.Choices = map[string][]instrument.Choice{}
	for l := range d.number("lists", 1, 3) {
		var list []instrument.Choice
		for c := range d.number("choices", 2, 5) {
			choice := instrument.Choice{Name: fmt.Sprint(c), Label: d.text(), Weight: d.number("weight", 0, 100)}
			if d.flip("with a word for a name") {
				choice.Name = fmt.Sprintf("c.%d-%d+", c, c+1)
			}
			for tag := range choice.Label { // that no two labels or words are alike
				choice.Label[tag] += fmt.Sprint(" c", c)
			}
			switch d.number("meaning", 0, 4) {
			case 0:
				choice.Weight, choice.Unknown = 0, true
			case 1:
				choice.Weight, choice.NotApplicable = 0, true
			case 2:
				choice.Current = true
			}
			if d.flip("words") {
				choice.Words = map[string][]string{d.Languages[0]: {fmt.Sprint("w", c), fmt.Sprintf(" two  words%d!", c)}}
			}
			list = append(list, choice)
		}
		d.Choices[fmt.Sprint("list_", l)] = list
	}
}

// group draws a block, or questions that stand in none.
func (d *drawn) group() {
	last := len(d.Groups) - 1
	g := instrument.Group{}
	if d.flip("named") || last >= 0 && d.Groups[last].Name == "" {
		g = instrument.Group{Name: d.name(), Title: d.perhaps(), Relevant: d.condition("")}
		if d.flip("letter") {
			g.Title, g.Letter = d.text(), fmt.Sprint("L", d.names)
		}
	}
	for range d.number("questions", 1, 4) {
		q := d.question()
		g.Questions = append(g.Questions, q)
		d.asked = append(d.asked, q)
	}
	d.Groups = append(d.Groups, g)
}

func (d *drawn) question() instrument.Question {
	q := instrument.Question{
		Name: d.name(), Type: rapid.SampledFrom(instrument.Types).Draw(d.T, "type"), Label: d.text(),
		Hint: d.perhaps(), Short: d.perhaps(), Relevant: d.condition(""),
	}
	if len(d.asked) == 0 {
		q.Type = instrument.TypeInteger // that there is something to answer
	}
	if q.Selects() {
		q.List = fmt.Sprint("list_", d.number("list", 0, len(d.Choices)-1))
		if d.flip("critical") {
			q.Critical, q.Lasting = instrument.Immediate, d.Choices[q.List][0].Name
			q.Alert = rapid.SampledFrom([]instrument.AlertBy{"", instrument.ProposeAlert, instrument.RaiseAlert}).Draw(d.T, "alert")
		}
		if q.Relevant != "" {
			q.Otherwise = d.Choices[q.List][1].Name
		}
	}
	if q.Answerable() {
		q.Required, q.Constraint = d.flip("required"), d.condition(map[instrument.Type]string{
			instrument.TypeInteger: ". >= 0  and . <= 20", instrument.TypeDate: ".<=today()", instrument.TypeDecimal: " . div 2 < 7.5 ", instrument.TypeSelectMultiple: "count-selected(.) < 3",
		}[q.Type])
	}
	if q.Constraint != "" {
		q.ConstraintMessage = d.perhaps()
	}
	return q
}

// condition is an expression, or none: the one given, or one about a question
// that was asked before, with the spaces that people leave.
func (d *drawn) condition(own string) string {
	if d.flip("always") {
		return ""
	}
	if own != "" || len(d.asked) == 0 {
		return own
	}
	q := d.asked[d.number("about", 0, len(d.asked)-1)]
	switch {
	case q.Selects():
		choice := d.Choices[q.List][0].Name
		return rapid.SampledFrom([]string{
			fmt.Sprintf("${%s} = '%s'", q.Name, choice), fmt.Sprintf(" not(selected(${%s},  %q)) ", q.Name, choice), fmt.Sprintf("count-selected( ${%s} )>1", q.Name),
		}).Draw(d.T, "condition")
	case q.Type == instrument.TypeInteger || q.Type == instrument.TypeDecimal:
		return fmt.Sprintf("${%s} > 3\nor ${%s} != 2", q.Name, q.Name)
	case q.Answerable():
		return fmt.Sprintf("${%s} != ''", q.Name)
	}
	return ""
}

func (d *drawn) scores() {
	for i := range d.Groups {
		g := &d.Groups[i]
		for _, q := range g.Questions {
			if q.Selects() && g.Name != "" && len(d.Scales) < 2 {
				g.Title = d.text()
				d.Scales = append(d.Scales, instrument.Scale{Name: fmt.Sprint("scale_", i), Title: d.perhaps(), Groups: []string{g.Name}})
				d.Rules = append(d.Rules, instrument.Rule{ID: fmt.Sprint("rule_", i), When: fmt.Sprintf("share > 1/3 and current(%q)", q.Name), Level: instrument.High})
				break
			}
		}
	}
}

// TestDefinitionsComeBack: a definition that goes out as a form comes back as the
// same, whatever is in it, with nothing left out.
func TestDefinitionsComeBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		written := definition(r).YAML()
		d, err := instrument.Parse("drawn.yaml", written)
		if err != nil {
			r.Fatalf("the definition is not one: %v\n%s", err, written)
		}
		source, err := Export(d)
		if err != nil {
			r.Fatal(err)
		}
		file, remarks, err := Import(source, "")
		if err != nil || len(remarks) > 0 {
			r.Fatalf("%v %v\n%s", remarks, err, written)
		}
		again, err := instrument.Parse("again.yaml", file)
		if err != nil {
			r.Fatalf("%v\n%s", err, file)
		}
		if got, want := string(again.YAML()), string(d.YAML()); got != want {
			r.Errorf("it came back otherwise:\n%s", difference(got, want))
		}
	})
}

// TestEveryFieldIsDrawn holds that what a definition learns to say is carried by
// forms, too: a field that no drawn definition sets has been forgotten.
func TestEveryFieldIsDrawn(t *testing.T) {
	set := map[string]bool{}
	rapid.Check(t, func(r *rapid.T) { note(set, reflect.ValueOf(*definition(r))) })
	for field, is := range set {
		if !is {
			t.Errorf("%s is never set: draw it, and see that it comes back", field)
		}
	}
}

// note notes which fields of structs are set anywhere in a value.
func note(set map[string]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() {
				name := v.Type().Name() + "." + field.Name
				set[name] = set[name] || !v.Field(i).IsZero()
				note(set, v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(set, v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			note(set, v.MapIndex(key))
		}
	}
}

// difference is the first line that two texts do not share.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\ngot  %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// TestWhatNoWorkbookHolds: what a cell cannot hold is refused, rather than
// written otherwise.
func TestWhatNoWorkbookHolds(t *testing.T) {
	for name, change := range map[string]func(*instrument.Definition){
		"line break in a word": func(d *instrument.Definition) { d.Choices["list"][0].Words["en"] = []string{"two\nlines"} },
		"control character":    func(d *instrument.Definition) { d.Groups[0].Questions[0].Label["en"] = "bell\a" },
		"carriage return":      func(d *instrument.Definition) { d.Groups[0].Questions[0].Label["en"] = "a\r\nb" },
		"long text":            func(d *instrument.Definition) { d.Groups[0].Questions[0].Label["en"] = strings.Repeat("a", 40_000) },
	} {
		d := &instrument.Definition{
			ID: "d", Version: "1", Languages: []string{"en"}, Title: instrument.Text{"en": "D"},
			Groups:  []instrument.Group{{Questions: []instrument.Question{{Name: "q", Type: instrument.TypeSelectOne, List: "list", Label: instrument.Text{"en": "Q"}}}}},
			Choices: map[string][]instrument.Choice{"list": {{Name: "a", Label: instrument.Text{"en": "A"}, Words: map[string][]string{}}, {Name: "b", Label: instrument.Text{"en": "B"}}}},
		}
		change(d)
		if source, err := Export(d); err == nil || source != nil {
			t.Errorf("%s: it was written", name)
		}
	}
}
