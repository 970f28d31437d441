package risk

import (
	"math"

	"asapbot/flows/instrument"
)

// Thresholds say from where on a difference is flagged.
type Thresholds struct {
	// Share is the difference of the two scores, of the maximum (0 to 1), above
	// which it is flagged; 0 stands for DefaultShare.
	Share float64 `json:"share,omitempty"`
}

// DefaultShare is a fifth of the maximum.
const DefaultShare = 0.20

// Divergence is where two signed assessments differ (DOMAIN section 5).
type Divergence struct {
	AdultLevels    bool `json:"adult_levels,omitempty"` // the judged levels differ
	ChildrenLevels bool `json:"children_levels,omitempty"`
	AdultScore     bool `json:"adult_score,omitempty"` // the shares differ by more than the threshold
	ChildrenScore  bool `json:"children_score,omitempty"`
	// Critical are the critical items that weigh for one side and not, or less, for
	// the other; in the order of the instrument.
	Critical []string `json:"critical,omitempty"`
	// Differs are all items that were answered differently, in the same order. By
	// themselves they flag nothing.
	Differs []string `json:"differs,omitempty"`
	// OppositeTrend: since their last reviews one side went up and the other down.
	OppositeTrend bool `json:"opposite_trend,omitempty"`
	// Unusual: the programme judges higher than victim support. The expected pattern
	// is the reverse. Where one of them knows too little, or of no children, nobody
	// can tell.
	Unusual bool `json:"unusual,omitempty"`
}

// Any reports whether something is flagged. Unusual needs no mention of its own:
// there the levels differ.
func (d Divergence) Any() bool {
	return d.AdultLevels || d.ChildrenLevels || d.AdultScore || d.ChildrenScore ||
		d.OppositeTrend || len(d.Critical) > 0
}

// Compare lays two signed assessments of the same instrument side by side.
// Exchanging the sides changes nothing but Unusual.
func Compare(def *instrument.Definition, programme, support Assessment, t Thresholds) Divergence {
	a, b := programme.Judged(), support.Judged()
	d := Divergence{
		AdultLevels:    a.Adult != b.Adult,
		ChildrenLevels: a.Children != b.Children,
		AdultScore:     t.apart(programme.AdultScore, support.AdultScore),
		ChildrenScore:  t.apart(programme.ChildrenScore, support.ChildrenScore),
		OppositeTrend: opposite(programme.Before.Adult, a.Adult, support.Before.Adult, b.Adult) ||
			opposite(programme.Before.Children, a.Children, support.Before.Children, b.Children),
		Unusual: higher(a.Adult, b.Adult) || higher(a.Children, b.Children),
	}
	for _, q := range def.Questions() {
		if q.Type != instrument.TypeSelectOne {
			continue // free text is each side's own
		}
		x, y := given(def, q, programme.Answers), given(def, q, support.Answers)
		if x == y {
			continue
		}
		d.Differs = append(d.Differs, q.Name)
		if def.Weighs(q, x) != def.Weighs(q, y) {
			d.Critical = append(d.Critical, q.Name)
		}
	}
	return d
}

// given is an answer; empty where it is not known, said or unsaid.
func given(def *instrument.Definition, q instrument.Question, a instrument.Answers) string {
	choice, ok := def.Choice(q, a[q.Name])
	if !ok || choice.Unknown {
		return ""
	}
	return choice.Name
}

// apart reports whether two scores differ by more than the threshold. Where
// nothing applies for one side there is no score to compare; the levels tell.
func (t Thresholds) apart(a, b instrument.Result) bool {
	if a.Max == 0 || b.Max == 0 {
		return false
	}
	limit := t.Share
	if limit == 0 {
		limit = DefaultShare
	}
	const rounding = 1e-9 // 0.8 less 0.6 is a little more than 0.2
	return math.Abs(a.Share()-b.Share()) > limit+rounding
}

// higher reports whether a level is above another, and both measure.
func higher(a, b Level) bool { return a.measures() && b.measures() && a.Above(b) }

// opposite reports whether one side went up and the other down. Only levels that
// measure can show a trend.
func opposite(aBefore, a, bBefore, b Level) bool {
	x, y := trend(aBefore, a), trend(bBefore, b)
	return x*y < 0
}

func trend(before, now Level) int {
	if !before.measures() || !now.measures() {
		return 0
	}
	switch {
	case now.Above(before):
		return 1
	case before.Above(now):
		return -1
	}
	return 0
}

// measures reports whether a level says how grave the danger is.
func (l Level) measures() bool {
	switch l {
	case Low, Medium, High, Extreme:
		return true
	}
	return false
}
