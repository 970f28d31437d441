package bot

import (
	"errors"
	"slices"
	"testing"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
)

// withReset is a running bot with two coordinators at the programme, one of whom has
// reset her encryption.
func withReset(t *testing.T, test func(s *stage, desk, anna string)) {
	t.Helper()
	staged(t, func(s *stage) {
		anna := person("anna-p")
		s.config.Services[0].Coordinators = append(s.config.Services[0].Coordinators, "@anna-p:example.org")
		s.start()
		s.settle()
		s.server.identities[anna] = "second"
		for range 2 { // it is told again, whoever asks for her devices
			s.bot().Reset(anna, "second")
			s.bot().Reset(person("stranger"), "second")
			s.settle()
		}
		s.restart()
		s.bot().Reset(anna, "second")
		s.settle()
		test(s, s.desk("programme"), anna)
	})
}

const wasReset, isAccepted = "was reset. From now on I do not listen", "accepted the new encryption"

// A reset is told once at the desk and to the operator; what the other coordinator
// accepts is carried out and told once, whatever crashes.
func TestResetIsAccepted(t *testing.T) {
	for _, crash := range []bool{false, true} {
		withReset(t, func(s *stage, desk, anna string) {
			s.wants(1, desk, wasReset)
			s.wants(0, s.desk("support"), wasReset)
			if n := s.log.mentions("encryption was reset"); n != 1 {
				t.Errorf("the operator reads of it %d times", n)
			}
			s.tell(desk, "accept")
			s.settle()
			if crash {
				s.server.stage(func(r request) error {
					if r.what == "Accept" && r.after {
						r.of.crash()
					}
					return nil
				})
			}
			s.tell(desk, "accept "+anna)
			if crash {
				<-s.life.ended
				s.server.healthy()
				s.start()
			}
			s.settle()
			s.wants(1, desk, isAccepted)
			if slices.Contains(s.server.accepted, anna+" ") || !slices.Contains(s.server.accepted, anna+" second") {
				t.Errorf("accepted is %q", s.server.accepted)
			}
			if n := s.entries(store.Outbox, ""); n != 0 {
				t.Errorf("%d entries are left", n)
			}
		})
	}
}

// What changes once more after the desk was told is not accepted. An homeserver that
// does not answer is waited for.
func TestResetThatIsNotAccepted(t *testing.T) {
	withReset(t, func(s *stage, desk, anna string) {
		s.server.stage(func(r request) error {
			if r.what == "Accept" {
				return errors.New("fake: out of order")
			}
			return nil
		})
		s.server.identities[anna] = "third"
		s.tell(desk, "accept "+anna)
		s.settle()
		s.wants(0, desk, "could not accept")
		s.server.healthy()
		s.settle()
		s.settle()
		s.wants(1, desk, "could not accept")
		s.wants(0, desk, isAccepted)
		s.bot().Reset(anna, "third")
		s.settle()
		s.wants(2, desk, wasReset)
	})
}

// A message from an identity that is not accepted says why it was not taken.
func TestMessageAfterReset(t *testing.T) {
	withReset(t, func(s *stage, desk, anna string) {
		s.server.postBroken(anna, desk, matrix.Message{}, &matrix.Refused{Why: matrix.Reset, Device: "PHONE"})
		s.settle()
		s.wants(1, desk, "whose encryption was reset")
	})
}

// Whoever runs the bot can accept it while the bot does not run; the desk reads it at
// the next start.
func TestOperatorAccepts(t *testing.T) {
	withReset(t, func(s *stage, desk, anna string) {
		s.stop()
		b := s.life.bot
		if err := b.Accept(t.Context(), person("stranger")); !errors.Is(err, errNobody) {
			t.Errorf("a stranger: %v", err)
		}
		if err := b.Accept(t.Context(), anna); err != nil {
			t.Fatal(err)
		}
		s.wants(0, desk, isAccepted)
		s.start()
		s.settle()
		s.wants(1, desk, "Whoever runs the bot has accepted")
		s.tell(desk, "accept "+anna)
		s.settle()
		s.wants(1, desk, "nothing to accept")
	})
}
