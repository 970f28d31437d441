package picture

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Whatever a picture shows, its words begin with what a lock screen may show, end with
// whom they must not reach, and stay short however long the case has lasted.
func TestWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		words := p.Words()
		if first := words[0]; first.ID != "ring.picture" || len(first.Args) != 1 || *first.Args["Code"].Text != p.Case {
			t.Errorf("they begin with %+v", first)
		}
		if last := words[len(words)-1]; last.ID != "joint.never_to_him" {
			t.Errorf("they end with %+v", last)
		}
		if written, err := json.Marshal(words); err != nil || len(written) > 12000 {
			t.Errorf("%d bytes of words, %v", len(written), err)
		}
	})
}

func drawn(t *rapid.T) Picture {
	moment := rapid.Map(rapid.Int64Range(0, 5*365*86400), func(s int64) time.Time {
		return time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC).Add(time.Duration(s) * time.Second)
	})
	if rapid.Bool().Draw(t, "change") {
		share := rapid.Custom(func(t *rapid.T) Share {
			return Share{rapid.IntRange(0, TimePoints-1).Draw(t, "point"), rapid.IntRange(0, 100).Draw(t, "percent")}
		})
		domain := rapid.Custom(func(t *rapid.T) Domain {
			shares := rapid.SliceOfNDistinct(share, 0, TimePoints, func(s Share) int { return s.Point })
			return Domain{message.New("plain"), shares.Draw(t, "his"), shares.Draw(t, "hers")}
		})
		return Picture{Case: "K-1", Change: &Change{rapid.SliceOfN(domain, 0, 6).Draw(t, "domains")}}
	}
	level := rapid.SampledFrom([]risk.Level{"", risk.None, risk.Low, risk.NotEnough, risk.Medium, risk.High, risk.Extreme})
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Step { return Step{moment.Draw(t, "at"), level.Draw(t, "level")} }), 0, 260)
	views := rapid.Custom(func(t *rapid.T) Views {
		return Views{steps.Draw(t, "programme"), steps.Draw(t, "support"), steps.Draw(t, "joint")}
	})
	return Picture{Case: "K-1", Timeline: &Timeline{
		From: moment.Draw(t, "from"), Until: moment.Draw(t, "until"), Programme: "P", Support: "S",
		Adult: views.Draw(t, "adult"), Children: rapid.Ptr(views, true).Draw(t, "children"),
		Events: rapid.SliceOfN(moment, 0, 60).Draw(t, "events"), Meetings: rapid.SliceOfN(moment, 0, 60).Draw(t, "meetings"),
	}}
}

// A level that is given again is the same level, and holds since it was first given.
func TestChanges(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }
	got := changes([]Step{{at(1), risk.Low}, {at(2), risk.Low}, {at(3), ""}, {at(4), risk.High}, {at(5), risk.High}})
	want := []Step{{at(1), risk.Low}, {at(3), ""}, {at(4), risk.High}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %v, want %v", got, want)
	}
}
