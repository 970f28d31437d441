package instrument

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestParseAnswer(t *testing.T) {
	d := checklist(t)
	q, _ := d.Question("weapon")
	for _, c := range []struct {
		languages []string
		text      string
		want      string // empty: not understood
	}{
		{[]string{"en"}, "n", "no"},
		{[]string{"en"}, "No", "no"},
		{[]string{"en"}, " NO. ", "no"},
		{[]string{"en"}, "e", "earlier"},
		{[]string{"en"}, "earlier", "earlier"},
		{[]string{"en"}, "c", "current"},
		{[]string{"en"}, "Current!", "current"},
		{[]string{"en"}, "c)", "current"},
		{[]string{"en"}, "?", "unknown"},
		{[]string{"en"}, "u", "unknown"},
		{[]string{"en"}, "not  known", "unknown"},
		{[]string{"en"}, "don’t know", "unknown"},
		{[]string{"en"}, "x", "not_applicable"},
		{[]string{"en"}, "Does not apply", "not_applicable"},
		{[]string{"en"}, "na", "not_applicable"},
		{[]string{"it"}, "n", "no"},
		{[]string{"it"}, "p", "earlier"},
		{[]string{"it"}, "Prima", "earlier"},
		{[]string{"it"}, "in passato", "earlier"},
		{[]string{"it"}, "a", "current"},
		{[]string{"it"}, "Attuale", "current"},
		{[]string{"it"}, "ora", "current"},
		{[]string{"it"}, "non so", "unknown"},
		{[]string{"it"}, "NON NOTO", "unknown"},
		{[]string{"it"}, "non si applica", "not_applicable"},
		{[]string{"it-CH"}, "prima", "earlier"},
		// By the place in the list.
		{[]string{"it"}, "1", "no"},
		{[]string{"en"}, "3.", "current"},
		{nil, "5", "not_applicable"},
		{nil, "0", ""},
		{nil, "6", ""},
		{nil, "-1", ""},
		{nil, "99999999999999999999", ""},
		// In a language that is not spoken in the room, where it is clear.
		{[]string{"en"}, "prima", "earlier"},
		{[]string{"it"}, "current", "current"},
		{[]string{"bg"}, "attuale", "current"},
		{nil, "no", "no"},
		{[]string{"bg"}, "?", "unknown"},
		// But no single letter.
		{[]string{"en"}, "a", ""},
		{[]string{"en"}, "p", ""},
		{[]string{"it"}, "e", ""},
		{[]string{"it"}, "c", ""},
		{[]string{"it"}, "u", ""},
		{nil, "n", ""},
		// Not understood: no guess where it would weigh.
		{[]string{"en"}, "", ""},
		{[]string{"en"}, "  ", ""},
		{[]string{"en"}, "!", ""},
		{[]string{"en"}, "yes", ""},
		{[]string{"it"}, "sì", ""},
		{[]string{"en"}, "no?", ""},
		{[]string{"en"}, "no, earlier", ""},
		{[]string{"en"}, "maybe", ""},
	} {
		got, ok := d.ParseAnswer(q, c.text, c.languages...)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q in %v is %q %v, want %q", c.text, c.languages, got, ok, c.want)
		}
	}
}

func TestParseAnswerInWords(t *testing.T) {
	d := checklist(t)
	q, _ := d.Question("unease")
	if got, ok := d.ParseAnswer(q, "  1\n", "en"); !ok || got != "1" {
		t.Errorf("got %q %v", got, ok)
	}
	if _, ok := d.ParseAnswer(q, " \n"); ok {
		t.Error("took nothing as an answer")
	}
}

func TestFold(t *testing.T) {
	for typed, folded := range map[string]string{
		"SI'": "si", "Sì.": "si", "è": "e", "e’ così": "e cosi", "piu´": "piu", "perche' no": "perche no",
		"dell'ora": "dell'ora", "don’t  know!": "don't know", "?": "?",
	} {
		if got := fold(typed); got != folded {
			t.Errorf("%q: got %q, want %q", typed, got, folded)
		}
	}
}

// ambiguous has a word that means the opposite in its other two languages.
const ambiguous = `id: ambiguous
version: "1"
languages: [aa, bb, cc]
title: {aa: a, bb: b, cc: c}
choices:
  list:
    - {name: one, label: {aa: first, bb: same, cc: common}, words: {aa: [uno]}}
    - {name: two, label: {aa: second, bb: common, cc: same}}
groups:
  - name: g
    title: {aa: a, bb: b, cc: c}
    questions:
      - {name: q, number: 1, type: select_one, list: list, label: {aa: a, bb: b, cc: c}}
`

func TestParseAnswerGuessesNothing(t *testing.T) {
	d := parse(t, ambiguous)
	q, _ := d.Question("q")
	for _, c := range []struct {
		languages []string
		text      string
		want      string
	}{
		{[]string{"bb"}, "same", "one"},
		{[]string{"cc"}, "same", "two"},
		{[]string{"cc", "bb"}, "same", "two"}, // the first language first
		{[]string{"aa", "bb"}, "same", "one"},
		{[]string{"aa"}, "same", ""},
		{nil, "common", ""},
		{[]string{"bb"}, "uno", "one"},
	} {
		if got, _ := d.ParseAnswer(q, c.text, c.languages...); got != c.want {
			t.Errorf("%q in %v is %q, want %q", c.text, c.languages, got, c.want)
		}
	}
}

// TestEveryWord holds that whatever is shown or offered as an answer is
// understood as that answer, in every bundled language.
func TestEveryWord(t *testing.T) {
	for _, d := range Library() {
		for _, q := range d.Questions() {
			for i, c := range d.Choices[q.List] {
				for _, tag := range d.Languages {
					for _, word := range append(c.wordsOf(tag), fmt.Sprint(i+1)) {
						if got, ok := d.ParseAnswer(q, word, tag); !ok || got != c.Name {
							t.Errorf("%s: %q in %s is %q, want %q", q.Name, word, tag, got, c.Name)
						}
					}
				}
			}
		}
	}
}

// TestParseAnswerTakesAnything holds that no text makes it panic, and that it
// gives only choices that there are.
func TestParseAnswerTakesAnything(t *testing.T) {
	d := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		q := rapid.SampledFrom(d.Questions()).Draw(r, "question")
		text, tag := rapid.String().Draw(r, "text"), rapid.String().Draw(r, "language")
		got, ok := d.ParseAnswer(q, text, tag)
		if !ok {
			return
		}
		if _, known := d.Choice(q, got); q.Type == TypeSelectOne && !known {
			r.Errorf("%q is read as %q", text, got)
		}
	})
}
