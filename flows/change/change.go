// Package change lays what he and she answered at the time points side by side
// (guidelines D 3.4; DOMAIN sections 5 and 6): what each domain gives, what fell and
// what rose, and where he says that a behaviour stopped and she that it goes on. What
// it means is left to people.
package change

import (
	"slices"

	"asapbot/flows/instrument"
)

// Sitting is what one of the two answered at a time point.
type Sitting struct {
	Point      int // 0 for T0
	Hers       bool
	Definition *instrument.Definition
	Answers    instrument.Answers
}

// Share is what a domain gives at a time point, in percent of what the known answers
// could give at most. What is not known is no zero: it counts nowhere.
type Share struct{ Point, Percent int }

// Domain is one scale, on both sides. A time point without an answer has no share.
type Domain struct {
	Scale string
	Of    *instrument.Definition // that has its title
	His   []Share
	Hers  []Share
}

// Results are the domains, his first and in their order, each with the time points in
// theirs.
func Results(sittings []Sitting) []Domain {
	var domains []Domain
	for _, s := range inOrder(sittings) {
		for _, scale := range s.Definition.Scales {
			i := slices.IndexFunc(domains, func(d Domain) bool { return d.Scale == scale.Name })
			if i < 0 {
				i = len(domains)
				domains = append(domains, Domain{Scale: scale.Name, Of: s.Definition})
			}
			r := s.Definition.Score(scale.Name, s.Answers)
			if r.KnownMax == 0 {
				continue
			}
			share := Share{Point: s.Point, Percent: (r.Points*100 + r.KnownMax/2) / r.KnownMax}
			if s.Hers {
				domains[i].Hers = append(domains[i].Hers, share)
			} else {
				domains[i].His = append(domains[i].His, share)
			}
		}
	}
	return domains
}

// inOrder is his before hers, and the time points from T0 on.
func inOrder(sittings []Sitting) []Sitting {
	sorted := slices.Clone(sittings)
	slices.SortStableFunc(sorted, func(a, b Sitting) int {
		if a.Hers != b.Hers {
			if b.Hers {
				return -1
			}
			return 1
		}
		return a.Point - b.Point
	})
	return sorted
}

// Move is how a domain went from one time point to the next that was answered.
type Move struct {
	Domain   Domain
	From, To Share
}

// Fell reports whether it is less than before.
func (m Move) Fell() bool { return m.To.Percent < m.From.Percent }

// Moves are the newest moves of one of the two, without what stayed as it was.
func Moves(domains []Domain, hers bool) []Move {
	var moves []Move
	for _, d := range domains {
		shares := d.His
		if hers {
			shares = d.Hers
		}
		if n := len(shares); n > 1 && shares[n-1].Percent != shares[n-2].Percent {
			moves = append(moves, Move{Domain: d, From: shares[n-2], To: shares[n-1]})
		}
	}
	return moves
}
