package flows

import (
	"slices"
	"time"

	"asapbot/flows/message"
)

// partnershipTimer begins the names of the timers: partnership/<code>, which comes due at
// the next moment at which something is to be said about it.
const partnershipTimer = "partnership"

// remindBefore are how many days before its last day a partnership is recalled *(ours)*.
var remindBefore = []int{30, 7}

// partnershipMoment is a moment at which something is due, and what.
type partnershipMoment struct {
	at time.Time
	id message.ID
}

// remindFrom is when a partnership is first recalled.
func (n Network) remindFrom(p Partnership) time.Time {
	return n.programme(p).morning(p.lastDay().AddDate(0, 0, -remindBefore[0]))
}

// lastDay is noon of the last day, so that it is the same day in every zone of Europe.
func (p Partnership) lastDay() time.Time {
	y, m, d := p.Terms.Until.Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

// meetingMoments are those about the first meeting: the morning before, and the morning
// after, on which it is still not recorded. Those that had passed when it was planned do not
// count.
func (n Network) meetingMoments(p Partnership) []partnershipMoment {
	if p.Planned.IsZero() {
		return nil
	}
	s := n.programme(p)
	day := s.midnight(p.Planned)
	return after(p.Arranged, []partnershipMoment{
		{s.morning(day.AddDate(0, 0, -1)), "partner.meeting_soon"}, {s.morning(day.AddDate(0, 0, 1)), "partner.meeting_held_question"},
	})
}

// endMoments are those about its end. What ends at midnight is told in the morning. Those that
// had passed when both services agreed on it do not count.
func (n Network) endMoments(p Partnership) []partnershipMoment {
	if !p.met() || !p.agreed() {
		return nil
	}
	var all []partnershipMoment
	for _, days := range remindBefore {
		all = append(all, partnershipMoment{n.programme(p).morning(p.lastDay().AddDate(0, 0, -days)), "partner.ends_soon"})
	}
	return after(p.Terms.Agreed, append(all, partnershipMoment{n.programme(p).morning(n.ends(p)), "partner.over"}))
}

// after are the moments that come after another.
func after(at time.Time, all []partnershipMoment) []partnershipMoment {
	return slices.DeleteFunc(all, func(m partnershipMoment) bool { return !m.at.After(at) })
}

// partnershipDue says what is due by now. Of what came due while the bot was off only the
// latest is said: the rest is overtaken.
func (t *networkTurn) partnershipDue(code PartnershipCode) {
	p, known := t.n.Partnerships[code]
	if !known {
		return
	}
	told := p.Told
	p.Told = later(told, t.now)
	t.keepPartnership(p)
	due := func(all []partnershipMoment) message.ID {
		for _, m := range slices.Backward(all) {
			if m.at.After(told) && !m.at.After(t.now) {
				return m.id
			}
		}
		return ""
	}
	if id := t.timely(p, due(t.n.meetingMoments(p))); id != "" {
		args := message.Args{"When": t.n.when(p, p.Planned)}
		t.ringIn(p, p.Here, "", message.New(id, args))
	}
	if id := due(t.n.endMoments(p)); id != "" {
		t.tellEnd(p, id)
	}
}

// timely is what is still to be said about the first meeting: on its own day no longer that
// it is tomorrow, and from its beginning on not that it is ahead.
func (t *networkTurn) timely(p Partnership, id message.ID) message.ID {
	switch {
	case id != "partner.meeting_soon":
		return id
	case !t.now.Before(p.Planned):
		return ""
	case !t.now.Before(t.n.programme(p).midnight(p.Planned)):
		return "partner.meeting"
	}
	return id
}

// tellEnd says in the room and at both desks that a partnership ends, or has ended.
func (t *networkTurn) tellEnd(p Partnership, id message.ID) {
	text := message.New(id, message.Args{
		"Code": message.Text(string(p.Code)), "Until": message.Day(p.Terms.Until),
		"Programme": message.Text(t.n.programme(p).Name), "Support": message.Text(t.n.Services[p.Services[1]].Name),
	})
	t.ringIn(p, without(p.Here, without(p.Here, t.n.coordinators(p))), "", text)
	for _, s := range p.Services {
		t.ringDesk(s, string(p.Code), text)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// partnershipClocks sets the timer of each partnership for what has not been said yet,
// where that is another moment than before: also for what is due by now, and whose timer
// is only late. A timer that has come due is gone, and set anew.
func (t *networkTurn) partnershipClocks(in Input) {
	fired, _ := in.(TimerFired)
	for _, code := range t.n.partnerships() {
		p := t.n.Partnerships[code]
		name := partnershipTimer + "/" + string(code)
		if fired.Name == name {
			p.Wakes = time.Time{}
		}
		var next time.Time
		for _, m := range slices.Concat(t.n.meetingMoments(p), t.n.endMoments(p)) {
			if m.at.After(p.Told) && (next.IsZero() || m.at.Before(next)) {
				next = m.at.UTC()
			}
		}
		t.do(reset(name, p.Wakes, next)...)
		p.Wakes = next
		t.keepPartnership(p)
	}
}
