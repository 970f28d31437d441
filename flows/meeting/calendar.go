package meeting

import "time"

// Calendar is what a calendar is told of a meeting (RFC 5546).
type Calendar struct {
	Meeting Meeting `json:"meeting"`
	// Stamp is when this was decided, in UTC (RFC 5545, 3.8.7.2).
	Stamp time.Time `json:"stamp"`
	// Cancelled says that it does not take place.
	Cancelled bool `json:"cancelled,omitempty"`
}
