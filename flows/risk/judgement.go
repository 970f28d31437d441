package risk

import "asapbot/flows/instrument"

// Judgement is the level that a professional gives, which overrides the computed
// one, and why.
type Judgement struct {
	Level  Level  `json:"level,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Floor is what one service alone cannot go below: what the answers give,
// whatever is not known, and what both services agreed on earlier (DOMAIN
// rule 6).
func Floor(computed instrument.Result, earlier Level) Level {
	return Max(Level(computed.Level), Level(computed.AtLeast), earlier)
}

// Counts is the level that a judgement counts for until the second service
// agrees: as judged, and never below the floor.
func Counts(judged Level, computed instrument.Result, earlier Level) Level {
	return Max(judged, Floor(computed, earlier))
}

// Lowers reports whether a judgement goes below the floor. That needs a reason
// and the second service's agreement.
func Lowers(judged Level, computed instrument.Result, earlier Level) bool {
	return Floor(computed, earlier).Above(judged)
}

// NeedsReason reports whether a judgement needs a reason: one that differs from
// the computed level, or that lowers what was agreed earlier.
func NeedsReason(judged Level, computed instrument.Result, earlier Level) bool {
	return judged != Level(computed.Level) || Lowers(judged, computed, earlier)
}
