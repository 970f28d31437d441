package flows

import (
	"time"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// setReminders changes how long before a meeting a person is reminded of it, or shows it.
func (t *networkTurn) setReminders(s ServiceID, p Person, said string) {
	tag, _ := t.n.speaks(s, p)
	said = command.AfterFillers(said)
	ahead, ok := command.Ahead(said, tag)
	switch c, _ := command.Parse(said, tag); {
	case said == "":
		t.answer(p, message.New("direct.reminders", message.Args{"Reminders": message.Nested(t.reminders(s, p))}))
		return
	case c.Word == command.Off && c.Rest == "":
		ahead = meeting.Ahead{Never: true}
	case c.Word == command.Usual && c.Rest == "":
		ahead = meeting.Ahead{}
	case !ok:
		t.answer(p, message.New("direct.reminders_how", message.Args{"Most": message.Number(meeting.MostTimes)}))
		return
	}
	t.change(p, func(set *Personal) { set.Remind = ahead })
	t.answer(p, message.New("direct.reminders_set", message.Args{"Reminders": message.Nested(t.reminders(s, p))}))
}

// reminders are how long before a meeting a person is reminded of it, in plain words.
func (t *networkTurn) reminders(s ServiceID, p Person) message.Message {
	own := t.n.Personal[p].Remind
	ahead := own.Or(t.n.Services[s].Remind).Or(meeting.DefaultReminders)
	switch {
	case ahead.Never:
		return message.New("remind.never")
	case own.Set():
		return message.New("remind.own", message.Args{"Times": message.Nested(aheadMessage(ahead.Times))})
	}
	return message.New("remind.usual", message.Args{"Times": message.Nested(aheadMessage(ahead.Times))})
}

// aheadMessage is times ahead in one phrase.
func aheadMessage(times []time.Duration) message.Message {
	first := timeAhead(times[0])
	switch len(times) {
	case 1:
		return first
	case 2:
		return message.New("topics.and", message.Args{"First": message.Nested(first), "Rest": message.Nested(timeAhead(times[1]))})
	}
	return message.New("topics.comma", message.Args{"First": message.Nested(first), "Rest": message.Nested(aheadMessage(times[1:]))})
}

// timeAhead is a time in its largest unit.
func timeAhead(d time.Duration) message.Message {
	switch {
	case d%meeting.Day == 0:
		return message.New("ahead.days", message.Args{"Count": message.Number(int(d / meeting.Day))})
	case d%time.Hour == 0:
		return message.New("ahead.hours", message.Args{"Count": message.Number(int(d / time.Hour))})
	}
	return message.New("ahead.minutes", message.Args{"Count": message.Number(int(d / time.Minute))})
}
