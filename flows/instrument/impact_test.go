package instrument

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

var timePoints = []string{"T0", "T1", "T2", "T3", "T4"}

// impact is his and her questionnaire on change.
func impact(t testing.TB) (his, hers *Definition) {
	t.Helper()
	his, ok := Latest("impact_client")
	hers, found := Latest("impact_partner")
	if !ok || !found {
		t.Fatal("a questionnaire on change is missing")
	}
	return his, hers
}

// asks is what a question is about, as the table of DOMAIN section 6 says it: the
// period, or that it is asked.
func asks(q Question) string {
	_, period, _ := strings.Cut(q.Name, "_period_")
	switch {
	case period != "":
		return period
	case strings.HasSuffix(q.Name, "_ever"):
		return "ever"
	case q.Name == "changes" || strings.HasPrefix(q.Name, "new_"):
		return "new"
	case q.Type == TypeNote:
		return ""
	}
	return "asked"
}

// TestImpactTable is the table of DOMAIN section 6: for each domain, person and
// time point what is asked, and about which period. A dash is an empty cell.
func TestImpactTable(t *testing.T) {
	const (
		behaviour  = "ever t0 asked | t1 asked | t2 asked | t2 asked | t4 asked"
		repeated   = "t0 asked | t1 asked | t2 asked | t2 asked | t4 asked"
		always     = "asked | asked | asked | asked | asked"
		never      = "- | - | - | - | -"
		background = "asked | - | new | new | new"
	)
	his, hers := impact(t)
	for _, row := range []struct{ domain, groups, his, hers string }{
		{"background, relationship, children", "background changes", background, background},
		{"agreement, safe ways of contact", "agreement", always, always},
		{"referral, legal history", "referral", background, background},
		{"behaviour: emotional/controlling", "emotional", behaviour, behaviour},
		{"behaviour: physical", "physical", behaviour, behaviour},
		{"behaviour: sexual", "sexual", behaviour, behaviour},
		{"behaviour: digital", "digital", behaviour, behaviour},
		{"injury and emotional effects on her", "injury", repeated, repeated},
		{"effects on children", "children_effects", repeated, repeated},
		{"safety, fear, wellbeing", "safety", never, always},
		{"responsibility, motivation", "responsibility", always, never},
		{"perceived change, remaining concerns", "perceived_change", "- | - | asked | asked | asked", "- | - | asked | asked | asked"},
		{"police, court, service contact", "contacts", always, always},
		{"experience of the programme, reason of the end", "experience", "- | - | asked | asked | asked", "- | - | asked | asked | -"},
	} {
		for _, side := range []struct {
			d    *Definition
			want string
		}{{his, row.his}, {hers, row.hers}} {
			var cells []string
			for _, point := range timePoints {
				cells = append(cells, cell(side.d, strings.Fields(row.groups), point))
			}
			if got := strings.Join(cells, " | "); got != side.want {
				t.Errorf("%s, %s: got %s, want %s", row.domain, side.d.Respondent, got, side.want)
			}
		}
	}
}

// cell is what the groups ask at a time point where everything has happened.
func cell(d *Definition, groups []string, point string) string {
	var said []string
	for _, q := range sitting(d, point, everything) {
		is := asks(q)
		if slices.Contains(groups, d.GroupOf(q.Name).Name) && is != "" && !slices.Contains(said, is) {
			said = append(said, is)
		}
	}
	slices.SortFunc(said, func(a, b string) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	return cmp.Or(strings.Join(said, " "), "-")
}

func rankOf(said string) int {
	return slices.Index([]string{"ever", "t0", "t1", "t2", "t4", "asked", "new"}, said)
}

// TestImpactLength holds a sitting short: whoever answers is asked about the worst
// that has happened, and may have little time in safety.
func TestImpactLength(t *testing.T) {
	his, hers := impact(t)
	for _, d := range []*Definition{his, hers} {
		for _, point := range timePoints {
			few, some, all := asked(sitting(d, point, nothing)), asked(sitting(d, point, something)), asked(sitting(d, point, everything))
			t.Logf("%s %s: %d questions where nothing happened, %d where something did, %d where everything did", d.Respondent, point, few, some, all)
			most := map[string]int{"T0": 45, "T1": 38}[point]
			if some > cmp.Or(most, 42) {
				t.Errorf("%s at %s is asked %d questions", d.Respondent, point, some)
			}
		}
	}
}
