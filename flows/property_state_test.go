package flows_test

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"asapbot/flows"
)

// afterwards holds when everything that follows from an input is done.
func (h *house) afterwards() {
	h.t.Helper()
	for _, k := range h.kept {
		if now := effectsCode(h.t, k.effects); now != k.written {
			h.fail("a later step changed earlier effects\nfrom %s\nto   %s", k.written, now)
		}
	}
	if len(h.kept) > 2 {
		h.kept = h.kept[len(h.kept)-2:]
	}
	for of, c := range h.cases {
		if c.Code == "" {
			continue
		}
		listed, ok := h.network.Cases[of]
		if !ok {
			h.fail("%s is not listed", of)
		}
		h.checkListed(c, listed)
		h.checkTimers(c)
		for _, s := range c.Sides {
			for _, p := range people(s) {
				if !h.works(s.Service.ID, p) {
					h.fail("%s works %s, and no longer at %s", p, of, s.Service.ID)
				}
			}
			if now := h.network.Services[s.Service.ID]; !reflect.DeepEqual(s.Service, now) {
				h.fail("%s knows its service as %s, and the Network as %s", of, code(h.t, s.Service), code(h.t, now))
			}
			if iv := s.Interview; iv != nil && iv.Open() && s.Manager != "" && !slices.Contains(slices.Concat(people(s), s.Contacts), flows.Person(iv.By)) {
				h.fail("the open interview of %s waits for %s, who does not work the case", of, iv.By)
			}
		}
	}
	for of, c := range h.cases {
		h.checkGuests(c, h.network.Cases[of])
	}
	for p, inside := range h.inside {
		for person := range inside {
			h.mayBeIn(p, person, "still in")
		}
	}
	h.apart()
	h.checkCovers()
	h.checkDigests()
	if len(h.network.Codes) > 0 {
		h.hasTimer("", "codes")
	}
	for code, p := range h.network.Partnerships {
		ahead := p.Planned.After(h.now) || h.network.Valid(p, h.now)
		if ahead && !p.Told.After(h.now) { // unless the clock was set back
			h.hasTimer("", "partnership/"+string(code))
		}
	}
}

// checkGuests: the agencies in a case are those that the Network lists, with people who
// work there and read in the case room at the most.
func (h *house) checkGuests(c flows.Case, listed flows.CaseListing) {
	h.t.Helper()
	if len(c.Guests) != len(listed.Guests) {
		h.fail("%s has %d agencies, and %d are listed", c.Code, len(c.Guests), len(listed.Guests))
	}
	for _, g := range c.Guests {
		if _, ok := listed.Guests[g.Service.ID]; !ok || g.Service.Kind != flows.Agency {
			h.fail("%s is in %s, and is not listed", g.Service.ID, c.Code)
		}
		for _, p := range g.People {
			if !h.works(g.Service.ID, p) {
				h.fail("%s is in %s for %s, and does not work there", p, c.Code, g.Service.ID)
			}
		}
		for _, p := range g.Here {
			if !slices.Contains(g.People, p) {
				h.fail("%s is still in %s", p, c.Code)
			}
		}
	}
}

// apart: nobody works at two services, so that the two views of a case stay two.
func (h *house) apart() {
	h.t.Helper()
	at := map[flows.Person]flows.ServiceID{}
	for id, s := range h.network.Services {
		all := slices.Clone(s.Coordinators)
		for _, m := range h.network.Staff[id] {
			all = append(all, m.Person)
		}
		for _, p := range all {
			if other, works := at[p]; works && other != id {
				h.fail("%s works at %s and at %s", p, other, id)
			}
			at[p] = id
		}
	}
}

func (h *house) checkListed(c flows.Case, listed flows.CaseListing) {
	h.t.Helper()
	r := listed.Report
	var due time.Time
	if c.State != flows.Closed && open(c.Joint) && shares(c) {
		due = c.Joint.Due
	}
	if c.State != flows.Closed && flagged(c.Flag) && agreed(c) && (due.IsZero() || c.Flag.Due.Before(due)) {
		due = c.Flag.Due
	}
	if r.State != c.State || r.Level != counts(c.Joint).Adult || !r.Due.Equal(due) {
		h.fail("%s is listed as %+v", c.Code, r)
	}
	alerts := 0
	for _, e := range c.Alerts {
		if e.Alert.Open() {
			alerts++
		}
	}
	if r.Alerts != alerts {
		h.fail("%s is listed with %d open alerts, and %d are", c.Code, r.Alerts, alerts)
	}
	if next := c.Meetings.Next.Start; c.State != flows.Closed && !r.Meeting.Equal(next) || c.State == flows.Closed && !r.Meeting.IsZero() {
		h.fail("%s is listed with a meeting on %s, and it is on %s", c.Code, r.Meeting, next)
	}
	for i := range c.Sides {
		theirs := 0
		for _, a := range c.Actions {
			if side := sideOf(c, a.Owner); c.State != flows.Closed && (side == i || side < 0) {
				theirs++
			}
		}
		if r.Actions[i].Count != theirs || r.Actions[i].First.IsZero() != (theirs == 0) {
			h.fail("%s is listed with the actions %+v of side %d, and %d are open", c.Code, r.Actions[i], i, theirs)
		}
	}
	if listed.Managers != [2]flows.Person{c.Sides[0].Manager, c.Sides[1].Manager} {
		h.fail("%s is listed with %v", c.Code, listed.Managers)
	}
	if c.State != flows.Closed && (c.State == flows.Awaiting) != (open(c.Joint) || flagged(c.Flag)) {
		h.fail("%s is %s, and its divergence is open: %v", c.Code, c.State, open(c.Joint))
	}
	if agreed := !c.Joint.Settled.IsZero(); agreed && c.State != flows.Agreed && c.State != flows.Awaiting && c.State != flows.Closing && c.State != flows.Closed {
		h.fail("%s is %s, and both have agreed", c.Code, c.State)
	}
}

// checkTimers: what must not be forgotten has its timer.
func (h *house) checkTimers(c flows.Case) {
	h.t.Helper()
	if c.State == flows.Closed {
		for timer := range h.timers {
			// The last questionnaires come months after the end, and an alert ends by a
			// person only.
			lasts := strings.HasPrefix(timer.name, "impact/") || strings.HasPrefix(timer.name, "idle/") || timer.name == "alert"
			if timer.of == c.Code && !lasts {
				h.fail("%s is closed, and %q is going to remind of something", c.Code, timer.name)
			}
		}
		return
	}
	if open(c.Joint) && shares(c) {
		h.hasTimer(c.Code, "divergence")
	}
	if flagged(c.Flag) && agreed(c) {
		h.hasTimer(c.Code, "flag")
	}
	for _, e := range c.Alerts {
		if e.Alert.Open() {
			h.hasTimer(c.Code, "alert")
			if at := h.timers[timerOf{c.Code, "alert"}]; at.After(e.Alert.Next()) {
				h.fail("alert %d waits until %s, and is due %s", e.Alert.Number, at, e.Alert.Next())
			}
		}
	}
	for _, s := range c.Sides {
		if a := s.Agreement; a.Given() && !a.Until.IsZero() {
			h.hasTimer(c.Code, "agreement/"+string(s.Service.ID))
		}
		if s.Interview != nil && s.Interview.Open() {
			h.hasTimer(c.Code, "idle/"+string(s.Service.ID))
		}
	}
}

func (h *house) hasTimer(of flows.CaseCode, name string) {
	h.t.Helper()
	if _, ok := h.timers[timerOf{of, name}]; !ok {
		h.fail("%s: nothing is going to remind of %q", of, name)
	}
}
