package render

import (
	"testing"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// Every text of every definition has its label, in every language of the
// definition.
func TestInstruments(t *testing.T) {
	for _, d := range instrument.Library() {
		whole := message.Label{Instrument: d.ID, Version: d.Version}
		check := func(l message.Label, want instrument.Text) {
			t.Helper()
			for _, lang := range d.Languages {
				got, ok := Instruments(lang, l)
				if !ok || got != want[lang] {
					t.Errorf("%+v in %s: %q, %v, want %q", l, lang, got, ok, want[lang])
				}
			}
		}
		check(whole, d.Title)
		for _, g := range d.Groups {
			l := whole
			l.Group = g.Name
			check(l, g.Title)
		}
		for _, q := range d.Questions() {
			l := whole
			l.Question = q.Name
			check(l, q.Label)
			l.Hint = true
			check(l, q.Hint)
			l.Hint = false
			for _, c := range d.Choices[q.List] {
				l.Choice = c.Name
				check(l, c.Label)
			}
		}
	}
}

func TestInstrumentsKnowNoOther(t *testing.T) {
	d := instrument.Library()[0]
	for _, l := range []message.Label{
		{},
		{Instrument: d.ID, Version: "none"},
		{Instrument: d.ID, Version: d.Version, Group: "none"},
		{Instrument: d.ID, Version: d.Version, Question: "none"},
		{Instrument: d.ID, Version: d.Version, Question: d.Questions()[0].Name, Choice: "none"},
	} {
		if text, ok := Instruments("en", l); ok {
			t.Errorf("%+v: %q", l, text)
		}
	}
}
