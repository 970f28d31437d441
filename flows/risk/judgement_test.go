package risk

import (
	"testing"

	"pgregory.net/rapid"

	"asapbot/flows/instrument"
)

func TestJudgement(t *testing.T) {
	result := func(level, atLeast Level) instrument.Result {
		return instrument.Result{Level: string(level), AtLeast: string(atLeast)}
	}
	for _, c := range []struct {
		name        string
		judged      Level
		computed    instrument.Result
		earlier     Level
		counts      Level
		lowers      bool
		needsReason bool
	}{
		{"as computed", Medium, result(Medium, Medium), "", Medium, false, false},
		{"raised", High, result(Medium, Medium), "", High, false, true},
		{"lowered", Low, result(Medium, Medium), "", Medium, true, true},
		{"below what was agreed", Medium, result(Medium, Medium), High, High, true, true},
		{"back to what was agreed", High, result(Medium, Medium), High, High, false, true},
		{"computed above what was agreed", High, result(High, High), Medium, High, false, false},
		{"not enough, as computed", NotEnough, result(NotEnough, Low), "", NotEnough, false, false},
		{"never low without knowing", Low, result(NotEnough, Low), "", NotEnough, true, true},
		{"not enough, though known to be medium", NotEnough, result(NotEnough, Medium), "", Medium, true, true},
		{"medium, as is known", Medium, result(NotEnough, Medium), "", Medium, false, true},
		{"unknown lowers nothing", NotEnough, result(NotEnough, Low), High, High, true, true},
		{"no children", None, result(None, None), "", None, false, false},
		{"no children any more", None, result(None, None), Medium, Medium, true, true},
		{"no judgement yet", "", result(Medium, Medium), "", Medium, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Counts(c.judged, c.computed, c.earlier); got != c.counts {
				t.Errorf("counts as %s, want %s", got, c.counts)
			}
			if got := Lowers(c.judged, c.computed, c.earlier); got != c.lowers {
				t.Errorf("lowers: %v", got)
			}
			if got := NeedsReason(c.judged, c.computed, c.earlier); got != c.needsReason {
				t.Errorf("needs a reason: %v", got)
			}
		})
	}
}

// TestNothingLowersAlone: whatever one service judges, what counts is never below
// what was computed, known at least, or agreed; it differs from the judgement
// exactly where the judgement lowers; and to lower always needs a reason.
func TestNothingLowersAlone(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		computed := instrument.Result{
			Level: string(drawLevel(r, "level")), AtLeast: string(drawLevel(r, "at least")),
		}
		judged, earlier := drawLevel(r, "judged"), drawLevel(r, "earlier")
		counts := Counts(judged, computed, earlier)
		for _, floor := range []Level{Level(computed.Level), Level(computed.AtLeast), earlier, judged} {
			if floor.Above(counts) {
				r.Errorf("%q counts, below %q", counts, floor)
			}
		}
		lowers := Lowers(judged, computed, earlier)
		if lowers != (counts != judged) {
			r.Errorf("lowers %v: judged %q, counts %q", lowers, judged, counts)
		}
		if lowers && !NeedsReason(judged, computed, earlier) {
			r.Error("lowers without a reason")
		}
	})
}
