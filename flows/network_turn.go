package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// networkTurn is one StepNetwork under way.
type networkTurn struct {
	n       Network
	now     time.Time
	effects []Effect
}

func (t *networkTurn) do(effects ...Effect) { t.effects = append(t.effects, effects...) }

// say answers at a desk; a notice, since somebody is looking at it.
func (t *networkTurn) say(to ServiceID, id message.ID, args ...message.Args) {
	t.sayAll(to, []message.Message{message.New(id, args...)})
}

func (t *networkTurn) sayAll(to ServiceID, text []message.Message) {
	t.do(Say{Key: t.key(), To: Desk(to), Text: text})
}

func (t *networkTurn) key() Key {
	t.n.Said++
	return Key("n" + strconv.Itoa(t.n.Said))
}

// said takes a line in one of the Network's rooms.
func (t *networkTurn) said(in Said) {
	switch in.In.Kind {
	case DirectRoom:
		t.saidDirect(in)
	case PartnershipRoom:
		t.saidBetween(in)
	default:
		t.saidAtDesk(in)
	}
}

// saidAtDesk takes a line at a desk. Who does not work there is not heard; talk that is
// no command is theirs.
func (t *networkTurn) saidAtDesk(in Said) {
	s := in.In.Service
	m, ok := t.n.caseworker(s, in.By)
	if in.In.Kind != DeskRoom || !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.listens(in.By, true)
	c, known := command.Parse(in.Text, t.n.Services[s].Language)
	switch {
	case c.Word == command.Alert && in.Edits == "" && t.alarms(s, c):
		if !t.again(in.Ref) {
			t.command(s, m, c, in)
		}
	case !known && !c.Marked:
		// people talk to each other
	case t.again(in.Ref):
	case utf8.RuneCountInString(in.Text) > MaxText:
		if c.Marked {
			t.unreadable(Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: TooLong})
		}
	case in.Edits != "":
		// A command once carried out is not carried out again.
		if c.Bare() {
			t.say(s, "case.edit_not_taken")
		}
	case !known:
		t.say(s, "desk.not_understood")
	default:
		t.command(s, m, c, in)
	}
}

func (t *networkTurn) command(s ServiceID, m Member, c command.Command, in Said) {
	c.Rest = inFull(c.Rest, in.Mentions, t.n.members(s))
	people := mentioned(c.Rest, in.Mentions)
	switch c.Word {
	case command.Help, command.Status, command.People:
		if c.Bare() {
			t.show(s, m, c.Word)
		}
	case command.Pair:
		t.pair(s, m, c, people, in.Dice)
	case command.Partner:
		t.partner(s, m, c, people, in.Dice)
	case command.Add:
		t.add(s, m, c, people)
	case command.Remove:
		t.remove(s, m, c, people)
	case command.Assign:
		t.assign(s, m, c, people)
	case command.Accept:
		t.accept(s, m, c, people)
	case command.Alert:
		if t.alarms(s, c) {
			t.raiseAlert(s, in, c.Rest)
		}
	case command.Statistics:
		if c.Bare() {
			t.statistics(s)
		}
	case command.OnCall:
		t.onCall(s, m, c, people)
	case command.Week:
		if c.Bare() {
			t.week(s, m)
		}
	case command.Cover:
		t.cover(s, m, c, people)
	default:
		switch {
		case c.Marked && c.Word.Personal(), isAbsence(c, t.now, t.n.Services[s]):
			t.say(s, "direct.belongs_here")
		case c.Marked:
			t.say(s, "desk.not_here")
		}
	}
}

// show answers what only asks.
func (t *networkTurn) show(s ServiceID, m Member, what command.Word) {
	switch {
	case what == command.Status:
		t.status(s)
	case what == command.People:
		t.people(s)
	case t.n.Services[s].Kind == Agency:
		t.say(s, "agency.desk_help")
	case m.Role == Coordinator:
		t.say(s, "desk.help_coordinator")
	default:
		t.say(s, "desk.help")
	}
}

// joined greets a person who comes to the desk: nothing of what was said before can
// be seen there. From then on they have a direct room as well.
func (t *networkTurn) joined(in Joined) {
	switch in.In.Kind {
	case DirectRoom:
		t.joinedDirect(in)
		return
	case PartnershipRoom:
		t.joinedBetween(in)
		return
	}
	s := in.In.Service
	m, ok := t.n.member(s, in.By)
	if !ok || slices.Contains(t.n.Here[s], in.By) {
		return
	}
	t.n.Here[s] = append(slices.Clone(t.n.Here[s]), in.By)
	id := message.ID("desk.welcome")
	switch {
	case t.n.Services[s].Kind == Agency:
		id = "agency.desk_welcome"
	case m.Role != Coordinator:
		id = "desk.welcome_member"
	}
	text := []message.Message{message.New(id, message.Args{
		"Service": message.Text(t.n.Services[s].Name), "Person": message.Person(string(in.By)),
	})}
	if m.Role == Coordinator && t.n.pairs(s) && len(t.n.partnershipsOf(s)) == 0 {
		text = append(text, message.New("partner.none"))
	}
	t.sayAll(s, text)
	t.openDirect(s, in.By)
}

// left says so when somebody who works here leaves the desk: they hear nothing
// from then on.
func (t *networkTurn) left(in Left) {
	switch in.In.Kind {
	case DirectRoom:
		t.leftDirect(in)
		return
	case PartnershipRoom:
		t.leftBetween(in)
		return
	}
	s := in.In.Service
	if !slices.Contains(t.n.Here[s], in.By) {
		return
	}
	t.n.Here[s] = without(t.n.Here[s], []Person{in.By})
	if _, ok := t.n.member(s, in.By); ok {
		t.say(s, "desk.left", message.Args{"Person": message.Person(string(in.By))})
	}
}

// invited declines every room that is not ours, and tells those who work here
// where the bot can be found.
func (t *networkTurn) invited(in Invited) {
	t.do(Decline{Room: in.Room})
	if s, ok := t.n.serviceOf(in.By); ok {
		t.say(s, "desk.invitation_declined", message.Args{"Person": message.Person(string(in.By))})
	}
}

// verifying shows a person the emojis to compare with those on their screen.
func (t *networkTurn) verifying(in Verifying) {
	if _, ok := t.n.member(in.In.Service, in.By); !ok {
		return
	}
	t.say(in.In.Service, "desk.verifying", message.Args{
		"Person": message.Person(string(in.By)), "Device": message.Text(in.Device),
		"Emojis": message.Text(strings.Join(in.Emojis, " · ")),
	})
}

func (t *networkTurn) unreadable(in Unreadable) {
	_, ok := t.n.member(in.In.Service, in.By)
	switch in.In.Kind {
	case DirectRoom:
		_, ok = t.owner(in.By, in.In)
	case PartnershipRoom:
		_, _, ok = t.between(in.By, in.In)
	}
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if in.Why == Withheld || in.Why == Reset {
		if t.n.Deaf[in.By] && in.Why == Withheld && in.Device == "" {
			return // they are logged in nowhere, and it is said once
		}
		t.listens(in.By, false)
	}
	t.do(Say{
		Key: t.key(), To: in.In, Text: []message.Message{unreadableMessage(in)},
		Notify: true, Mention: []Person{in.By},
	})
}

// unreadableMessage says why a message was not taken, and how to mend it.
func unreadableMessage(in Unreadable) message.Message {
	return message.New(message.ID("unreadable."+string(in.Why)), message.Args{
		"Person": message.Person(string(in.By)), "Device": message.Text(in.Device),
		"Max": message.Number(MaxText),
	})
}

// undelivered says at the desk who could not be invited. What cannot be said at a
// desk is in the operator's log.
func (t *networkTurn) undelivered(in Undelivered) {
	switch in.In.Kind {
	case DirectRoom:
		t.undeliveredDirect(in)
		return
	case PartnershipRoom:
		t.undeliveredBetween(in)
		return
	}
	if in.Person != "" {
		t.say(in.In.Service, "desk.not_invited", message.Args{"Person": message.Person(string(in.Person))})
	}
}

func (t *networkTurn) reported(in Reported) {
	c, ok := t.n.Cases[in.Code]
	if !ok {
		return
	}
	reopened := c.Report.State == Closed && in.State != Closed
	c.Report = in
	t.n.Cases[in.Code] = c
	if reopened {
		t.coverReopened(in.Code)
	}
}
