package flows

import (
	"time"

	"asapbot/flows/hours"
	"asapbot/flows/meeting"
	"asapbot/flows/risk"
)

// Kind is what a service does.
type Kind string

// The kinds of services (guidelines D 3.4: perpetrator programmes and victim
// support services work a case in pairs; agencies join where they are involved).
const (
	Programme Kind = "programme"
	Support   Kind = "support"
	Agency    Kind = "agency"
)

// Service is one organisation that works with the bot.
type Service struct {
	ID           ServiceID `json:"id"`
	Name         string    `json:"name"`
	Kind         Kind      `json:"kind"`
	Language     string    `json:"language"` // a locale's tag, such as "it"
	Zone         string    `json:"zone"`     // an IANA time zone, such as "Europe/Rome"
	Coordinators []Person  `json:"coordinators"`
	// Emergency is the number that stands first in whatever is urgent, 112 in the EU.
	Emergency string `json:"emergency"`
	// Phone is where the other service can call when nobody answers an alert.
	Phone string `json:"phone,omitempty"`
	// Hours in which it works, in its zone. Outside of them those on call come first.
	Hours hours.Hours `json:"hours,omitempty"`
	// Remind is how long before a meeting its people are reminded of it, and Prepare how
	// long before they are asked for what is still to be done for it.
	Remind  meeting.Ahead `json:"remind,omitzero"`
	Prepare meeting.Ahead `json:"prepare,omitzero"`
	// Digest is when its desk is told of the week by itself: a cron expression in its
	// zone; empty for never.
	Digest string `json:"digest,omitempty"`
}

// Settings are the durations and shares that the configuration sets.
type Settings struct {
	CodeValid     time.Duration  `json:"codeValid"`     // how long a pairing code can be entered
	WrongCodes    int            `json:"wrongCodes"`    // wrong codes within an hour that close a desk's entry
	ClosedFor     time.Duration  `json:"closedFor"`     // for how long it is closed
	ContactWithin time.Duration  `json:"contactWithin"` // from a divergence to both services' recorded contact
	RemindAfter   time.Duration  `json:"remindAfter"`   // an open questionnaire is recalled after this
	ScoreShare    float64        `json:"scoreShare"`    // share of the maximum, 0..1, by which scores differ to be flagged
	Reviews       risk.Intervals `json:"reviews"`
	Alerts        AlertClocks    `json:"alerts"`
}

// DefaultSettings hold where the configuration says nothing (all of them this
// project's own choice, see DOMAIN sections 5 and 8).
var DefaultSettings = Settings{
	CodeValid: time.Hour, WrongCodes: 5, ClosedFor: time.Hour,
	ContactWithin: 24 * time.Hour, RemindAfter: 24 * time.Hour, ScoreShare: 0.20,
	Reviews: risk.DefaultIntervals, Alerts: DefaultAlertClocks,
}
