package instrument

import (
	"encoding/json"
	"maps"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// drawAnswers makes answers as a person can give them: any choice of any
// question, or nothing.
func drawAnswers(r *rapid.T, d *Definition) Answers {
	a := Answers{}
	// Mostly one choice, so that every level comes up and not only extreme.
	usual := rapid.SampledFrom([]string{"no", "earlier", "unknown", "not_applicable", ""}).Draw(r, "usual")
	for _, q := range d.Questions() {
		choice := usual
		if rapid.IntRange(0, 4).Draw(r, "other") == 0 {
			choice = rapid.SampledFrom([]string{"", "no", "earlier", "current", "unknown", "not_applicable"}).Draw(r, q.Name)
		}
		if q.Type == TypeSelectOne && choice != "" {
			a[q.Name] = choice
		}
	}
	return a
}

// drawItem picks a question with choices.
func drawItem(r *rapid.T, d *Definition) Question {
	return d.Questions()[rapid.IntRange(0, d.Numbered()-1).Draw(r, "item")]
}

// with is the answers with one of them changed.
func (a Answers) with(question, choice string) Answers {
	b := maps.Clone(a)
	b[question] = choice
	return b
}

func eachScale(d *Definition, check func(scale string)) {
	for _, s := range d.Scales {
		check(s.Name)
	}
}

// TestScoreTakesAnything: for any answers whatever, and any scale, the result is
// consistent, and survives being stored.
func TestScoreTakesAnything(t *testing.T) {
	d := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		a := Answers{}
		if rapid.Bool().Draw(r, "sensible") {
			a = drawAnswers(r, d)
		}
		maps.Copy(a, rapid.MapOf(rapid.String(), rapid.String()).Draw(r, "odd answers"))
		a[drawItem(r, d).Name] = rapid.String().Draw(r, "odd choice")
		scale := rapid.OneOf(rapid.SampledFrom([]string{Adult, Children}), rapid.String()).Draw(r, "scale")
		got := d.Score(scale, a)
		switch {
		case Rank(got.Level) < 0 || Rank(got.AtLeast) < 0:
			r.Errorf("no level: %+v", got)
		case got.Points < 0 || got.Points > got.Max || got.Unknown < 0 || got.Unknown > got.Applying:
			r.Errorf("sums do not fit: %+v", got)
		case (got.Applying == 0) != (got.Level == None) || (got.Applying == 0) != (got.AtLeast == None):
			r.Errorf("none means that nothing applies: %+v", got)
		case got.AtLeast == NotEnough:
			r.Errorf("a floor is known: %+v", got)
		case got.Level != got.AtLeast && (got.Level != NotEnough || Rank(got.AtLeast) > Rank(Medium)):
			r.Errorf("only not enough information takes the place of low or medium: %+v", got)
		case got.Level == Low && 3*got.Unknown > got.Applying:
			r.Errorf("low, with too much unknown: %+v", got)
		case (len(got.Why) == 0) != (got.Level == None):
			r.Errorf("a level without a reason: %+v", got)
		}
		data, err := json.Marshal(got)
		if err != nil {
			r.Fatal(err)
		}
		var back Result
		if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(got, back) {
			r.Errorf("stored %+v, read %+v (%v)", got, back, err)
		}
	})
}

// TestGraverAnswers: from no to earlier to current, or from not known to earlier
// or current, neither points nor the floor go down, and the level does not go
// down but from "not enough information", where more has become known.
func TestGraverAnswers(t *testing.T) {
	d := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		a, q := drawAnswers(r, d), drawItem(r, d)
		steps := [][2]string{{"no", "earlier"}, {"earlier", "current"}, {"no", "current"}, {"unknown", "earlier"}, {"unknown", "current"}, {"unknown", "no"}}
		step := rapid.SampledFrom(steps).Draw(r, "step")
		eachScale(d, func(scale string) {
			before, after := d.Score(scale, a.with(q.Name, step[0])), d.Score(scale, a.with(q.Name, step[1]))
			if after.Points < before.Points || Rank(after.AtLeast) < Rank(before.AtLeast) {
				r.Errorf("%s %v: from %+v to %+v", q.Name, step, before, after)
			}
			if Rank(after.Level) < Rank(before.Level) && (before.Level != NotEnough || step[0] != "unknown") {
				r.Errorf("%s %v: from %+v to %+v", q.Name, step, before, after)
			}
		})
	})
}

// TestUnknownLowersNothing: a "no" that becomes "not known" leaves points,
// maximum and floor as they are; the level stays, or becomes "not enough
// information" in the place of low or medium. The higher of level and floor,
// which is what counts, never goes down.
func TestUnknownLowersNothing(t *testing.T) {
	d := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		a, q := drawAnswers(r, d), drawItem(r, d)
		eachScale(d, func(scale string) {
			no, unknown := d.Score(scale, a.with(q.Name, "no")), d.Score(scale, a.with(q.Name, "unknown"))
			if no.Points != unknown.Points || no.Max != unknown.Max || no.AtLeast != unknown.AtLeast {
				r.Errorf("%s: from %+v to %+v", q.Name, no, unknown)
			}
			if unknown.Level != no.Level && unknown.Level != NotEnough {
				r.Errorf("%s: from %+v to %+v", q.Name, no, unknown)
			}
			if Rank(higher(unknown.Level, unknown.AtLeast)) < Rank(higher(no.Level, no.AtLeast)) {
				r.Errorf("%s: from %+v to %+v", q.Name, no, unknown)
			}
		})
	})
}

// TestUnansweredIsUnknown: leaving a question out and not knowing are the same.
func TestUnansweredIsUnknown(t *testing.T) {
	d := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		said := drawAnswers(r, d)
		unsaid := maps.Clone(said)
		maps.DeleteFunc(unsaid, func(_, choice string) bool { return choice == "unknown" })
		eachScale(d, func(scale string) {
			if x, y := d.Score(scale, said), d.Score(scale, unsaid); !reflect.DeepEqual(x, y) {
				r.Errorf("said %+v, unsaid %+v", x, y)
			}
		})
	})
}

// TestChildrenAlone: the children's level depends on block G alone.
func TestChildrenAlone(t *testing.T) {
	d := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		a, b := drawAnswers(r, d), drawAnswers(r, d)
		for _, q := range d.GroupOf("child_hurt").Questions {
			b[q.Name] = a[q.Name]
		}
		if x, y := d.Score(Children, a), d.Score(Children, b); !reflect.DeepEqual(x, y) {
			r.Errorf("%+v and %+v", x, y)
		}
	})
}
