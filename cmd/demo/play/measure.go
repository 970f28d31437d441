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
	if err := s.phaseOne(ctx); err != nil {
		return "", err
	}
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

// Supervisor makes somebody a supervisor of the programme, who then puts the telephone
// away.
func (s *Scene) Supervisor(ctx context.Context, name string) error {
	if err := s.Enter(ctx, name); err != nil {
		return err
	}
	line := s.word(command.Add) + " " + s.ID(name) + " " + s.word(command.Supervisor)
	if err := s.seat(CoordinatorP, s.desk()).hears(ctx, line, "staff.added_supervisor"); err != nil {
		return err
	}
	for _, ending := range []string{s.desk(), s.direct()} {
		if _, err := s.room(ctx, name, ending); err != nil {
			return err
		}
	}
	s.People[name].Close()
	delete(s.People, name)
	return nil
}

// RaiseAlert has victim support raise an alert in the case room, and measures until the
// last of some people there has it. Then it is taken back.
func (s *Scene) RaiseAlert(ctx context.Context, people ...string) (time.Duration, error) {
	manager := s.seat(ManagerS, s.shared())
	took, err := s.reaches(ctx, people, func() error {
		return manager.says(ctx, s.marked(command.Alert, inOwnWords[s.Language].alert))
	}, func(m stage.Seen) bool { return m.Kind == stage.KindText && s.worded("alert.emergency", m.Body) })
	if err != nil {
		return 0, err
	}
	return took, manager.hears(ctx, s.marked(command.Alert, s.word(command.False)), "alert.withdrawn")
}

// Call has somebody write in the case room, and measures until the last of some people
// there has an answer.
func (s *Scene) Call(ctx context.Context, who, call, answer string, people ...string) (time.Duration, error) {
	return s.reaches(ctx, people, func() error { return s.say(ctx, who, s.shared(), call) },
		func(m stage.Seen) bool { return m.Body == answer })
}

// reaches measures from when something is done until the last of some people sees in the
// case room what is wanted.
func (s *Scene) reaches(ctx context.Context, people []string, do func() error, wanted func(stage.Seen) bool) (time.Duration, error) {
	var waits []func() error
	for _, name := range people {
		noted := s.seat(name, s.shared()).noted
		waits = append(waits, func() error {
			_, err := s.People[name].WaitFor(ctx, func(m stage.Seen) bool { return !noted[m.EventID] && wanted(m) })
			return err
		})
	}
	began := time.Now()
	if err := do(); err != nil {
		return 0, err
	}
	err := together(waits...)
	return time.Since(began), err
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
