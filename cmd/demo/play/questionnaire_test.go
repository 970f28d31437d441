package play

import (
	"fmt"
	"testing"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/instrument"
)

// TestAsked holds that every question of every questionnaire is known by its own words,
// also where another one is worded alike.
func TestAsked(t *testing.T) {
	for _, def := range instrument.Library() {
		for _, language := range def.Languages {
			for _, q := range def.Questions() {
				text := fmt.Sprintf("A · Question %d · 3 of 40\n%s\n(A hint.)", q.Number, q.Label.In(language))
				found, ok := asked(def, text, language)
				if ok != q.Answerable() || ok && found.Name != q.Name {
					t.Errorf("%s %s: %q is taken for %q", def.ID, language, q.Name, found.Name)
				}
			}
			if q, ok := asked(def, "Something else that is said.", language); ok {
				t.Errorf("%s %s: what asks nothing is taken for %q", def.ID, language, q.Name)
			}
		}
	}
}

// TestPlayedAnswers holds that what the two answer is possible, at each time point.
func TestPlayedAnswers(t *testing.T) {
	for form, table := range map[string]map[string]string{"impact_client": his, "impact_partner": hers} {
		def, _ := instrument.Latest(form)
		for name := range table {
			if _, ok := def.Question(name); !ok {
				t.Errorf("%s has no question %q", form, name)
			}
		}
		for point := range 4 {
			for _, q := range def.Questions() {
				answer := at(table, point)(def, q)
				if q.Required && q.Answerable() && answer == "" {
					t.Errorf("%s T%d: %q needs an answer", form, point, q.Name)
				}
				if q.Selects() && len(def.Chosen(q, answer)) == 0 {
					t.Errorf("%s T%d: %q is no answer to %q", form, point, answer, q.Name)
				}
			}
		}
	}
}

// TestTyped holds how an answer is given: by a tap where there is something to tap.
func TestTyped(t *testing.T) {
	def, _ := instrument.Latest("impact_partner")
	at := &seat{Scene: &Scene{Language: "en"}}
	for _, one := range []struct{ question, answer, kind, typed string }{
		{"slapped", "several", stage.KindPoll, "Several times"},
		{"slapped", "several", stage.KindNotice, "3"},
		{"effects", "fear concentration", stage.KindNotice, "1 5"},
		{"age", "38", stage.KindNotice, "38"},
		{"age", "", stage.KindNotice, "skip"},
	} {
		q, _ := def.Question(one.question)
		if typed := at.typed(def, q, stage.Seen{Kind: one.kind}, one.answer); typed != one.typed {
			t.Errorf("%q to %s is given as %q", one.answer, one.question, typed)
		}
	}
	episode, _ := instrument.Latest("episode")
	day, _ := episode.Question("day")
	if typed := at.typed(episode, day, stage.Seen{Kind: stage.KindNotice}, "2026-11-04"); typed != "4/11/2026" {
		t.Errorf("a day is typed as %q", typed)
	}
}
