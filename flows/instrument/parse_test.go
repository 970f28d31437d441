package instrument

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// small is a definition with one of everything; the tests below break it.
const small = `id: small
version: "1"
languages: [en, it]
title: {en: Small, it: Piccolo}
choices:
  yesno:
    - name: "no"
      label: {en: "No", it: "No"}
      words: {en: [n], it: [n]}
    - name: "yes"
      label: {en: "Yes", it: Sì}
      words: {en: [y], it: [s]}
      weight: 2
      current: true
    - name: unknown
      label: {en: Not known, it: Non noto}
      unknown: true
groups:
  - name: first
    letter: A
    title: {en: First, it: Primo}
    questions:
      - name: one
        number: 1
        type: select_one
        list: yesno
        critical: critical
        label: {en: One?, it: Uno?}
      - name: two
        number: 2
        type: select_one
        list: yesno
        label: {en: Two?, it: Due?}
  - name: last
    title: {en: Last, it: Ultimo}
    questions:
      - name: words
        type: text
        label: {en: Words?, it: Parole?}
scales:
  - name: all
    groups: [first, last]
rules:
  - id: one_now
    when: current("one")
    level: high
  - id: much
    when: share > 1/3
    level: medium
`

func parse(t *testing.T, source string) *Definition {
	t.Helper()
	d, err := Parse("small.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseTakesTheSmallDefinition(t *testing.T) {
	d := parse(t, small)
	if d.ID != "small" || len(d.Questions()) != 3 || d.Numbered() != 2 {
		t.Errorf("read %+v", d)
	}
}

// TestFaults breaks the small definition in one place each time. The error says
// what is wrong and where.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "version: \"1\"", "verzion: \"1\"", `small.yaml:2:1: unknown field "verzion"`},
		{"unknown key of a question", "type: text", "kind: text", `small.yaml:38:9: unknown field "kind"`},
		{"key twice", "version: \"1\"", "version: \"1\"\nversion: \"2\"", `small.yaml:3:1: mapping key "version" already defined`},
		{"wrong kind of value", "number: 2", "number: two", `small.yaml:30:17: cannot unmarshal`},
		{"bad indentation", "title: {en: Small", "  title: {en: Small", `small.yaml:4:`},
		{"two documents", "rules:", "---\nrules:", `small.yaml: one file holds one definition`},
		{"no id", "id: small\n", "", `small.yaml:1:1: the id is missing`},
		{"bad id", "id: small\n", "id: Small one\n", `small.yaml:1:5: "Small one" is no name`},
		{"bad version", "version: \"1\"", "version: v1", `small.yaml:2:10: a version is a whole number from 1, not "v1"`},
		{"no languages", "languages: [en, it]", "languages: []", `the languages are missing`},
		{"bad language", "[en, it]", "[english, it]", `small.yaml:3:13: "english" is no language tag`},
		{"language twice", "[en, it]", "[en, en, it]", `small.yaml:3:17: "en" stands here a second time`},
		{"language missing", "title: {en: Small, it: Piccolo}", "title: {en: Small}", `small.yaml:4:8: the text in it is missing`},
		{"text empty", "it: Piccolo", `it: " "`, `small.yaml:4:24: the text in it is missing`},
		{"language not declared", "it: Piccolo", "it: Piccolo, fr: Petit", `small.yaml:4:37: fr is not among the languages`},
		{"hint incomplete", "label: {en: Two?, it: Due?}", "label: {en: Two?, it: Due?}\n        hint: {en: Only one}", `small.yaml:34:15: the text in it is missing`},
		{"hint incomplete, with one key a line", "label: {en: Two?, it: Due?}", "label: {en: Two?, it: Due?}\n        hint:\n          en: Only one", `small.yaml:35:11: the text in it is missing`},
		{"label missing", "        label: {en: Two?, it: Due?}\n", "", `small.yaml:29:9: the text in en is missing`},
		{"bad list name", "  yesno:\n", "  Yes no:\n", `small.yaml:7:5: "Yes no" is no name`},
		{"no list", "list: yesno\n        critical", "list: yesnt\n        critical", `small.yaml:26:15: there is no list of choices "yesnt"`},
		{"choice twice", `name: "yes"`, `name: "no"`, `small.yaml:10:13: "no" stands here a second time`},
		{"negative weight", "weight: 2", "weight: -2", `small.yaml:13:15: a weight is 0 to 100`},
		{"huge weight", "weight: 2", "weight: 101", `small.yaml:13:15: a weight is 0 to 100`},
		{"unknown and not applicable", "unknown: true", "unknown: true\n      not_applicable: true", `a choice is unknown or not_applicable, not both`},
		{"unknown with points", "unknown: true", "unknown: true\n      weight: 1", `has no weight and is not current`},
		{"ambiguous word", "en: [y]", "en: [N]", `small.yaml:12:20: "N" means no already`},
		{"ambiguous label", "it: Sì", "it: N", `small.yaml:11:30: "N" means no already`},
		{"accents make no difference", "it: [s]", "it: [s, NÓ]", `small.yaml:12:32: "NÓ" means no already`},
		{"number as a word", "en: [y]", `en: ["1"]`, `small.yaml:12:20: "1": a number means a choice's place`},
		{"empty word", "en: [y]", `en: ["."]`, `small.yaml:12:20: the word is empty`},
		{"words in another language", "en: [y]", "fr: [o]", `small.yaml:12:19: fr is not among the languages`},
		{"one choice", "choices:\n", "choices:\n  alone:\n    - {name: a, label: {en: A, it: A}}\n", `small.yaml:7:5: a list has two choices or more`},
		{"group twice", "name: last", "name: first", `small.yaml:34:11: "first" stands here a second time`},
		{"letter twice", "name: last", "name: last\n    letter: A", `small.yaml:35:13: "A" stands here a second time`},
		{"question twice", "name: two", "name: one", `small.yaml:29:15: "one" stands here a second time`},
		{"number skipped", "number: 2", "number: 3", `small.yaml:30:17: the number is 3 and should be 2`},
		{"bad type", "type: text", "type: photo", `small.yaml:38:15: "photo": a type is one of [select_one select_multiple text integer`},
		{"bad criticality", "critical: critical", "critical: very", `small.yaml:27:19: "very": a question is critical or immediate`},
		{"critical text", "type: text", "type: text\n        critical: critical", `only a question with choices has a list, is critical or lasts`},
		{"number of a text with a list", "type: text", "type: integer\n        list: yesno", `small.yaml:37:9: only a question with choices has a list`},
		{"note with a number", "type: text", "type: note\n        number: 3", `small.yaml:39:17: a note has no number`},
		{"note that is required", "type: text", "type: note\n        required: true", `small.yaml:37:9: a note is never answered`},
		{"message without a constraint", "type: text", "type: text\n        constraint_message: {en: No., it: No.}", `small.yaml:39:29: there is no constraint that the message is for`},
		{"message in one language", "type: text", "type: text\n        constraint: . != ''\n        constraint_message: {en: No.}", `small.yaml:40:29: the text in it is missing`},
		{"label too long", "en: Words?", "en: " + strings.Repeat("w", 2001), `small.yaml:39:21: the text has 2001 characters and may have 2000`},
		{"space in a choice's name", `name: "yes"`, `name: "oh yes"`, `small.yaml:10:13: "oh yes" is no name: a choice's name has letters, digits, - . + and _, and no spaces`},
		{"full stop in a question's name", "name: words", "name: judge.adult", `small.yaml:37:15: "judge.adult" is no name: a name begins with a letter`},
		{"no such respondent", "groups:\n", "respondent: neighbour\ngroups:\n", `small.yaml:18:13: "neighbour": a respondent is professional, client or partner`},
		{"parameter without values", "groups:\n", "parameters: {when: []}\ngroups:\n", `small.yaml:18:20: the values of when are missing`},
		{"parameter with a value twice", "groups:\n", "parameters: {when: [a, a]}\ngroups:\n", `small.yaml:18:24: "a" stands here a second time`},
		{"parameter with a space", "groups:\n", "parameters: {when: [a b]}\ngroups:\n", `small.yaml:18:21: "a b" is no name`},
		{"parameter as a question", "groups:\n", "parameters: {two: [a]}\ngroups:\n", `small.yaml:30:15: "two" is a parameter already`},
		{"relevance of nothing", "type: text", "type: text\n        relevant: ${three} = 'x'", `small.yaml:39:19: there is no question or parameter "three" (column 1 of the expression)`},
		{"judged without rules", "  - name: all\n    groups: [first, last]\nrules:\n  - id: one_now\n    when: current(\"one\")\n    level: high\n  - id: much\n    when: share > 1/3\n    level: medium\n",
			"  - {name: adult, groups: [first]}\n  - {name: children, groups: [first]}\n", `small.yaml:41:3: a questionnaire with the scales adult and children is judged, and needs rules`},
		{"lasting what", "critical: critical", "critical: critical\n        lasting: ever", `small.yaml:28:18: the list yesno has no choice "ever"`},
		{"lasting though not critical", "critical: critical", "lasting: unknown", `small.yaml:27:18: only a critical question lasts`},
		{"no questions", "    questions:\n      - name: words\n        type: text\n        label: {en: Words?, it: Parole?}\n", "", `the group has no question`},
		{"scale of no group", "[first, last]", "[first, lost]", `small.yaml:42:21: there is no group "lost"`},
		{"scale of a group twice", "[first, last]", "[first, first]", `small.yaml:42:21: "first" stands here a second time`},
		{"scale of texts", "[first, last]", "[last]", `nothing in this scale can be scored`},
		{"rule twice", "id: much", "id: one_now", `small.yaml:47:9: "one_now" stands here a second time`},
		{"rule without message ID", "id: much", "id: Too much", `small.yaml:47:9: "Too much" is no name`},
		{"bad level", "level: medium", "level: middling", `small.yaml:49:12: "middling" is no level that a rule can give`},
		{"level that no rule gives", "level: medium", "level: none", `small.yaml:49:12: "none" is no level that a rule can give`},
		{"rule about nothing", `current("one")`, `current("oen")`, `small.yaml:45:11: a rule may not contain "oen", which is no question with choices (column 9`},
		{"rule about a text", `current("one")`, `current("words")`, `"words", which is no question with choices`},
		{"rule that names no item", `current("one")`, `current()`, `a call without the name of an item`},
		{"rule with an unknown term", "share > 1/3", "shares > 1/3", `small.yaml:48:11: unknown name shares (column 1`},
		{"rule with a builtin", "share > 1/3", `len("one") > 1`, `unknown name len`},
		{"rule that is no condition", "share > 1/3", "share", `expected bool, but got float64`},
		{"rule that calculates", "share > 1/3", "critical % 0 > 1", `the operator %`},
		{"rule with a list", "share > 1/3", "critical in [1]", `this kind of expression`},
		{"rule with a sign", "share > 1/3", "share > -1", `the operator -`},
		{"rule about everything", "share > 1/3", "$env == 1", `$env`},
		{"rule cut off", "share > 1/3", "share >", `unexpected token EOF (column 7`},
		{"rule without a condition", "    when: share > 1/3\n", "", `small.yaml:47:`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(small, c.old) == 0 {
				t.Fatalf("%q is not in the definition", c.old)
			}
			_, err := Parse("small.yaml", []byte(strings.Replace(small, c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestNumbered: where a file numbers nothing, what can be answered is numbered.
func TestNumbered(t *testing.T) {
	d := parse(t, formWith("", ""))
	var numbers []int
	for _, q := range d.Questions() {
		numbers = append(numbers, q.Number)
	}
	if !slices.Equal(numbers, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}) || d.Numbered() != 9 {
		t.Errorf("got %v", numbers)
	}
	if q, ok := d.ByNumber(1); !ok || q.Name != "how" {
		t.Errorf("got %+v", q)
	}
	if d.Judged() || d.Respondent != Professional || string(d.Source()) != formWith("", "") {
		t.Errorf("got %+v", d)
	}
}

// TestTooMany holds that a questionnaire stays so small that a case can hold it.
func TestTooMany(t *testing.T) {
	var source strings.Builder
	source.WriteString("id: long\nversion: \"1\"\nlanguages: [en]\ntitle: {en: Long}\ngroups:\n  - name: all\n    title: {en: All}\n    questions:\n")
	for i := range 2001 {
		fmt.Fprintf(&source, "      - {name: q%d, type: text, label: {en: Question}}\n", i)
	}
	if _, err := Parse("long.yaml", []byte(source.String())); err == nil || err.Error() != "long.yaml:6:3: there are 2001 questions, and there may be 2000" {
		t.Errorf("got %v", err)
	}
	taken, _ := strings.CutSuffix(source.String(), "      - {name: q2000, type: text, label: {en: Question}}\n")
	if _, err := Parse("long.yaml", []byte(taken)); err != nil {
		t.Error(err)
	}
}

func TestEmptyFile(t *testing.T) {
	for _, source := range []string{"", "# nothing\n", "{}", "[]", "null", "text", "\x00"} {
		if _, err := Parse("empty.yaml", []byte(source)); err == nil || !strings.HasPrefix(err.Error(), "empty.yaml") {
			t.Errorf("%q: got %v", source, err)
		}
	}
}

// TestAllFaultsAtOnce holds that one reading names every fault, in the file's
// order.
func TestAllFaultsAtOnce(t *testing.T) {
	source := strings.NewReplacer("level: medium", "level: middling", "number: 2", "number: 7", "it: Piccolo", "it: ''").Replace(small)
	_, err := Parse("small.yaml", []byte(source))
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "small.yaml:4:") ||
		!strings.HasPrefix(lines[1], "small.yaml:30:") || !strings.HasPrefix(lines[2], "small.yaml:49:") {
		t.Errorf("got\n%v", err)
	}
}

// FuzzParse holds that no file makes the reader panic, and that a definition
// that is taken can be scored and answered.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	source, err := os.ReadFile("definitions/checklist.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(source)
	f.Fuzz(func(t *testing.T, source []byte) {
		d, err := Parse("fuzz.yaml", source)
		if err != nil {
			return
		}
		for _, s := range d.Scales {
			d.Score(s.Name, Answers{})
		}
		for _, q := range d.Questions() {
			d.ParseAnswer(q, "1", "en")
		}
	})
}
