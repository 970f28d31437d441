package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// Reminders come due while the homeserver is away. When it is back, only the newest of
// them is sent, and none once the meeting has begun.
func TestRemindersAreOvertaken(t *testing.T) {
	opened := openedCase(t)
	for back, want := range map[string]int{"2026-12-01T08:30:00Z": 1, "2026-12-01T09:30:00Z": 0} {
		t.Run(back, func(t *testing.T) {
			staged(t, func(s *stage) {
				s.start()
				time.Sleep(5 * time.Second)
				if err := s.play(append(opened, "manager-p case: !meeting 1/12 10:00", "manager-p case taps meeting: Yes", "manager-s case taps meeting: Yes")); err != nil {
					t.Fatal(err)
				}
				s.server.stage(func(r request) error {
					if r.what != "Update" {
						return errors.New("fake: connection refused")
					}
					return nil
				})
				until, err := time.Parse(time.RFC3339, back)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Until(until))
				s.server.healthy()
				time.Sleep(10 * time.Minute)
				for _, who := range []string{"manager-p", "manager-s"} {
					reminders := 0
					for _, e := range s.server.said(s.room(flows.Direct(flows.Person(person(who))))) {
						if strings.Contains(e.content.Markdown, "date is coming up") {
							reminders++
						}
					}
					if reminders != want {
						t.Errorf("%s is reminded %d times, want %d", who, reminders, want)
					}
				}
				if left := s.entries(store.Outbox, ""); left > 0 {
					t.Errorf("%d entries are left in the outbox", left)
				}
			})
		})
	}
}
