package flows

import (
	"maps"
	"slices"
	"time"
)

// Network is everything that belongs to no single case: the services and their
// people, the codes on their way from one desk to another, and which cases there
// are. It knows of a case only what its desks list.
type Network struct {
	Services   map[ServiceID]Service     `json:"services,omitempty"`
	Staff      map[ServiceID][]Member    `json:"staff,omitempty"`
	Here       map[ServiceID][]Person    `json:"here,omitempty"` // who is at each desk now
	OnCall     map[ServiceID][]Shift     `json:"onCall,omitempty"`
	Rooms      map[Person]OwnRoom        `json:"rooms,omitempty"` // the direct rooms
	Personal   map[Person]Personal       `json:"personal,omitempty"`
	Ways       map[Person][]Way          `json:"ways,omitempty"`    // how each is told outside of Matrix, in this order
	Offered    []string                  `json:"offered,omitempty"` // the kinds of ways that there are
	Told       map[ServiceID]Duty        `json:"told,omitempty"`    // what the cases of each know of who is to be told
	Codes      []PairingCode             `json:"codes,omitempty"`
	Entries    map[ServiceID]CodeEntry   `json:"entries,omitempty"`
	Cases      map[CaseCode]CaseListing  `json:"cases,omitempty"`
	Resets     map[Person]string         `json:"resets,omitempty"`  // new identities that nobody has accepted yet
	Pending    map[Person]PendingAlert   `json:"pending,omitempty"` // alerts that wait for their case
	Deaf       map[Person]bool           `json:"deaf,omitempty"`    // who may not be able to read what is said to them alone
	AlertTimes map[ServiceID][]AlertTime `json:"alertTimes,omitempty"`
	Settings   Settings                  `json:"settings"`
	Heard      heard                     `json:"heard,omitempty"`
	Said       int                       `json:"said"` // numbers the keys

	// Partnerships are those of Phase 1, without which no case is paired.
	Partnerships map[PartnershipCode]Partnership `json:"partnerships,omitempty"`
	Covers       map[ServiceID][]Cover           `json:"covers,omitempty"` // those that are not over
	CoversMade   int                             `json:"coversMade,omitempty"`
	Digests      map[ServiceID]Digest            `json:"digests,omitempty"`
}

// Member is a person who works at a service.
type Member struct {
	Person Person `json:"person"`
	Role   Role   `json:"role"`
	// For is the case manager whom a deputy stands in for; empty for all of them.
	For Person `json:"for,omitempty"`
}

// Role is what a member does.
type Role string

// The roles. A coordinator comes from the configuration, the others from the desk.
const (
	Coordinator Role = "coordinator"
	CaseManager Role = "case_manager"
	Deputy      Role = "deputy"
	Supervisor  Role = "supervisor" // is told where neither case manager nor deputy answers
	// PartnerContact gives her questionnaires on change, and nothing else.
	PartnerContact Role = "partner_contact"
)

// CaseListing is what the desks know of a case.
type CaseListing struct {
	Services [2]ServiceID `json:"services"` // the programme first
	Managers [2]Person    `json:"managers"`
	Opened   time.Time    `json:"opened"`
	Report   Reported     `json:"report"`
	// Emergency says that it was opened before the partnership of its services stood.
	Emergency bool `json:"emergency,omitempty"`
	// Guests are the agencies in the case, and who is in it for each; where nobody is
	// named, its coordinators are.
	Guests map[ServiceID]Person `json:"guests,omitempty"`
}

// StepNetwork decides, as Step does for a case: it is pure and total.
func StepNetwork(n Network, in Input, now time.Time) (Network, []Effect) {
	t := networkTurn{n: n.clone(), now: now.UTC()}
	switch in := in.(type) {
	case Configured:
		t.configured(in)
	case Said:
		t.said(in)
	case Tapped:
		t.tapped(in)
	case Read:
		t.listens(in.By, true)
	case AlertAnswered:
		t.alertAnswered(in)
	case Unreadable:
		t.unreadable(in)
	case Invited:
		t.invited(in)
	case Verifying:
		t.verifying(in)
	case IdentityReset:
		t.identityReset(in)
	case Accepted:
		t.accepted(in)
	case Joined:
		t.joined(in)
	case Left:
		t.left(in)
	case Undelivered:
		t.undelivered(in)
	case Called:
		t.called(in)
	case Reported:
		t.reported(in)
	case NoticeSent:
		t.noticeSent(in)
	case NoticeFailed:
		t.noticeFailed(in)
	case TimerFired:
		t.fired(in)
	}
	t.endCovers()
	t.emptyPartnershipRooms()
	t.partnershipClocks(in)
	t.tellDuty()
	return t.n, t.effects
}

func (n Network) clone() Network {
	n.Services = cloned(n.Services)
	n.Staff = cloned(n.Staff)
	n.Here = cloned(n.Here)
	n.OnCall = cloned(n.OnCall)
	n.Rooms = cloned(n.Rooms)
	n.Personal = cloned(n.Personal)
	n.Ways = cloned(n.Ways)
	n.Told = cloned(n.Told)
	n.Entries = cloned(n.Entries)
	n.Cases = cloned(n.Cases)
	n.Partnerships = cloned(n.Partnerships)
	n.Resets = cloned(n.Resets)
	n.Pending = cloned(n.Pending)
	n.Deaf = cloned(n.Deaf)
	n.AlertTimes = cloned(n.AlertTimes)
	n.Covers = cloned(n.Covers)
	n.Digests = cloned(n.Digests)
	n.Codes = slices.Clone(n.Codes)
	return n
}

func cloned[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// member finds a person at a service. Coordinators are members too.
func (n Network) member(s ServiceID, p Person) (Member, bool) {
	if slices.Contains(n.Services[s].Coordinators, p) {
		return Member{Person: p, Role: Coordinator}, true
	}
	for _, m := range n.Staff[s] {
		if m.Person == p {
			return m, true
		}
	}
	return Member{}, false
}

func (n Network) services() []ServiceID { return slices.Sorted(maps.Keys(n.Services)) }

// serviceOf finds where a person works. Nobody works at two services: the two
// views of a case must stay two.
func (n Network) serviceOf(p Person) (ServiceID, bool) {
	for _, s := range n.services() {
		if _, ok := n.member(s, p); ok {
			return s, true
		}
	}
	return "", false
}

// deputies lists who stands in for a case manager.
func (n Network) deputies(s ServiceID, manager Person) []Person {
	var all []Person
	for _, m := range n.Staff[s] {
		if m.Role == Deputy && m.Person != manager && (m.For == "" || m.For == manager) {
			all = append(all, m.Person)
		}
	}
	return all
}

func (n Network) party(s ServiceID, manager Person) Party {
	return Party{Service: n.Services[s], Manager: manager, Others: n.standIns(s, manager), Duty: n.duty(s), Contacts: n.contacts(s)}
}

// contacts lists the partner-contact workers of a service.
func (n Network) contacts(s ServiceID) []Person {
	var all []Person
	for _, m := range n.Staff[s] {
		if m.Role == PartnerContact && n.Services[s].Kind == Support {
			all = append(all, m.Person)
		}
	}
	return all
}

// caseworker finds a person who works on cases at a service.
func (n Network) caseworker(s ServiceID, p Person) (Member, bool) {
	m, ok := n.member(s, p)
	return m, ok && m.Role != PartnerContact
}

// casesOf lists a service's cases in the order of their codes; of one manager
// where one is named.
func (n Network) casesOf(s ServiceID, manager Person) []CaseCode {
	var codes []CaseCode
	for _, code := range slices.Sorted(maps.Keys(n.Cases)) {
		c := n.Cases[code]
		side := slices.Index(c.Services[:], s)
		if side >= 0 && (manager == "" || c.Managers[side] == manager) {
			codes = append(codes, code)
		}
	}
	return codes
}
