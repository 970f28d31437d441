package flows

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
}
