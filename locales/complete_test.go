package locales

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Completeness: every language says everything that the sources can say, and
// nothing else.
//
// The rule by which a source uses a message is simple, so that a reader can
// apply it too:
//
//   - a string literal "pairing.code", anywhere, uses the message of that ID;
//   - a string literal "rule." or "staff.line_", with a dot in it and a dot or an
//     underscore at its end, uses every message whose ID begins with it.
//
// And these must be messages, a prefix the beginning of one at least:
//
//   - a literal that is given to message.New, to message.ID or to the ID of a
//     message.Message, or that a + begins with there;
//   - in flows, every literal that begins like another message: where there is
//     "staff.list", "staff.removed" is taken for one, too. What is no message (a
//     timer, a step) is named otherwise.
//
// Tests are no sources.
func TestComplete(t *testing.T) {
	sources := os.DirFS("..")
	used, err := usedIn(sources, "flows", "bot", "cmd")
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems(t, files, used) {
		t.Error(problem)
	}
}

// The test above would fail at each of these.
func TestCompleteFinds(t *testing.T) {
	const source = `package p
import "asapbot/flows/message"
var ids = []string{"a.one", "Not.an.id", "no.message", "state.db"}
var m = []message.Message{message.New("a.two"), message.New("plain"), message.New(message.ID("rule." + x)), {ID: "x.elided"}}
func f(x string) string { return "kind.of_" + x }
`
	const whole = `{a.one: "{{.X}} {{if .Y}}!{{end}}", a.two: {one: "{{.Count}} day", other: "{{.Count}} days"}, rule.a: r, kind.of_b: k, plain: p, x.elided: e}`
	const more = "package q\nimport \"asapbot/flows/message\"\nvar m = "
	for name, c := range map[string]struct{ en, it, more, want string }{
		"nothing":           {whole, whole, "", ""},
		"missing":           {whole, strings.Replace(whole, "rule.a: r, ", "", 1), "", `it: "rule.a" is missing`},
		"empty":             {whole, strings.Replace(whole, "rule.a: r,", `rule.a: " ",`, 1), "", `it: "rule.a" is empty`},
		"empty form":        {whole, strings.Replace(whole, "{{.Count}} day\"", "\"", 1), "", `it: "a.two" has no form "one"`},
		"no plural":         {whole, strings.Replace(whole, "one: \"{{.Count}} day\", ", "", 1), "", `it: "a.two" has no form "one"`},
		"placeholders":      {whole, strings.Replace(whole, "{{if .Y}}", "{{if .Z}}", 1), "", `"a.one" has the fields [X Y] in en and [X Z] in it`},
		"no template":       {whole, strings.Replace(whole, "{{if .Y}}", "{{if}}", 1), "", `it: "a.one" is no template: template: :1: missing value for if`},
		"unused":            {insert(whole, "b.c: b"), insert(whole, "b.c: b"), "", `"b.c" is used by no source`},
		"unused by its end": {insert(whole, "q.rule.b: b"), insert(whole, "q.rule.b: b"), "", `"q.rule.b" is used by no source`},
		"unused by a part":  {insert(whole, "kind.b: b"), insert(whole, "kind.b: b"), "", `"kind.b" is used by no source`},
		"unknown":           {whole, whole, `message.New("a.none", nil)`, `"a.none" is said by flows/more.go:3 and is no message`},
		"unknown ID":        {whole, whole, `message.ID("a.none")`, `"a.none" is said by flows/more.go:3 and is no message`},
		"unknown field":     {whole, whole, `message.Message{ID: "none."+x}`, `"none." is said by flows/more.go:3 and is no message`},
		"unknown by looks":  {whole, whole, `say("rule.none")`, `"rule.none" is said by flows/more.go:3 and is no message`},
	} {
		t.Run(name, func(t *testing.T) {
			sources := fstest.MapFS{
				"flows/p/p.go":      {Data: []byte(source)},
				"flows/p/p_test.go": {Data: []byte(`package p; var s = "b.c"`)},
			}
			if c.more != "" {
				sources["flows/more.go"] = &fstest.MapFile{Data: []byte(more + c.more)}
			}
			used, err := usedIn(sources, "flows", "bot", "cmd")
			if err != nil {
				t.Fatal(err)
			}
			found := problems(t, fstest.MapFS{
				"en.yaml": {Data: []byte(c.en)},
				"it.yaml": {Data: []byte(c.it)},
			}, used)
			if got := strings.Join(found, "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func insert(yaml, more string) string { return strings.TrimSuffix(yaml, "}") + ", " + more + "}" }

// problems are what is wrong with the messages, sorted.
func problems(t *testing.T, fsys fs.FS, used usage) []string {
	t.Helper()
	all := map[string]map[string]*i18n.Message{} // by ID and language
	for _, lang := range languages(fsys) {
		messages, err := read(fsys, lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			if all[m.ID] == nil {
				all[m.ID] = map[string]*i18n.Message{}
			}
			all[m.ID][lang] = m
		}
	}
	var found []string
	for id, byLanguage := range all {
		found = append(found, differences(id, byLanguage, languages(fsys))...)
		if !used.uses(id) {
			found = append(found, fmt.Sprintf("%q is used by no source", id))
		}
	}
	for id, where := range used.messages(keys(all)) {
		exists := func(known string) bool { return known == id || isPrefix(id) && strings.HasPrefix(known, id) }
		if !slices.ContainsFunc(keys(all), exists) {
			found = append(found, fmt.Sprintf("%q is said by %s and is no message", id, where))
		}
	}
	slices.Sort(found)
	return found
}

// differences are what one language lacks that another has.
func differences(id string, byLanguage map[string]*i18n.Message, languages []string) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	counts := slices.ContainsFunc(languages, func(lang string) bool { return counts(byLanguage[lang]) })
	first, firstFields := "", []string(nil)
	for _, lang := range languages {
		m := byLanguage[lang]
		if m == nil {
			say("%s: %q is missing", lang, id)
			continue
		}
		if strings.TrimSpace(m.Other) == "" {
			say("%s: %q is empty", lang, id)
			continue
		}
		if counts {
			for _, form := range wanted(lang) {
				if strings.TrimSpace(forms(m)[form]) == "" {
					say("%s: %q has no form %q", lang, id, form)
				}
			}
		}
		fields, err := fieldsOf(m)
		if err != nil {
			say("%s: %q is no template: %v", lang, id, err)
			continue
		}
		if first == "" {
			first, firstFields = lang, fields
		} else if !slices.Equal(fields, firstFields) {
			say("%q has the fields %v in %s and %v in %s", id, firstFields, first, fields, lang)
		}
	}
	return found
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
