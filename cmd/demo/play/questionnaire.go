package play

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
	"asapbot/flows/instrument"
)

// answers say what is answered to a question, as it is stored: a choice's name, several
// with spaces between them, a number, a day as 2026-11-24, or words. Empty is skipped.
type answers func(*instrument.Definition, instrument.Question) string

// fill answers a questionnaire that has just been begun, to the signature. Each
// question is known by its own words, whatever the bot says in between.
func (at *seat) fill(ctx context.Context, def *instrument.Definition, give answers) error {
	for {
		var q instrument.Question
		seen, err := at.next(ctx, func(m stage.Seen) (ok bool) {
			q, ok = asked(def, m.Body, at.Language)
			return ok || at.asksSignature(m)
		})
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", def.ID, err)
		case at.asksSignature(seen):
			return at.give(ctx, seen, at.label("choice.sign"))
		}
		if err := at.give(ctx, seen, at.typed(def, q, seen, give(def, q))); err != nil {
			return err
		}
	}
}

func (at *seat) asksSignature(m stage.Seen) bool {
	return m.Kind == stage.KindPoll && choice(m, at.label("choice.sign")) != ""
}

// number is one that stands alone.
var number = regexp.MustCompile(`\d+`)

// asked is the question that a text asks. Of those that are worded alike it is the one
// whose number stands in the first line.
func asked(def *instrument.Definition, text, language string) (instrument.Question, bool) {
	text = oneLine(text)
	alike := slices.DeleteFunc(slices.Clone(def.Questions()), func(q instrument.Question) bool {
		return !q.Answerable() || !strings.Contains(text, oneLine(q.Label.In(language)))
	})
	if len(alike) > 1 {
		own := number.FindString(text)
		alike = slices.DeleteFunc(alike, func(q instrument.Question) bool { return strconv.Itoa(q.Number) != own })
	}
	if len(alike) == 0 {
		return instrument.Question{}, false
	}
	return alike[0], true
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// typed is an answer as a person gives it: the label that they tap, or what they type.
func (at *seat) typed(def *instrument.Definition, q instrument.Question, seen stage.Seen, answer string) string {
	switch {
	case answer == "":
		return at.word(command.Skip)
	case q.Type == instrument.TypeDate:
		day, _ := time.Parse(time.DateOnly, answer)
		return day.Format("2/1/2006")
	case q.Type == instrument.TypeSelectMultiple:
		return places(def, q, answer)
	case q.Type == instrument.TypeSelectOne && seen.Kind == stage.KindPoll:
		c, _ := def.Choice(q, answer)
		return c.Label.In(at.Language)
	case q.Type == instrument.TypeSelectOne:
		return places(def, q, answer)
	}
	return answer
}

// places are the numbers of choices in their list, as they are typed.
func places(def *instrument.Definition, q instrument.Question, answer string) string {
	var typed []string
	for _, name := range strings.Fields(answer) {
		at := slices.IndexFunc(def.Choices[q.List], func(c instrument.Choice) bool { return c.Name == name })
		typed = append(typed, strconv.Itoa(at+1))
	}
	return strings.Join(typed, " ")
}

// Asks reports whether somebody is asked a question of a questionnaire.
func Asks(m stage.Seen, language string) bool {
	if m.Kind != stage.KindPoll && m.Kind != stage.KindNotice && m.Kind != stage.KindText {
		return false
	}
	return slices.ContainsFunc(instrument.Library(), func(def *instrument.Definition) bool {
		_, ok := asked(def, m.Body, language)
		return ok
	})
}

// SumsUp reports whether a questionnaire has come to its summary.
func SumsUp(m stage.Seen, language string) bool {
	s := Scene{Language: language}
	return s.worded("interview.summary", m.Body)
}
