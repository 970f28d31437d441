package play

import (
	"context"
	"strings"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// alertPlay is an alert on the stage: who sits where, and the mail that leaves.
type alertPlay struct {
	acting
	box *mailbox
	own *seat            // of whoever raises it, in victim support's own room
	at  map[string]*seat // each person's direct room
}

// openAlert sets the scene for an alert: one case, both agreements, and everybody is told
// by mail as well. It is ten o'clock, so that nothing but the alert comes due, and all that
// came before was read.
func openAlert(t *testing.T, onSeen ...func(string, stage.Seen)) alertPlay {
	t.Helper()
	a := open(t, "en", 3*time.Minute, onSeen...)
	a.acts(a.phaseOne, a.addPeople, a.pairUp, a.agree)
	a.does(a.passTo(a.today(), 1))
	for _, who := range []string{ManagerP, ManagerS} {
		a.does(a.fresh(who, a.private()).sees(a.ctx, "impact.ask"))
	}
	p := alertPlay{acting: a, box: openMailbox(t), own: a.seat(ManagerS, a.private()), at: map[string]*seat{}}
	p.mails(p.box)
	for _, who := range Names {
		p.at[who] = a.seat(who, a.direct())
	}
	p.does(p.everywhere(p.ctx))
	return p
}

// tells does something and waits until people have read something in their direct rooms,
// and were told by mail once more.
func (p alertPlay) tells(ctx context.Context, do func() error, id string, people ...string) error {
	had := map[string]int{}
	for _, who := range people {
		had[who] = len(p.box.of(who))
	}
	if err := do(); err != nil {
		return err
	}
	for _, who := range people {
		if err := p.at[who].sees(ctx, id); err != nil {
			return err
		}
		if err := p.box.waitFor(ctx, who, had[who]+1); err != nil {
			return err
		}
	}
	return nil
}

func (p alertPlay) raise() error {
	return p.own.hears(p.ctx, p.marked(command.Alert, inOwnWords[p.Language].alert), "alert.status")
}

func (p alertPlay) wait() error { return p.Bot.Ahead(unanswered) }

// takes has a person take the alert by a tap.
func (p alertPlay) takes(ctx context.Context, who string) error {
	if err := p.at[who].taps(ctx, "alert.ask", "alert.answer_on_it"); err != nil {
		return err
	}
	return p.at[who].sees(ctx, "alert.thanks")
}

// story: victim support raises an alert. Nobody of the programme answers, rung by rung,
// and then all of them once more, twice. Then their coordinator takes it; at victim support
// whoever raised it hands it on; both speak with each other, and it is closed.
func (p alertPlay) story(ctx context.Context) error {
	for _, step := range []func() error{
		func() error { return p.tells(ctx, p.raise, "alert.emergency", ManagerP) },
		func() error { return p.tells(ctx, p.wait, "alert.emergency", CoordinatorP) },
		func() error { return p.nobody(ctx) },
		func() error { return p.nobody(ctx) },
		func() error { return p.takes(ctx, CoordinatorP) },
		func() error { return p.own.sees(ctx, "alert.taken_on_it") },
		func() error { return p.tells(ctx, p.handsOn, "alert.emergency", CoordinatorS) },
		func() error { return p.takes(ctx, CoordinatorS) },
		func() error { return p.settled(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// nobody: nobody answers once more. All of the programme are told again, and whoever has
// raised it hears that.
func (p alertPlay) nobody(ctx context.Context) error {
	had := len(p.box.of(ManagerS))
	if err := p.tells(ctx, p.wait, "alert.still", ManagerP, CoordinatorP); err != nil {
		return err
	}
	if err := p.at[ManagerS].sees(ctx, "alert.nobody"); err != nil {
		return err
	}
	return p.box.waitFor(ctx, ManagerS, had+1)
}

func (p alertPlay) handsOn() error {
	return p.own.hears(p.ctx, p.word(command.PassOn), "alert.passed_on")
}

// settled: both services have spoken, and the alert is closed. At last everybody asks for
// help in every room: who reads that has read all that came before.
func (p alertPlay) settled(ctx context.Context) error {
	words := inOwnWords[p.Language]
	shared := []*seat{p.seat(ManagerP, p.shared()), p.seat(ManagerS, p.shared())}
	for _, who := range []string{CoordinatorP, CoordinatorS} {
		if err := p.at[who].hears(ctx, p.word(command.Contact), "alert.contact_noted"); err != nil {
			return err
		}
	}
	if err := shared[0].sees(ctx, "alert.close_how"); err != nil {
		return err
	}
	if err := shared[1].says(ctx, p.marked(command.Alert, p.word(command.Close), "1", words.alertOutcome)); err != nil {
		return err
	}
	for _, at := range shared {
		if err := at.sees(ctx, "alert.closed"); err != nil {
			return err
		}
	}
	return p.everywhere(ctx)
}

func (p alertPlay) everywhere(ctx context.Context) error {
	help := p.marked(command.Help)
	for _, who := range Names {
		if err := p.at[who].hears(ctx, help, "direct.help"); err != nil {
			return err
		}
	}
	for _, at := range []struct{ who, ending, id string }{
		{CoordinatorP, p.desk(), "desk.help_coordinator"}, {CoordinatorS, p.desk(), "desk.help_coordinator"},
		{ManagerP, p.private(), "private.help"}, {ManagerS, p.private(), "private.help"},
	} {
		if err := p.seat(at.who, at.ending).hears(ctx, help, at.id); err != nil {
			return err
		}
	}
	other := p.seat(ManagerP, p.shared())
	if err := p.seat(ManagerS, p.shared()).hears(ctx, help, "case.help"); err != nil {
		return err
	}
	return other.sees(ctx, "case.help")
}

// shows waits until it stands where the alert was raised that somebody was told at a time.
func (p alertPlay) shows(who string, at time.Time) error {
	_, err := p.own.next(p.ctx, func(m stage.Seen) bool {
		_, told, _ := strings.Cut(m.Body, who+", ")
		told, _, _ = strings.Cut(told, "\n")
		return m.Kind == stage.KindEdit && (strings.Contains(told, at.Format("15:04")) ||
			strings.Contains(told, at.Add(2*time.Second).Format("15:04"))) // the minute was over
	})
	return err
}
