package flows

import (
	"reflect"
	"slices"
	"time"

	"asapbot/flows/hours"
	"asapbot/flows/meeting"
)

// Duty is who of a service can be told, and when: what alerts and reminders go by.
// The coordinators stand in the Service.
type Duty struct {
	Staff  []Member `json:"staff,omitempty"`
	OnCall []Shift  `json:"onCall,omitempty"`
	// Direct are those who are in their direct room now: nobody else hears what is
	// said there.
	Direct []Person `json:"direct,omitempty"`
	// Reset are those whose encryption was reset, which nobody has accepted yet: they can
	// read nothing that the bot writes.
	Reset []Person `json:"reset,omitempty"`
	// Covers are those of the service's people who stand in for each other for a time.
	Covers []Cover `json:"covers,omitempty"`
	// Personal is what people have set for themselves, of those who have.
	Personal map[Person]Personal `json:"personal,omitempty"`
}

// Shift is a span of each week in which a person is on call, in the service's zone.
type Shift struct {
	Span   hours.Span `json:"span"`
	Person Person     `json:"person"`
}

// Personal is what a person has set for themselves in their direct room.
type Personal struct {
	Language string      `json:"language,omitempty"` // otherwise the service's
	Zone     string      `json:"zone,omitempty"`     // otherwise the service's
	Quiet    hours.Hours `json:"quiet,omitempty"`    // only what is urgent rings, in the person's zone
	Away     Absence     `json:"away,omitzero"`
	// Remind is how long before a meeting they are reminded of it; otherwise as their
	// service is.
	Remind meeting.Ahead `json:"remind,omitzero"`
}

// Absence is a time in which a person is not to be counted on.
type Absence struct {
	From time.Time `json:"from"`
	Back time.Time `json:"back,omitzero"` // from then on they are there again; zero: nobody knows when
}

// Holds reports whether the person is away at a moment.
func (a Absence) Holds(at time.Time) bool {
	return !a.From.IsZero() && !at.Before(a.From) && (a.Back.IsZero() || at.Before(a.Back))
}

// over reports whether the absence lies behind.
func (a Absence) over(at time.Time) bool { return !a.Back.IsZero() && !at.Before(a.Back) }

// meets reports whether the absence has a moment in common with a time.
func (a Absence) meets(other Absence) bool {
	return !a.From.IsZero() && (other.Back.IsZero() || a.From.Before(other.Back)) && (a.Back.IsZero() || other.From.Before(a.Back))
}

// Away reports whether a person is away at a moment: they have said so, or somebody
// covers them.
func (d Duty) Away(p Person, at time.Time) bool {
	return d.Personal[p].Away.Holds(at) ||
		slices.ContainsFunc(d.Covers, func(c Cover) bool { return c.Away == p && c.absence().Holds(at) })
}

// has reports whether a person works at the service.
func (p Party) has(who Person) bool {
	return slices.Contains(p.Service.Coordinators, who) ||
		slices.ContainsFunc(p.Duty.Staff, func(m Member) bool { return m.Person == who })
}

// Quiet reports whether a person wants nothing but what is urgent to ring.
func (p Party) Quiet(who Person, at time.Time) bool {
	return p.Duty.Personal[who].Quiet.Hold(at.In(zone(p.zoneOf(who))))
}

// Rings is the first moment, from another on, at which a person's telephone may ring for
// what is not urgent; zero where there is none.
func (p Party) Rings(who Person, at time.Time) time.Time {
	return p.Duty.Personal[who].Quiet.Ends(at.In(zone(p.zoneOf(who)))).UTC()
}

// zoneOf is the time zone of a person.
func (p Party) zoneOf(who Person) string {
	if name := p.Duty.Personal[who].Zone; name != "" {
		return name
	}
	return p.Service.Zone
}

// onCall are those whose shift a moment is in, in the order of the list.
func (d Duty) onCall(at time.Time) []Person {
	var people []Person
	for _, s := range d.OnCall {
		if s.Span.Holds(at) {
			people = append(people, s.Person)
		}
	}
	return people
}

// of are the members with a role.
func (d Duty) of(r Role) []Person {
	var people []Person
	for _, m := range d.Staff {
		if m.Role == r {
			people = append(people, m.Person)
		}
	}
	return people
}

// open is when the service works.
func (s Service) open() hours.Hours {
	if len(s.Hours) == 0 {
		return hours.Working // its configuration was stored before there were any
	}
	return s.Hours
}

// working reports whether the service works at a moment.
func (s Service) working(at time.Time) bool { return s.open().Hold(at.In(zone(s.Zone))) }

// duty is a service's as it stands.
func (n Network) duty(s ServiceID) Duty {
	d := Duty{Staff: append([]Member(nil), n.Staff[s]...), OnCall: append([]Shift(nil), n.OnCall[s]...), Covers: append([]Cover(nil), n.Covers[s]...)}
	for _, p := range n.members(s) {
		switch _, reset := n.Resets[p]; {
		case reset:
			d.Reset = append(d.Reset, p)
		case n.Rooms[p].In && !n.Deaf[p]:
			d.Direct = append(d.Direct, p)
		}
		if set := n.Personal[p]; !reflect.DeepEqual(set, Personal{}) {
			if d.Personal == nil {
				d.Personal = map[Person]Personal{}
			}
			d.Personal[p] = set
		}
	}
	return d
}

// members are all who work at a service, coordinators first.
func (n Network) members(s ServiceID) []Person {
	people := slices.Clone(n.Services[s].Coordinators)
	for _, m := range n.Staff[s] {
		if !slices.Contains(people, m.Person) {
			people = append(people, m.Person)
		}
	}
	return people
}

// tellDuty tells a service's cases of its duty, where it is another than they were
// told.
func (t *networkTurn) tellDuty() {
	for _, s := range t.n.services() {
		duty := t.n.duty(s)
		if told, ok := t.n.Told[s]; ok && reflect.DeepEqual(told, duty) {
			continue
		}
		t.n.Told[s] = duty
		for _, code := range t.n.casesOf(s, "") {
			t.do(TellCase{Case: code, Input: DutyChanged{Service: s, Duty: duty}})
		}
	}
}

// dutyChanged takes over who else of a service can be told.
func (t *turn) dutyChanged(in DutyChanged) {
	for i := range t.c.Sides {
		if t.c.Sides[i].Service.ID == in.Service {
			before := t.c.Sides[i]
			t.c.Sides[i].Duty = in.Duty
			t.sayCover(i, before)
			t.sayAway(i, before)
		}
	}
}
