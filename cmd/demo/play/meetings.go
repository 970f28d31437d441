package play

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
	"asapbot/flows/instrument"
)

// Meetings plays on where FirstCase ends, by a clock that runs ahead: his time at the
// programme is entered, he and she are asked at T0 to T3, and the services meet a second
// time, as the bot plans, prepares and leads it, and a third time, by themselves.
func (s *Scene) Meetings(ctx context.Context) error {
	for _, act := range []func(context.Context) error{
		s.enterCourse, s.changeAtFirst,
		s.changeOn(courseBegins, 1), s.hearsay, s.secondMeeting, s.alerted,
		s.changeOn((courseBegins+courseEnds)/2, 2), s.thirdMeeting,
		s.changeOn(courseEnds, 3), s.timeline, s.look,
	} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// The days of his time at the programme, counted from the day on which it is entered.
const (
	courseBegins = 14
	courseEnds   = 184
)

// enterCourse: the programme says when he begins and when it is to end.
func (s *Scene) enterCourse(ctx context.Context) error {
	s.first = s.today()
	programme := s.seat(ManagerP, s.private())
	support := s.seat(ManagerS, s.shared())
	line := strings.Join([]string{s.word(command.Began), s.day(courseBegins), s.word(command.Until), s.day(courseEnds)}, " ")
	if err := programme.hears(ctx, line, "course.recorded"); err != nil {
		return err
	}
	return support.sees(ctx, "course.told")
}

// changeAtFirst: both services ask at T0, by themselves.
func (s *Scene) changeAtFirst(ctx context.Context) error {
	s.progress("T0: both are asked, each at their own service")
	return s.askBoth(ctx, 0, func(room *seat) error { return room.says(ctx, s.word(command.Impact)+" T0") })
}

// changeOn: days pass, and in the morning the bot rings: a questionnaire on change is
// due, and so is the review.
func (s *Scene) changeOn(day, point int) func(context.Context) error {
	return func(ctx context.Context) error {
		rooms := map[string]*seat{}
		for _, who := range []string{ManagerP, ManagerS} {
			rooms[who] = s.seat(who, s.private())
		}
		if err := s.passTo(s.first, day); err != nil {
			return err
		}
		return s.askBoth(ctx, point, func(room *seat) error {
			if err := rooms[room.who].sees(ctx, "review.due"); err != nil {
				return err
			}
			return rooms[room.who].taps(ctx, "impact.ask", "impact.tap_begin")
		})
	}
}

// askBoth: each service asks its own at a time point, at the same time. Once both have
// answered, the case room has the picture.
func (s *Scene) askBoth(ctx context.Context, point int, begin func(*seat) error) error {
	rooms := []*seat{s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())}
	err := together(
		func() error {
			return s.sitting(ctx, s.seat(ManagerP, s.private()), "impact_client", at(his, point), begin)
		},
		func() error {
			return s.sitting(ctx, s.seat(ManagerS, s.private()), "impact_partner", at(hers, point), begin)
		},
	)
	if err != nil {
		return err
	}
	return s.bothSee(ctx, rooms, "change.reading_his")
}

// bothSee: a picture, and what is said about it.
func (s *Scene) bothSee(ctx context.Context, rooms []*seat, said ...string) error {
	for _, room := range rooms {
		if _, err := room.next(ctx, isPicture); err != nil {
			return fmt.Errorf("the picture: %w", err)
		}
		if err := room.sees(ctx, said...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Scene) sitting(ctx context.Context, room *seat, form string, give answers, begin func(*seat) error) error {
	def, _ := instrument.Latest(form)
	if err := begin(room); err != nil {
		return err
	}
	if err := room.fill(ctx, def, give); err != nil {
		return err
	}
	return room.sees(ctx, "questionnaire.signed")
}

// view is how one service sees the risk at a meeting.
type view struct {
	line                  string // of the checklist, as it is typed
	adult, why            string
	children, whyChildren string
}

// assess: a case manager answers the checklist in a line, judges and signs.
func (s *Scene) assess(ctx context.Context, room *seat, begin func(*seat) error, v view) error {
	if err := begin(room); err != nil {
		return err
	}
	if _, err := room.next(ctx, func(m stage.Seen) bool { return m.Kind == stage.KindPoll && strings.Contains(m.Body, "· 1 ") }); err != nil {
		return err
	}
	if err := room.says(ctx, s.line(v.line)); err != nil {
		return err
	}
	skip := s.word(command.Skip)
	return room.conclude(ctx, []step{
		{"interview.question_text", skip}, {"interview.question_text", skip},
		{"ask.judge.adult", s.label("level." + v.adult)}, {anyReason, v.why},
		{"ask.judge.children", s.label("level." + v.children)}, {anyReason, v.whyChildren},
		{"ask.judge.sign", s.label("choice.sign")}, {"checklist.signed", ""},
	})
}

// anyReason is the question for a reason, whatever the judgement.
const anyReason = "interview.reason_same interview.reason_lowers interview.reason_differs"

// secondMeeting: it is planned, prepared and held. He has come to every session; she is
// followed.
func (s *Scene) secondMeeting(ctx context.Context) error {
	words := inOwnWords[s.Language].second
	at, err := s.planned(ctx)
	if err != nil {
		return err
	}
	if err := s.prepared(ctx, at,
		view{"1-34 {n} 16 {c} 24 {c}", "medium", words.programmeAdult, "low", words.programmeChildren},
		view{"1-34 {n} 11 {c} 13 {c} 16 {c} 26 {c} 30 {e}", "high", words.supportAdult, "low", words.supportChildren},
	); err != nil {
		return err
	}
	return s.held(ctx, at, words, "high", "low")
}

// thirdMeeting: half-way, they meet without a word to the bot, and tell it what they agree on.
func (s *Scene) thirdMeeting(ctx context.Context) error {
	words := inOwnWords[s.Language].third
	if err := s.done(ctx); err != nil {
		return err
	}
	return s.meeting(ctx, words, "medium", "low",
		view{"1-34 {n} 24 {e}", "low", words.programmeAdult, "low", words.programmeChildren},
		view{"1-34 {n} 11 {c} 26 {e}", "medium", words.supportAdult, "low", words.supportChildren})
}

// done: what they had agreed to do at the last meeting.
func (s *Scene) done(ctx context.Context) error {
	for number, who := range []string{ManagerS, ManagerP} {
		room := s.seat(who, s.shared())
		if err := room.hears(ctx, s.marked(command.Done, strconv.Itoa(number+1)), "action.done"); err != nil {
			return err
		}
	}
	return nil
}

// meeting: each service assesses anew, blind; then they meet before the joint view.
func (s *Scene) meeting(ctx context.Context, words meetingWords, adult, children string, programme, support view) error {
	p, v := s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())
	own := []*seat{s.seat(ManagerP, s.private()), s.seat(ManagerS, s.private())}
	begin := func(room *seat) error { return room.says(ctx, s.word(command.Checklist)) }
	if err := s.assessAnew(ctx, own, begin, programme, support); err != nil {
		return err
	}
	s.progress("they meet, and look at both views, and at what has changed")
	if err := s.change(ctx, p, v); err != nil {
		return err
	}
	if err := s.compare(ctx, p, v); err != nil {
		return err
	}
	if err := v.taps(ctx, "joint.ask_contact", "contact.in_person"); err != nil {
		return err
	}
	if err := p.hears(ctx, s.marked(command.Contact, words.contact), "joint.contact_recorded"); err != nil {
		return err
	}
	if err := s.agreeAnew(ctx, p, v, words, adult, children); err != nil {
		return err
	}
	return s.signJointly(ctx, p, v, words)
}

// assessAnew: the programme and victim support assess at the same time, each in its own
// room. Once both have signed, their views differ.
func (s *Scene) assessAnew(ctx context.Context, own []*seat, begin func(*seat) error, programme, support view) error {
	s.progress("before the meeting each service assesses anew, by itself")
	both := []*seat{s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())}
	if err := together(
		func() error { return s.assess(ctx, own[0], begin, programme) },
		func() error { return s.assess(ctx, own[1], begin, support) },
	); err != nil {
		return err
	}
	for _, at := range both {
		if err := at.sees(ctx, "joint.differ"); err != nil {
			return err
		}
	}
	return nil
}

// change: they look at what has changed.
func (s *Scene) change(ctx context.Context, p, v *seat) error {
	if err := v.says(ctx, s.marked(command.Change)); err != nil {
		return err
	}
	return s.bothSee(ctx, []*seat{p, v}, "change.reading_his")
}

// agreeAnew: they have met, and agree on a lower level for a reason.
func (s *Scene) agreeAnew(ctx context.Context, p, v *seat, words meetingWords, adult, children string) error {
	level := s.marked(command.Level, s.label("level."+adult), s.label("level."+children))
	if err := v.hears(ctx, level, "joint.vote_recorded"); err != nil {
		return err
	}
	if err := p.hears(ctx, level, "joint.ask_reason_lower"); err != nil {
		return err
	}
	if err := p.hears(ctx, s.marked(command.Because, words.because), "joint.agreed"); err != nil {
		return err
	}
	return v.sees(ctx, "joint.agreed", "joint.closed")
}

// signJointly: what each of them does until when, and both names under it.
func (s *Scene) signJointly(ctx context.Context, p, v *seat, words meetingWords) error {
	by := inOwnWords[s.Language].by
	for _, one := range []struct {
		at   *seat
		what string
		days int
	}{{v, words.supportAction, 21}, {p, words.programmeAction, 14}} {
		if err := one.at.says(ctx, s.marked(command.Action, one.what, by, s.day(one.days))); err != nil {
			return err
		}
		for _, at := range []*seat{p, v} {
			if err := at.reads(ctx, one.what); err != nil {
				return err
			}
		}
	}
	for _, at := range []*seat{p, v} {
		if err := at.taps(ctx, "joint.ask_sign", "joint.choice_sign"); err != nil {
			return err
		}
	}
	for _, at := range []*seat{p, v} {
		if err := at.sees(ctx, "joint.signed_both"); err != nil {
			return err
		}
	}
	return nil
}
