// Package recidivism is the tool that compares the episodes of violence that he
// reports with those that she reports (guidelines D 3.4; DOMAIN section 7). It
// matches and lists; what it means is left to people.
package recidivism

import (
	"slices"
	"time"
)

// Episode is something that was reported: an allegation, no conviction (DOMAIN rule
// 9). From and To are days at midnight, the same one where it was a single day.
type Episode struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Roughly bool      `json:"roughly,omitempty"` // nobody knows the day for certain
	// Kinds and Severity are choices of the instrument; Weight orders severities, 0
	// is not known.
	Kinds    []string `json:"kinds"`
	Severity string   `json:"severity,omitempty"`
	Weight   int      `json:"weight,omitempty"`
	// By is who reports it.
	By Reporter `json:"by"`
	// Recorded is when a service wrote it down, which may be long after.
	Recorded time.Time `json:"recorded"`
	// Number names it in its service's records: that of its first version.
	Number  int    `json:"number"`
	Service string `json:"service"`
}

// Key names an episode, whatever its version.
type Key struct {
	Service string
	Number  int
}

// Key is that of the episode.
func (e Episode) Key() Key { return Key{e.Service, e.Number} }

// Reporter is who says that it happened.
type Reporter string

// The reporters.
const (
	Him    Reporter = "him"
	Her    Reporter = "her"
	Agency Reporter = "agency" // the police, a hospital, a school
	Other  Reporter = "other"
)

// late is from when on a report comes late.
const late = 30 * 24 * time.Hour

// Late reports whether it was written down more than a month after it happened.
func (e Episode) Late() bool { return e.Recorded.Sub(e.To) > late }

// Comparison is what two people report, side by side. Each list is in the order of
// time, the newest first.
type Comparison struct {
	Both     []Pair
	HerAlone []Episode
	HimAlone []Episode
	// Others is what neither of the two reports, but somebody else.
	Others []Episode
}

// Pair is one episode that both report.
type Pair struct{ Hers, His Episode }

// SeverityDiffers reports whether they call it differently grave, where both say.
func (p Pair) SeverityDiffers() bool {
	return p.Hers.Weight > 0 && p.His.Weight > 0 && p.Hers.Weight != p.His.Weight
}

// Compare matches what he reports with what she reports, by kind and period. Each
// episode is matched once at most, those first that lie nearest to each other.
func Compare(episodes []Episode) Comparison {
	var c Comparison
	var hers, his []Episode
	for _, e := range newest(episodes) {
		switch e.By {
		case Her:
			hers = append(hers, e)
		case Him:
			his = append(his, e)
		default:
			c.Others = append(c.Others, e)
		}
	}
	matched := match(hers, his)
	for i, e := range hers {
		if j, both := matched[i]; both {
			c.Both = append(c.Both, Pair{Hers: e, His: his[j]})
		} else {
			c.HerAlone = append(c.HerAlone, e)
		}
	}
	for j, e := range his {
		if !taken(matched, j) {
			c.HimAlone = append(c.HimAlone, e)
		}
	}
	return c
}

func newest(episodes []Episode) []Episode {
	episodes = slices.Clone(episodes)
	slices.SortStableFunc(episodes, func(a, b Episode) int {
		if d := b.To.Compare(a.To); d != 0 {
			return d
		}
		return b.From.Compare(a.From)
	})
	return episodes
}
