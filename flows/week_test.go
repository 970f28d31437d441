package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"asapbot/bot/render"
	"asapbot/flows"
	"asapbot/flows/risk"
)

// weekAt is what `week` says to a coordinator of a victim support service, on a day on
// which the clocks are put back, of cases that have reported what is given.
func weekAt(t *testing.T, language string, reports ...flows.Reported) string {
	t.Helper()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	by := flows.Person("@coordinator:example.org")
	n := flows.Network{
		Services: map[flows.ServiceID]flows.Service{"support": {ID: "support", Kind: flows.Support, Language: language, Zone: "Europe/Rome", Coordinators: []flows.Person{by}}},
		Cases:    map[flows.CaseCode]flows.CaseListing{},
	}
	for i, r := range reports {
		r.Code = flows.CaseCode(fmt.Sprintf("K-%04d", i+1))
		n.Cases[r.Code] = flows.CaseListing{Services: [2]flows.ServiceID{"programme", "support"}, Managers: [2]flows.Person{"@p:example.org", "@anna:example.org"}, Report: r}
	}
	_, effects := flows.StepNetwork(n, flows.Said{By: by, In: flows.Desk("support"), Ref: "$1", Text: "week"}, time.Date(2026, 10, 25, 10, 0, 0, 0, rome))
	for _, e := range effects {
		if say, ok := e.(flows.Say); ok {
			out, err := render.New(nil, render.Instruments).Say(render.Room{Languages: []string{language}, Zone: rome}, say)
			if err != nil {
				t.Fatal(err)
			}
			return strings.ReplaceAll(out.Markdown, "](https://matrix.to/#/@anna:example.org)", "]")
		}
	}
	t.Fatal("nothing is said")
	return ""
}

func utc(day, hour int) time.Time { return time.Date(2026, 10, day, hour, 0, 0, 0, time.UTC) }

func TestWeekShowsMeetingsAndActions(t *testing.T) {
	reports := []flows.Reported{
		{Meeting: utc(25, 7), Level: risk.Low},   // this morning: it may still be recorded
		{Meeting: utc(24, 21), Level: risk.High}, // yesterday evening
		{Meeting: utc(31, 22), Actions: [2]flows.OpenActions{{Count: 9, First: utc(26, 0)}, {}}},
		{Meeting: utc(31, 23), Review: utc(25, 8)}, // the eighth day, by the clock in Rome
		{Actions: [2]flows.OpenActions{{}, {Count: 3, First: utc(24, 0)}}},
		{Actions: [2]flows.OpenActions{{}, {Count: 1, First: utc(25, 0)}}},
		{Actions: [2]flows.OpenActions{{}, {Count: 1, First: utc(32, 0)}}},
		{State: flows.Closed, Meeting: utc(26, 9), Impact: [2]int{0, 1}, Alerts: 2},
	}
	want := `**From Sunday 25 October 2026 to Saturday 31 October 2026**

- **K-0008** · **2 alerts open** · level: still open · [anna]
- **overdue since Saturday 24 October 2026** · **K-0005** · action to be done, one of 3 · level: still open · [anna]
- **overdue since Saturday 24 October 2026, 23:00** · **K-0002** · meeting, not recorded yet · level: high · [anna]
- **overdue since Sunday 25 October 2026, 09:00** · **K-0004** · assessment of the risk · level: still open · [anna]
- Sunday 25 October 2026 · **K-0006** · action to be done · level: still open · [anna]
- Sunday 25 October 2026, 08:00 · **K-0001** · meeting · level: low · [anna]
- Saturday 31 October 2026, 23:00 · **K-0003** · meeting · level: still open · [anna]`
	if got := weekAt(t, "en", reports...); got != want {
		t.Errorf("the week is\n%s\nwant\n%s", got, want)
	}
}

func TestWeekIsCut(t *testing.T) {
	reports := make([]flows.Reported, 25)
	for i := range reports {
		reports[i] = flows.Reported{Review: utc(26, 8), Impact: [2]int{0, 1}}
	}
	got := weekAt(t, "it", reports...)
	if lines := strings.Count(got, "\n- "); lines != 41 || !strings.HasSuffix(got, "\n- e altri 10") {
		t.Errorf("%d lines:\n%s", lines, got)
	}
}
