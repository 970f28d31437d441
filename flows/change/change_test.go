package change

import (
	"testing"

	"asapbot/flows/instrument"

	"pgregory.net/rapid"
)

func definitions(t testing.TB) (his, hers *instrument.Definition) {
	t.Helper()
	his, ok := instrument.Latest("impact_client")
	hers, found := instrument.Latest("impact_partner")
	if !ok || !found {
		t.Fatal("a questionnaire on change is missing")
	}
	return his, hers
}

// sitting answers questions at a time point.
func sitting(d *instrument.Definition, point int, answers map[string]string) Sitting {
	a := instrument.Answers{"time_point": "T" + string(rune('0'+point)), "agrees_today": "yes"}
	for name, value := range answers {
		a[name] = value
	}
	return Sitting{Point: point, Hers: d.Respondent == instrument.Partner, Definition: d, Answers: d.Given(a)}
}

func domain(t *testing.T, all []Domain, scale string) Domain {
	t.Helper()
	for _, d := range all {
		if d.Scale == scale {
			return d
		}
	}
	t.Fatalf("no domain %s", scale)
	return Domain{}
}

func TestResults(t *testing.T) {
	his, hers := definitions(t)
	pushed := func(v string) map[string]string {
		return map[string]string{"pushed": v, "slapped": "never", "beaten": "never", "object": "never", "neck": "never", "weapon": "never"}
	}
	all := Results([]Sitting{
		sitting(hers, 1, pushed("often")), sitting(his, 2, pushed("once")), sitting(his, 1, pushed("often")),
	})
	d := domain(t, all, "physical")
	if len(d.His) != 2 || d.His[0] != (Share{1, 17}) || d.His[1] != (Share{2, 6}) || len(d.Hers) != 1 || d.Hers[0] != (Share{1, 17}) {
		t.Errorf("%+v", d)
	}
	if d := domain(t, all, "digital"); len(d.His) != 0 {
		t.Errorf("what was not answered is no zero: %+v", d)
	}
	if moves := Moves(all, false); len(moves) != 1 || !moves[0].Fell() || moves[0].From.Point != 1 {
		t.Errorf("%+v", moves)
	}
	if moves := Moves(all, true); len(moves) != 0 {
		t.Errorf("one time point is no move: %+v", moves)
	}
}

// Prefer not to say lowers nothing.
func TestNotKnownCountsNowhere(t *testing.T) {
	his, _ := definitions(t)
	known := Results([]Sitting{sitting(his, 1, map[string]string{"pushed": "often"})})
	more := Results([]Sitting{sitting(his, 1, map[string]string{"pushed": "often", "slapped": "no_answer"})})
	if a, b := domain(t, known, "physical").His[0], domain(t, more, "physical").His[0]; a != b || a.Percent != 100 {
		t.Errorf("%+v and %+v", a, b)
	}
}

func TestContradictions(t *testing.T) {
	his, hers := definitions(t)
	type said struct {
		d     *instrument.Definition
		point int
		value string
	}
	for name, c := range map[string]struct {
		said []said
		want []Stopped
	}{
		"nothing":                         {nil, nil},
		"he never did it":                 {[]said{{his, 1, "never"}, {hers, 1, "often"}}, nil},
		"it stopped, she says so too":     {[]said{{his, 1, "once"}, {his, 2, "never"}, {hers, 2, "never"}}, nil},
		"it stopped, and goes on":         {[]said{{his, 1, "once"}, {his, 2, "never"}, {hers, 2, "once"}}, []Stopped{{"pushed", hers, 2, 2}}},
		"the nearest of hers":             {[]said{{his, 1, "once"}, {his, 3, "never"}, {hers, 0, "never"}, {hers, 2, "often"}}, []Stopped{{"pushed", hers, 3, 2}}},
		"of two that are near, the later": {[]said{{his, 1, "once"}, {his, 2, "never"}, {hers, 1, "often"}, {hers, 3, "never"}}, nil},
		"it began again":                  {[]said{{his, 1, "once"}, {his, 2, "never"}, {his, 3, "once"}, {hers, 3, "once"}}, nil},
		"stopped for long":                {[]said{{his, 1, "once"}, {his, 2, "never"}, {his, 3, "never"}, {hers, 3, "once"}}, []Stopped{{"pushed", hers, 3, 3}}},
		"she would not say":               {[]said{{his, 1, "once"}, {his, 2, "never"}, {hers, 2, "no_answer"}, {hers, 1, "often"}}, []Stopped{{"pushed", hers, 2, 1}}},
		"he would not say":                {[]said{{his, 1, "once"}, {his, 2, "no_answer"}, {hers, 2, "often"}}, nil},
		"hers are missing":                {[]said{{his, 1, "once"}, {his, 2, "never"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var sittings []Sitting
			for _, s := range c.said {
				sittings = append(sittings, sitting(s.d, s.point, map[string]string{"pushed": s.value}))
			}
			got := Contradictions(sittings)
			if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// Whatever was answered: shares are percentages, in the order of the time points and at
// those that were answered; and the order of the sittings changes nothing.
func TestResultsProperties(t *testing.T) {
	his, hers := definitions(t)
	rapid.Check(t, func(r *rapid.T) {
		var sittings []Sitting
		for point := range 5 {
			for _, d := range []*instrument.Definition{his, hers} {
				if !rapid.Bool().Draw(r, "given") {
					continue
				}
				answers := map[string]string{}
				for _, q := range d.Questions() {
					if q.Selects() && rapid.Bool().Draw(r, "answered") {
						answers[q.Name] = rapid.SampledFrom(d.Choices[q.List]).Draw(r, "choice").Name
					}
				}
				answers["agrees_today"] = "yes"
				sittings = append(sittings, sitting(d, point, answers))
			}
		}
		shuffled := rapid.Permutation(sittings).Draw(r, "order")
		got, again := Results(sittings), Results(shuffled)
		if len(got) != len(again) || len(Contradictions(sittings)) != len(Contradictions(shuffled)) {
			r.Error("the order changes something")
		}
		for _, d := range got {
			for _, shares := range [][]Share{d.His, d.Hers} {
				last := -1
				for _, s := range shares {
					if s.Point <= last || s.Percent < 0 || s.Percent > 100 {
						r.Errorf("%s: %+v", d.Scale, shares)
					}
					last = s.Point
				}
			}
		}
	})
}
