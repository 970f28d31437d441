package bot

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"asapbot/bot/matrix"
)

// Where crypto.db is what fails, the log says so, and what to do; it does not blame
// the homeserver. Afterwards the bot goes on by itself, and nothing is missing.
func TestFullDiskOfTheCryptoStore(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		fails := func(err error) {
			s.server.stage(func(r request) error {
				if r.what == "Sync" {
					return err
				}
				return nil
			})
		}
		full := fmt.Errorf("%w (fake: database or disk is full)", matrix.ErrStore)
		fails(full)
		s.tell(desk, "say patience")
		time.Sleep(time.Hour)
		if n := s.log.mentions("crypto.db cannot be written"); n < 2 || n > 15 {
			t.Errorf("%d lines of it in the log", n)
		}
		if s.log.mentions("make room on the disk") == 0 || s.log.mentions("homeserver does not answer") != 0 {
			t.Errorf("the log says\n%v", s.log.all())
		}
		fails(errors.New("fake: connection refused")) // and then the homeserver
		time.Sleep(time.Minute)
		if s.log.mentions("homeserver does not answer") == 0 {
			t.Error("the log does not say that the homeserver is away")
		}
		fails(full)
		time.Sleep(time.Minute)
		s.server.healthy()
		time.Sleep(time.Minute)
		s.sees(desk, "patience")
		if s.log.mentions("crypto.db can be written again") != 1 {
			t.Errorf("the log says\n%v", s.log.all())
		}
	})
}
