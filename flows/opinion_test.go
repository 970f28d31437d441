package flows

import (
	"testing"

	"asapbot/flows/risk"
)

// No level that an agency has named may end up in its reason.
func TestReadView(t *testing.T) {
	for line, want := range map[string]View{
		"high medium he was armed":      {Levels: risk.Levels{Adult: risk.High, Children: risk.Medium}, Reason: "he was armed"},
		"high, medium, he was armed":    {Levels: risk.Levels{Adult: risk.High, Children: risk.Medium}, Reason: "he was armed"},
		"high/low: he, too, was armed":  {Levels: risk.Levels{Adult: risk.High, Children: risk.Low}, Reason: "he, too, was armed"},
		"extreme - a threat, yesterday": {Levels: risk.Levels{Adult: risk.Extreme}, Reason: "a threat, yesterday"},
		"not enough, we met him once":   {Levels: risk.Levels{Adult: risk.NotEnough}, Reason: "we met him once"},
		"he was armed":                  {Reason: "he was armed"},
		"high":                          {Levels: risk.Levels{Adult: risk.High}},
		"":                              {},
	} {
		levels, reason := readView(line, "en")
		if levels != want.Levels || reason != want.Reason {
			t.Errorf("%q is read as %+v, %q", line, levels, reason)
		}
	}
}
