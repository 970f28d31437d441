package risk

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"asapbot/flows/instrument"
)

func checklist(t testing.TB) *instrument.Definition {
	t.Helper()
	def, ok := instrument.Latest("checklist")
	if !ok {
		t.Fatal("the checklist is missing")
	}
	return def
}

// assess signs answers as they are computed. Every item that is not named is "no".
func assess(def *instrument.Definition, named instrument.Answers) Assessment {
	a := Assessment{Answers: instrument.Answers{}, Instrument: def.ID, Edition: def.Version}
	for _, q := range def.Questions() {
		choice, ok := named[q.Name]
		if !ok && q.Type == instrument.TypeSelectOne {
			choice = "no"
		}
		a.Answers[q.Name] = choice
	}
	a.AdultScore, a.ChildrenScore = def.Score(instrument.Adult, a.Answers), def.Score(instrument.Children, a.Answers)
	a.Adult.Level, a.Children.Level = Level(a.AdultScore.Level), Level(a.ChildrenScore.Level)
	return a
}

type answers = instrument.Answers

func TestCompare(t *testing.T) {
	def := checklist(t)
	noChildren := answers{}
	for _, q := range def.GroupOf("child_hurt").Questions {
		noChildren[q.Name] = "not_applicable"
	}
	for _, c := range []struct {
		name               string
		programme, support answers
		want               Divergence
		flagged            bool
	}{
		{"nothing", answers{}, answers{}, Divergence{}, false},
		{"the same", answers{"weapon": "current"}, answers{"weapon": "current"}, Divergence{}, false},
		{"an item that weighs little", answers{}, answers{"injury": "current"},
			Divergence{Differs: []string{"injury"}}, false},
		{"critical, current and no: the expected pattern", answers{}, answers{"separation": "current"},
			Divergence{AdultLevels: true, Critical: []string{"separation"}, Differs: []string{"separation"}}, true},
		{"critical, current and not known", answers{"separation": "current"}, answers{"separation": "unknown"},
			Divergence{AdultLevels: true, Unusual: true, Critical: []string{"separation"}, Differs: []string{"separation"}}, true},
		{"critical, current and earlier, under equal levels",
			answers{"weapon": "current", "stalking": "earlier"}, answers{"weapon": "current", "stalking": "current"},
			Divergence{Critical: []string{"stalking"}, Differs: []string{"stalking"}}, true},
		{"critical, earlier and no", answers{}, answers{"weapon": "earlier"},
			Divergence{Differs: []string{"weapon"}}, false},
		{"the neck, earlier and no", answers{"weapon": "current"}, answers{"weapon": "current", "neck_pressure": "earlier"},
			Divergence{Critical: []string{"neck_pressure"}, Differs: []string{"neck_pressure"}}, true},
		{"the neck, earlier and current", answers{"weapon": "current", "neck_pressure": "current"}, answers{"weapon": "current", "neck_pressure": "earlier"},
			Divergence{Critical: []string{"neck_pressure"}, Differs: []string{"neck_pressure"}}, true},
		{"unsaid is not known", answers{"fear": ""}, answers{"fear": "unknown"}, Divergence{}, false},
		{"not known is not no", answers{"fear": "no"}, answers{"fear": "unknown"},
			Divergence{Differs: []string{"fear"}}, false},
		{"texts are each side's own", answers{"unease": "yes"}, answers{"unease": "no"}, Divergence{}, false},
		{"the order of the instrument", answers{"loss": "earlier", "injury": "earlier"}, answers{"denial": "earlier"},
			Divergence{Differs: []string{"injury", "loss", "denial"}}, false},
		{"children, for one side alone", noChildren, answers{},
			Divergence{ChildrenLevels: true, Differs: []string{"child_hurt", "child_witness", "child_handovers", "child_distress", "child_sexual_harm", "child_unprotected"}}, true},
		{"the children's level alone", answers{"child_witness": "current", "child_distress": "earlier"}, answers{"child_witness": "current", "child_distress": "earlier", "child_unprotected": "current"},
			Divergence{ChildrenLevels: true, Differs: []string{"child_unprotected"}}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Compare(def, assess(def, c.programme), assess(def, c.support), Thresholds{})
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
			if got.Any() != c.flagged {
				t.Errorf("flagged: %v", got.Any())
			}
		})
	}
}

// TestUnusual: the programme sees more danger than victim support, as far as both
// can tell.
func TestUnusual(t *testing.T) {
	def := checklist(t)
	for _, c := range []struct {
		programme, support Level
		want               bool
	}{
		{High, Medium, true}, {Medium, Low, true}, {Low, High, false}, {High, High, false},
		{NotEnough, Low, false}, {High, NotEnough, false},
		{Low, None, false}, {None, Low, false}, {Low, "", false},
	} {
		x, y := assess(def, answers{}), assess(def, answers{})
		x.Adult.Level, y.Adult.Level = c.programme, c.support
		if got := Compare(def, x, y, Thresholds{}); got.Unusual != c.want {
			t.Errorf("%q above %q: %v", c.programme, c.support, got.Unusual)
		}
		x, y = assess(def, answers{}), assess(def, answers{})
		x.Children.Level, y.Children.Level = c.programme, c.support
		if got := Compare(def, x, y, Thresholds{}); got.Unusual != c.want {
			t.Errorf("children: %q above %q: %v", c.programme, c.support, got.Unusual)
		}
	}
}

// TestScoreApart: scores are flagged above the threshold, not at it.
func TestScoreApart(t *testing.T) {
	score := func(points, most int) instrument.Result { return instrument.Result{Points: points, Max: most} }
	for _, c := range []struct {
		share float64
		a, b  instrument.Result
		want  bool
	}{
		{0, score(48, 60), score(36, 60), false}, // 0.8 and 0.6
		{0, score(48, 60), score(35, 60), true},
		{0, score(2, 10), score(0, 12), false},
		{0, score(3, 10), score(1, 12), true}, // 0.3 and 0.08: each of its own maximum
		{0.5, score(48, 60), score(35, 60), false},
		{0.01, score(10, 60), score(9, 60), true},
		{0, score(0, 0), score(60, 60), false}, // nothing applies
	} {
		th := Thresholds{Share: c.share}
		if th.apart(c.a, c.b) != c.want || th.apart(c.b, c.a) != c.want {
			t.Errorf("%+v and %+v by %v: want %v", c.a, c.b, c.share, c.want)
		}
	}
	def := checklist(t)
	a, b := assess(def, answers{}), assess(def, answers{})
	b.AdultScore.Points, b.ChildrenScore.Points = 14, 3
	if d := Compare(def, a, b, Thresholds{}); !d.AdultScore || !d.ChildrenScore || !d.Any() {
		t.Errorf("got %+v", d)
	}
}

func TestOppositeTrend(t *testing.T) {
	def := checklist(t)
	for _, c := range []struct {
		name                     string
		aBefore, a, bBefore, now Level
		want                     bool
	}{
		{"one up, one down", Low, Medium, High, Medium, true},
		{"both up", Low, Medium, Medium, High, false},
		{"one stays", Low, Medium, Medium, Medium, false},
		{"first review of one", "", Medium, High, Medium, false},
		{"what is not enough shows no trend", Low, Medium, High, NotEnough, false},
		{"no children before", None, Medium, High, Medium, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, y := assess(def, answers{}), assess(def, answers{})
			x.Before.Adult, x.Adult.Level, y.Before.Adult, y.Adult.Level = c.aBefore, c.a, c.bBefore, c.now
			if got := Compare(def, x, y, Thresholds{}); got.OppositeTrend != c.want {
				t.Errorf("got %+v", got)
			}
			x, y = assess(def, answers{}), assess(def, answers{})
			x.Before.Children, x.Children.Level, y.Before.Children, y.Children.Level = c.aBefore, c.a, c.bBefore, c.now
			if got := Compare(def, x, y, Thresholds{}); got.OppositeTrend != c.want {
				t.Errorf("children: got %+v", got)
			}
		})
	}
	if !(Divergence{OppositeTrend: true}).Any() {
		t.Error("an opposite trend is not flagged")
	}
}

func TestProvisional(t *testing.T) {
	def := checklist(t)
	low, high := assess(def, answers{}), assess(def, answers{"weapon": "current", "child_handovers": "current"})
	if got, want := Provisional(low, high, Levels{}), (Levels{High, Medium}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := Provisional(low, low, Levels{Adult: Medium}), (Levels{Medium, Low}); got != want {
		t.Errorf("under what was agreed: got %v, want %v", got, want)
	}
	high.Adult.Level = Low // judged down by one service alone
	if got := Provisional(low, high, Levels{}); got.Adult != High {
		t.Errorf("judged down alone: got %v", got)
	}
	if !high.Lowers(Levels{}) || low.Lowers(Levels{}) || !low.Lowers(Levels{Children: High}) {
		t.Error("does not tell who lowers")
	}
}

// drawAssessment makes any signed assessment, with any judgement.
func drawAssessment(r *rapid.T, def *instrument.Definition, name string) Assessment {
	named := answers{}
	for _, q := range def.Questions() {
		if rapid.IntRange(0, 3).Draw(r, name) == 0 {
			named[q.Name] = rapid.SampledFrom([]string{"", "earlier", "current", "unknown", "not_applicable"}).Draw(r, q.Name)
		}
	}
	a := assess(def, named)
	a.At, a.By, a.Version = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), "@anna:example.org", 1
	a.Notes = map[string]string{"weapon": rapid.String().Draw(r, "note")}
	a.Before = Levels{Adult: drawLevel(r, "before"), Children: drawLevel(r, "children before")}
	if rapid.Bool().Draw(r, "judged otherwise") {
		a.Adult = Judgement{Level: drawLevel(r, "adult"), Reason: "seen differently"}
		a.Children = Judgement{Level: drawLevel(r, "children"), Reason: "seen differently"}
	}
	return a
}

// TestCompareIsFair: exchanging the sides changes nothing but Unusual; a side
// does not differ from itself; only items that differ can be critical; nothing is
// unusual unless levels that measure differ; and everything survives being stored.
func TestCompareIsFair(t *testing.T) {
	def := checklist(t)
	rapid.Check(t, func(r *rapid.T) {
		a, b := drawAssessment(r, def, "a"), drawAssessment(r, def, "b")
		there, back := Compare(def, a, b, Thresholds{}), Compare(def, b, a, Thresholds{})
		x, y := a.Judged(), b.Judged()
		told := there.AdultLevels && x.Adult.measures() && y.Adult.measures() ||
			there.ChildrenLevels && x.Children.measures() && y.Children.measures()
		if told != (there.Unusual || back.Unusual) {
			r.Errorf("%+v and back %+v", there, back)
		}
		back.Unusual = there.Unusual
		if !reflect.DeepEqual(there, back) {
			r.Errorf("%+v and back %+v", there, back)
		}
		if itself := Compare(def, a, a, Thresholds{}); !reflect.DeepEqual(itself, Divergence{}) {
			r.Errorf("differs from itself: %+v", itself)
		}
		for _, name := range there.Critical {
			if q, _ := def.Question(name); q.Critical == instrument.NotCritical || !slices.Contains(there.Differs, name) {
				r.Errorf("%s is critical, of %v", name, there.Differs)
			}
		}
		earlier := Levels{Adult: drawLevel(r, "earlier"), Children: drawLevel(r, "earlier, children")}
		joint := Provisional(a, b, earlier)
		if joint != Provisional(b, a, earlier) || a.Adult.Level.Above(joint.Adult) || b.Children.Level.Above(joint.Children) {
			r.Errorf("%v counts", joint)
		}
		stored(r, a)
		stored(r, there)
	})
}

func stored[T any](r *rapid.T, v T) {
	data, err := json.Marshal(v)
	if err != nil {
		r.Fatal(err)
	}
	var back T
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(v, back) {
		r.Errorf("stored %+v, read %+v (%v)", v, back, err)
	}
}
