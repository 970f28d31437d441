package play

import (
	"context"
	"slices"
	"strings"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// unanswered is more than how long an alert waits for an answer in working hours before
// the next are told.
const unanswered = 16 * time.Minute

// alerted: victim support raises an alert in one line, and his case manager does not
// answer. The next at the programme is told, takes it, and they speak.
func (s *Scene) alerted(ctx context.Context) error {
	if err := s.passTo(s.today(), 1); err != nil {
		return err
	}
	s.progress("an alert, in one line, from the service's own room")
	own, told := s.seat(ManagerS, s.private()), s.seat(ManagerP, s.direct())
	next := s.seat(CoordinatorP, s.direct())
	if err := own.hears(ctx, s.marked(command.Alert, inOwnWords[s.Language].alert), "alert.status"); err != nil {
		return err
	}
	if err := told.sees(ctx, "alert.emergency", "alert.ask"); err != nil {
		return err
	}
	s.progress("nobody answers; a quarter of an hour passes")
	if err := s.Bot.Ahead(unanswered); err != nil {
		return err
	}
	if err := next.sees(ctx, "alert.emergency"); err != nil {
		return err
	}
	return s.taken(ctx, own, next)
}

// taken: who was told next takes the alert, both services have spoken, and it is closed.
func (s *Scene) taken(ctx context.Context, own, next *seat) error {
	p, v := s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())
	if err := next.taps(ctx, "alert.ask", "alert.answer_on_it"); err != nil {
		return err
	}
	if err := next.sees(ctx, "alert.thanks"); err != nil {
		return err
	}
	if err := own.sees(ctx, "alert.taken_on_it"); err != nil {
		return err
	}
	words := inOwnWords[s.Language]
	if err := next.says(ctx, s.word(command.Contact)); err != nil {
		return err
	}
	if err := v.sees(ctx, "joint.contact_recorded"); err != nil {
		return err
	}
	if err := v.hears(ctx, s.marked(command.Contact, words.alertContact), "alert.close_how"); err != nil {
		return err
	}
	if err := v.says(ctx, s.marked(command.Alert, s.word(command.Close), "1", words.alertOutcome)); err != nil {
		return err
	}
	for _, at := range []*seat{p, v} {
		if err := at.sees(ctx, "alert.closed"); err != nil {
			return err
		}
	}
	return nil
}

// alertStays: what was raised is read by both case managers and by who was told next,
// and by nobody else.
func (s *Scene) alertStays(name string) []string {
	words := inOwnWords[s.Language].alertSeen
	reads := slices.ContainsFunc(s.People[name].Seen(""), func(m stage.Seen) bool { return strings.Contains(m.Body, words) })
	switch should := name != CoordinatorS; {
	case reads && !should:
		return []string{name + " reads an alert that is not for them"}
	case !reads && should:
		return []string{name + " never reads the alert"}
	}
	return nil
}
