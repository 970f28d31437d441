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
client that runs on this machine, such as Element Desktop:

    homeserver  %s
    password    %s
    users       %s

Choose to verify with another device or to reset the encryption of the example
account when the client asks; what was said before stays with the players' devices.
Then open the room %q and write

    help

or begin a new case: write "pair" at one desk, and the code at the other.
`, scene.Homeserver.Address, play.Password, strings.Join(play.Names, ", "), "Desk")
}
