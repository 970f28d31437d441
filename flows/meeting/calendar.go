package meeting

// Calendar is what a calendar is told of a meeting (RFC 5546).
type Calendar struct {
	// UID stays the same for one meeting for ever; it says nothing about anybody.
	UID     string  `json:"uid"`
	Meeting Meeting `json:"meeting"`
	// Cancelled says that it does not take place.
	Cancelled bool `json:"cancelled,omitempty"`
}
