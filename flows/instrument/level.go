package instrument

import "slices"

// The levels of a scale, as a definition's rules name them. Package risk gives
// them their type.
const (
	None      = "none" // nothing of the scale applies
	Low       = "low"
	NotEnough = "not_enough" // too much is not known
	Medium    = "medium"
	High      = "high"
	Extreme   = "extreme"
)

// order lists the levels, each higher than the one before. "Not enough
// information" is above low, because unknown is not no (DOMAIN rule 7), and below
// what is known to be medium.
var order = []string{None, Low, NotEnough, Medium, High, Extreme}

// Rank tells which of two levels is higher; -1 for what is no level.
func Rank(level string) int { return slices.Index(order, level) }

// higher is the higher of two levels.
func higher(a, b string) string {
	if Rank(b) > Rank(a) {
		return b
	}
	return a
}
