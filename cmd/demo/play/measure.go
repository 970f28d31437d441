package play

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// What the benchmark plays.

// Deputies opens a case, with two more people as deputies of victim support, and
// returns the room in which victim support is asked.
func (s *Scene) Deputies(ctx context.Context, names ...string) (room string, err error) {
	if err := s.addPeople(ctx); err != nil {
		return "", err
	}
	for _, name := range names {
		line := s.word(command.Add) + " " + s.ID(name) + " " + s.word(command.Deputy)
		if err := s.say(ctx, CoordinatorS, s.desk(), line); err != nil {
			return "", err
		}
	}
	if err := s.pairUp(ctx); err != nil {
		return "", err
	}
	for _, name := range append(names, ManagerS) {
		if room, err = s.room(ctx, name, s.private()); err != nil {
			return "", err
		}
		for _, other := range names {
			if err := s.People[name].WaitForMember(ctx, room, s.ID(other)); err != nil {
				return "", err
			}
		}
	}
	return room, nil
}

// BeginChecklist begins the checklist of victim support and waits for its first
// question.
func (s *Scene) BeginChecklist(ctx context.Context) error {
	began := time.Now()
	if err := s.say(ctx, ManagerS, s.private(), s.word(command.Checklist)); err != nil {
		return err
	}
	return s.NextQuestion(ctx, began, 1)
}

// NextQuestion waits until victim support sees a question that was asked since.
func (s *Scene) NextQuestion(ctx context.Context, since time.Time, number int) error {
	mark := fmt.Sprintf("· %d ", number)
	_, err := s.wait(ctx, ManagerS, s.private(), func(m stage.Seen) bool {
		return m.Kind == stage.KindPoll && strings.Contains(m.Body, mark) && !m.At.Before(since.Truncate(time.Millisecond))
	})
	return err
}

// DiscardChecklist ends the checklist of victim support without signing.
func (s *Scene) DiscardChecklist(ctx context.Context) error {
	began := time.Now()
	if err := s.say(ctx, ManagerS, s.private(), s.word(command.Stop)); err != nil {
		return err
	}
	label := s.label("choice.discard")
	seen, err := s.wait(ctx, ManagerS, s.private(), func(m stage.Seen) bool {
		return m.Kind == stage.KindPoll && choice(m, label) != "" && m.At.After(began)
	})
	if err != nil {
		return err
	}
	if _, err := s.People[ManagerS].Vote(ctx, seen.Room, seen.EventID, choice(seen, label)); err != nil {
		return err
	}
	_, err = s.wait(ctx, ManagerS, s.private(), func(m stage.Seen) bool {
		return strings.Contains(m.Body, s.known("interview.stopped")) && m.At.After(began)
	})
	return err
}

// Resident is the resident memory of the bot's process in bytes, where the system
// tells it.
func (b *Bot) Resident() (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == nil {
		return 0, fmt.Errorf("the bot does not run")
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.running.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if size, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.Atoi(strings.Fields(size)[0])
			return kilobytes * 1024, err
		}
	}
	return 0, fmt.Errorf("the system does not tell how much memory the bot takes")
}
