package flows

import (
	"maps"
	"slices"
	"time"

	"asapbot/flows/message"
)

// Partnership is Phase 1 (guidelines D 3.4, DOMAIN section 1): the full teams of a
// perpetrator programme and of a victim support service meet, learn how the other works,
// and agree on how they share. Cases are paired only under a valid one *(ours)*.
type Partnership struct {
	Code     PartnershipCode `json:"code"`
	Services [2]ServiceID    `json:"services"`          // the programme first
	Invited  []Person        `json:"invited,omitempty"` // into its room, and not taken out since
	Here     []Person        `json:"here,omitempty"`    // who is in its room now
	// Planned is when the first meeting of the teams is to be; zero where none is ahead.
	Planned time.Time `json:"planned,omitzero"`
	// Arranged is when that was said: what would have been due before is no news.
	Arranged time.Time `json:"arranged,omitzero"`
	// Entry is how calendars know it.
	Entry CalendarEntry `json:"entry,omitzero"`
	Held  TeamMeeting   `json:"held,omitzero"`
	Ways  [2]string     `json:"ways,omitzero"` // how each service works, in its own words
	// Terms are what both services have agreed on, Proposed what they are asked about.
	Terms    Terms         `json:"terms,omitzero"`
	Proposed ProposedTerms `json:"proposed,omitzero"`
	// Told is up to when what was due has been said, Wakes when its timer comes due.
	Told  time.Time `json:"told,omitzero"`
	Wakes time.Time `json:"wakes,omitzero"`
}

// CalendarEntry is the name of a meeting in calendars, and how often it was changed there:
// meeting.Meeting says more.
type CalendarEntry struct {
	UID      string `json:"uid"`
	Sequence int    `json:"sequence,omitempty"`
}

// TeamMeeting is the first meeting of the full teams, when it was held.
type TeamMeeting struct {
	On     time.Time `json:"on"`               // the day, in the programme's zone
	Number int       `json:"number,omitempty"` // of people, where they are not named
	People []Person  `json:"people,omitempty"`
}

// Terms are the rules of sharing and contact, and until when they hold.
type Terms struct {
	Rules  string    `json:"rules"`
	Until  time.Time `json:"until"`  // the last day, in the programme's zone
	Agreed time.Time `json:"agreed"` // when the second service said yes
}

// ProposedTerms are terms that do not count before both services have said yes.
type ProposedTerms struct {
	Number int    `json:"number"` // counts what was proposed
	Rules  string `json:"rules,omitempty"`
	// Until is the last day; where none was named it is a year after the second yes.
	Until time.Time `json:"until,omitzero"`
	// Renews says that the same rules are to hold for another year.
	Renews bool    `json:"renews,omitempty"`
	Yes    [2]bool `json:"yes,omitzero"`
}

// open reports whether the services are being asked.
func (p ProposedTerms) open() bool { return p.Rules != "" }

// agreed reports whether both services have said yes to rules.
func (p Partnership) agreed() bool { return !p.Terms.Agreed.IsZero() }

// met reports whether the first meeting was held.
func (p Partnership) met() bool { return !p.Held.On.IsZero() }

// side is a service's place in it.
func (p Partnership) side(s ServiceID) int { return slices.Index(p.Services[:], s) }

// programme is the service whose zone counts in a partnership.
func (n Network) programme(p Partnership) Service { return n.Services[p.Services[0]] }

// ends is the midnight after a partnership's last day; the day may have been stored in an
// earlier zone of the programme.
func (n Network) ends(p Partnership) time.Time {
	y, m, d := p.Terms.Until.Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone(n.programme(p).Zone))
}

// Valid reports whether cases can be paired under a partnership at a moment: the first
// meeting was held, both services have agreed on the rules, and its end has not come.
func (n Network) Valid(p Partnership, at time.Time) bool {
	return p.met() && p.agreed() && at.Before(n.ends(p))
}

// allied reports whether two services have a valid partnership.
func (n Network) allied(a, b ServiceID, at time.Time) bool {
	p, ok := n.partnershipOf(a, b)
	return ok && n.Valid(p, at)
}

// partnershipOf finds the partnership of two services.
func (n Network) partnershipOf(a, b ServiceID) (Partnership, bool) {
	for _, code := range n.partnershipsOf(a) {
		if p := n.Partnerships[code]; a != b && p.side(b) >= 0 {
			return p, true
		}
	}
	return Partnership{}, false
}

// partnershipsOf lists a service's partnerships in the order of their codes.
func (n Network) partnershipsOf(s ServiceID) []PartnershipCode {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(n.Partnerships)), func(code PartnershipCode) bool {
		return n.Partnerships[code].side(s) < 0
	})
}

// pairs reports whether a service is of those that work cases in pairs: agencies have no
// partnerships.
func (n Network) pairs(s ServiceID) bool {
	k := n.Services[s].Kind
	return k == Programme || k == Support
}

// partnerOf is the other service of a partnership.
func (n Network) partnerOf(p Partnership, s ServiceID) Service {
	return n.Services[p.Services[1-p.side(s)]]
}

// standing says how the partnership of two services stands.
func (n Network) standing(a, b ServiceID, at time.Time) message.Message {
	p, ok := n.partnershipOf(a, b)
	if !ok {
		return message.New("partner.state_none")
	}
	return n.state(p, at)
}

// next says what brings the partnership of two services to stand.
func (n Network) next(a, b ServiceID) message.Message {
	p, ok := n.partnershipOf(a, b)
	switch {
	case !ok:
		return message.New("partner.next_begin")
	case p.met() && p.agreed():
		return message.New("partner.next_renew")
	}
	return message.New("partner.next_missing")
}

// state says how a partnership stands, in a few words.
func (n Network) state(p Partnership, at time.Time) message.Message {
	until := message.Args{"Until": message.Day(p.Terms.Until)}
	switch {
	case n.Valid(p, at):
		return message.New("partner.state_valid", until)
	case p.met() && p.agreed():
		return message.New("partner.state_over", until)
	case p.met():
		return message.New("partner.state_rules")
	case p.agreed():
		return message.New("partner.state_meeting")
	}
	return message.New("partner.state_begun")
}

// emergencies counts the cases that were opened before a partnership stood.
func (n Network) emergencies(p Partnership) int {
	count := 0
	for _, c := range n.Cases {
		if c.Emergency && c.Services == p.Services {
			count++
		}
	}
	return count
}

// partnershipStatus is all that there is to know of a partnership, as its room and both
// desks show it.
func (t *networkTurn) partnershipStatus(p Partnership) []message.Message {
	none := message.Text("")
	args := message.Args{
		"Code": message.Text(string(p.Code)), "State": message.Nested(t.n.state(p, t.now)),
		"Programme": message.Text(t.n.programme(p).Name), "Support": message.Text(t.n.Services[p.Services[1]].Name),
		"ProgrammeWay": message.Text(p.Ways[0]), "SupportWay": message.Text(p.Ways[1]),
		"Held": none, "People": none, "Planned": none,
		"Rules": message.Text(p.Terms.Rules), "Since": none, "Proposed": none, "Emergencies": none,
	}
	if p.met() {
		args["Held"], args["People"] = message.Day(p.Held.On), message.Nested(p.Held.people())
	}
	if !p.Planned.IsZero() {
		args["Planned"] = t.n.when(p, p.Planned)
	}
	if p.agreed() {
		args["Since"] = message.Time(p.Terms.Agreed)
	}
	if p.Proposed.open() {
		args["Proposed"] = message.Text(p.Proposed.Rules)
	}
	if n := t.n.emergencies(p); n > 0 {
		args["Emergencies"] = message.Nested(message.New("partner.emergencies", message.Args{"Count": message.Number(n)}))
	}
	return []message.Message{message.New("partner.status", args)}
}

// keepPartnership puts a partnership anew.
func (t *networkTurn) keepPartnership(p Partnership) { t.n.Partnerships[p.Code] = p }
