package play

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// FirstCase plays the first case to its end: the two services begin a partnership, the
// people are added, the services pair, both record their agreement, each fills in the checklist for itself, the
// views differ, they talk and agree on a level. Everybody waits for what the bot
// says before they go on, as people do; an error says who waited in vain and for
// what.
func (s *Scene) FirstCase(ctx context.Context) error {
	for _, act := range []func(context.Context) error{
		s.phaseOne, s.addPeople, s.pairUp, s.agree, s.supportTaps, s.supportWrites, s.supportJudges,
		s.programmeAnswers, s.differ, s.settle, s.look,
	} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// addPeople: each coordinator makes a case manager.
func (s *Scene) addPeople(ctx context.Context) error {
	for _, pair := range [][2]string{{CoordinatorP, ManagerP}, {CoordinatorS, ManagerS}} {
		coordinator, manager := pair[0], pair[1]
		if err := s.say(ctx, coordinator, s.desk(), s.word(command.Add)+" "+s.ID(manager)); err != nil {
			return err
		}
		if err := s.sees(ctx, coordinator, s.desk(), "staff.added_manager"); err != nil {
			return err
		}
		if _, err := s.room(ctx, manager, s.desk()); err != nil {
			return err
		}
	}
	return nil
}

var pairingCode = regexp.MustCompile(`\d{4} \d{4}`)

// pairUp: the code goes from one desk to the other, as if by telephone.
func (s *Scene) pairUp(ctx context.Context) error {
	if err := s.say(ctx, ManagerS, s.desk(), s.word(command.Pair)); err != nil {
		return err
	}
	seen, err := s.wait(ctx, ManagerS, s.desk(), func(m stage.Seen) bool { return s.worded("pairing.code", m.Body) })
	if err != nil {
		return err
	}
	code := pairingCode.FindString(seen.Body)
	if err := s.say(ctx, ManagerP, s.desk(), s.word(command.Pair)+" "+code); err != nil {
		return err
	}
	for _, manager := range []string{ManagerP, ManagerS} {
		if err := s.sees(ctx, manager, s.desk(), "pairing.opened"); err != nil {
			return err
		}
		for _, ending := range []string{s.shared(), s.private()} {
			if _, err := s.room(ctx, manager, ending); err != nil {
				return err
			}
		}
	}
	return nil
}

// agree: one taps, the other writes.
func (s *Scene) agree(ctx context.Context) error {
	if err := s.tap(ctx, ManagerP, s.private(), s.known("agreement.ask_programme"), s.label("agreement.tap_today")); err != nil {
		return err
	}
	if err := s.tap(ctx, ManagerP, s.private(), s.known("agreement.ask_basis"), s.label("basis.public_task")); err != nil {
		return err
	}
	if err := s.sees(ctx, ManagerP, s.private(), "agreement.recorded"); err != nil {
		return err
	}
	if err := s.sees(ctx, ManagerS, s.private(), "agreement.ask_support"); err != nil {
		return err
	}
	if err := s.say(ctx, ManagerS, s.private(), s.word(command.Agreed)+" 2/11/2026"); err != nil {
		return err
	}
	if err := s.sees(ctx, ManagerS, s.private(), "agreement.recorded"); err != nil {
		return err
	}
	if _, err := s.poll(ctx, ManagerS, s.private(), s.known("agreement.ask_basis")); err != nil {
		return err
	}
	return s.sees(ctx, ManagerP, s.shared(), "agreement.both")
}

// supportTaps: she taps the answers of the first block.
func (s *Scene) supportTaps(ctx context.Context) error {
	if err := s.say(ctx, ManagerS, s.private(), s.word(command.Checklist)); err != nil {
		return err
	}
	for n, choice := range []string{"current", "earlier", "no", "no", "unknown", "no"} {
		if err := s.answer(ctx, ManagerS, n+1, choice); err != nil {
			return err
		}
	}
	return nil
}

// supportWrites: she answers the other blocks by a line each.
func (s *Scene) supportWrites(ctx context.Context) error {
	for _, line := range []string{
		"7 {c} 8 {n} 9 {n} 10 {n}", "11 {c} 12 {n} 13 {c} 14 {e} 15 {c}", "16 {c} 17-20 {n}",
		"21 {u} 22 {n} 23 {n} 24 {c} 25 {n}", "26 {c} 27 {n} 28 {n}", "29 {n} 30 {c} 31-34 {n}",
	} {
		first, _, _ := strings.Cut(strings.Fields(line)[0], "-")
		n, _ := strconv.Atoi(first)
		if _, err := s.question(ctx, ManagerS, n); err != nil {
			return err
		}
		if err := s.say(ctx, ManagerS, s.private(), s.line(line)); err != nil {
			return err
		}
	}
	return nil
}

// supportJudges: she adds what no question covers, judges, and signs.
func (s *Scene) supportJudges(ctx context.Context) error {
	return s.fresh(ManagerS, s.private()).conclude(ctx, append([]step{
		{"interview.question_text", inOwnWords[s.Language].protective}, {"interview.question_text", s.word(command.Skip)},
	}, s.supportJudgement()...))
}

func (s *Scene) supportJudgement() []step {
	words := inOwnWords[s.Language]
	return []step{
		{"ask.judge.adult", s.label("level.extreme")}, {"interview.reason_same", words.reason},
		{"ask.judge.children", s.label("level.medium")}, {"interview.reason_differs", words.childReason},
		{"ask.judge.sign", s.word(command.Sign)}, {"checklist.waits_for_other", ""},
	}
}

// programmeAnswers: he believes that all is calm.
func (s *Scene) programmeAnswers(ctx context.Context) error {
	if err := s.say(ctx, ManagerP, s.private(), s.word(command.Checklist)); err != nil {
		return err
	}
	for n := 1; n <= 6; n++ {
		if err := s.answer(ctx, ManagerP, n, "no"); err != nil {
			return err
		}
	}
	if _, err := s.question(ctx, ManagerP, 7); err != nil {
		return err
	}
	if err := s.say(ctx, ManagerP, s.private(), s.line("7-34 {n}")); err != nil {
		return err
	}
	skip := s.word(command.Skip)
	return s.fresh(ManagerP, s.private()).conclude(ctx, []step{
		{"interview.question_text", skip}, {"interview.question_text", skip},
		{"ask.judge.adult", s.label("level.low")}, {"interview.reason_same", skip},
		{"ask.judge.children", s.label("level.low")}, {"interview.reason_same", skip},
		{"ask.judge.sign", s.word(command.Sign)}, {"checklist.signed", ""},
	})
}

// differ: both see the joint view, and that it differs.
func (s *Scene) differ(ctx context.Context) error {
	for _, manager := range []string{ManagerP, ManagerS} {
		if err := s.sees(ctx, manager, s.shared(), "joint.differ"); err != nil {
			return err
		}
	}
	return nil
}

// settle: they talk and agree.
func (s *Scene) settle(ctx context.Context) error {
	words := inOwnWords[s.Language]
	v := s.seat(ManagerS, s.shared())
	if err := s.tap(ctx, ManagerS, s.shared(), s.known("joint.ask_contact"), s.label("contact.phone")); err != nil {
		return err
	}
	mark := command.Mark
	if err := s.say(ctx, ManagerP, s.shared(), mark+s.word(command.Contact)+" "+words.contact); err != nil {
		return err
	}
	// The bot takes what it can read: whose key is on its way would be overtaken.
	if err := v.sees(ctx, "joint.contact_recorded", "joint.contact_recorded"); err != nil {
		return err
	}
	for _, manager := range []string{ManagerS, ManagerP} {
		if err := s.tap(ctx, manager, s.shared(), s.known("joint.ask_adult"), s.label("level.extreme")); err != nil {
			return err
		}
		if err := s.tap(ctx, manager, s.shared(), s.known("joint.ask_children"), s.label("level.medium")); err != nil {
			return err
		}
	}
	if err := s.sees(ctx, ManagerP, s.shared(), "joint.ask_reason"); err != nil {
		return err
	}
	if err := s.say(ctx, ManagerP, s.shared(), mark+s.word(command.Because)+" "+words.reason); err != nil {
		return err
	}
	for _, manager := range []string{ManagerP, ManagerS} {
		for _, id := range []string{"joint.agreed", "joint.closed"} {
			if err := s.sees(ctx, manager, s.shared(), id); err != nil {
				return err
			}
		}
	}
	return nil
}

// look: in the end the desks list the case, and the card is shown once more. Who
// has seen that has seen all that came before.
func (s *Scene) look(ctx context.Context) error {
	status := s.word(command.Status)
	seats := map[string]*seat{}
	for _, name := range Names {
		if _, err := s.room(ctx, name, s.direct()); err != nil {
			return err // its invitation is on its way while all else is played
		}
		seats[name] = s.seat(name, s.desk())
	}
	rooms := []*seat{s.seat(ManagerP, s.shared()), s.seat(ManagerS, s.shared())}
	if err := rooms[0].says(ctx, command.Mark+status); err != nil {
		return err
	}
	for _, room := range rooms {
		if _, err := room.next(ctx, func(m stage.Seen) bool {
			return m.Kind == stage.KindNotice && s.worded("card.level_agreed", m.Body)
		}); err != nil {
			return err
		}
		if err := seats[room.who].says(ctx, status); err != nil {
			return err
		}
	}
	for _, desk := range seats {
		if err := desk.reads(ctx, s.label("state.agreed")); err != nil {
			return err
		}
	}
	return nil
}

// line puts the letters of the answers into a line.
func (s *Scene) line(line string) string {
	return strings.NewReplacer(
		"{n}", s.letter("no"), "{c}", s.letter("current"), "{e}", s.letter("earlier"), "{u}", s.letter("unknown"),
	).Replace(line)
}

func (s *Scene) desk() string    { return s.label("room.desk") }
func (s *Scene) shared() string  { return s.label("room.case") }
func (s *Scene) private() string { return s.label("room.private") }
func (s *Scene) direct() string  { return s.label("room.direct") }
func (s *Scene) between() string { return s.label("room.partnership") }

// Desk is what the desks are called, First is what shows everything that can be
// written there, and Begin is what begins a case.
func (s *Scene) Desk() string  { return s.desk() }
func (s *Scene) First() string { return s.word(command.Help) }
func (s *Scene) Begin() string { return s.word(command.Pair) }
