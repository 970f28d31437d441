package flows_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/meeting"

	"pgregory.net/rapid"
)

// place is where people meet, in every history: no lock screen must show it.
const place = "meetplaceq"

// What may be written about meetings, in both languages.
var meetingLines = []string{
	"!meeting", "!riunione", "!meeting Friday at 9", "!riunione venerdì alle 9", "!meeting tomorrow at 10 or at 15", "!meeting today 23:59", "!riunione domani alle 9 o dopodomani alle 11",
	"!meeting move Monday at 9", "!riunione sposta lunedì alle 9 o alle 10", "!meeting move", "!meeting cancel", "!riunione annulla per ferie", "!meeting 1", "!meeting 2", "!meeting yes",
	"!meeting no", "!riunione sì", "!meeting 31 February", "!meeting yesterday", "!meeting 28/3/2027 02:30", "!meeting 31/10/2027 02:30", "!meeting Friday at 3", "!meeting Friday",
	"!meeting video https://example.org/" + place, "!riunione di persona, " + place, "!meeting phone", "!meeting every 2 weeks Tuesday 10:00", "!riunione ogni mese il primo lunedì alle 9",
	"!meeting rule FREQ=MONTHLY;BYMONTHDAY=-1 10:00", "!meeting rule FREQ=SECONDLY 10:00", "!meeting every 9999 weeks Tuesday 10:00", "!meeting remove rhythm", "!riunione togli cadenza",
	"!meeting 1/12 9:00 or 2/12 9:00 or 3/12 9:00 or 4/12 9:00 or 7/12 9:00 or 8/12 9:00", "!meeting remove", "meeting", "!status",
}

// aboutMeetings has people plan, answer, move and call off.
func (h *house) aboutMeetings(c chance) {
	code, _, by := h.own(c)
	if code == "" {
		return
	}
	in := flows.Shared(code)
	for range 1 + c.below("lines", 3) {
		if one := h.cases[code].Sides[c.below("whose", 2)].Manager; one != "" && oneIn(c, "another", 2) {
			by = one
		}
		h.say(by, in, pick(c, "line", meetingLines))
	}
	h.deliver()
	for range c.below("taps", 4) {
		var open []question
		for _, q := range h.asked {
			if q.of == code && (strings.HasPrefix(string(q.Key), "meeting/") || strings.HasPrefix(string(q.Key), "rhythm/")) {
				open = append(open, q)
			}
		}
		if len(open) == 0 {
			break
		}
		q := open[len(open)-1]
		if oneIn(c, "an older one", 4) {
			q = pick(c, "which", open)
		}
		choice := pick(c, "choice", q.Choices).ID
		if oneIn(c, "taken back", 8) {
			choice = ""
		}
		for _, s := range h.cases[code].Sides {
			if s.Manager != "" && !oneIn(c, "does not", 4) {
				h.tap(s.Manager, q, choice)
			}
		}
	}
}

// checkPlanning: there is one meeting ahead at most, which both services have chosen;
// calendars hear of every change, under one name and with rising numbers; and a closed
// case has none.
func (h *house) checkPlanning(before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	was, is := before.Meetings, after.Meetings
	var sent []meeting.Calendar
	for _, e := range effects {
		if a, ok := e.(flows.Attach); ok && a.Calendar != nil {
			sent = append(sent, *a.Calendar)
		}
		h.placeStays(e)
	}
	if len(sent) > 1 {
		h.fail("calendars hear %d things at once", len(sent))
	}
	moved := !is.Next.IsZero() && (is.Next.Number != was.Next.Number || !is.Next.Start.Equal(was.Next.Start))
	switch {
	case moved:
		h.bothChose(before, is.Next.Start, in)
		if len(sent) != 1 || sent[0].Cancelled || sent[0].Meeting.Sequence != is.Next.Sequence || sent[0].Meeting.UID != is.Next.UID {
			h.fail("a meeting is planned, and calendars hear %+v", sent)
		}
		if !is.Next.Start.After(h.now) {
			h.fail("a meeting is planned for %v", is.Next.Start)
		}
		fresh := is.Next.Number != was.Next.Number
		if fresh && (is.Next.Number != was.Made+1 || is.Next.Sequence != 0 || is.Next.UID == was.Next.UID) || !fresh && (is.Next.Sequence != was.Next.Sequence+1 || is.Next.UID != was.Next.UID) {
			h.fail("from %+v to %+v", was.Next, is.Next)
		}
	case len(sent) == 1:
		if !sent[0].Cancelled || !is.Next.IsZero() || sent[0].Meeting.UID != was.Next.UID || sent[0].Meeting.Sequence != was.Next.Sequence+1 {
			h.fail("from %+v to %+v, and calendars hear %+v", was.Next, is.Next, sent)
		}
	case !was.Next.IsZero() && was.Next.Start.After(h.now) && is.Next.IsZero() && is.Now.Number != was.Next.Number: // it was not begun
		h.fail("a meeting is called off, and calendars do not hear of it")
	case is.Next.Sequence != was.Next.Sequence && !is.Next.IsZero():
		h.fail("a change that was not sent out is counted: %+v, %+v", was.Next, is.Next)
	}
	if after.State == flows.Closed && (!is.Next.IsZero() || len(is.Offer.Dates) > 0 || !is.Rhythm.Offer.IsZero() || !is.Wakes.IsZero()) {
		h.fail("the case is closed, and this is planned: %s", code(h.t, is))
	}
	if len(is.Offer.Dates) > 6 || !slices.IsSortedFunc(is.Offer.Dates, time.Time.Compare) {
		h.fail("dates lie open: %v", is.Offer.Dates)
	}
	if len(is.Offer.Dates) > 0 && is.Wakes.IsZero() {
		h.fail("dates lie open, and nothing is going to remind of them")
	}
}

// bothChose: a meeting is planned by what both services have said, and by nothing else.
func (h *house) bothChose(before flows.Case, start time.Time, in flows.Input) {
	h.t.Helper()
	by, at := author(in)
	side, votes := sideOf(before, by), before.Meetings.Offer.Votes
	if side < 0 || at != flows.Shared(before.Code) {
		h.fail("%s plans a meeting, in %v", by, at)
	}
	if other := votes[1-side]; other.None || !other.Start.Equal(start) || sideOf(before, other.By) == side {
		h.fail("%v is planned by %s, and the other service has said %+v", start, by, other)
	}
	if !slices.ContainsFunc(before.Meetings.Offer.Dates, start.Equal) {
		h.fail("%v is planned, and was not proposed", start)
	}
}

// placeStays: where people meet is on no lock screen, in no file, question, record or
// journal, and reaches no desk. A reminder to those who meet may name it, below the line
// that rings.
func (h *house) placeStays(e flows.Effect) {
	h.t.Helper()
	if !strings.Contains(code(h.t, e), place) {
		return
	}
	say, ok := e.(flows.Say)
	if !ok || say.To.Kind == flows.DeskRoom || say.Notify && strings.Contains(code(h.t, say.Text[0]), place) {
		h.fail("where people meet leaves the room: %s", code(h.t, e))
	}
}

// TestMeetings: whatever both services say about their meetings, in whatever order, with
// absences, closings and any clock.
func TestMeetings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		h.begin()
		h.say(coordinatorOf("support"), flows.Desk("support"), "add "+string(staffOf("support")[3])+" deputy")
		k := h.pair("programme", "support")
		if oneIn(c, "agreed", 2) {
			h.agree(k, 0)
			h.agree(k, 1)
		}
		all := actions()
		todo := map[string]func(*rapid.T){
			"meetings": func(*rapid.T) { h.aboutMeetings(c) }, "meetings 2": func(*rapid.T) { h.aboutMeetings(c) }, "meetings 3": func(*rapid.T) { h.aboutMeetings(c) },
			"away": func(*rapid.T) {
				p := staffOf(pick(c, "of", serviceIDs[:2]))[1]
				h.say(p, flows.Direct(p), pick(c, "line", []string{"away until Friday", "away 1/12 - 15/12", "away", "back"}))
			},
		}
		for _, name := range []string{"close", "time", "a day and more", "time without timers", "a late timer", "again", "configuration", "agreement", "in or out", "staff", "edit or delete"} {
			todo[name] = func(*rapid.T) { all[name](h, c) }
		}
		r.Repeat(todo)
	})
}
