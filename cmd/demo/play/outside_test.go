package play

import (
	"encoding/json"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// hearsNobodyOutside: who works at no service is not heard, gets no answer, and
// gets in nowhere.
func (a acting) hearsNobodyOutside() {
	const outsider = "outsider"
	a.does(a.Enter(a.ctx, outsider))
	theirs, err := a.People[outsider].CreateRoom(a.ctx, "A room of theirs", a.ID(BotName))
	a.does(err)
	a.declines(outsider, theirs)
	_, err = a.People[outsider].Say(a.ctx, theirs, a.word(command.Help))
	a.does(err)

	room, err := a.room(a.ctx, ManagerS, a.shared())
	a.does(err)
	if err := a.People[ManagerS].Invite(a.ctx, room, a.ID(outsider)); err == nil {
		a.t.Error("a case manager can invite somebody into the case's room")
	}
	if err := a.People[outsider].Join(a.ctx, room); err == nil {
		a.t.Error("somebody from outside joins the case's room")
	}
	// A person who works here is told where the bot can be found.
	a.tells(ManagerS, a.desk(), "desk.invitation_declined", func() {
		own, err := a.People[ManagerS].CreateRoom(a.ctx, "A room of hers", a.ID(BotName))
		a.does(err)
		a.declines(ManagerS, own)
	})
	// What came before the bot's answer to this has been handled.
	a.answers(ManagerS, a.desk(), a.word(command.Help), "desk.help")
	for _, m := range a.People[outsider].Seen("") {
		if m.Sender != a.ID(outsider) {
			a.t.Errorf("somebody from outside sees a %s in %q: %q", m.Kind, m.RoomName, m.Body)
		}
	}
	if rooms := a.People[outsider].Rooms(); len(rooms) != 1 {
		a.t.Errorf("somebody from outside is in %v", rooms)
	}
}

// declines waits until the bot has declined an invitation.
func (a acting) declines(host, room string) {
	observer, err := stage.NewObserver(a.Homeserver, host, Password)
	a.does(err)
	defer observer.Close()
	for {
		all, err := observer.Everything(a.ctx, []string{room})
		a.does(err)
		for _, h := range all {
			var e held
			a.does(json.Unmarshal(h.Raw, &e))
			if h.State && e.StateKey != nil && *e.StateKey == a.ID(BotName) {
				switch membershipOf(e) {
				case "leave":
					return
				case "join":
					a.t.Fatal("the bot has come into a room that is not its own")
				}
			}
		}
		select {
		case <-a.ctx.Done():
			a.t.Fatal("the bot does not decline an invitation")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func membershipOf(e held) string {
	var content struct{ Membership string }
	_ = json.Unmarshal(e.Content, &content) // no membership is none
	return content.Membership
}
