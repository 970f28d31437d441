package instrument

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// form is a definition with every type of question; the last one's conditions are
// what the tests are about.
const form = `id: form
version: "1"
languages: [en]
title: {en: Form}
parameters: {time_point: [T0, T1, T2]}
choices:
  often:
    - {name: never, label: {en: Never}}
    - {name: once, label: {en: Once}, weight: 1}
    - {name: "2", label: {en: Twice}, weight: 2}
    - {name: often, label: {en: Often}, weight: 3}
groups:
  - name: first
    title: {en: First}
    questions:
      - {name: hello, type: note, label: {en: Hello}}
      - {name: how, type: select_one, list: often, label: {en: How?}}
      - {name: which, type: select_multiple, list: often, label: {en: Which?}}
      - {name: age, type: integer, label: {en: Age?}}
      - {name: Weight-kg, type: decimal, label: {en: Weight?}}
      - {name: day, type: date, label: {en: Day?}}
      - {name: words, type: text, label: {en: Words?}}
  - name: second
    title: {en: Second}
    relevant: RELEVANT
    questions:
      - {name: asked, type: integer, label: {en: Asked?}, constraint: CONSTRAINT}
      - {name: later, type: integer, label: {en: Later?}}
  - name: third
    title: {en: Third}
    questions:
      - {name: last, type: integer, label: {en: Last?}}
`

func formWith(relevant, constraint string) string {
	return strings.NewReplacer("RELEVANT", fmt.Sprintf("%q", relevant), "CONSTRAINT", fmt.Sprintf("%q", constraint)).Replace(form)
}

func TestExpressions(t *testing.T) {
	given := Answers{
		"time_point": "T1", "how": "once", "which": "never often", "age": "18", "Weight-kg": "71.5", "day": "2026-11-24",
		"words": "a 'quoted' word", Today: "2026-11-26",
	}
	for _, c := range []struct {
		relevant    string
		full, empty bool // with all answers, and with none
	}{
		{"", true, true},
		{"  ", true, true},
		{"${how} = 'once'", true, false},
		{"${ how }='once'", true, false},
		{`${how} = "once"`, true, false},
		{"${how} != 'once'", false, true},
		{"${how} = 2", false, false},
		{"${how} != 2", true, true},
		{"${how} = ''", false, true},
		{"${how} != ''", true, false},
		{"${time_point} = 'T1'", true, false},
		{"${time_point} = 'T0' or ${time_point} = 'T1'", true, false},
		{"${age} = 18", true, false},
		{"${age} != 18", false, true},
		{"${age} = ''", false, true},
		{"${age} < 18", false, false},
		{"${age} <= 18", true, false},
		{"${age} > 17.5", true, false},
		{"${age} >= 19", false, false},
		{"not(${age} >= 19)", true, true},
		{"${Weight-kg} > 71.4 and ${Weight-kg} < 71.6", true, false},
		{"${age} * 2 - 6 + 1 = 31", true, false},
		{"(${age} - 6) * 2 = 24", true, false},
		{"${age} div 4 = 4.5", true, false},
		{"${age} = -(-18)", true, false},
		{"${age} div 0 > 5", true, false}, // without end, as in XPath
		{"selected(${how}, 'once')", true, false},
		{"selected(${which}, 'often')", true, false},
		{"selected(${which}, 'once')", false, false},
		{"not(selected(${which}, 'once'))", true, true},
		{"count-selected(${which}) = 2", true, false},
		{"count-selected(${which}) = 0", false, true},
		{"${day} < today()", true, false},
		{"today() - ${day} = 2", true, false},
		{"${day} + 2 = today()", true, false},
		{"${day} >= date('2026-11-24') and ${day} < date('2026-11-25')", true, false},
		{"${day} = ''", false, true},
		{"${words} = 'a'", false, false},
		{`${words} = "a 'quoted' word"`, true, false},
		{"${how} = 'never' or ${how} = 'once' and ${age} = 18", true, false},
		{"(${how} = 'never' or ${how} = 'once') and ${age} = 19", false, false},
		{"not(${how} = 'never') and not(${age} = 19)", true, true},
	} {
		d := parse(t, formWith(c.relevant, ""))
		if got := d.Relevant("asked", given); got != c.full {
			t.Errorf("%s, all answered: %t", c.relevant, got)
		}
		if got := d.Relevant("asked", nil); got != c.empty {
			t.Errorf("%s, nothing answered: %t", c.relevant, got)
		}
	}
}

func TestConstraints(t *testing.T) {
	for _, c := range []struct {
		constraint, value string
		want              bool
	}{
		{". > 3", "4", true},
		{". > 3", "3", false},
		{". > 3", "", true}, // whether there must be an answer is another question
		{".>=0 and .<=10", "10", true},
		{".>=0 and .<=10", "11", false},
		{"${asked} < ${age}", "17", true},
		{"${asked} < ${age}", "18", false},
		{". < ${age} or ${age} = ''", "18", false},
	} {
		d := parse(t, formWith("", c.constraint))
		q, _ := d.Question("asked")
		if got := d.Constrained(q, c.value, Answers{"age": "18"}); got != c.want {
			t.Errorf("%s with %q: %t", c.constraint, c.value, got)
		}
	}
}

// TestExpressionFaults: what an expression may not say is named with its column.
func TestExpressionFaults(t *testing.T) {
	for _, c := range []struct{ relevant, want string }{
		{"${hwo} = 'once'", `there is no question or parameter "hwo" (column 1`},
		{"${how} = 'onse'", `'onse' is not among the values that ${how} can have (column 10`},
		{"${how} = 3", `'3' is not among the values`},
		{"${time_point} = 'T9'", `'T9' is not among the values that ${time_point} can have`},
		{"selected(${which}, 'onse')", `'onse' is not among the values that ${which} can have (column 20`},
		{"${hello} = 'x'", `"hello" is a note, which nobody answers (column 1`},
		{"${age} = 1 and ${last} = 1", `"last" is asked later (column 16`},
		{"${asked} = 1", `the relevance goes round in a circle: asked, asked`},
		{". = 1", "the full stop is the answer that a constraint is about"},
		{"how = 'once'", `"how" is no word of an expression`},
		{"${age} = 'old'", "a number cannot be compared with a text (column 8"},
		{"${words} > 3", "a text cannot be compared with a number by >"},
		{"${day} > 3", "a date cannot be compared with a number by >"},
		{"${age}", "this is a number and should be a condition"},
		{"${age} and ${age} = 1", `"and" connects conditions, and here it connects a number and a condition`},
		{"not(${age})", "not() is about a condition, and this is a number"},
		{"-${words} = 1", "- stands before a text"},
		{"${words} + 1 = 1", "a text and a number cannot be calculated with +"},
		{"${day} + ${day} = today()", "a date and a date cannot be calculated with +"},
		{"selected(${age}, 'x')", "selected is about a question with choices"},
		{"selected(${which}, ${how})", "the second part of selected is the name of a choice"},
		{"selected(${which})", "this cannot stand here"},
		{"count-selected(${age}) = 1", "count-selected is about a question with choices"},
		{"selected = 1", "selected needs a bracket after it (column 1"},
		{"today = 1", "today is written today()"},
		{"date('24/11/2026') < today()", "a date is written date('2026-11-24')"},
		{"date( < today()", "a date is written date('2026-11-24')"},
		{"1 < ${age} < 3", "two comparisons follow each other: put brackets around the first (column 12"},
		{"${age} = 1 = (${age} = 1)", "two comparisons follow each other"},
		{"${age} = ", "the expression ends too early (column 9"},
		{"${age} = 1 and", "the expression ends too early"},
		{"(${age} = 1", "the expression ends too early"},
		{"${age} = 1)", "there is no bracket that this one closes (column 11"},
		{"${age} 1", "this cannot stand here (column 8"},
		{"${age} = = 1", "two comparisons follow each other"},
		{"${age} = 1, 2", "this cannot stand here (column 11"},
		{"${age}(1)", "this cannot stand here"},
		{"if(${age} = 1, 1, 2) = 1", `"if" is no word of an expression`},
		{"${age} mod 2 = 1", `"mod" is no word of an expression`},
		{"${age} ? 1", "what stands here cannot be read: ? 1 (column 8"},
		{"è ${age} = 1", "what stands here cannot be read: è ${age} = (column 1"},
		{"${age} = 12345678901234567890", "the number is too long"},
		{"${age} = 1" + strings.Repeat(" or ${age} = 1", 200), "an expression has at most 2000 characters"},
		{strings.Repeat("(", 1900), "the expression ends too early"},
	} {
		_, err := Parse("form.yaml", []byte(formWith(c.relevant, "")))
		if err == nil || !strings.HasPrefix(err.Error(), "form.yaml:25:15: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\ngot  %v\nwant %s", c.relevant, err, c.want)
		}
	}
	for constraint, want := range map[string]string{
		"${later} > 1": `form.yaml:27:71: "later" is asked later (column 1 of the expression)`,
		". > 'x'":      "a number cannot be compared with a text",
	} {
		if _, err := Parse("form.yaml", []byte(formWith("", constraint))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", constraint, err, want)
		}
	}
}

// TestCircle: a relevance that depends on itself through others is shown whole.
func TestCircle(t *testing.T) {
	source := strings.Replace(formWith("${later} = 1", ""), "{en: Later?}}", "{en: Later?}, relevant: '${asked} = 1'}", 1)
	_, err := Parse("form.yaml", []byte(source))
	if err == nil || !strings.Contains(err.Error(), "the relevance goes round in a circle: later, later") {
		t.Errorf("got %v", err)
	}
	source = strings.Replace(formWith("", ""), "label: {en: Age?}", "label: {en: Age?}, relevant: '${later} = 1'", 1)
	source = strings.Replace(source, "{en: Later?}}", "{en: Later?}, relevant: '${how} = 2 and ${age} = 1'}", 1)
	_, err = Parse("form.yaml", []byte(source))
	if err == nil || !strings.Contains(err.Error(), "the relevance goes round in a circle: age, later, age") {
		t.Errorf("got %v", err)
	}
}

// TestWhatIsIrrelevantCountsNowhere: an answer that is not relevant any more is
// none for what depends on it.
func TestWhatIsIrrelevantCountsNowhere(t *testing.T) {
	source := strings.Replace(formWith("${age} > 1", ""), "label: {en: Age?}", "label: {en: Age?}, relevant: \"${how} = 'often'\"", 1)
	d := parse(t, source)
	a := Answers{"how": "often", "age": "18", "asked": "1", "time_point": "T0"}
	if got := d.Given(a); len(got) != 4 || !d.Relevant("asked", a) {
		t.Errorf("got %v", got)
	}
	a["how"] = "never"
	if got := d.Given(a); len(got) != 2 || got["time_point"] != "T0" || d.Relevant("asked", a) || len(a) != 4 {
		t.Errorf("got %v", got)
	}
	if got := len(d.RelevantQuestions(a)); got != 7 {
		t.Errorf("%d questions are relevant", got)
	}
}

// TestExpressionsTakeAnything: nothing that is written as an expression makes the
// reader panic, and what is taken holds or does not, whatever the answers.
func TestExpressionsTakeAnything(t *testing.T) {
	d := parse(t, formWith("", ""))
	conditions := []string{"${how} = 'once'", "selected(${which}, 'once')", "count-selected(${which}) > 1", "${age} < 3", "${age} + 1 div ${Weight-kg} = 2.5",
		"${day} <= today()", "today() - ${day} > 30", "${words} = 'x'", "${words} = ''", "${time_point} != 'T1'", ". > 3", "not(. = '')"}
	joined := []string{" and ", " or ", ") or (", " and not(", ") = (", "", " + "}
	refers := d.references()
	taken := 0
	rapid.Check(t, func(r *rapid.T) {
		written := rapid.SampledFrom(conditions).Draw(r, "condition")
		for range rapid.IntRange(0, 4).Draw(r, "more") {
			written += rapid.SampledFrom(joined).Draw(r, "joined") + rapid.SampledFrom(conditions).Draw(r, "condition")
		}
		written = strings.Repeat("(", strings.Count(written, ") or (")) + written + strings.Repeat(")", strings.Count(written, "(")-strings.Count(written, ")"))
		if rapid.IntRange(0, 9).Draw(r, "odd") == 0 {
			written = rapid.String().Draw(r, "written")
		}
		e, wrong := compileExpression(written, names{definition: d, before: len(d.questions), own: "asked", refers: refers}.resolve)
		if wrong != nil {
			if wrong.column < 1 || wrong.column > len([]rune(written))+1 || wrong.text == "" {
				r.Errorf("%q: %+v", written, wrong)
			}
			return
		}
		taken++
		a := Answers{}
		for _, name := range []string{"how", "which", "age", "day", "words", "time_point", Today} {
			a[name] = rapid.SampledFrom([]string{"", "once", "-", "never often", "18", "2026-11-24", "T1", "x"}).Draw(r, name)
		}
		for _, a := range []Answers{a, nil} {
			if _, err := e.run(a, rapid.SampledFrom([]string{"", "3", "x"}).Draw(r, "value")); err != nil {
				r.Errorf("%q: %v", written, err)
			}
		}
	})
	if taken == 0 {
		t.Error("no expression was taken: nothing was tested")
	}
}

func TestParseAnswerOfEveryType(t *testing.T) {
	d := parse(t, formWith("", ""))
	for _, c := range []struct{ question, typed, want string }{
		{"how", "1", "never"},
		{"how", "Twice", "2"},
		{"how", "1 2", ""},
		{"which", "1 3 4", "never 2 often"},
		{"which", "4,1", "never often"},
		{"which", "1, 3 4", "never 2 often"},
		{"which", "often", "often"},
		{"which", "Often, never", "never often"},
		{"which", "often never", "never often"},
		{"which", "2 2", "once"},
		{"which", "0", NoneChosen},
		{"which", "none", NoneChosen},
		{"which", "nessuna", NoneChosen},
		{"which", "5", ""},
		{"which", "1, perhaps", ""},
		{"age", "18", "18"},
		{"age", " +018. ", "18"},
		{"age", "-3", "-3"},
		{"age", "18.5", ""},
		{"age", "1.000", ""},
		{"age", "many", ""},
		{"age", "-0", "0"},
		{"age", "999999999999999", "999999999999999"},
		{"age", "9999999999999999", ""},
		{"Weight-kg", "71,5", "71.5"},
		{"Weight-kg", "71.50", "71.5"},
		{"Weight-kg", "1.000,5", ""},
		{"Weight-kg", "1e5", ""},
		{"day", "24/11/2026", "2026-11-24"},
		{"day", "2026-11-24", "2026-11-24"},
		{"day", "24/11", ""}, // of which year, only who knows the day can tell
		{"day", "today", ""},
		{"day", "30/2/2026", ""},
		{"words", "  as it is ", "as it is"},
		{"words", " ", ""},
		{"hello", "hello", ""},
	} {
		q, _ := d.Question(c.question)
		if got, ok := d.ParseAnswer(q, c.typed, "en"); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %q: %q %t, want %q", c.question, c.typed, got, ok, c.want)
		}
	}
}

// TestScaleOfAnyQuestionnaire: a scale counts what is relevant and applies; a
// question with several choices counts each of them; without rules there is no
// level.
func TestScaleOfAnyQuestionnaire(t *testing.T) {
	d := parse(t, strings.Replace(formWith("", ""), "which, type: select_multiple, list: often,", "which, type: select_multiple, list: often, relevant: \"${how} != 'never'\",", 1)+
		"scales:\n  - {name: often, groups: [first]}\n")
	for _, c := range []struct {
		given                          Answers
		points, max, unknown, applying int
	}{
		{Answers{"how": "once", "which": "once 2 often"}, 7, 9, 0, 2},
		{Answers{"how": "once", "which": NoneChosen}, 1, 9, 0, 2},
		{Answers{"how": "once"}, 1, 9, 1, 2},
		{Answers{"how": "never", "which": "often"}, 0, 3, 0, 1}, // not relevant any more
		{nil, 0, 9, 2, 2},
	} {
		r := d.Score("often", c.given)
		if r.Points != c.points || r.Max != c.max || r.Unknown != c.unknown || r.Applying != c.applying || r.Level != "" || r.Why != nil {
			t.Errorf("%v: %+v", c.given, r)
		}
	}
	if title := d.TitleOf("often").In("en"); title != "First" {
		t.Errorf("the scale is called %q", title)
	}
}
