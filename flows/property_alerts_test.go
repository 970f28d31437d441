package flows_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"asapbot/flows"
	"asapbot/flows/message"
)

// What may be written about alerts, in both languages.
var alertLines = []string{
	"alert", "alert weapon", "allerta arma", "!alert he follows her", "!allerta la segue", "alert false", "allerta per errore", "!alert false",
	"alert close 1", "!alert close 1 spoken", "!alert close 2 spoken", "!allerta chiudi 1 fatto", "alert reopen 1", "!alert reopen 1 once more",
	"on it", "!on it", "me ne occupo", "cannot", "!non posso", "known", "!known 1", "on it 2", "contact", "!contact", "!contatto",
	"measure until 1/12/2026", "!measure until 24/11/2026 he may not come near", "measure remove 1", "misura", "history alert", "statistics",
}

// aboutAlerts has people raise alerts and answer them, in every room that they have,
// words that must not cross among them.
func (h *house) aboutAlerts(c chance) {
	code, side, by := h.own(c)
	if code == "" {
		return
	}
	s := h.cases[code].Sides[side].Service.ID
	if oneIn(c, "another", 3) {
		by = pick(c, "by", append(staffOf(s), stranger))
	}
	for range 1 + c.below("lines", 3) {
		in := pick(c, "room", []flows.Place{flows.Shared(code), flows.Private(code, s), flows.Direct(by), flows.Desk(s)})
		line := pick(c, "line", alertLines)
		switch c.below("kind of line", 4) {
		case 0:
			line = fmt.Sprintf("!alert %s %s", pick(c, "kind", []string{"weapon", "stalking", "", "he", "minaccia", string(code) + " child"}), h.openMark(by, in, s))
		case 1:
			if in.Kind == flows.PrivateRoom && h.allowed(in, by) {
				line = "alert own weapon " + secret(s)
			}
		}
		h.say(by, in, line)
	}
	if oneIn(c, "notices", 2) {
		h.noticesAre(c)
	}
	h.someArrive(c)
	h.tick(pick(c, "after", []time.Duration{0, time.Minute, 16 * time.Minute, 31 * time.Minute, 5 * time.Hour}))
}

// openMark is what a person writes in an alert: their service's own words where they
// may be heard; with an agreement in force these cross, otherwise never.
func (h *house) openMark(by flows.Person, in flows.Place, s flows.ServiceID) string {
	switch {
	case in.Kind == flows.CaseRoom:
		return "openly"
	case h.works(s, by):
		return mark(s)
	}
	return mark(nobody)
}

// noticesAre tells what became of the notices outside of Matrix that wait.
func (h *house) noticesAre(c chance) {
	waiting := h.notices
	h.notices = nil
	for _, n := range waiting {
		if oneIn(c, "sent", 2) {
			h.take(n.of, flows.NoticeSent{Key: n.Key, Person: n.Person, Way: "mail"})
			continue
		}
		h.take(n.of, flows.NoticeFailed{Key: n.Key, Person: n.Person, Tried: [][]string{nil, {"mail"}}[c.below("tried", 2)]})
	}
}

// noticeOf is a notice, and whose.
type noticeOf struct {
	of flows.CaseCode
	flows.Notify
}

// withoutWords is an alert's words without what may stand there: a service's own where
// both have agreed, or in its own people's rooms.
func (h *house) withoutWords(of flows.CaseCode, at flows.Place, m message.Message) message.Message {
	h.t.Helper()
	words := *m.Args["Words"].Text
	for s := range h.network.Services {
		own := at.Service == s && at.Kind == flows.PrivateRoom || at.Kind == flows.DirectRoom && h.works(s, at.Person)
		if strings.Contains(words, secret(s)) && !(at.Service == s && at.Kind == flows.PrivateRoom) {
			h.fail("a protected source of %s reaches %v", s, at)
		}
		sides := h.cases[of].Sides
		if strings.Contains(words, mark(s)) && !own && !(sides[0].Agreement.Given() && sides[1].Agreement.Given()) {
			h.fail("words of %s's own cross without an agreement, to %v", s, at)
		}
		words = strings.ReplaceAll(words, mark(s), "")
	}
	return message.New(m.ID, message.Args{"Words": message.Text(words)})
}

// checkAlerts: an alert that is due tells somebody, or says to the other service that it
// reaches nobody; an open one is never lost.
func (h *house) checkAlerts(before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	for _, e := range before.Alerts {
		if at := slices.IndexFunc(after.Alerts, func(f flows.CriticalEvent) bool { return f.Alert.Number == e.Alert.Number }); at < 0 && e.Alert.Open() {
			h.fail("alert %d is gone, and was open", e.Alert.Number)
		}
	}
	if len(after.Alerts) > 25 {
		h.fail("%d alerts are kept", len(after.Alerts))
	}
	fired, isTimer := in.(flows.TimerFired)
	if !isTimer || fired.Name != "alert" {
		return
	}
	for _, e := range before.Alerts {
		for i, s := range e.Alert.Sides {
			late := e.Alert.Open() && !s.Answered() && !h.now.Before(s.Next)
			if late && !tellsOf(effects, before.Sides[i].Service.ID) {
				h.fail("alert %d is late for side %d, and tells nobody", e.Alert.Number, i)
			}
		}
	}
}

// tellsOf reports whether effects tell somebody outside of Matrix, which goes with each
// message of an alert, or say that nobody answers.
func tellsOf(effects []flows.Effect, _ flows.ServiceID) bool {
	return slices.ContainsFunc(effects, func(e flows.Effect) bool {
		switch e := e.(type) {
		case flows.Notify:
			return e.Urgent
		case flows.Say:
			return slices.ContainsFunc(e.Text, func(m message.Message) bool { return strings.HasPrefix(string(m.ID), "alert.nobody") })
		}
		return false
	})
}

// staffSideOf is the side at whose service a person works, on the case or not.
func staffSideOf(c flows.Case, p flows.Person) int {
	return slices.IndexFunc(c.Sides[:], func(s flows.Side) bool {
		return p != "" && (slices.Contains(people(s), p) || slices.Contains(s.Service.Coordinators, p) ||
			slices.ContainsFunc(s.Duty.Staff, func(m flows.Member) bool { return m.Person == p }))
	})
}
