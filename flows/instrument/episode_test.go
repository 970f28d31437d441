package instrument

import (
	"slices"
	"testing"
)

// TestEpisode holds what an episode records (DOMAIN section 7), and that it takes
// few questions.
func TestEpisode(t *testing.T) {
	d, ok := Latest("episode")
	if !ok {
		t.Fatal("the episode is missing")
	}
	for _, c := range []struct {
		when string
		want []string
	}{
		{"exactly", []string{"when_known", "day", "kind", "severity", "reported_by", "known_to", "account", "shared"}},
		{"roughly", []string{"when_known", "day", "kind", "severity", "reported_by", "known_to", "account", "shared"}},
		{"period", []string{"when_known", "began", "ended", "kind", "severity", "reported_by", "known_to", "account", "shared"}},
	} {
		for _, by := range []string{"him", "her"} {
			a := Answers{"when_known": c.when, "reported_by": by}
			var asked []string
			for _, q := range d.Questions() {
				if q.Type != TypeNote && d.Relevant(q.Name, a) {
					asked = append(asked, q.Name)
				}
			}
			if !slices.Equal(asked, c.want) || len(asked) > 9 {
				t.Errorf("%s: %v", c.when, asked)
			}
			if d.Relevant("before_sharing", a) != (by == "her") {
				t.Errorf("reported by %s: whether her safety is spoken of", by)
			}
		}
	}
}

func TestEpisodeKinds(t *testing.T) {
	d, _ := Latest("episode")
	for list, want := range map[string][]string{
		"kind":        {"physical", "sexual", "psychological", "economic", "stalking", "digital", "order_breached", "children"},
		"reported_by": {"him", "her", "agency", "other"},
		"shared":      {"own", "shared"},
	} {
		var got []string
		for _, c := range d.Choices[list] {
			got = append(got, c.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", list, got)
		}
	}
}

// TestEpisodeDays holds that an episode has happened, and ended after it began.
func TestEpisodeDays(t *testing.T) {
	d, _ := Latest("episode")
	a := Answers{"when_known": "period", "began": "2026-11-03", Today: "2026-11-24"}
	for _, c := range []struct {
		question, day string
		want          bool
	}{
		{"began", "2026-11-24", true}, {"began", "2026-11-25", false},
		{"ended", "2026-11-03", true}, {"ended", "2026-11-02", false}, {"ended", "2026-11-25", false},
	} {
		q, _ := d.Question(c.question)
		if got := d.Constrained(q, c.day, a); got != c.want {
			t.Errorf("%s %s: %v", c.question, c.day, got)
		}
	}
}
