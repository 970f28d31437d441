package play

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"asapbot/cmd/demo/stage"
)

// seat is a person in a room, with what they have taken note of there: what the bot
// says again and again is each time answered once.
type seat struct {
	*Scene
	who, ending string
	noted       map[string]bool // by event ID
}

// seat takes note of all that a person has seen so far.
func (s *Scene) seat(who, ending string) *seat {
	at := s.fresh(who, ending)
	for _, m := range s.People[who].Seen("") {
		at.noted[m.EventID] = true
	}
	return at
}

// fresh is a seat to whom everything is new.
func (s *Scene) fresh(who, ending string) *seat {
	return &seat{Scene: s, who: who, ending: ending, noted: map[string]bool{}}
}

// next waits for the first of the bot's messages here that is wanted and was not
// noted yet, and notes it.
func (at *seat) next(ctx context.Context, wanted func(stage.Seen) bool) (stage.Seen, error) {
	seen, err := at.wait(ctx, at.who, at.ending, func(m stage.Seen) bool { return !at.noted[m.EventID] && wanted(m) })
	at.noted[seen.EventID] = true
	return seen, err
}

// sees waits for messages by their IDs in the locales, in this order.
func (at *seat) sees(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		if _, err := at.next(ctx, func(m stage.Seen) bool { return at.worded(id, m.Body) }); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	return nil
}

// reads waits for somebody's own words.
func (at *seat) reads(ctx context.Context, words string) error {
	_, err := at.next(ctx, func(m stage.Seen) bool { return strings.Contains(m.Body, words) })
	return err
}

// says writes here.
func (at *seat) says(ctx context.Context, text string) error {
	return at.say(ctx, at.who, at.ending, text)
}

// hears says something and waits for messages that follow.
func (at *seat) hears(ctx context.Context, text string, ids ...string) error {
	if err := at.says(ctx, text); err != nil {
		return err
	}
	return at.sees(ctx, ids...)
}

// taps waits for a poll by its message and taps a choice, by the choice's message.
func (at *seat) taps(ctx context.Context, question, choiceID string) error {
	seen, err := at.next(ctx, func(m stage.Seen) bool {
		return m.Kind == stage.KindPoll && strings.Contains(m.Body, at.known(question))
	})
	if err != nil {
		return fmt.Errorf("%s: %w", question, err)
	}
	return at.give(ctx, seen, at.label(choiceID))
}

// give answers a question: by a tap where there is such a choice, otherwise in writing.
func (at *seat) give(ctx context.Context, question stage.Seen, answer string) error {
	if question.Kind == stage.KindPoll && choice(question, answer) != "" {
		return at.vote(ctx, at.who, question, choice(question, answer))
	}
	return at.says(ctx, answer)
}

// step is a question by its message, or by the messages that it may be, and what a person
// answers to it.
type step struct{ id, answer string }

// conclude answers questions one after the other.
func (at *seat) conclude(ctx context.Context, steps []step) error {
	for _, st := range steps {
		seen, err := at.next(ctx, func(m stage.Seen) bool {
			return slices.ContainsFunc(strings.Fields(st.id), func(id string) bool { return at.worded(id, m.Body) })
		})
		if err != nil {
			return fmt.Errorf("%s: %w", st.id, err)
		}
		if st.answer == "" {
			continue
		}
		if err := at.give(ctx, seen, st.answer); err != nil {
			return err
		}
	}
	return nil
}
