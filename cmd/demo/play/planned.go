package play

import (
	"context"
	"fmt"
	"time"

	"asapbot/flows/command"
)

// planned: the second meeting is planned in the case room, and moved to an earlier day. Both
// times both services say yes, and a calendar file comes.
func (s *Scene) planned(ctx context.Context) (time.Time, error) {
	s.progress("they plan the next meeting, and move it")
	p, v := s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())
	at := s.meetingDay()
	later := at.AddDate(0, 0, 7).Add(5 * time.Hour)
	if err := s.dated(ctx, v, p, s.marked(command.Meeting, later.Format(typedMoment)), "meeting.confirmed"); err != nil {
		return at, err
	}
	return at, s.dated(ctx, p, v, s.marked(command.Meeting, s.word(command.Move), at.Format(typedMoment)), "meeting.moved")
}

// dated: one proposes a date, both say yes, and have it for their calendar.
func (s *Scene) dated(ctx context.Context, proposes, other *seat, line, outcome string) error {
	if err := proposes.says(ctx, line); err != nil {
		return err
	}
	both := []*seat{proposes, other}
	for _, at := range both {
		if err := at.taps(ctx, "meeting.ask_one", "meeting.tap_yes"); err != nil {
			return err
		}
	}
	for _, at := range both {
		if err := at.sees(ctx, outcome); err != nil {
			return err
		}
		if err := at.receives(ctx, calendarType, "calendar.planned"); err != nil {
			return err
		}
	}
	return nil
}

// prepared: a day before, each is reminded, and they assess anew, each service for itself.
func (s *Scene) prepared(ctx context.Context, at time.Time, programme, support view) error {
	rooms := []*seat{s.seat(ManagerP, s.private()), s.seat(ManagerS, s.private())}
	direct := []*seat{s.seat(ManagerP, s.direct()), s.seat(ManagerS, s.direct())}
	if err := s.passUntil(at.AddDate(0, 0, -1)); err != nil {
		return err
	}
	for _, room := range direct {
		if err := room.sees(ctx, "reminder.meeting", "reminder.ask"); err != nil {
			return err
		}
	}
	begin := func(room *seat) error { return room.says(ctx, s.word(command.Checklist)) }
	return s.assessAnew(ctx, rooms, begin, programme, support)
}

// held: an hour before come the last reminder and the agenda. Then they go through the
// meeting together, and sign its minutes.
func (s *Scene) held(ctx context.Context, start time.Time, words meetingWords, adult, children string) error {
	p, v := s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())
	direct := s.seat(ManagerP, s.direct())
	if err := s.passUntil(start.Add(-time.Hour)); err != nil {
		return err
	}
	if err := direct.sees(ctx, "reminder.meeting"); err != nil {
		return err
	}
	for _, at := range []*seat{p, v} {
		if err := at.receives(ctx, paperType, "agenda.paper"); err != nil {
			return err
		}
	}
	if err := s.passUntil(start); err != nil {
		return err
	}
	if err := p.hears(ctx, s.marked(command.Begin), "held.begun"); err != nil {
		return err
	}
	if err := s.walked(ctx, p, v, words, adult, children); err != nil {
		return err
	}
	return s.minuted(ctx, p, v)
}

// walked: the bot leads through the four elements, the joint level, and the actions.
func (s *Scene) walked(ctx context.Context, p, v *seat, words meetingWords, adult, children string) error {
	nothing := func() error { return nil }
	for stage, does := range []func() error{
		nothing, // the joint view, which both have just read
		func() error { return s.compare(ctx, p, v) },
		func() error { return s.change(ctx, p, v) },
		nothing, // the qualitative elements
		func() error { return s.agreeAnew(ctx, p, v, words, adult, children) },
		func() error { return s.signJointly(ctx, p, v, words) },
	} {
		if err := does(); err != nil {
			return fmt.Errorf("part %d of the meeting: %w", stage+1, err)
		}
		if err := v.taps(ctx, "held.ask_on", "held.tap_on"); err != nil {
			return err
		}
	}
	return v.taps(ctx, "held.ask_end", "held.tap_end")
}

// minuted: the minutes come as a message and on paper, and both services sign them.
func (s *Scene) minuted(ctx context.Context, p, v *seat) error {
	both := []*seat{p, v}
	for _, at := range both {
		if err := at.receives(ctx, paperType, "minutes.paper"); err != nil {
			return err
		}
		if err := at.taps(ctx, "minutes.ask_sign", "joint.choice_sign"); err != nil {
			return err
		}
	}
	for _, at := range both {
		if err := at.sees(ctx, "minutes.signed_both"); err != nil {
			return err
		}
	}
	return nil
}
