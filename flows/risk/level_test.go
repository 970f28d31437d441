package risk

import (
	"testing"

	"pgregory.net/rapid"

	"asapbot/flows/instrument"
)

// inOrder are all levels from the lowest.
var inOrder = []Level{"", None, Low, NotEnough, Medium, High, Extreme}

func drawLevel(r *rapid.T, name string) Level {
	return rapid.SampledFrom(inOrder).Draw(r, name)
}

func TestAbove(t *testing.T) {
	for i, a := range inOrder {
		for j, b := range inOrder {
			if a.Above(b) != (i > j) {
				t.Errorf("%q above %q is %v", a, b, a.Above(b))
			}
		}
	}
	if Level("odd").Above(None) || !None.Above("odd") {
		t.Error("what is no level is not below all")
	}
}

func TestParseLevel(t *testing.T) {
	for _, l := range inOrder[1:] {
		if got, ok := ParseLevel(string(l)); !ok || got != l {
			t.Errorf("%q is %q %v", l, got, ok)
		}
	}
	for _, name := range []string{"", "HIGH", "very high"} {
		if got, ok := ParseLevel(name); ok || got != "" {
			t.Errorf("%q is %q %v", name, got, ok)
		}
	}
}

func TestMax(t *testing.T) {
	if got := Max(); got != "" {
		t.Errorf("of nothing: %q", got)
	}
	if got := Max(Low, Extreme, "", Medium); got != Extreme {
		t.Errorf("got %q", got)
	}
	if got := Max(Low, NotEnough); got != NotEnough {
		t.Errorf("got %q", got)
	}
	if got := (Levels{Adult: Medium, Children: High}).Max(); got != High {
		t.Errorf("got %q", got)
	}
	rapid.Check(t, func(r *rapid.T) {
		a, b := drawLevel(r, "a"), drawLevel(r, "b")
		m := Max(a, b)
		if m != Max(b, a) || a.Above(m) || b.Above(m) || m != a && m != b {
			r.Errorf("the higher of %q and %q is %q", a, b, m)
		}
	})
}

// TestRuleLevels holds that every level that a bundled rule gives is a level here.
func TestRuleLevels(t *testing.T) {
	for _, d := range instrument.Library() {
		for _, rule := range d.Rules {
			if _, ok := ParseLevel(rule.Level); !ok {
				t.Errorf("%s: rule %s gives %q", d.ID, rule.ID, rule.Level)
			}
		}
	}
}
