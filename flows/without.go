package flows

import (
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// withoutMeeting is since when there was no meeting.
func (c Case) withoutMeeting() time.Time {
	from := c.Opened
	for _, at := range []time.Time{c.Meetings.Last, c.Closure.Reopened} {
		if at.After(from) {
			from = at
		}
	}
	return from
}

// overdueAt is when both desks are told that there was no meeting for too long: once,
// and not while one is planned or under way.
func (c Case) overdueAt(now time.Time) time.Time {
	m, from := c.Meetings, c.withoutMeeting()
	if !c.agreed() || !m.Now.IsZero() || m.Next.Start.After(now) || m.Missed.Told.Equal(from) {
		return time.Time{}
	}
	return c.morning(from.Add(c.longestWithout(from)))
}

// longestWithout is how long a case may be without a meeting: where the two have agreed
// on a rhythm, its interval and half of it.
func (c Case) longestWithout(from time.Time) time.Duration {
	rule := c.Meetings.Rhythm.Rule
	if rule.IsZero() {
		return sixWeeks
	}
	first := rule.Next(from, from, zone(rule.Zone))
	second := rule.Next(first, first, zone(rule.Zone))
	if first.IsZero() || !second.After(first) {
		return sixWeeks
	}
	return second.Sub(first) * 3 / 2
}

func (t *turn) overdueMeeting() {
	from := t.c.withoutMeeting()
	t.c.Meetings.Missed.Told = from
	t.tellDesks("desk.meeting_overdue", message.Args{"Since": message.Day(t.c.dayOf(from))})
}

// watchHigh notes since when the risk is high and no meeting is planned.
func (t *turn) watchHigh() {
	m := &t.c.Meetings
	high := t.c.counts().Max().Above(risk.Medium)
	switch planned := m.Next.Start.After(t.now) || !m.Now.IsZero(); {
	case !high || planned || t.c.closed() || !t.c.shares(TopicChecklist):
		m.Missed.High, m.Missed.Proposed = time.Time{}, false
	case m.Missed.High.IsZero():
		m.Missed.High = t.now
	}
}

// highAt is when an alert is proposed because the risk is high and nobody has a date.
func (c Case) highAt() time.Time {
	if m := c.Meetings.Missed; !m.High.IsZero() && !m.Proposed {
		return c.morning(m.High.Add(highWaits))
	}
	return time.Time{}
}

// proposeMeeting proposes it once to each service, in its own room.
func (t *turn) proposeMeeting() {
	t.c.Meetings.Missed.Proposed = true
	for i, s := range t.c.Sides {
		t.tell(t.c.private(i), s.managers(), "ring.case", message.New("missed.high"))
		t.propose(i, alert.Other, forMeeting)
	}
}
