package play

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"asapbot/cmd/demo/stage"
)

// Proof looks at everything that the people have seen, after the first case, and
// names what should not be so: a message seen twice or by only some of a room, one
// that nobody could read, one that came unencrypted, and anything that somebody saw
// who should not.
func (s *Scene) Proof() []string {
	var wrong []string
	for _, name := range Names {
		wrong = append(wrong, s.sealed(name)...)
		wrong = append(wrong, s.onceEach(name)...)
		wrong = append(wrong, s.onlyTheirs(name)...)
	}
	for _, room := range []struct{ one, other, ending string }{
		{CoordinatorP, ManagerP, s.desk()}, {CoordinatorS, ManagerS, s.desk()}, {ManagerP, ManagerS, s.shared()},
		{CoordinatorP, CoordinatorS, s.between()},
	} {
		wrong = append(wrong, s.together(room.one, room.other, room.ending)...)
	}
	return append(wrong, s.blind()...)
}

// sealed: every message came encrypted, and could be read.
func (s *Scene) sealed(name string) []string {
	var wrong []string
	for _, m := range s.People[name].Seen("") {
		switch {
		case m.Kind == stage.KindUnreadable:
			wrong = append(wrong, fmt.Sprintf("%s cannot read a message of %s in %s, sent at %s: %s", name, m.Sender, m.RoomName, m.At.Format(time.TimeOnly), m.Body))
		case !m.Encrypted && m.Kind != stage.KindRedaction:
			wrong = append(wrong, name+" sees an unencrypted message in "+m.RoomName)
		}
	}
	return wrong
}

// onceEach: every message of the bot is seen once.
func (s *Scene) onceEach(name string) []string {
	var wrong []string
	times := map[string]int{}
	for _, m := range s.People[name].Seen("") {
		if m.Key == "" {
			continue
		}
		times[m.Room+m.Key]++
		if times[m.Room+m.Key] == 2 {
			wrong = append(wrong, fmt.Sprintf("%s sees twice in %s: %.60q", name, m.RoomName, m.Body))
		}
	}
	return wrong
}

// together: two people in a room have seen the same there, in the same order, from
// the moment when both were in.
func (s *Scene) together(one, other, ending string) []string {
	a, b := s.keysIn(one, ending), s.keysIn(other, ending)
	n := min(len(a), len(b))
	if n > 0 && slices.Equal(a[len(a)-n:], b[len(b)-n:]) {
		return nil
	}
	return []string{fmt.Sprintf("%s has seen %d messages in %s, %s has seen %d, and not the same", one, len(a), ending, other, len(b))}
}

// keysIn are the bot's messages that a person has seen in a room.
func (s *Scene) keysIn(name, ending string) []string {
	var keys []string
	for _, m := range s.People[name].Seen("") {
		if m.Key != "" && strings.HasSuffix(m.RoomName, ending) {
			keys = append(keys, m.Key)
		}
	}
	return keys
}

// onlyTheirs: all are at their desk and in their direct room; coordinators also in the
// partnership's, case managers in the case's and in their own.
func (s *Scene) onlyTheirs(name string) []string {
	allowed := []string{s.desk(), s.direct()}
	if name == ManagerP || name == ManagerS {
		allowed = append(allowed, s.shared(), s.private())
	} else {
		allowed = append(allowed, s.between())
	}
	var wrong []string
	for _, room := range s.People[name].Rooms() {
		ok := false
		for _, ending := range allowed {
			ok = ok || strings.HasSuffix(room, ending)
		}
		if !ok {
			wrong = append(wrong, name+" is in a room that is not theirs: "+room)
		}
	}
	if len(s.People[name].Rooms()) != len(allowed) {
		wrong = append(wrong, fmt.Sprintf("%s is in %q instead of one room of each of %q", name, s.People[name].Rooms(), allowed))
	}
	return wrong
}

// blind: nothing of one service's checklist reached the other before the joint
// view, and what stays with a service never did.
func (s *Scene) blind() []string {
	var wrong []string
	differ := s.known("joint.differ")
	words := inOwnWords[s.Language]
	for _, m := range s.People[ManagerP].Seen("") {
		if strings.Contains(m.Body, words.protective) {
			wrong = append(wrong, "the programme sees what victim support keeps for itself")
		}
		if strings.HasSuffix(m.RoomName, s.shared()) && strings.Contains(m.Body, differ) {
			return wrong // from here on the levels and their reasons are shared
		}
		if strings.Contains(m.Body, words.childReason) {
			wrong = append(wrong, "the programme sees victim support's judgement before the joint view")
		}
	}
	return append(wrong, "the programme never saw the joint view")
}
