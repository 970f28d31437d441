package bot

import (
	"testing"
	"time"

	"asapbot/bot/store"
)

// A timer fires once: not before its time, and not again.
func TestTimersFireOnceAndNeverEarly(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "set tea 20m")
		time.Sleep(20*time.Minute - time.Second)
		s.sees(desk)
		time.Sleep(15 * time.Second)
		s.sees(desk, "fired tea")
		time.Sleep(time.Hour)
		s.sees(desk, "fired tea")
		if n := s.entries(store.Timers, ""); n != 0 {
			t.Errorf("%d entries are left of it", n)
		}
	})
}

// What came due while the bot was off comes due when it is back, in its order.
func TestTimersFireLateAfterDowntime(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "set second 20m", "set first 10m", "set third 2h")
		s.settle()
		s.kill()
		time.Sleep(time.Hour)
		s.start()
		time.Sleep(20 * time.Second)
		s.sees(desk, "fired first", "fired second")
		time.Sleep(time.Hour)
		s.sees(desk, "fired first", "fired second", "fired third")
	})
}

// Timers of one moment all fire, by their names, whatever the store's key is.
func TestTimersOfOneMoment(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.server.stage(func(r request) error { // so that all are set in one commit, at one moment
			if r.what == "Read" {
				time.Sleep(time.Millisecond)
			}
			return nil
		})
		s.tell(desk, "set c 10m", "set a 10m", "set d 10m", "set b 10m")
		time.Sleep(11 * time.Minute)
		s.sees(desk, "fired a", "fired b", "fired c", "fired d")
	})
}

// A timer that is set anew counts from then, one that is cancelled is forgotten.
func TestTimersAreReplacedAndCancelled(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "set a 10m", "set b 10m")
		time.Sleep(5 * time.Minute)
		s.tell(desk, "set a 10m", "cancel b", "cancel nothing")
		time.Sleep(9 * time.Minute)
		s.sees(desk)
		time.Sleep(2 * time.Minute)
		s.sees(desk, "fired a")
	})
}

// Of timers that come due in one sweep, an earlier one may cancel a later one, or
// put it off.
func TestTimersMindEachOther(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "set cancels-x 10m", "set delays-y 10m", "set x 11m", "set y 11m")
		s.settle()
		s.kill()
		time.Sleep(20 * time.Minute)
		s.start()
		time.Sleep(30 * time.Second)
		if n := s.count(desk, "fired x") + s.count(desk, "fired y"); n != 0 {
			t.Errorf("it fires what was cancelled or put off: %q", s.texts(desk))
		}
		time.Sleep(2 * time.Hour)
		s.wants(0, desk, "fired x")
		s.wants(1, desk, "fired y")
	})
}

// More timers come due at once than fit into one commit.
func TestTimersByTheHundred(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		for i := range 100 {
			s.tell(desk, "set t"+string(rune('A'+i/26))+string(rune('a'+i%26))+" 10m")
		}
		s.settle()
		s.kill()
		time.Sleep(time.Hour)
		s.start()
		time.Sleep(30 * time.Second)
		if texts := s.texts(desk); len(texts) != 100 {
			t.Errorf("%d fire", len(texts))
		}
	})
}
