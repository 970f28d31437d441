package flows

import (
	"regexp"
	"slices"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// matrixID finds people in a line (Matrix specification, appendices 4.2.1).
var matrixID = regexp.MustCompile(`@[^\s:@,;]+:[^\s,;]*[^\s,;.!?:)]`)

// mentioned lists the people whom a line names: by their IDs, otherwise those
// whom the client marked.
func mentioned(text string, marked []Person) []Person {
	var people []Person
	for _, id := range matrixID.FindAllString(text, -1) {
		people = append(people, Person(strings.ToLower(id)))
	}
	if len(people) == 0 {
		people = marked
	}
	return people
}

// coordinatorOnly refuses what only a coordinator may do.
func (t *networkTurn) coordinatorOnly(s ServiceID, m Member) bool {
	if m.Role != Coordinator {
		t.say(s, "staff.coordinators_only")
		return false
	}
	return true
}

// add makes people case managers, or deputies where the line says so: of one case
// manager where a second person is named, otherwise of all.
func (t *networkTurn) add(s ServiceID, m Member, c command.Command, people []Person) {
	if len(people) == 0 {
		if c.Marked || c.Rest == "" {
			t.say(s, "staff.add_whom")
		}
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	added := Member{Person: people[0], Role: CaseManager}
	if t.saysDeputy(s, c.Rest) {
		added.Role = Deputy
		if len(people) > 1 {
			added.For = people[1]
		}
	}
	if !t.mayWork(s, added) {
		return
	}
	t.n.Staff[s] = append(t.dropped(s, added.Person), added)
	t.do(Invite{To: Desk(s), Person: added.Person})
	t.do(Enter{By: m.Person, Side: s, What: message.New("journal.added", message.Args{
		"Person": message.Person(string(added.Person)),
	})})
	args := message.Args{
		"Person": message.Person(string(added.Person)), "For": message.Person(string(added.For)),
	}
	switch {
	case added.Role == CaseManager:
		t.say(s, "staff.added_manager", args)
	case added.For != "":
		t.say(s, "staff.added_deputy_for", args)
	default:
		t.say(s, "staff.added_deputy", args)
	}
	if added.Role == Deputy {
		t.restaff(s, added.For, m.Person)
	}
}

// saysDeputy reports whether one of the line's words means deputy.
func (t *networkTurn) saysDeputy(s ServiceID, rest string) bool {
	return slices.ContainsFunc(strings.Fields(rest), func(word string) bool {
		c, ok := command.Parse(word, t.n.Services[s].Language)
		return ok && c.Word == command.Deputy
	})
}

// mayWork refuses people who work elsewhere and deputies of nobody.
func (t *networkTurn) mayWork(s ServiceID, m Member) bool {
	args := message.Args{"Person": message.Person(string(m.Person)), "For": message.Person(string(m.For))}
	if at, works := t.n.serviceOf(m.Person); works && at != s {
		t.say(s, "staff.works_elsewhere", args)
		return false
	}
	if m.For != "" {
		if boss, ok := t.n.member(s, m.For); !ok || boss.Role == Deputy || m.For == m.Person {
			t.say(s, "staff.deputy_of_nobody", args)
			return false
		}
	}
	return true
}

// dropped is a service's staff without a person.
func (t *networkTurn) dropped(s ServiceID, p Person) []Member {
	return slices.DeleteFunc(slices.Clone(t.n.Staff[s]), func(m Member) bool { return m.Person == p })
}

// remove takes a person out at once, from the desk and from every room. Cases are
// never left without a case manager: they pass to the one named second, otherwise
// to the coordinator who removes.
func (t *networkTurn) remove(s ServiceID, m Member, people []Person) {
	if len(people) == 0 {
		t.say(s, "staff.remove_whom")
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	gone, heir := people[0], m.Person
	was, ok := t.n.member(s, gone)
	if !ok || was.Role == Coordinator {
		id := message.ID("staff.not_here")
		if ok {
			id = "staff.coordinator_in_config"
		}
		t.say(s, id, message.Args{"Person": message.Person(string(gone))})
		return
	}
	if len(people) > 1 {
		if _, ok := t.n.member(s, people[1]); !ok || people[1] == gone {
			t.say(s, "staff.not_here", message.Args{"Person": message.Person(string(people[1]))})
			return
		}
		heir = people[1]
	}
	t.n.Staff[s] = t.dropped(s, gone)
	t.do(Remove{From: Desk(s), Person: gone})
	passed := t.n.casesOf(s, gone)
	for _, code := range passed {
		t.setManager(code, s, heir, m.Person)
	}
	if was.Role == Deputy {
		t.restaff(s, was.For, m.Person)
	}
	t.do(Enter{By: m.Person, Side: s, What: message.New("journal.removed", message.Args{
		"Person": message.Person(string(gone)),
	})})
	t.say(s, "staff.removed", message.Args{
		"Person": message.Person(string(gone)), "Cases": message.Number(len(passed)),
		"Heir": message.Person(string(heir)),
	})
}

// assign gives a case to another case manager.
func (t *networkTurn) assign(s ServiceID, m Member, c command.Command, people []Person) {
	code := caseCode(c.Rest)
	if code == "" || len(people) == 0 {
		if c.Marked || code != "" {
			t.say(s, "staff.assign_how")
		}
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	listed, ok := t.n.Cases[code]
	if !ok || !slices.Contains(listed.Services[:], s) {
		t.say(s, "staff.no_such_case", message.Args{"Code": message.Text(string(code))})
		return
	}
	to, ok := t.n.member(s, people[0])
	if !ok {
		t.say(s, "staff.not_here", message.Args{"Person": message.Person(string(people[0]))})
		return
	}
	t.setManager(code, s, to.Person, m.Person)
	t.say(s, "staff.assigned", message.Args{
		"Code": message.Text(string(code)), "Person": message.Person(string(to.Person)),
	})
}

var codePattern = regexp.MustCompile(`(?i)\bK-\d{4,8}\b`)

func caseCode(text string) CaseCode {
	return CaseCode(strings.ToUpper(codePattern.FindString(text)))
}

func (t *networkTurn) setManager(code CaseCode, s ServiceID, to, by Person) {
	c := t.n.Cases[code]
	c.Managers[slices.Index(c.Services[:], s)] = to
	t.n.Cases[code] = c
	t.do(TellCase{Case: code, Input: Staffed{Party: t.n.party(s, to), By: by}})
}

// restaff tells the cases of one manager, or of all, that their deputies changed.
func (t *networkTurn) restaff(s ServiceID, manager, by Person) {
	for _, code := range t.n.casesOf(s, manager) {
		c := t.n.Cases[code]
		t.setManager(code, s, c.Managers[slices.Index(c.Services[:], s)], by)
	}
}

// people lists who works at a service.
func (t *networkTurn) people(s ServiceID) {
	var lines []message.Message
	for _, p := range t.n.Services[s].Coordinators {
		lines = append(lines, memberLine(Member{Person: p, Role: Coordinator}))
	}
	for _, m := range t.n.Staff[s] {
		lines = append(lines, memberLine(m))
	}
	t.say(s, "staff.list", message.Args{"People": message.List(lines)})
}

func memberLine(m Member) message.Message {
	args := message.Args{"Person": message.Person(string(m.Person))}
	if m.For == "" {
		return message.New(message.ID("staff.line_"+string(m.Role)), args)
	}
	args["For"] = message.Person(string(m.For))
	return message.New("staff.line_deputy_for", args)
}
