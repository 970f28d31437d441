package flows

import (
	"slices"
	"time"

	"asapbot/flows/meeting"
)

// reminderWakes are the moments at which somebody is reminded of the next meeting, or
// asked for what is to be prepared. One that has come and was not used yet lies behind.
func (c Case) reminderWakes(now time.Time) []time.Time {
	if c.Meetings.Next.IsZero() {
		return nil
	}
	var wakes []time.Time
	for i := range c.Sides {
		wakes = append(wakes,
			c.Meetings.Reminders[i].Next(c.reminded(i, now), now),
			c.Meetings.Preparing[i].Next(c.preparing(i, now), now))
	}
	return slices.DeleteFunc(wakes, time.Time.IsZero)
}

// reminded are those of a side who may be reminded of the next meeting: in whatever room
// they read, at the moments that they have set, or their service has.
func (c Case) reminded(i int, now time.Time) []meeting.Listener {
	s := c.Sides[i]
	above := s.Service.Remind.Or(meeting.DefaultReminders)
	return c.listeners(i, now,
		func(p Person) meeting.Ahead { return s.Duty.Personal[p].Remind.Or(above) },
		func(p Person) bool { return c.whereTold(i, p) != "" })
}

// listeners are a side's people, of whom the case manager is to be told, where they are
// away or read nothing the deputies, and where nobody is left "", which is the desk.
func (c Case) listeners(i int, now time.Time, ahead func(Person) meeting.Ahead, reads func(Person) bool) []meeting.Listener {
	s, start := c.Sides[i], c.Meetings.Next.Start
	told := c.standsIn(i, now, reads)
	if len(told) == 0 {
		told = []Person{""}
	}
	var all []meeting.Listener
	for _, p := range unique(slices.Concat(s.people(), []Person{""})) {
		l := meeting.Listener{
			Who: string(p), Moments: ahead(p).Moments(start, zone(s.Service.Zone)),
			There: !s.Duty.Away(p, now) && reads(p), Told: slices.Contains(told, p),
		}
		if p != "" {
			l.Rings = func(at time.Time) time.Time { return s.party().Rings(p, at) }
		}
		all = append(all, l)
	}
	return all
}

// unique are people, each once.
func unique(people []Person) []Person {
	var all []Person
	for _, p := range people {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// standsIn are those of a side who are there now and read something: the case manager, or
// whoever covers them, otherwise the deputies.
func (c Case) standsIn(i int, now time.Time, reads func(Person) bool) []Person {
	s := c.Sides[i]
	there := func(people []Person) []Person {
		return slices.DeleteFunc(slices.Clone(people), func(p Person) bool { return p == "" || s.Duty.Away(p, now) || !reads(p) })
	}
	if told := there(c.instead([]Person{s.Manager}, now)); len(told) > 0 {
		return told
	}
	return there(s.Others)
}

// aheadOfMeeting reminds of the next meeting, and asks for what is to be prepared for it.
// Who is told both at once hears one ring.
func (t *turn) aheadOfMeeting() {
	m := &t.c.Meetings
	if t.c.closed() || m.Next.IsZero() {
		return
	}
	for i := range t.c.Sides {
		before := m.Preparing[i]
		var reminders, calls []meeting.Reminder
		m.Reminders[i], reminders = m.Reminders[i].Due(t.c.reminded(i, t.now), t.now)
		m.Preparing[i], calls = before.Due(t.c.preparing(i, t.now), t.now)
		asked := t.prepare(i, calls, reminders, before.Done.IsZero())
		t.sayReminders(i, reminders, asked)
	}
}

// followReminders begins anew where the next meeting is another one, or at another time.
// Where it has changed who is told, and how long ahead, what was due goes to those who are
// told now, and what only would have been lies behind.
func (t *turn) followReminders(before Case, in Input) {
	m := &t.c.Meetings
	for i := range t.c.Sides {
		if m.Reminders[i].Number != m.Next.Number || !m.Reminders[i].Start.Equal(m.Next.Start) {
			m.Paper[i] = nil
		}
		m.Reminders[i], m.Preparing[i] = m.Reminders[i].Of(m.Next, t.now), m.Preparing[i].Of(m.Next, t.now)
	}
	changes := changesTold(in)
	if !changes && !(before.closed() && !t.c.closed()) {
		return
	}
	if changes && slices.ContainsFunc(before.reminderWakes(t.now), func(at time.Time) bool { return !at.After(t.now) }) {
		t.aheadOfMeeting()
	}
	if !t.now.Before(m.Next.Start) {
		return // nothing is ahead of a meeting that has begun, unless the clock was wrong
	}
	for i := range t.c.Sides {
		m.Reminders[i], m.Preparing[i] = m.Reminders[i].Anew(t.now), m.Preparing[i].Anew(t.now)
	}
}

// changesTold reports whether an input may change who is told, and how long ahead.
func changesTold(in Input) bool {
	switch in.(type) {
	case Staffed, DutyChanged, Configured:
		return true
	}
	return false
}
