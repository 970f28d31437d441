package play

import (
	"context"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// phaseOne: the two services begin a partnership. The code goes from one desk to the other
// by telephone, the teams have met, and both agree on their rules.
func (s *Scene) phaseOne(ctx context.Context) error {
	s.progress("Phase 1: the two teams meet and agree on their rules")
	if err := s.say(ctx, CoordinatorS, s.desk(), s.word(command.Partner)); err != nil {
		return err
	}
	seen, err := s.wait(ctx, CoordinatorS, s.desk(), func(m stage.Seen) bool { return s.worded("partner.code", m.Body) })
	if err != nil {
		return err
	}
	if err := s.say(ctx, CoordinatorP, s.desk(), s.word(command.Partner)+" "+pairingCode.FindString(seen.Body)); err != nil {
		return err
	}
	p, v := s.fresh(CoordinatorP, s.between()), s.fresh(CoordinatorS, s.between())
	for _, at := range []*seat{p, v} { // whoever comes second is greeted in a line
		if err := at.conclude(ctx, []step{{"partner.welcome partner.welcome_too", ""}}); err != nil {
			return err
		}
	}
	words := inOwnWords[s.Language]
	if err := p.hears(ctx, s.marked(command.Held, "9"), "partner.held"); err != nil {
		return err
	}
	if err := v.hears(ctx, s.marked(command.Ours, words.way), "partner.way"); err != nil {
		return err
	}
	if err := v.says(ctx, s.marked(command.Rules, words.rules)); err != nil {
		return err
	}
	for _, at := range []*seat{p, v} {
		if err := at.taps(ctx, "partner.ask_rules", "partner.tap_yes"); err != nil {
			return err
		}
	}
	for _, at := range []*seat{p, v} {
		if err := at.sees(ctx, "partner.valid"); err != nil {
			return err
		}
	}
	return nil
}
