package flows

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// networkTurn is one StepNetwork under way.
type networkTurn struct {
	n       Network
	now     time.Time
	effects []Effect
}

func (t *networkTurn) do(e Effect) { t.effects = append(t.effects, e) }

// say answers at a desk; a notice, since somebody is looking at it.
func (t *networkTurn) say(to ServiceID, id message.ID, args ...message.Args) {
	t.do(Say{Key: t.key(), To: Desk(to), Text: []message.Message{message.New(id, args...)}})
}

// tell makes telephones ring at a desk.
func (t *networkTurn) tell(to ServiceID, people []Person, id message.ID, args ...message.Args) {
	t.do(Say{
		Key: t.key(), To: Desk(to), Text: []message.Message{message.New(id, args...)},
		Notify: true, Mention: people,
	})
}

func (t *networkTurn) key() Key {
	t.n.Said++
	return Key("n" + strconv.Itoa(t.n.Said))
}

// configured takes the configuration over: new desks open, new coordinators are
// invited, those who are gone are taken out.
func (t *networkTurn) configured(in Configured) {
	before, settings := t.n.Services, t.n.Settings
	t.n.Settings = in.Settings
	t.n.Services = map[ServiceID]Service{}
	for _, s := range in.Services {
		t.n.Services[s.ID] = s
		old, known := before[s.ID]
		if !known {
			t.do(OpenRoom{Place: Desk(s.ID), Languages: []string{s.Language}, Zone: s.Zone})
		}
		t.invite(s.ID, without(s.Coordinators, old.Coordinators))
		for _, p := range without(old.Coordinators, s.Coordinators) {
			if _, still := t.n.member(s.ID, p); !still {
				t.do(Remove{From: Desk(s.ID), Person: p})
			}
		}
	}
	// A service that has gone from the file keeps its cases and its desk, so that
	// a slip of the pen locks nobody out.
	for id, s := range before {
		if _, listed := t.n.Services[id]; !listed {
			t.n.Services[id] = s
		}
	}
	if settings != in.Settings || !sameServices(before, t.n.Services) {
		for _, code := range slices.Sorted(maps.Keys(t.n.Cases)) {
			t.do(TellCase{Case: code, Input: in})
		}
	}
}

func sameServices(a, b map[ServiceID]Service) bool {
	return maps.EqualFunc(a, b, func(x, y Service) bool {
		return x.Name == y.Name && x.Language == y.Language && x.Zone == y.Zone &&
			x.Emergency == y.Emergency && x.Kind == y.Kind
	})
}

func (t *networkTurn) invite(s ServiceID, people []Person) {
	for _, p := range people {
		t.do(Invite{To: Desk(s), Person: p})
	}
}

func without(all, minus []Person) []Person {
	return slices.DeleteFunc(slices.Clone(all), func(p Person) bool { return slices.Contains(minus, p) })
}

// said takes a line at a desk. Who does not work there is not heard; talk that is
// no command is theirs.
func (t *networkTurn) said(in Said) {
	s := in.In.Service
	m, ok := t.n.member(s, in.By)
	if in.In.Kind != DeskRoom || !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if in.Edits != "" {
		return // a command once carried out is not carried out again
	}
	c, known := command.Parse(in.Text, t.n.Services[s].Language)
	if !known {
		if c.Marked {
			t.say(s, "desk.not_understood")
		}
		return
	}
	t.command(s, m, c, in)
}

func (t *networkTurn) command(s ServiceID, m Member, c command.Command, in Said) {
	people := mentioned(c.Rest, in.Mentions)
	talk := !c.Marked && c.Rest != "" && len(people) == 0
	switch c.Word {
	case command.Help:
		if !talk {
			t.help(s, m)
		}
	case command.Status:
		if !talk {
			t.status(s)
		}
	case command.People:
		if !talk {
			t.people(s)
		}
	case command.Pair:
		t.pair(s, m, c, people, in.Dice)
	case command.Add:
		t.add(s, m, c, people)
	case command.Remove:
		t.remove(s, m, people)
	case command.Assign:
		t.assign(s, m, c, people)
	default:
		if c.Marked {
			t.say(s, "desk.not_here", message.Args{"Word": message.Text(string(c.Word))})
		}
	}
}

func (t *networkTurn) help(s ServiceID, m Member) {
	if m.Role == Coordinator {
		t.say(s, "desk.help_coordinator")
		return
	}
	t.say(s, "desk.help")
}

// status lists the service's cases, those that wait longest first.
func (t *networkTurn) status(s ServiceID) {
	codes := t.n.casesOf(s, "")
	if len(codes) == 0 {
		t.say(s, "desk.no_cases")
		return
	}
	slices.SortStableFunc(codes, func(a, b CaseCode) int {
		return compareDue(t.n.Cases[a].Report.Due, t.n.Cases[b].Report.Due)
	})
	var lines []message.Message
	for _, code := range codes {
		lines = append(lines, t.listing(s, code))
	}
	t.say(s, "desk.status", message.Args{
		"Count": message.Number(len(codes)), "Cases": message.List(lines),
	})
}

func compareDue(a, b time.Time) int {
	switch {
	case a.IsZero() == b.IsZero():
		return a.Compare(b)
	case a.IsZero():
		return 1
	}
	return -1
}

func (t *networkTurn) listing(s ServiceID, code CaseCode) message.Message {
	c := t.n.Cases[code]
	side := slices.Index(c.Services[:], s)
	args := message.Args{
		"Code": message.Text(string(code)), "Manager": message.Person(string(c.Managers[side])),
		"Other": message.Text(t.n.Services[c.Services[1-side]].Name),
		"State": message.Nested(message.New(message.ID("state." + string(c.Report.State)))),
		"Level": message.Nested(levelMessage(c.Report.Level)),
	}
	switch {
	case c.Report.Due.IsZero():
		return message.New("desk.case", args)
	case c.Report.Due.Before(t.now):
		args["Due"] = message.Time(c.Report.Due)
		return message.New("desk.case_late", args)
	}
	args["Due"] = message.Time(c.Report.Due)
	return message.New("desk.case_due", args)
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
	if _, ok := t.n.member(in.In.Service, in.By); !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.tell(in.In.Service, []Person{in.By}, message.ID("unreadable."+string(in.Why)), unreadableArgs(in))
}

func unreadableArgs(in Unreadable) message.Args {
	return message.Args{
		"Person": message.Person(string(in.By)), "Device": message.Text(in.Device),
		"Max": message.Number(MaxText),
	}
}

// joined greets a person who comes to the desk: nothing of what was said before can
// be seen there.
func (t *networkTurn) joined(in Joined) {
	s := in.In.Service
	if _, ok := t.n.member(s, in.By); !ok || slices.Contains(t.n.Here[s], in.By) {
		return
	}
	t.n.Here[s] = append(slices.Clone(t.n.Here[s]), in.By)
	t.say(s, "desk.welcome", message.Args{"Service": message.Text(t.n.Services[s].Name)})
}

// left says so when somebody who works here leaves the desk: they hear nothing
// from then on.
func (t *networkTurn) left(in Left) {
	s := in.In.Service
	if !slices.Contains(t.n.Here[s], in.By) {
		return
	}
	t.n.Here[s] = without(t.n.Here[s], []Person{in.By})
	if _, ok := t.n.member(s, in.By); ok {
		t.say(s, "desk.left", message.Args{"Person": message.Person(string(in.By))})
	}
}

func (t *networkTurn) undelivered(in Undelivered) {
	if in.Person != "" {
		t.say(in.In.Service, "desk.not_invited", message.Args{"Person": message.Person(string(in.Person))})
	}
}

func (t *networkTurn) reported(in Reported) {
	if c, ok := t.n.Cases[in.Code]; ok {
		c.Report = in
		t.n.Cases[in.Code] = c
	}
}
