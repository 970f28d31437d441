package flows

import (
	"slices"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// coordinatorOnly refuses what only a coordinator may do.
func (t *networkTurn) coordinatorOnly(s ServiceID, m Member) bool {
	if m.Role != Coordinator {
		t.say(s, "staff.coordinators_only")
		return false
	}
	return true
}

// add makes people case managers, or supervisors or deputies where the line says so:
// deputies of one case manager where a second person is named, otherwise of all.
func (t *networkTurn) add(s ServiceID, m Member, c command.Command, people []Person) {
	if len(people) == 0 && talk(c) {
		return
	}
	if len(people) == 0 || t.chats(s, c) {
		t.say(s, "staff.add_whom")
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	added := Member{Person: people[0], Role: CaseManager}
	switch {
	case t.saysPartnerContact(s, c.Rest):
		added.Role = PartnerContact
	case t.says(s, c.Rest, command.Supervisor):
		added.Role = Supervisor
	case t.says(s, c.Rest, command.Deputy):
		added.Role = Deputy
		if len(people) > 1 {
			added.For = people[1]
		}
	}
	if t.mayWork(s, added) {
		t.enlist(s, added, m.Person)
	}
}

// enlist gives a person their part at a service; a part that they had before ends.
func (t *networkTurn) enlist(s ServiceID, added Member, by Person) {
	was, had := t.n.staff(s, added.Person)
	t.n.Staff[s] = append(t.without(s, added.Person), added)
	switch {
	case added.Role == PartnerContact && had && was.Role != PartnerContact:
		t.takeOut(s, added.Person) // even where they only were asked in
	case added.Role == PartnerContact: // their cases are all they come to
	case slices.Contains(t.n.Here[s], added.Person):
		t.openDirect(s, added.Person)
	default:
		t.do(Invite{To: Desk(s), Person: added.Person})
	}
	args := message.Args{
		"Person": message.Person(string(added.Person)), "For": message.Person(string(added.For)),
	}
	t.do(Enter{By: by, Side: s, What: message.New("journal.added", message.Args{"Person": args["Person"]})})
	switch {
	case added.Role == CaseManager:
		t.say(s, "staff.added_manager", args)
	case added.Role == Supervisor:
		t.say(s, "staff.added_supervisor", args)
	case added.Role == PartnerContact:
		t.say(s, "staff.added_contact", args)
	case added.For != "":
		t.say(s, "staff.added_deputy_for", args)
	default:
		t.say(s, "staff.added_deputy", args)
	}
	if had && was.Role != CaseManager {
		t.restaff(s, was.For, by)
	}
	if added.Role != CaseManager {
		t.restaff(s, added.For, by)
	}
}

// mayWork refuses people who work elsewhere, coordinators as case managers, which
// they are already, and deputies of nobody.
func (t *networkTurn) mayWork(s ServiceID, m Member) bool {
	args := message.Args{"Person": message.Person(string(m.Person)), "For": message.Person(string(m.For))}
	at, works := t.n.serviceOf(m.Person)
	boss, ok := t.n.caseworker(s, m.For)
	switch {
	case works && at != s:
		t.say(s, "staff.works_elsewhere", args)
	case m.Role == PartnerContact && t.n.Services[s].Kind != Support:
		t.say(s, "staff.contact_at_support")
	case m.Role == PartnerContact && len(t.n.casesOf(s, m.Person)) > 0:
		t.say(s, "staff.contact_has_cases", args)
	case m.Role != Deputy && slices.Contains(t.n.Services[s].Coordinators, m.Person):
		t.do(Invite{To: Desk(s), Person: m.Person})
		t.openDirect(s, m.Person)
		t.say(s, "staff.coordinator_already", args)
	case m.For != "" && (!ok || boss.Role == Deputy || boss.Role == Supervisor || m.For == m.Person):
		t.say(s, "staff.deputy_of_nobody", args)
	default:
		return true
	}
	return false
}

// staff finds what a person was made at the desk.
func (n Network) staff(s ServiceID, p Person) (Member, bool) {
	i := slices.IndexFunc(n.Staff[s], func(m Member) bool { return m.Person == p })
	if i < 0 {
		return Member{}, false
	}
	return n.Staff[s][i], true
}

// without is a service's staff without a person.
func (t *networkTurn) without(s ServiceID, p Person) []Member {
	return slices.DeleteFunc(slices.Clone(t.n.Staff[s]), func(m Member) bool { return m.Person == p })
}

// remove takes a person out at once, from the desk and from every room. Cases are
// never left without a case manager: they pass to the one named second, otherwise
// to the coordinator who removes.
func (t *networkTurn) remove(s ServiceID, m Member, c command.Command, people []Person) {
	if len(people) == 0 && talk(c) {
		return
	}
	if len(people) == 0 || t.chats(s, c) {
		t.say(s, "staff.remove_whom")
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	gone, heir := people[0], m.Person
	if len(people) > 1 {
		heir = people[1]
	}
	if _, ok := t.n.caseworker(s, heir); !ok || heir == gone && len(people) > 1 {
		t.say(s, "staff.not_here", message.Args{"Person": message.Person(string(heir))})
		return
	}
	if _, ok := t.n.staff(s, gone); !ok {
		id := message.ID("staff.not_here")
		if _, coordinates := t.n.member(s, gone); coordinates {
			id = "staff.coordinator_in_config"
		}
		t.say(s, id, message.Args{"Person": message.Person(string(gone))})
		return
	}
	t.dismiss(s, gone, heir, m.Person)
}

// dismiss ends a person's part at a service.
func (t *networkTurn) dismiss(s ServiceID, gone, heir, by Person) {
	was, _ := t.n.staff(s, gone)
	t.n.Staff[s] = t.without(s, gone)
	args := message.Args{"Person": message.Person(string(gone)), "Heir": message.Person(string(heir))}
	t.do(Enter{By: by, Side: s, What: message.New("journal.removed", message.Args{"Person": args["Person"]})})
	if _, coordinates := t.n.member(s, gone); coordinates {
		t.restaff(s, was.For, by)
		t.say(s, "staff.deputy_no_more", args)
		return
	}
	if was.Role != PartnerContact { // who never was at the desk
		t.takeOut(s, gone)
	}
	t.restaffGuests(s, by)
	// Cases pass first: a deputy may manage some, and must not be invited once more.
	args["Cases"] = message.Number(t.passCases(s, gone, heir, by))
	if was.Role != CaseManager {
		t.restaff(s, was.For, by)
	}
	t.say(s, "staff.removed", args)
}

// passCases gives all cases of one person to another, who also takes over the
// deputies, and tells how many they were.
func (t *networkTurn) passCases(s ServiceID, from, to, by Person) int {
	staff := slices.Clone(t.n.Staff[s])
	for i, m := range staff {
		switch {
		case m.For == from && m.Person == to:
			staff[i] = Member{Person: to, Role: CaseManager}
		case m.For == from:
			staff[i].For = to
		}
	}
	t.n.Staff[s] = staff
	codes := t.n.casesOf(s, from)
	for _, code := range codes {
		t.setManager(code, s, to, by)
	}
	return len(codes)
}

// assign gives a case to another case manager.
func (t *networkTurn) assign(s ServiceID, m Member, c command.Command, people []Person) {
	code := caseCode(c.Rest)
	if code == "" && len(people) == 0 && talk(c) {
		return
	}
	if code == "" || len(people) == 0 || t.chats(s, c) {
		t.say(s, "staff.assign_how")
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	to, works := t.n.caseworker(s, people[0])
	listed, ok := t.n.Cases[code]
	_, guest := listed.Guests[s]
	switch {
	case guest && works:
		t.assignGuest(code, s, to.Person, m.Person)
		t.say(s, "staff.assigned", message.Args{
			"Code": message.Text(string(code)), "Person": message.Person(string(to.Person)),
		})
	case !guest && (!ok || !slices.Contains(listed.Services[:], s)):
		t.say(s, "staff.no_such_case", message.Args{"Code": message.Text(string(code))})
	case !works:
		t.say(s, "staff.not_here", message.Args{"Person": message.Person(string(people[0]))})
	default:
		t.setManager(code, s, to.Person, m.Person)
		t.say(s, "staff.assigned", message.Args{
			"Code": message.Text(string(code)), "Person": message.Person(string(to.Person)),
		})
	}
}

func (t *networkTurn) setManager(code CaseCode, s ServiceID, to, by Person) {
	c := t.n.Cases[code]
	c.Managers[slices.Index(c.Services[:], s)] = to
	t.n.Cases[code] = c
	t.do(TellCase{Case: code, Input: Staffed{Party: t.n.partyIn(code, s, to), By: by}})
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
		lines = append(lines, t.memberLine(Member{Person: p, Role: Coordinator}))
	}
	for _, m := range t.n.Staff[s] {
		lines = append(lines, t.memberLine(m))
	}
	t.say(s, "staff.list", message.Args{"People": message.List(lines)})
}

func (t *networkTurn) memberLine(m Member) message.Message {
	args := message.Args{"Person": message.Person(string(m.Person)), "For": message.Person(string(m.For))}
	line := message.New(message.ID("staff.line_"+string(m.Role)), args)
	if m.For != "" {
		line = message.New("staff.line_deputy_for", args)
	}
	if s, _ := t.n.serviceOf(m.Person); t.n.covered(s, m.Person) {
		return message.New("staff.line_covered", t.n.coverOf(s, m.Person).args(t.n.Services[s]), message.Args{"Line": message.Nested(line)})
	}
	if away := t.n.Personal[m.Person].Away; away.Holds(t.now) {
		return message.New("staff.line_away", message.Args{"Line": message.Nested(line), "Back": t.back(m.Person, away)})
	}
	return line
}
