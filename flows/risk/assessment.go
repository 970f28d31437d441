package risk

import (
	"time"

	"asapbot/flows/instrument"
)

// Assessment is what one service has signed: its answers, what they gave then,
// and its own judgement of both levels. A correction is a new version. Its size
// is bounded by the instrument: an answer and a note a question.
type Assessment struct {
	Service    string    `json:"service"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`      // when it was signed
	Version    int       `json:"version"` // counts the corrections, from 1
	Instrument string    `json:"instrument"`
	// Edition is the instrument's version: the answers are read with it for ever.
	Edition       string             `json:"edition"`
	Answers       instrument.Answers `json:"answers"`
	Notes         map[string]string  `json:"notes,omitempty"` // by question
	AdultScore    instrument.Result  `json:"adult_score"`
	ChildrenScore instrument.Result  `json:"children_score"`
	Adult         Judgement          `json:"adult"`
	Children      Judgement          `json:"children"`
	// Before is what this service judged at its last review; empty at its first.
	Before Levels `json:"before,omitzero"`
}

// Judged are the levels that the service gives.
func (a Assessment) Judged() Levels {
	return Levels{Adult: a.Adult.Level, Children: a.Children.Level}
}

// Counts are the levels that count for this side until the second service agrees
// (DOMAIN rule 6). Earlier are the levels agreed last.
func (a Assessment) Counts(earlier Levels) Levels {
	return Levels{
		Adult:    Counts(a.Adult.Level, a.AdultScore, earlier.Adult),
		Children: Counts(a.Children.Level, a.ChildrenScore, earlier.Children),
	}
}

// Lowers reports whether the judgement of either level needs the second service's
// agreement.
func (a Assessment) Lowers(earlier Levels) bool {
	return Lowers(a.Adult.Level, a.AdultScore, earlier.Adult) ||
		Lowers(a.Children.Level, a.ChildrenScore, earlier.Children)
}

// Provisional are the levels that count until the two services agree on joint
// ones: the higher of the two sides, never an average (DOMAIN rule 6).
func Provisional(a, b Assessment, earlier Levels) Levels {
	as, bs := a.Counts(earlier), b.Counts(earlier)
	return Levels{Adult: Max(as.Adult, bs.Adult), Children: Max(as.Children, bs.Children)}
}
