// Package risk holds what two services say about the danger in a case: levels,
// each side's signed assessment, where the two differ, and when the case is to be
// looked at again. A level supports the talk of two professionals; it decides
// nothing.
package risk

import "asapbot/flows/instrument"

// Level is how grave the danger is. The empty Level is one that nobody has given.
type Level string

// The levels, from the lowest to the highest (DOMAIN section 3).
const (
	None      Level = instrument.None // nothing applies: no children
	Low       Level = instrument.Low
	NotEnough Level = instrument.NotEnough // never below what is known; never low
	Medium    Level = instrument.Medium
	High      Level = instrument.High
	Extreme   Level = instrument.Extreme
)

// ParseLevel reads a level's name.
func ParseLevel(name string) (Level, bool) {
	if instrument.Rank(name) < 0 {
		return "", false
	}
	return Level(name), true
}

// Above reports whether l is higher than other. What is no level is below all.
func (l Level) Above(other Level) bool {
	return instrument.Rank(string(l)) > instrument.Rank(string(other))
}

// Max is the highest of the levels; the empty Level where there is none. There is
// no average: the higher level counts (DOMAIN rule 6).
func Max(levels ...Level) Level {
	var highest Level
	for _, l := range levels {
		if l.Above(highest) {
			highest = l
		}
	}
	return highest
}

// Levels are the two levels of a case, which are kept apart (DOMAIN section 3).
type Levels struct {
	Adult    Level `json:"adult,omitempty"`
	Children Level `json:"children,omitempty"`
}

// Max is the higher level of the two: what sets the next review.
func (l Levels) Max() Level { return Max(l.Adult, l.Children) }
