package flows

import (
	"time"

	"asapbot/flows/meeting"
)

// Meetings are those of a case in Phase 2 (guidelines D 3.4): one is planned ahead at a
// time, and the next is proposed when it was held.
type Meetings struct {
	Made int             `json:"made,omitempty"` // numbers them
	Next meeting.Meeting `json:"next,omitzero"`  // confirmed by both services
	// Last is when the last one that was held began.
	Last time.Time `json:"last,omitzero"`
	// Reminders are how far each side was reminded of the next one, and Preparing how far
	// it was asked for what is to be prepared for it. Paper is what is done for it on
	// paper.
	Reminders [2]meeting.Reminders `json:"reminders,omitzero"`
	Preparing [2]meeting.Reminders `json:"preparing,omitzero"`
	Paper     [2][]string          `json:"paper,omitzero"`
	// Now is the one under way, and Minutes are those of the last that was held here.
	Now     Held    `json:"now,omitzero"`
	Minutes Minutes `json:"minutes,omitzero"`
	// Packed is the meeting, by its start, for which the pack was sent by itself.
	Packed time.Time `json:"packed,omitzero"`
	Missed Missed    `json:"missed,omitzero"`
	// Wakes is when the meetings' timer comes due.
	Wakes time.Time `json:"wakes,omitzero"`

	// Offer are the dates that lie before the services now, and Offers numbers them.
	Offer  Offer `json:"offer,omitzero"`
	Offers int   `json:"offers,omitempty"`
	// How and Where are as somebody said last; they hold for later meetings, too.
	How    meeting.How `json:"how,omitempty"`
	Where  string      `json:"where,omitempty"`
	Rhythm Rhythm      `json:"rhythm,omitzero"`
	// First says that the first date was asked for.
	First bool `json:"first,omitempty"`
}

// ahead reports whether a meeting is planned that has not begun.
func (m Meetings) ahead(now time.Time) bool { return !m.Next.IsZero() && m.Next.Start.After(now) }

// passed reports whether a meeting has begun of which nobody has said whether it was held.
func (m Meetings) passed(now time.Time) bool { return !m.Next.IsZero() && !m.Next.Start.After(now) }

// moves reports whether the dates that lie open are to take the place of a meeting.
func (m Meetings) moves() bool {
	return m.Offer.open() && !m.Next.IsZero() && m.Next.Start.After(m.Offer.Since)
}

// last is when the one under way began, otherwise the last that was held.
func (m Meetings) last() time.Time {
	if !m.Now.IsZero() {
		return m.Now.Began
	}
	return m.Last
}

// meetingTimer comes due at the next moment at which something is to be said about the
// case's meetings. There is one for all, as for alerts.
const meetingTimer = "meeting"

// meetingWakes are the moments at which something is to be said that was not said yet.
func (c Case) meetingWakes(now time.Time) []time.Time {
	var wakes []time.Time
	wakes = append(wakes, c.offerWakes()...)
	wakes = append(wakes, c.reminderWakes(now)...)
	wakes = append(wakes, c.holdWakes(now)...)
	return wakes
}

// meetingsDue says what is due by now.
func (t *turn) meetingsDue() {
	t.offerDue()
	t.aheadOfMeeting()
	t.holdDue()
}

// meetingClock sets the timer for what is next, where that is another moment than
// before. A timer that has come due is gone, and set anew.
func (t *turn) meetingClock(in Input) {
	t.watchMissed()
	t.watchHigh()
	m := &t.c.Meetings
	if fired, ok := in.(TimerFired); ok && fired.Name == meetingTimer {
		m.Wakes = time.Time{}
	}
	var next time.Time
	if !t.c.closed() {
		for _, at := range t.c.meetingWakes(t.now) {
			if next.IsZero() || at.Before(next) {
				next = at
			}
		}
	}
	t.do(reset(meetingTimer, m.Wakes, next)...)
	m.Wakes = next
}
