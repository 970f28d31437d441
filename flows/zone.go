package flows

import (
	"sync"
	"time"
)

// zones are the time zones that were looked up, each once.
var zones sync.Map

// zone is a time zone by its IANA name. The configuration was checked when it was
// read; a name that is not known all the same counts as UTC.
func zone(name string) *time.Location {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location)
	}
	loaded, err := time.LoadLocation(name)
	if err != nil {
		loaded = time.UTC
	}
	zones.Store(name, loaded)
	return loaded
}

// midnight is the day of a moment in a service's zone.
func (s Service) midnight(at time.Time) time.Time {
	at = at.In(zone(s.Zone))
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
}

// morning is nine o'clock of a moment's day in the service's zone.
func (s Service) morning(at time.Time) time.Time {
	day := s.midnight(at)
	return time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, day.Location())
}

// awake is the moment itself in the daytime, and otherwise the next morning: what can
// wait must ring nobody at night.
func (s Service) awake(at time.Time) time.Time {
	switch hour := at.In(zone(s.Zone)).Hour(); {
	case hour < 7:
		return s.morning(at)
	case hour >= 20:
		return s.morning(at.In(zone(s.Zone)).AddDate(0, 0, 1))
	}
	return at
}

// dayOf is the day of a moment in the case room's zone, which is the programme's.
func (c Case) dayOf(at time.Time) time.Time { return c.Sides[0].Service.midnight(at) }
