package render

import "time"

// Room is what rendering needs to know of a room: the languages that are spoken
// there, first that of its own service, and the zone in which moments are shown
// (UTC where it is nil).
type Room struct {
	Languages []string
	Zone      *time.Location
}
