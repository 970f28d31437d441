package bot

import (
	"strings"
	"testing"
)

// A dishonest homeserver says of a tap that it was on another question: which one it
// was on stands in clear. The tap does not count there, the person is told, and so is
// the operator, without a word of what was asked or chosen.
func TestTapMovedToAnotherQuestion(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "ask one?", "ask two?")
		s.settle()
		var polls []*fakeEvent
		for _, e := range s.server.said(desk) {
			if e.content.Poll != nil {
				polls = append(polls, e)
			}
		}
		s.server.vote(person("coordinator-p"), desk, polls[1].ID, polls[0].choice("Yes"))
		s.settle()
		s.restart() // the questions are known by what the store holds
		s.settle()
		s.server.vote(person("coordinator-p"), desk, polls[0].ID, polls[0].choice("Yes"))
		s.server.vote(person("coordinator-p"), desk, polls[1].ID, "")
		s.server.vote(person("coordinator-p"), desk, polls[1].ID, "no")
		s.settle()
		s.sees(desk, "one? ( ) Yes ( ) No", "two? ( ) Yes ( ) No", "delivered poll/n5", "delivered poll/n6",
			"unreadable misplaced", "tapped yes of poll/n5", "tapped  of poll/n6", "unreadable misplaced")
		if n := s.log.mentions("an answer to another question"); n != 2 {
			t.Errorf("the operator reads of it %d times", n)
		}
	})
}

// No two questions share a choice's ID, and none can be read.
func TestChoiceIDs(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "ask one?", "ask one?")
		s.settle()
		seen := map[string]bool{}
		for _, e := range s.server.said(desk) {
			if e.content.Poll == nil {
				continue
			}
			for _, c := range e.content.Poll.Choices {
				if seen[c.ID] || len(c.ID) < 20 || strings.Contains(c.ID, "yes") {
					t.Errorf("a choice has the ID %q", c.ID)
				}
				seen[c.ID] = true
			}
		}
		if len(seen) != 4 {
			t.Errorf("%d choices", len(seen))
		}
	})
}
