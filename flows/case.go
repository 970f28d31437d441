// Package flows is the core: what the protocol says, as two values and their
// Steps. The Case is one paired case of two services, the Network is everything
// that belongs to no single case. A Step is pure and total: no clock, no I/O, no
// error, no chance. What happens comes in as an Input, what follows goes out as
// Effects, and the same input on the same value gives the same result for ever.
package flows

import (
	"reflect"
	"slices"
	"time"

	"asapbot/flows/interview"
	"asapbot/flows/risk"
)

// Case is one paired case: both members of a couple or ex-couple attend a
// service, and the two services work together (guidelines D 3.4). It never holds
// a client's name. It stays bounded: what is signed moves out by Keep.
type Case struct {
	Code   CaseCode  `json:"code"`
	State  CaseState `json:"state"`
	Opened time.Time `json:"opened"`
	Sides  [2]Side   `json:"sides"` // the programme first
	Joint  Joint     `json:"joint"`
	Flag   Flag      `json:"flag,omitzero"`
	Review Review    `json:"review,omitzero"`
	// Ended says on which side the client no longer attends.
	Ended   [2]Ending `json:"ended"`
	Closure Closure   `json:"closure,omitzero"`
	// Guests are other agencies in the case, and Agencies all that can be called in.
	Guests   []Guest   `json:"guests,omitempty"`
	Agencies []Service `json:"agencies,omitempty"`
	Calling  Calling   `json:"calling,omitzero"`
	Course   Course    `json:"course,omitzero"`
	// Emergency says that it was opened before the partnership of its services stood.
	Emergency bool `json:"emergency,omitempty"`
	// Actions are the open ones.
	Actions     []Action `json:"actions,omitempty"`
	ActionsMade int      `json:"actionsMade,omitempty"`
	// Alerts are the open ones, and those that ended lately.
	Alerts       []CriticalEvent `json:"alerts,omitempty"`
	AlertsMade   int             `json:"alertsMade,omitempty"`
	Meetings     Meetings        `json:"meetings,omitzero"`
	Measures     []Measure       `json:"measures,omitempty"` // those that have not ended
	MeasuresMade int             `json:"measuresMade,omitempty"`
	Settings     Settings        `json:"settings"`
	Card         Key             `json:"card,omitempty"` // the message that is pinned in the case room
	Heard        heard           `json:"heard,omitempty"`
	Said         int             `json:"said"` // numbers the keys
	// Records counts what was kept for each side.
	Records [2]int `json:"records"`
}

// CaseState is how far a case has come, as the desks list it.
type CaseState string

// The states of a case.
const (
	Opened   CaseState = "opened"   // agreements, first checklists or the joint level are missing
	Awaiting CaseState = "awaiting" // the services' views differ; contact or joint level is missing
	Agreed   CaseState = "agreed"   // both hold the same joint level
	Closing  CaseState = "closing"  // one of the two clients no longer attends
	Closed   CaseState = "closed"   // the work on it has ended
	Disputed CaseState = "disputed" // the services disagree, and have consulted a third or review earlier
)

// Side is one service's part in a case.
type Side struct {
	Service Service  `json:"service"`
	Manager Person   `json:"manager"`
	Others  []Person `json:"others,omitempty"` // deputies
	Duty    Duty     `json:"duty"`
	// Contacts are partner-contact workers: they give her questionnaires on change in
	// the service's own room, and do nothing else.
	Contacts []Person `json:"contacts,omitempty"`
	// Here are those of them who are in the rooms now, by the kind of room. Nobody
	// sees what was said before they came in.
	Here map[PlaceKind][]Person `json:"here,omitempty"`
	// Deaf are those none of whose devices got the bot's messages, and of whom nothing has
	// shown since that they read: no line, no tap, no device that gets them.
	Deaf      []Person  `json:"deaf,omitempty"`
	Agreement Agreement `json:"agreement"`
	// Interview is the one that is open.
	Interview  *interview.Interview `json:"interview,omitempty"`
	Interviews int                  `json:"interviews"` // how many there were
	// Sittings are its questionnaires on change, T0 to T4.
	Sittings Sittings `json:"sittings,omitzero"`
	// Episode is when it last recorded one.
	Episode time.Time `json:"episode,omitzero"`
	// Alarming are, by questionnaire, the questions marked in its definition that were
	// answered so as to raise or propose an alert when it was last signed.
	Alarming map[string][]string `json:"alarming,omitempty"`
	// Corrects is the number of the record of which the open interview is a new
	// version; 0 for a checklist, and for what is new.
	Corrects int `json:"corrects,omitempty"`
	// Signed is the newest signed assessment. The interview that it came from is kept
	// in its record, from which it is corrected; Form is the number of the interview,
	// and Record that of the record.
	Signed *risk.Assessment `json:"signed,omitempty"`
	Form   int              `json:"form,omitempty"`
	Record int              `json:"record,omitempty"`
	Round  int              `json:"round"` // the joint view that Signed belongs to
}

// Step decides: the case after the input, and what the bot then does. See the
// package's comment for what it must not do.
func Step(c Case, in Input, now time.Time) (Case, []Effect) {
	t := turn{c: c, now: now.UTC()} // as it is stored, so that equal moments are equal values
	t.lapse()
	switch in := in.(type) {
	case Paired:
		t.paired(in)
	case Staffed:
		t.staffed(in)
	case DutyChanged:
		t.dutyChanged(in)
	case Configured:
		t.configured(in)
	case Said:
		t.said(in)
	case Tapped:
		t.tapped(in)
	case TookBack:
		t.tookBack(in)
	case Delivered:
		t.delivered(in)
	case Joined:
		t.joined(in)
	case Left:
		t.left(in)
	case Unreadable:
		t.unreadable(in)
	case Undelivered:
		t.undelivered(in)
	case TimerFired:
		t.fired(in)
	case Read:
		if i, works := t.c.side(in.By); works {
			t.listens(i, in.By, true)
		}
	case ClockSetBack:
		t.clockSetBack(in)
	case Recalled:
		t.recalled(in)
	case NoticeSent:
		t.noticed(in.Key, false, true)
	case NoticeFailed:
		t.noticed(in.Key, true, len(in.Tried) > 0)
	}
	t.lookAfterCalls()
	t.tidyAlerts()
	t.c.State = t.c.state()
	t.alertClock(c, in)
	t.followReminders(c, in)
	t.meetingClock(in)
	if onlyAnswered(c, t.c) {
		return t.c, t.effects
	}
	t.followFlag(c)
	t.followSittings(c)
	t.updateCard(c)
	t.updateAlerts(c)
	t.report(c)
	return t.c, t.effects
}

// onlyAnswered reports whether nothing has changed but what an open questionnaire holds:
// of that nobody else sees anything, neither on the card nor at a desk. Most steps are
// of this kind, and cost the same in an old case as in a new one.
func onlyAnswered(before, now Case) bool {
	for _, c := range []*Case{&before, &now} {
		c.Heard, c.Said = nil, 0
		for i := range c.Sides {
			c.Sides[i].Interview = nil
		}
	}
	return reflect.DeepEqual(before, now)
}

// state is how far the case has come.
func (c Case) state() CaseState {
	switch j := c.Joint; {
	case c.closed():
		return Closed
	case j.open(), c.Flag.open():
		return Awaiting
	case c.ending():
		return Closing
	case !j.Settled.IsZero():
		return Agreed
	case j.outcome():
		return Disputed
	}
	return Opened
}

// side finds the side on which a person works.
func (c Case) side(p Person) (int, bool) {
	for i := range c.Sides {
		if c.Sides[i].works(p) {
			return i, true
		}
	}
	return 0, false
}

// sideOf finds the side of a service.
func (c Case) sideOf(s ServiceID) (int, bool) {
	i := slices.IndexFunc(c.Sides[:], func(side Side) bool { return side.Service.ID == s && s != "" })
	return i, i >= 0
}

func (s Side) works(p Person) bool {
	return p != "" && (s.Manager == p || slices.Contains(s.Others, p))
}

// answering reports whether a questionnaire lies open.
func (s Side) answering() bool { return s.Interview != nil && s.Interview.Open() }

// managers is the case manager, where there is one.
func (s Side) managers() []Person { return without([]Person{s.Manager}, []Person{""}) }

// heardIn finds the side on which a person is heard in a room: who works the case in
// its rooms, and a partner-contact worker in the service's own.
func (c Case) heardIn(p Person, in Place) (int, bool) {
	i, ok := c.side(p)
	if !ok {
		i, ok = c.sideIn(in)
		ok = ok && c.Sides[i].contacts(p)
	}
	return i, ok && !c.foreign(i, in)
}

// contacts reports whether somebody is a partner-contact worker here and nothing more.
func (s Side) contacts(p Person) bool { return slices.Contains(s.Contacts, p) && !s.works(p) }

// people are all who work the case on this side.
func (s Side) people() []Person {
	if s.Manager == "" { // nobody is left at the service
		return s.Others
	}
	return append([]Person{s.Manager}, s.Others...)
}

// people are all who work the case, and the guests from other agencies.
func (c Case) people() []Person {
	all := slices.Concat(c.Sides[0].people(), c.Sides[1].people())
	for _, g := range c.Guests {
		all = append(all, g.People...)
	}
	return all
}

// party is a side as what reaches its people sees it.
func (s Side) party() Party {
	return Party{Service: s.Service, Manager: s.Manager, Others: s.Others, Duty: s.Duty}
}

// foreign reports whether a place is the other service's own room.
func (c Case) foreign(side int, p Place) bool {
	own, private := c.sideIn(p)
	return private && own != side
}

// sideIn is the side whose room a place is.
func (c Case) sideIn(p Place) (int, bool) {
	if p.Kind != PrivateRoom {
		return 0, false
	}
	return c.sideOf(p.Service)
}

func (c Case) private(side int) Place { return Private(c.Code, c.Sides[side].Service.ID) }

func (c Case) managers() []Person {
	return without([]Person{c.Sides[0].Manager, c.Sides[1].Manager}, []Person{""})
}
