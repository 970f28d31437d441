package play

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// send has a person send something.
func (s *Scene) send(who string, send func(*stage.Player) (string, error)) error {
	s.sending.RLock()
	defer s.sending.RUnlock()
	_, err := send(s.People[who])
	return err
}

// Between does something while none of the people is sending. A homeserver that
// ends amid a sending leaves open whether the message is there once or twice; of
// the bot's messages that is for the bot to find out, of a person's it is not.
func (s *Scene) Between(do func()) {
	s.sending.Lock()
	defer s.sending.Unlock()
	do()
}

// say has a person write in the room whose name ends so.
func (s *Scene) say(ctx context.Context, who, ending, text string) error {
	room, err := s.room(ctx, who, ending)
	if err != nil {
		return err
	}
	return s.send(who, func(p *stage.Player) (string, error) { return p.Say(ctx, room, text) })
}

// vote has a person tap a choice of a poll.
func (s *Scene) vote(ctx context.Context, who string, poll stage.Seen, choice string) error {
	return s.send(who, func(p *stage.Player) (string, error) { return p.Vote(ctx, poll.Room, poll.EventID, choice) })
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
	_, err := s.wait(ctx, who, ending, func(m stage.Seen) bool { return s.worded(id, m.Body) })
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	return nil
}

// poll waits for a poll by words in its question.
func (s *Scene) poll(ctx context.Context, who, ending, words string) (stage.Seen, error) {
	seen, err := s.wait(ctx, who, ending, func(m stage.Seen) bool {
		return m.Kind == stage.KindPoll && strings.Contains(m.Body, words)
	})
	if err != nil {
		return seen, fmt.Errorf("the poll %q: %w", words, err)
	}
	return seen, nil
}

// tap votes in a poll, which is found by words in its question.
func (s *Scene) tap(ctx context.Context, who, ending, words, label string) error {
	seen, err := s.poll(ctx, who, ending, words)
	if err != nil {
		return err
	}
	id := choice(seen, label)
	if id == "" {
		return fmt.Errorf("%s finds no choice %q under %q", who, label, seen.Body)
	}
	return s.vote(ctx, who, seen, id)
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
	return s.poll(ctx, who, s.private(), fmt.Sprintf("· %d ", number))
}

// answer taps an answer of the checklist, by the choice's name.
func (s *Scene) answer(ctx context.Context, who string, number int, name string) error {
	seen, err := s.question(ctx, who, number)
	if err != nil {
		return err
	}
	return s.vote(ctx, who, seen, choice(seen, s.presence(name)))
}

// marked is a command as it is written in the case room.
func (s *Scene) marked(w command.Word, arguments ...string) string {
	return strings.Join(append([]string{command.Mark + s.word(w)}, arguments...), " ")
}

// together does several things at the same time.
func together(do ...func() error) error {
	failed := make(chan error, len(do))
	for _, one := range do {
		go func() { failed <- one() }()
	}
	var all error
	for range do {
		all = errors.Join(all, <-failed)
	}
	return all
}
