package bot

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// A request that was broken off may still be on its way inside of the homeserver,
// which answers syncs meanwhile. What may have arrived is not sent again before it
// would have shown: in normal running, after a restart, and after the homeserver was
// away.
func TestMessageThatArrivesLate(t *testing.T) {
	const late = settling - 500*time.Millisecond
	for name, play := range map[string]struct {
		late      time.Duration
		meanwhile func(*stage)
	}{
		"running":       {late, func(*stage) {}},
		"busy":          {late, func(s *stage) { s.tell(s.desk("support"), "say here", "say there") }},
		"after a crash": {late, func(s *stage) { s.restart() }},
		"homeserver away": {time.Minute + late, func(s *stage) {
			s.server.stage(func(r request) error {
				if r.what == "Sync" {
					return errors.New("fake: down")
				}
				return nil
			})
			time.Sleep(time.Minute)
			s.server.healthy()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			withToy(t, func(s *stage, desk string) {
				s.server.breakOff(play.late)
				s.tell(desk, "say once", "say then")
				time.Sleep(10 * time.Millisecond)
				play.meanwhile(s)
				time.Sleep(5 * time.Minute)
				s.sees(desk, "once", "then")
			})
		})
	}
}

// What is sent for the first time never waits for that: not in a room of its own
// while another waits, and not right after a restart with nothing left over.
func TestOrdinarySendWaitsForNothing(t *testing.T) {
	const soon = 50 * time.Millisecond
	withToy(t, func(s *stage, desk string) {
		other := s.desk("support")
		quick := func(when string, n int) {
			t.Helper()
			s.server.say(person("coordinator-s"), other, fmt.Sprint("say ", n))
			time.Sleep(soon)
			s.wants(1, other, fmt.Sprint(n))
			if t.Failed() {
				t.Fatal(when)
			}
		}
		for n := range 20 {
			quick("in normal running", 100+n)
		}
		s.server.breakOff(time.Hour)
		s.tell(desk, "say waits")
		time.Sleep(time.Millisecond)
		quick("while another room waits", 200)
		s.sees(desk)
		time.Sleep(settling + time.Second)
		s.sees(desk, "waits")
		s.stop()
		s.start()
		time.Sleep(soon)
		quick("after a restart", 300)
	})
}
