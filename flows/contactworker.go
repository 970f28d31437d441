package flows

import (
	"asapbot/flows/command"
	"asapbot/flows/message"
)

// forContact reports whether a command is one for partner-contact workers: hers is
// given by victim support or by them (DOMAIN section 6), and that is all they do.
func (t *turn) forContact(i int, c command.Command) bool {
	switch c.Word {
	case command.Impact, command.Help:
		return true
	case command.Resume:
		return t.c.Sides[i].answering()
	}
	return c.Word.Steers() && c.Word != command.Status && c.Word != command.Correct && c.Word != command.Judge
}

// help shows what can be written in a service's own room.
func (t *turn) help(i int, by Person) {
	id := message.ID("private.help")
	if t.c.Sides[i].contacts(by) {
		id = "private.help_contact"
	}
	t.say(t.c.private(i), id)
}

// contactJoined greets a partner-contact worker.
func (t *turn) contactJoined(i int, by Person) {
	s := &t.c.Sides[i]
	if s.here(PrivateRoom, by) {
		return
	}
	s.comes(PrivateRoom, by)
	t.say(t.c.private(i), "private.welcome_contact", message.Args{
		"Code": message.Text(string(t.c.Code)), "Service": message.Text(s.Service.Name),
		"Person": message.Person(string(by)), "Emergency": message.Text(s.Service.Emergency),
	})
	t.handOver(i, by)
}
