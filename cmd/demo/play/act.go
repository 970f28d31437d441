package play

import (
	"context"
	"fmt"
	"strings"

	"asapbot/cmd/demo/stage"
)

// say has a person write in the room whose name ends so.
func (s *Scene) say(ctx context.Context, who, ending, text string) error {
	room, err := s.room(ctx, who, ending)
	if err != nil {
		return err
	}
	_, err = s.People[who].Say(ctx, room, text)
	return err
}

// wait waits until a person sees what is wanted, from the bot, in the room whose
// name ends so.
func (s *Scene) wait(ctx context.Context, who, ending string, wanted func(stage.Seen) bool) (stage.Seen, error) {
	bot := s.ID(BotName)
	return s.People[who].WaitFor(ctx, func(m stage.Seen) bool {
		return m.Sender == bot && strings.HasSuffix(m.RoomName, ending) && wanted(m)
	})
}

// sees waits for a message by its ID in the locales.
func (s *Scene) sees(ctx context.Context, who, ending, id string) error {
	words := s.known(id)
	_, err := s.wait(ctx, who, ending, func(m stage.Seen) bool { return strings.Contains(m.Body, words) })
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	return nil
}

// tap votes in a poll, which is found by words in its question.
func (s *Scene) tap(ctx context.Context, who, ending, words, label string) error {
	seen, err := s.wait(ctx, who, ending, func(m stage.Seen) bool {
		return m.Kind == stage.KindPoll && strings.Contains(m.Body, words)
	})
	if err != nil {
		return err
	}
	id := choice(seen, label)
	if id == "" {
		return fmt.Errorf("%s finds no choice %q under %q", who, label, seen.Body)
	}
	_, err = s.People[who].Vote(ctx, seen.Room, seen.EventID, id)
	return err
}

// choice finds a choice of a poll by its label.
func choice(seen stage.Seen, label string) string {
	for _, c := range seen.Poll.Choices {
		if c.Label == label {
			return c.ID
		}
	}
	return ""
}

// question waits for a question of the checklist.
func (s *Scene) question(ctx context.Context, who string, number int) (stage.Seen, error) {
	mark := fmt.Sprintf("· %d ", number)
	seen, err := s.wait(ctx, who, s.private(), func(m stage.Seen) bool {
		return m.Kind == stage.KindPoll && strings.Contains(m.Body, mark)
	})
	if err != nil {
		return seen, fmt.Errorf("question %d: %w", number, err)
	}
	return seen, nil
}

// answer taps an answer of the checklist, by the choice's name.
func (s *Scene) answer(ctx context.Context, who string, number int, name string) error {
	seen, err := s.question(ctx, who, number)
	if err != nil {
		return err
	}
	_, err = s.People[who].Vote(ctx, seen.Room, seen.EventID, name)
	return err
}
