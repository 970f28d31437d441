package main

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"asapbot/cmd/demo/play"
	"asapbot/cmd/demo/stage"
)

// screen prints what each person sees, room by room, as it comes.
type screen struct {
	out      io.Writer
	language string

	mu   sync.Mutex
	last string
}

func (s *screen) progress(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = ""
	fmt.Fprintf(s.out, "\n··· %s\n", what)
}

// seen prints one message under the person and the room, which are named again
// where they change.
func (s *screen) seen(who string, m stage.Seen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if head := who + " · " + m.RoomName; head != s.last {
		s.last = head
		fmt.Fprintf(s.out, "\n── %s ──\n", head)
	}
	from, _, _ := strings.Cut(strings.TrimPrefix(m.Sender, "@"), ":")
	mark := map[string]string{stage.KindText: "🔔 ", stage.KindEdit: "(edit) ", stage.KindVote: "taps ", stage.KindPoll: "? "}[m.Kind]
	if from != play.BotName && m.Kind == stage.KindText {
		mark = ""
	}
	for i, line := range strings.Split(m.Body, "\n") {
		if i == 0 {
			fmt.Fprintf(s.out, "%s: %s%s\n", from, mark, line)
			continue
		}
		fmt.Fprintf(s.out, "    %s\n", line)
	}
	if m.Poll != nil {
		var labels []string
		for _, c := range m.Poll.Choices {
			labels = append(labels, "( ) "+c.Label)
		}
		fmt.Fprintln(s.out, "    "+strings.Join(labels, "  "))
	}
}

// invitation says how to try it with a client of one's own.
func (s *screen) invitation(scene *play.Scene) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, `
The homeserver and the bot stay up until you press Ctrl-C. Log in with any Matrix
client that runs on this machine:

    homeserver    %s
    password      %s

    user            recovery key
`, scene.Homeserver.Address, play.Password)
	for _, name := range play.Names {
		fmt.Fprintf(s.out, "    %-15s %s\n", name, scene.People[name].RecoveryKey())
	}
	fmt.Fprintf(s.out, `
When the client asks to verify, choose the recovery key: to a session that is not
verified the bot says nothing. What was said before you came stays unreadable.

What to type first: as manager-s in the room %q

    %s

or begin a new case: write %q at one service's desk, and at the other's the same
word with the code.
`, scene.Desk(), scene.First(), scene.Begin())
}
