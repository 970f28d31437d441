package bot

import (
	"slices"
	"testing"

	"asapbot/flows"
)

// Who has no device that reads is not told in rooms, until one of theirs does; and what
// reads beside one that does not is no reason to doubt.
func TestWhoReadsIsKnown(t *testing.T) {
	staged(t, func(s *stage) {
		s.start()
		s.settle()
		who := person("coordinator-s")
		direct := flows.Direct(flows.Person(who))
		reached := func() bool {
			s.settle()
			return slices.Contains(s.network().Told["support"].Direct, direct.Person)
		}
		if !reached() {
			t.Fatal("a coordinator is in no direct room")
		}
		s.bot().Withheld(s.room(direct), who, "TABLET", true)
		if !reached() {
			t.Error("one device of several is not verified, and they are taken for unreachable")
		}
		for range 2 {
			s.bot().Withheld(s.room(direct), who, "", false)
		}
		if reached() {
			t.Error("they have no device and are taken for reachable")
		}
		s.wants(1, s.room(direct), "none of your sessions can read")
		s.bot().Reads(s.room(direct), who)
		if !reached() {
			t.Error("they have a device again and are taken for unreachable")
		}
		s.bot().Reads("!elsewhere", who)
		s.bot().Withheld(s.room(direct), who, "", false) // and the next evening
		if reached() {
			t.Error("they have logged out again and are taken for reachable")
		}
	})
}
