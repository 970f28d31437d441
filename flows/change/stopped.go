package change

import (
	"slices"

	"asapbot/flows/instrument"
)

// Stopped is a behaviour of which he says that it stopped and she that it goes on, and
// at which time points.
type Stopped struct {
	Question  string
	Of        *instrument.Definition // hers
	His, Hers int
}

// Contradictions lists them, in the order of her questionnaire. He says that it stopped
// where his newest answer is "never" and an earlier one was not; what she says counts
// at the same time point, or at the nearest that she answered, the later of two.
func Contradictions(sittings []Sitting) []Stopped {
	his, hers := split(sittings)
	var all []Stopped
	if len(his) == 0 || len(hers) == 0 {
		return nil
	}
	of := hers[len(hers)-1].Definition
	for _, q := range of.Questions() {
		at, stopped := stopped(his, q.Name)
		if !stopped {
			continue
		}
		if point, does, ok := nearest(hers, q.Name, at); ok && does {
			all = append(all, Stopped{Question: q.Name, Of: of, His: at, Hers: point})
		}
	}
	return all
}

func split(sittings []Sitting) (his, hers []Sitting) {
	for _, s := range inOrder(sittings) {
		if s.Hers {
			hers = append(hers, s)
		} else {
			his = append(his, s)
		}
	}
	return his, hers
}

// stopped reports whether a behaviour is denied by now, and was not before, and at
// which time point it is.
func stopped(his []Sitting, question string) (point int, ok bool) {
	before := false
	for _, s := range his {
		switch does, known := s.does(question); {
		case !known:
		case does:
			before, ok = true, false
		default:
			point, ok = s.Point, before
		}
	}
	return point, ok
}

// nearest is what she says at the time point that is nearest to his.
func nearest(hers []Sitting, question string, to int) (point int, does, ok bool) {
	for _, s := range hers {
		said, known := s.does(question)
		if known && (!ok || distance(s.Point, to) <= distance(point, to)) {
			point, does, ok = s.Point, said, true
		}
	}
	return point, does, ok
}

func distance(a, b int) int { return max(a-b, b-a) }

// does reports whether an answer says that a behaviour happens: of a scale's question
// with one choice, anything that weighs.
func (s Sitting) does(question string) (does, known bool) {
	q, ok := s.Definition.Question(question)
	if !ok || q.Type != instrument.TypeSelectOne || !s.scored(question) {
		return false, false
	}
	c, ok := s.Definition.Choice(q, s.Answers[question])
	return c.Weight > 0, ok && !c.Unknown && !c.NotApplicable
}

func (s Sitting) scored(question string) bool {
	group := s.Definition.GroupOf(question).Name
	return slices.ContainsFunc(s.Definition.Scales, func(scale instrument.Scale) bool {
		return slices.Contains(scale.Groups, group)
	})
}
