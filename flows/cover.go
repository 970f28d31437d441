package flows

import (
	"slices"
	"strconv"
	"time"

	"asapbot/flows/message"
)

// Cover is that somebody stands in for a colleague for a time *(ours)*: the colleague
// counts as away, and whoever covers is in the rooms of their cases.
type Cover struct {
	Number int       `json:"number"` // counts all there ever were
	Away   Person    `json:"away"`
	By     Person    `json:"by"`
	From   time.Time `json:"from"`
	Back   time.Time `json:"back"` // from then on it is over
	// Begun says that whoever covers was let into the rooms.
	Begun bool `json:"begun,omitempty"`
}

// mostCovers is how many a service may have ahead.
const mostCovers = 20

// coverTimer begins the names of the timers of covers: cover/<number>. Each has one,
// which comes due when it begins, and when it is over.
const coverTimer = "cover"

func (c Cover) timer() string { return coverTimer + "/" + strconv.Itoa(c.Number) }

func (c Cover) absence() Absence { return Absence{From: c.From, Back: c.Back} }

// args are a cover as messages show it, with both its days.
func (c Cover) args(s Service) message.Args {
	z := zone(s.Zone)
	first, last := c.From.In(z), c.Back.Add(-time.Hour).In(z)
	days := message.Args{"First": message.Day(first), "Last": message.Day(last)}
	period := message.New("cover.period", days)
	if first.YearDay() == last.YearDay() && first.Year() == last.Year() {
		period = message.New("cover.one_day", days)
	}
	return message.Args{
		"Away": message.Person(string(c.Away)), "By": message.Person(string(c.By)), "Period": message.Nested(period),
		"Last": days["Last"], "Back": message.Day(c.Back.In(z)),
	}
}

// coverOf is the cover of a person that has begun, otherwise the one that comes first.
func (n Network) coverOf(s ServiceID, p Person) Cover {
	var first Cover
	for _, c := range n.Covers[s] {
		if c.Away == p && (first.Number == 0 || c.From.Before(first.From)) {
			first = c
		}
	}
	return first
}

// covered reports whether somebody covers a person by now.
func (n Network) covered(s ServiceID, p Person) bool { return n.coverOf(s, p).Begun }

// standIns are all who stand in for a case manager by now: the deputies, and whoever
// covers them. Those who work here no more are none.
func (n Network) standIns(s ServiceID, manager Person) []Person {
	all := n.deputies(s, manager)
	for _, c := range n.Covers[s] {
		_, works := n.caseworker(s, c.By)
		if c.Begun && c.Away == manager && works && !slices.Contains(all, c.By) {
			all = append(all, c.By)
		}
	}
	return all
}

// standInsAt are those who stand in for a case manager at another time.
func (n Network) standInsAt(s ServiceID, manager Person, at time.Time) []Person {
	all := n.deputies(s, manager)
	for _, c := range n.Covers[s] {
		if c.Away == manager && c.absence().Holds(at) && !slices.Contains(all, c.By) {
			all = append(all, c.By)
		}
	}
	return all
}

// partyIn is a service's part in a case. A closed one needs nobody to cover.
func (n Network) partyIn(code CaseCode, s ServiceID, manager Person) Party {
	p := n.party(s, manager)
	if n.Cases[code].Report.State == Closed {
		p.Others = n.deputies(s, manager)
	}
	return p
}

// coverReopened lets whoever covers one of its managers into a case that was closed.
func (t *networkTurn) coverReopened(code CaseCode) {
	c := t.n.Cases[code]
	for i, s := range c.Services {
		if t.n.covered(s, c.Managers[i]) {
			t.setManager(code, s, c.Managers[i], "")
		}
	}
}

// standIn is whoever covers a person at a moment; the person, where nobody does.
func (d Duty) standIn(p Person, at time.Time) Person {
	for _, c := range d.Covers {
		if c.Begun && c.Away == p && c.absence().Holds(at) {
			return c.By
		}
	}
	return p
}

// instead are those who are to be rung for some people: whoever covers them, where that
// one works the case by now. Nobody is rung where nobody is left at the service.
func (c Case) instead(people []Person, at time.Time) []Person {
	var all []Person
	for _, p := range people {
		if i, works := c.side(p); works {
			if by := c.Sides[i].Duty.standIn(p, at); c.Sides[i].works(by) {
				p = by
			}
		}
		if p != "" && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// managers are the case managers, and in their place whoever covers them.
func (t *turn) managers() []Person { return t.c.instead(t.c.managers(), t.now) }

// standInsAt are those who stand in for a side's case manager at a time to come: the
// deputies, and whoever covers them by then.
func (s Side) standInsAt(at time.Time) []Person {
	all := slices.Clone(s.Others)
	for _, c := range s.Duty.Covers {
		if c.Away == s.Manager && c.absence().Holds(at) && !slices.Contains(all, c.By) {
			all = append(all, c.By)
		}
	}
	return all
}

// cover is the one of a side's case manager that has begun.
func (s Side) cover() Cover {
	for _, c := range s.Duty.Covers {
		if c.Begun && c.Away == s.Manager {
			return c
		}
	}
	return Cover{}
}

// sayCover tells the case room who works the case by now, where somebody begins to
// cover its manager or has ended: the other service must know whom to call.
func (t *turn) sayCover(i int, before Side) {
	s := t.c.Sides[i]
	was, is := before.cover(), s.cover()
	args := message.Args{"Service": message.Text(s.Service.Name), "Away": message.Person(string(s.Manager))}
	switch {
	case t.c.closed() || was.Number == is.Number:
	case is.Number > 0:
		t.say(Shared(t.c.Code), "case.covered", is.args(s.Service), args)
	case before.Manager == s.Manager:
		t.say(Shared(t.c.Code), "case.cover_over", args)
	}
}
