package flows

import (
	"maps"
	"reflect"
	"slices"
)

// configured takes the configuration over: new desks open, coordinators who are not
// there are invited, those who are gone are taken out and their cases passed on.
func (t *networkTurn) configured(in Configured) {
	before, settings := t.n.Services, t.n.Settings
	in.Services = apart(append(slices.Clone(in.Services), missing(before, in.Services)...))
	t.n.Settings, t.n.Services, t.n.Offered = in.Settings, map[ServiceID]Service{}, in.Ways
	for _, s := range in.Services {
		t.n.Services[s.ID] = s
		switch was, known := before[s.ID]; {
		case !known:
			t.do(OpenRoom{Place: Desk(s.ID), Languages: []string{s.Language}, Zone: s.Zone})
		case was.Language != s.Language || was.Zone != s.Zone:
			t.do(Speak{In: Desk(s.ID), Languages: []string{s.Language}, Zone: s.Zone})
		}
		for _, p := range without(s.Coordinators, t.n.Here[s.ID]) {
			t.do(Invite{To: Desk(s.ID), Person: p})
		}
		t.setDigest(s)
	}
	if !reflect.DeepEqual(settings, in.Settings) || !maps.EqualFunc(before, t.n.Services, sameService) {
		for _, code := range slices.Sorted(maps.Keys(t.n.Cases)) {
			t.do(TellCase{Case: code, Input: in})
		}
	}
	t.reconfigurePartnerships(before)
	for _, s := range in.Services {
		t.coordinatorsGone(s, without(before[s.ID].Coordinators, s.Coordinators))
		if !slices.Equal(before[s.ID].Coordinators, s.Coordinators) {
			t.restaffGuests(s.ID, "")
		}
		t.leaveOthers(s)
	}
	for _, id := range t.n.services() {
		for _, p := range t.n.Here[id] {
			t.openDirect(id, p)
		}
	}
}

// missing are services that have gone from the file. They keep their cases and
// their desks, so that a slip of the pen locks nobody out.
func missing(before map[ServiceID]Service, listed []Service) []Service {
	var gone []Service
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if !slices.ContainsFunc(listed, func(s Service) bool { return s.ID == id }) {
			gone = append(gone, before[id])
		}
	}
	return gone
}

// apart lets nobody coordinate two services, whatever the configuration says: the
// two views of a case must stay two. Where they stand first they stay.
func apart(services []Service) []Service {
	var seen []Person
	services = slices.Clone(services)
	for i, s := range services {
		services[i].Coordinators = without(s.Coordinators, seen)
		seen = append(seen, services[i].Coordinators...)
	}
	return services
}

// leaveOthers ends the part that a service's coordinators have at other services.
func (t *networkTurn) leaveOthers(s Service) {
	for _, id := range slices.Sorted(maps.Keys(t.n.Services)) {
		for _, p := range s.Coordinators {
			if _, works := t.n.staff(id, p); works && id != s.ID {
				t.dismiss(id, p, t.heir(id), "")
			}
		}
	}
}

// heir takes over where nobody is named: the first coordinator; nobody where there
// is none, until the configuration names one and a case is assigned.
func (t *networkTurn) heir(s ServiceID) Person {
	if c := t.n.Services[s].Coordinators; len(c) > 0 {
		return c[0]
	}
	return ""
}

// coordinatorsGone takes former coordinators out, who have no other part at the
// service. Their cases pass to the first coordinator that is left.
func (t *networkTurn) coordinatorsGone(s Service, gone []Person) {
	for _, p := range gone {
		m, still := t.n.member(s.ID, p)
		if still && m.Role != PartnerContact { // whose place is not the desk
			continue
		}
		t.takeOut(s.ID, p)
		t.passCases(s.ID, p, t.heir(s.ID), "")
	}
}

func sameService(a, b Service) bool {
	return a.Name == b.Name && a.Language == b.Language && a.Zone == b.Zone &&
		a.Emergency == b.Emergency && a.Phone == b.Phone && a.Kind == b.Kind && slices.Equal(a.Coordinators, b.Coordinators) &&
		slices.Equal(a.Hours, b.Hours) && a.Remind.Equal(b.Remind) && a.Prepare.Equal(b.Prepare) && a.Digest == b.Digest
}

// takeOut removes a person from a desk, from the list of those on call, and from
// their direct room, with all that they had set there.
func (t *networkTurn) takeOut(s ServiceID, p Person) {
	t.do(Remove{From: Desk(s), Person: p})
	t.n.Here[s] = without(t.n.Here[s], []Person{p})
	t.forgetReset(p)
	t.n.OnCall[s] = slices.DeleteFunc(slices.Clone(t.n.OnCall[s]), func(shift Shift) bool { return shift.Person == p })
	t.closeDirect(p)
}

func without(all, minus []Person) []Person {
	return slices.DeleteFunc(slices.Clone(all), func(p Person) bool { return slices.Contains(minus, p) })
}
