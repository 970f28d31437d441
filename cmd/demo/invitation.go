package main

import (
	"fmt"

	"asapbot/cmd/demo/play"
)

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
