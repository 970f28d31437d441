package risk

import "time"

const day = 24 * time.Hour

// Intervals say how long after an assessment the next one is due at the latest, by
// the level that counts (DOMAIN section 3, with VioGén's intervals).
type Intervals struct {
	Low     time.Duration `json:"low"`
	Medium  time.Duration `json:"medium"`
	High    time.Duration `json:"high"`
	Extreme time.Duration `json:"extreme"`
	// Event is the most that a critical event leaves.
	Event time.Duration `json:"event"`
	// Young is the share of an interval, above 0 up to 1, that holds in a case's
	// first three months: more than half of the recidivism in VioGén's study fell
	// into them.
	Young float64 `json:"young"`
}

// DefaultIntervals hold where the configuration says nothing.
var DefaultIntervals = Intervals{
	Low: 60 * day, Medium: 30 * day, High: 7 * day, Extreme: 3 * day, Event: 3 * day, Young: 0.5,
}

// youth is how long a case counts as new.
const youth = 91 * day

// After is how long after an assessment the next one is due; age is that of the
// case then. What is longer than three days is whole days, rounded up. Too little
// information is looked at again as soon as medium; what is no level, first.
func (i Intervals) After(l Level, age time.Duration) time.Duration {
	within := i.of(l)
	if age >= youth {
		return within
	}
	within = time.Duration(float64(within) * i.Young)
	if within > 3*day {
		within = (within + day - 1) / day * day
	}
	return within
}

func (i Intervals) of(l Level) time.Duration {
	switch l {
	case None, Low:
		return i.Low
	case NotEnough, Medium:
		return i.Medium
	case High:
		return i.High
	}
	return i.Extreme
}
