package flows

import (
	"slices"
	"testing"

	"asapbot/flows/risk"
)

func TestReadLevels(t *testing.T) {
	type levels = []risk.Level
	for _, x := range []struct {
		language, line string
		want           levels // nil: asked how
	}{
		{"en", "high", levels{risk.High}},
		{"en", "high medium", levels{risk.High, risk.Medium}},
		{"en", "high and medium", levels{risk.High, risk.Medium}},
		{"en", "High, and medium please", levels{risk.High, risk.Medium}},
		{"en", "h / m", levels{risk.High, risk.Medium}},
		{"en", "not enough information and low", levels{risk.NotEnough, risk.Low}},
		{"en", "high, then medium", nil},
		{"en", "and", nil},
		{"it", "alto e medio", levels{risk.High, risk.Medium}},
		{"it", "estremo, e alto", levels{risk.Extreme, risk.High}},
		{"it", "alto  medio", levels{risk.High, risk.Medium}},
		{"it", "e", levels{risk.Extreme}},
		{"it", "a e", levels{risk.High, risk.Extreme}},
		{"it", "b e m", levels{risk.Low, risk.Medium}},
		{"it", "e e e", levels{risk.Extreme, risk.Extreme}},
		{"it", "è alto", nil}, // and not extreme and high
		{"it", "e' alto", nil},
		{"it", "alto e", nil},
		{"it", "medio a", nil},
		{"it", "medio alto basso", levels{risk.Medium, risk.High, risk.Low}}, // one too many
		{"it", "alto perché lui beve", nil},
		{"it", "", nil},
	} {
		if got := readLevels(x.line, x.language); !slices.Equal(got, x.want) {
			t.Errorf("%s %q: got %v, want %v", x.language, x.line, got, x.want)
		}
	}
}
