package recidivism

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func on(day int) time.Time { return time.Date(2026, 6, day, 0, 0, 0, 0, time.UTC) }

func episode(by Reporter, day, weight int, kinds ...string) Episode {
	return Episode{From: on(day), To: on(day), By: by, Kinds: kinds, Weight: weight, Recorded: on(day).Add(time.Hour)}
}

func roughly(e Episode) Episode { e.Roughly = true; return e }

func until(e Episode, day int) Episode { e.To = on(day); return e }

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct {
		episodes                []Episode
		both, her, him, further int
		differs                 bool
	}{
		"nothing":                         {nil, 0, 0, 0, 0, false},
		"the same day and kind":           {[]Episode{episode(Her, 1, 2, "physical"), episode(Him, 1, 2, "physical")}, 1, 0, 0, 0, false},
		"another severity":                {[]Episode{episode(Her, 1, 4, "physical"), episode(Him, 1, 1, "physical")}, 1, 0, 0, 0, true},
		"a severity that he does not say": {[]Episode{episode(Her, 1, 4, "physical"), episode(Him, 1, 0, "physical")}, 1, 0, 0, 0, false},
		"one kind of several":             {[]Episode{episode(Her, 1, 2, "physical", "digital"), episode(Him, 1, 2, "digital")}, 1, 0, 0, 0, false},
		"another kind":                    {[]Episode{episode(Her, 1, 2, "physical"), episode(Him, 1, 2, "digital")}, 0, 1, 1, 0, false},
		"the night between":               {[]Episode{episode(Her, 1, 2, "physical"), episode(Him, 2, 2, "physical")}, 1, 0, 0, 0, false},
		"two days apart":                  {[]Episode{episode(Her, 1, 2, "physical"), episode(Him, 3, 2, "physical")}, 0, 1, 1, 0, false},
		"roughly two weeks":               {[]Episode{roughly(episode(Her, 1, 2, "physical")), episode(Him, 15, 2, "physical")}, 1, 0, 0, 0, false},
		"roughly, and too far":            {[]Episode{roughly(episode(Her, 1, 2, "physical")), episode(Him, 16, 2, "physical")}, 0, 1, 1, 0, false},
		"a day in a period":               {[]Episode{until(episode(Her, 1, 2, "stalking"), 20), episode(Him, 9, 2, "stalking")}, 1, 0, 0, 0, false},
		"two of hers, one of his":         {[]Episode{episode(Her, 1, 2, "physical"), episode(Her, 2, 2, "physical"), episode(Him, 2, 2, "physical")}, 1, 1, 0, 0, false},
		"the police alone":                {[]Episode{episode(Agency, 1, 2, "physical")}, 0, 0, 0, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := Compare(c.episodes)
			if len(got.Both) != c.both || len(got.HerAlone) != c.her || len(got.HimAlone) != c.him || len(got.Others) != c.further {
				t.Errorf("%+v", got)
			}
			if c.both > 0 && got.Both[0].SeverityDiffers() != c.differs {
				t.Errorf("severity differs: %v", !c.differs)
			}
		})
	}
}

// The nearest are one: her two episodes of two days, of which he reports the second.
func TestNearestFirst(t *testing.T) {
	got := Compare([]Episode{episode(Her, 1, 1, "physical"), episode(Her, 2, 2, "physical"), episode(Him, 2, 3, "physical")})
	if !got.Both[0].Hers.From.Equal(on(2)) || !got.HerAlone[0].From.Equal(on(1)) {
		t.Errorf("%+v", got)
	}
}

func TestLate(t *testing.T) {
	e := episode(Her, 1, 1, "physical")
	if e.Recorded = on(31); e.Late() {
		t.Error("after a month")
	}
	if e.Recorded = on(31).Add(time.Minute); !e.Late() {
		t.Error("after more than a month")
	}
}

// Whatever is reported: each episode stands in the comparison once, her words and his
// change places when the two do, and the order of the records changes nothing.
func TestCompareProperties(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		episodes := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) Episode {
			day := rapid.IntRange(1, 28).Draw(r, "day")
			e := episode(rapid.SampledFrom([]Reporter{Him, Her, Agency, Other}).Draw(r, "by"), day,
				rapid.IntRange(0, 4).Draw(r, "weight"), rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"physical", "digital", "stalking"}), 1, 3, rapid.ID[string]).Draw(r, "kinds")...)
			e.Roughly = rapid.Bool().Draw(r, "roughly")
			e.To = on(day + rapid.IntRange(0, 20).Draw(r, "longer"))
			return e
		}), 0, 12).Draw(r, "episodes")
		for i := range episodes {
			episodes[i].Number = i + 1
		}
		got := Compare(episodes)
		seen := map[int]int{}
		for _, p := range got.Both {
			seen[p.Hers.Number]++
			seen[p.His.Number]++
			if p.Hers.By != Her || p.His.By != Him || shared(p.Hers, p.His) == 0 || apart(p.Hers, p.His) > near(p.Hers, p.His) {
				r.Errorf("no pair: %+v", p)
			}
		}
		for _, e := range slices.Concat(got.HerAlone, got.HimAlone, got.Others) {
			seen[e.Number]++
		}
		for i := range episodes {
			if seen[i+1] != 1 {
				r.Errorf("episode %d stands there %d times", i+1, seen[i+1])
			}
		}
		if len(seen) != len(episodes) {
			r.Error("more than there is")
		}
		exchanged := slices.Clone(episodes)
		for i, e := range exchanged {
			switch e.By {
			case Him:
				exchanged[i].By = Her
			case Her:
				exchanged[i].By = Him
			}
		}
		if other := Compare(exchanged); len(other.Both) != len(got.Both) || len(other.HerAlone) != len(got.HimAlone) {
			r.Errorf("exchanged: %+v and %+v", got, other)
		}
		if again := Compare(slices.Clone(episodes)); !reflect.DeepEqual(again, got) {
			r.Error(fmt.Sprintf("again: %+v and %+v", got, again))
		}
	})
}
