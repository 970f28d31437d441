package flows

import (
	"slices"
	"time"
)

// Rung is one height of the ladder that an escalation climbs: those who are told at
// once, and what makes them the ones.
type Rung struct {
	As     Role     `json:"as"`
	People []Person `json:"people"`
}

// OnCall is what makes somebody the first to be told out of hours. It is nobody's
// role for good.
const OnCall Role = "on_call"

// Reach lists who of a service is to be told now, rung by rung: while it works the
// case manager, then the deputies, the supervisors, and all coordinators; out of its
// hours those on call before them (DOMAIN section 8). Nobody stands on two rungs.
//
// Who is away is left out where somebody else is there. Two things are never left
// out: all coordinators are on the ladder, though every one of them were away; and
// while the service has one person, so is that person.
func (p Party) Reach(now time.Time) []Rung {
	ladder := p.ladder(now, func(who Person) bool { return !p.Duty.Away(who, now) })
	if len(ladder) == 0 {
		return p.ladder(now, func(Person) bool { return true })
	}
	if !slices.ContainsFunc(p.Service.Coordinators, func(who Person) bool { return !p.Duty.Away(who, now) }) {
		ladder = append(ladder, rungs(Rung{Coordinator, p.Service.Coordinators})...)
	}
	return ladder
}

// ladder is that of those whom a condition lets through.
func (p Party) ladder(now time.Time, counts func(Person) bool) []Rung {
	var all []Rung
	if !p.Service.working(now) {
		all = append(all, Rung{OnCall, p.Duty.onCall(now.In(zone(p.Service.Zone)))})
	}
	all = append(all,
		Rung{CaseManager, []Person{p.Manager}}, Rung{Deputy, p.Others},
		Rung{Supervisor, p.Duty.of(Supervisor)}, Rung{Coordinator, p.Service.Coordinators},
	)
	for i, r := range all {
		all[i].People = slices.DeleteFunc(slices.Clone(r.People), func(who Person) bool { return !counts(who) })
	}
	if climbed := rungs(all...); len(climbed) > 0 {
		return climbed
	}
	// Whoever works there, where the case has nobody of its own.
	for _, m := range p.Duty.Staff {
		if counts(m.Person) {
			all = append(all, Rung{m.Role, []Person{m.Person}})
		}
	}
	return rungs(all...)
}

// rungs are the rungs with everybody on the first of theirs, and without those on
// which nobody is left.
func rungs(all ...Rung) []Rung {
	told := []Person{""} // there may be no case manager
	var climbed []Rung
	for _, r := range all {
		var people []Person
		for _, p := range r.People {
			if !slices.Contains(told, p) {
				people, told = append(people, p), append(told, p)
			}
		}
		if len(people) > 0 {
			climbed = append(climbed, Rung{r.As, people})
		}
	}
	return climbed
}
