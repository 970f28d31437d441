// Package meeting is a case's meetings in Phase 2 of the protocol (guidelines D 3.4,
// DOMAIN sections 1 and 3): when the two case managers meet, how dates are agreed on,
// and what reminds of them. It knows no room and no text, and nobody by name.
package meeting

import "time"

// How is the way in which people meet.
type How string

// The ways to meet.
const (
	InPerson How = "in_person"
	Phone    How = "phone"
	Video    How = "video"
)

// Length is how long a meeting takes in a calendar.
const Length = time.Hour

// Meeting is one that both services have confirmed.
type Meeting struct {
	Number int `json:"number"` // counts the case's meetings, moved ones once
	// UID names it in calendars, for ever (RFC 5545, 3.8.4.7). It is made of chance, not
	// of the case's code: calendars leave the encrypted room, and four digits are soon
	// tried.
	UID   string    `json:"uid,omitempty"`
	Start time.Time `json:"start"` // in UTC
	How   How       `json:"how,omitempty"`
	// Where is a place or a link, as it was typed. It stays in encrypted rooms.
	Where string `json:"where,omitempty"`
	// Sequence counts the changes that were sent out (RFC 5545, 3.8.7.4).
	Sequence int `json:"sequence,omitempty"`
}

// IsZero reports whether there is no meeting.
func (m Meeting) IsZero() bool { return m.Number == 0 }
