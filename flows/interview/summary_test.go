package interview

import (
	"slices"
	"testing"
	"time"

	"asapbot/flows/instrument"
)

// Another questionnaire, with lists of its own: the interview knows none by name.
const another = `
id: other
version: "1"
languages: [en]
title: {en: Another}
hint: {en: Answer.}
choices:
  frequency:
    - {name: never, label: {en: Never}, words: {en: [v]}, weight: 0}
    - {name: once, label: {en: Once}, words: {en: [o]}, weight: 1}
    - {name: often, label: {en: Often}, words: {en: [f]}, weight: 3, current: true}
    - {name: silent, label: {en: Prefer not to say}, words: {en: [s]}, weight: 0, unknown: true}
  truth:
    - {name: "yes", label: {en: "Yes"}, words: {en: [y]}, weight: 1, current: true}
    - {name: "no", label: {en: "No"}, words: {en: [n]}, weight: 0}
groups:
  - name: all
    letter: A
    title: {en: All}
    questions:
      - {name: shouted, number: 1, type: select_one, list: frequency, required: true, label: {en: Shouted?}, short: {en: Shouted}}
      - {name: called, number: 2, type: select_one, list: truth, required: true, label: {en: Called?}, short: {en: Called}}
      - {name: pushed, number: 3, type: select_one, list: frequency, required: true, label: {en: Pushed?}, short: {en: Pushed}}
      - {name: hit, number: 4, type: select_one, list: frequency, required: true, label: {en: Hit?}, short: {en: Hit}}
scales:
  - {name: adult, groups: [all]}
  - {name: children, groups: [all]}
rules:
  - {id: share_low, when: share < 2, level: low}
`

func TestSectionsFollowTheDefinition(t *testing.T) {
	def, err := instrument.Parse("another.yaml", []byte(another))
	if err != nil {
		t.Fatal(err)
	}
	iv, _ := Begin(Setting{Number: 1, By: "@anna:example.org"}, def, time.Time{})
	iv, replies := iv.Step(Wrote{Line: "1 o 2 y 3 f 4 s", Languages: []string{"en"}}, def, time.Time{})
	if iv.At != AdultLevel || len(replies) == 0 {
		t.Fatalf("it asks %q", iv.At)
	}
	tt := turn{iv: iv, def: def}
	var got []string
	for _, s := range tt.sections() {
		got = append(got, s.label.Args["Text"].Label.Choice)
		got = append(got, s.questions...)
	}
	want := []string{"often", "pushed", "once", "shouted", "silent", "hit", "yes", "called"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
