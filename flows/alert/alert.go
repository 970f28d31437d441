// Package alert is a critical event between its raising and its end: who of both
// services was told, who has taken it, and who is told next (DOMAIN section 8). Like
// the case that it belongs to, an Alert is a value and Step decides. It never falls
// silent: as long as a service has not answered it has a moment at which somebody is
// told once more.
package alert

import (
	"slices"
	"time"
)

// Alert is one critical event.
type Alert struct {
	Number int       `json:"number"` // counts the case's alerts
	Kind   Kind      `json:"kind"`
	By     string    `json:"by"`   // who raised it
	From   int       `json:"from"` // the side that raised it
	Raised time.Time `json:"raised"`
	// Count is how often it was raised: what happens again within the hour is the
	// same alert. Last is when it was last.
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
	// Asked is when the two services were asked anew: when it was raised, or reopened.
	Asked time.Time `json:"asked"`
	Sides [2]Side   `json:"sides"`
	// Remind is when those who have taken it are reminded of what is still to be done,
	// and Reminded how often they were.
	Remind   time.Time `json:"remind,omitzero"`
	Reminded int       `json:"reminded,omitempty"`
	// End says how it ended, and when; empty as long as it has not.
	End   Ending    `json:"end,omitempty"`
	Ended time.Time `json:"ended,omitzero"`
}

// Ending is how an alert ends.
type Ending string

// The endings.
const (
	Closed    Ending = "closed"
	Withdrawn Ending = "withdrawn" // it was a slip
)

// Side is how far one service has been reached.
type Side struct {
	// Rung counts the rungs of the ladder that were told, and Rounds how often all
	// were told again after the last one.
	Rung   int `json:"rung"`
	Rounds int `json:"rounds,omitempty"`
	// Next is when somebody is told once more; zero once the service has answered.
	Next time.Time `json:"next,omitzero"`
	// Told are all who were told, those whom it was last at the end; Newest is how
	// many of them were told together, the last time.
	Told   []Told `json:"told,omitempty"`
	Newest int    `json:"newest,omitempty"`
	// Passed are those who have passed it on and were not told again since: a tap that is
	// repeated tells nobody more.
	Passed []string `json:"passed,omitempty"`
	// Taken is the answer of whoever took it for this service.
	Taken Answer `json:"taken,omitzero"`
	// Talked is the recorded contact with the other service.
	Talked Answer `json:"talked,omitzero"`
}

// Told is somebody who was told.
type Told struct {
	Who string    `json:"who"`
	At  time.Time `json:"at"`
	// Lost says that it did not reach them, by no way.
	Lost bool `json:"lost,omitempty"`
}

// Answer is what somebody said, and when.
type Answer struct {
	By  string    `json:"by,omitempty"`
	At  time.Time `json:"at,omitzero"`
	How Response  `json:"how,omitempty"`
}

// Response is an answer to an alert. To have seen it is none.
type Response string

// The responses.
const (
	OnIt   Response = "on_it"
	Known  Response = "known"   // we know, and are at it already
	PassOn Response = "pass_on" // I cannot: tell the next
)

// Rung is those of a service who are told at once.
type Rung struct {
	As     string // what they are, such as "deputy"
	People []string
}

// Again is within which time an event of the same kind belongs to the same alert,
// and Slip within which its raiser can take it back.
const (
	Again = time.Hour
	Slip  = 5 * time.Minute
)

// What is still to be done once both services have answered is recalled after an
// hour, then after ever longer, and at last once a day.
const (
	firstReminder = time.Hour
	lastReminder  = 24 * time.Hour
)

// Open reports whether the alert has not ended.
func (a Alert) Open() bool { return a.End == "" }

// Answered reports whether a service has taken it.
func (s Side) Answered() bool { return !s.Taken.At.IsZero() }

// Waits reports whether a service has still to answer.
func (a Alert) Waits() bool { return a.Open() && !(a.Sides[0].Answered() && a.Sides[1].Answered()) }

// Talked reports whether both services have recorded their contact.
func (a Alert) Talked() bool { return !a.Sides[0].Talked.At.IsZero() && !a.Sides[1].Talked.At.IsZero() }

// lost reports whether it reached none of those who were told last.
func (s Side) lost() bool {
	return !slices.ContainsFunc(s.newest(), func(told Told) bool { return !told.Lost })
}

func (s Side) newest() []Told { return s.Told[max(0, len(s.Told)-s.Newest):] }

// Next is when something is to be done about the alert, whatever people do until
// then; zero once it has ended.
func (a Alert) Next() time.Time {
	var next time.Time
	for _, at := range []time.Time{a.Sides[0].Next, a.Sides[1].Next, a.Remind} {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// Takes reports whether an event of a kind belongs to this alert.
func (a Alert) Takes(k Kind, now time.Time) bool {
	return a.Open() && a.Kind == k && now.Sub(a.Last) < Again
}

// Slips reports whether somebody can still take the alert back as a slip.
func (a Alert) Slips(by string, now time.Time) bool {
	return a.Open() && a.By == by && now.Sub(a.Raised) < Slip
}

func (a Alert) clone() Alert {
	for i := range a.Sides {
		a.Sides[i].Told = slices.Clone(a.Sides[i].Told)
	}
	return a
}
