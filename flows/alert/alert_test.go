package alert

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// house is two services whose people may change from one moment to the next.
type house struct{ ladders [2][]Rung }

func (h house) Ladder(side int) []Rung        { return h.ladders[side] }
func (h house) Within(side int) time.Duration { return time.Duration(15+15*side) * time.Minute }

var (
	morning = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	two     = house{[2][]Rung{
		{{"case_manager", []string{"p1"}}, {"deputy", []string{"p2", "p3"}}, {"coordinator", []string{"p4"}}},
		{{"case_manager", []string{"s1"}}, {"coordinator", []string{"s2"}}},
	}}
)

func told(replies []Reply) (people []string) {
	for _, r := range replies {
		if tell, ok := r.(Tell); ok {
			people = append(people, tell.People...)
		}
	}
	return people
}

func silent(replies []Reply) bool {
	return slices.ContainsFunc(replies, func(r Reply) bool { _, ok := r.(Silent); return ok })
}

// The programme raises; victim support does not answer, rung by rung, and for ever.
func TestNeverSilent(t *testing.T) {
	a, replies := Raise(1, Weapon, "p1", 0, two, morning)
	if got := told(replies); !reflect.DeepEqual(got, []string{"p1", "s1"}) || a.Sides[0].Next != (time.Time{}) {
		t.Fatalf("at once: %v, %+v", got, a)
	}
	for i, want := range [][]string{{"s2"}, {"s1", "s2"}, {"s1", "s2"}} {
		early := a.Sides[1].Next.Add(-time.Second)
		if _, replies := a.Step(Due{}, two, early); len(replies) > 0 {
			t.Errorf("too early: %v", replies)
		}
		now := a.Sides[1].Next
		a, replies = a.Step(Due{}, two, now)
		if got := told(replies); !reflect.DeepEqual(got, want) || silent(replies) != (i > 0) {
			t.Errorf("round %d: %v, silent: %v", i, got, silent(replies))
		}
		if again, replies := a.Step(Due{}, two, now); len(replies) > 0 || !reflect.DeepEqual(again, a) {
			t.Errorf("a second firing: %v", replies)
		}
	}
	a, replies = a.Step(Responded{1, "s2", OnIt}, two, morning.Add(3*time.Hour))
	if !slices.Equal(replies, []Reply{Taken{1}}) || a.Waits() || !a.Open() {
		t.Errorf("taken: %v %+v", replies, a)
	}
}

func TestPassedOn(t *testing.T) {
	a, _ := Raise(1, Weapon, "s1", 1, two, morning)
	a, replies := a.Step(Responded{0, "p1", PassOn}, two, morning.Add(time.Minute))
	if got := told(replies); !reflect.DeepEqual(got, []string{"p2", "p3"}) {
		t.Errorf("passed on to %v", got)
	}
	if _, replies = a.Step(Responded{0, "p1", PassOn}, two, morning.Add(time.Minute)); len(replies) > 0 {
		t.Errorf("passed on twice: %v", replies)
	}
	a, _ = a.Step(Responded{0, "p3", Known}, two, morning.Add(2*time.Minute))
	if a.Sides[0].Taken != (Answer{"p3", morning.Add(2 * time.Minute), Known}) || a.Waits() {
		t.Errorf("%+v", a.Sides[0])
	}
	// Who has taken it may find out that they cannot.
	a, replies = a.Step(Responded{0, "p3", PassOn}, two, morning.Add(time.Hour))
	if got := told(replies); !reflect.DeepEqual(got, []string{"p4"}) || !a.Waits() {
		t.Errorf("passed on to %v", got)
	}
	// Nobody else passes on what another has taken.
	a, _ = a.Step(Responded{0, "p4", OnIt}, two, morning.Add(time.Hour))
	if _, replies = a.Step(Responded{0, "p2", PassOn}, two, morning.Add(time.Hour)); len(replies) > 0 {
		t.Errorf("passed on by another: %v", replies)
	}
}

func TestUnreached(t *testing.T) {
	a, _ := Raise(1, Weapon, "p1", 0, two, morning)
	a, replies := a.Step(Unreached{1, "s1"}, two, morning.Add(time.Second))
	if got := told(replies); !reflect.DeepEqual(got, []string{"s2"}) {
		t.Errorf("the next: %v", got)
	}
	if _, replies = a.Step(Unreached{1, "s1"}, two, morning.Add(time.Second)); len(told(replies)) > 0 {
		t.Errorf("once: %v", replies)
	}
}

func TestSlip(t *testing.T) {
	a, _ := Raise(1, Weapon, "p1", 0, two, morning)
	for _, c := range []struct {
		by   string
		at   time.Duration
		want bool
	}{{"p1", 5*time.Minute - 1, true}, {"p1", 5 * time.Minute, false}, {"s1", time.Minute, false}} {
		if got := a.Slips(c.by, morning.Add(c.at)); got != c.want {
			t.Errorf("%s after %v: %v", c.by, c.at, got)
		}
	}
	a, _ = a.Step(Finished{Withdrawn}, two, morning)
	if a.Open() || a.Slips("p1", morning) {
		t.Error("withdrawn twice")
	}
}

// drawHouse is two services, with nobody left perhaps.
func drawHouse(r *rapid.T) house {
	var h house
	for side, names := range [][]string{{"p1", "p2", "p3", "p4"}, {"s1", "s2", "s3"}} {
		people := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, len(names), rapid.ID[string]).Draw(r, "people")
		for len(people) > 0 {
			n := rapid.IntRange(1, len(people)).Draw(r, "on this rung")
			h.ladders[side] = append(h.ladders[side], Rung{fmt.Sprint("rung ", len(h.ladders[side])), people[:n]})
			people = people[n:]
		}
	}
	return h
}

// The invariant of DESIGN: whatever happens, an open alert always has a moment at
// which somebody is told once more, or the answer of every service. Every climb tells
// somebody, or says to the other side that nobody answers. And it never depends on
// more than what is stored.
func TestOpenAlertsAreNeverSilent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		now := morning
		h := drawHouse(r)
		a, replies := Raise(1, rapid.SampledFrom(Kinds()).Draw(r, "kind"), "p1", rapid.IntRange(0, 1).Draw(r, "from"), h, now)
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			for side, s := range a.Sides {
				if a.Open() && !s.Answered() && s.Next.IsZero() {
					r.Fatalf("side %d waits for nobody: %+v", side, a)
				}
				if a.Open() == a.Next().IsZero() {
					r.Fatalf("nothing more is done: %+v", a)
				}
				if s.Newest > len(s.Told) {
					r.Fatalf("%d told last: %+v", s.Newest, s)
				}
				if (s.Answered() || !a.Open()) && !s.Next.IsZero() {
					r.Fatalf("side %d: %+v", side, s)
				}
			}
			for _, reply := range replies {
				if tell, ok := reply.(Tell); ok && len(tell.People) == 0 {
					r.Fatal("nobody is told")
				}
			}
			if rapid.IntRange(0, 5).Draw(r, "people change") == 0 {
				h = drawHouse(r)
			}
			side := rapid.IntRange(0, 1).Draw(r, "side")
			who := rapid.SampledFrom([]string{"p1", "p2", "s1", "s2"}).Draw(r, "who")
			var in Input
			switch rapid.SampledFrom([]string{"time", "time", "time", "answer", "unreached", "came", "again", "spoke", "end", "reopen", "back"}).Draw(r, "what") {
			case "time":
				if next := a.Sides[side].Next; !next.IsZero() {
					now = next.Add(time.Duration(rapid.IntRange(-60, 100000).Draw(r, "late")) * time.Second)
				}
				in = Due{}
			case "back": // a clock that was set back
				now = now.Add(-time.Hour)
				in = Due{}
			case "answer":
				in = Responded{side, who, rapid.SampledFrom([]Response{OnIt, Known, PassOn}).Draw(r, "how")}
			case "unreached":
				in = Unreached{side, who}
			case "came":
				in = Came{side, who, "case_manager"}
			case "again":
				in = Happened{who}
			case "spoke":
				in = Spoke{side, who}
			case "end":
				in = Finished{rapid.SampledFrom([]Ending{Closed, Withdrawn}).Draw(r, "ending")}
			case "reopen":
				in = Reopened{side, who}
			}
			before, _ := json.Marshal(a)
			late := slices.ContainsFunc(a.Sides[:], func(s Side) bool { return a.Open() && !s.Answered() && !now.Before(s.Next) })
			var after Alert
			after, replies = a.Step(in, h, now)
			if _, due := in.(Due); due && late && len(told(replies)) == 0 && !silent(replies) {
				r.Fatalf("late, and nobody is told: %+v", a)
			}
			if kept, _ := json.Marshal(a); string(kept) != string(before) {
				r.Fatal("Step changed its argument")
			}
			written, _ := json.Marshal(after)
			var read Alert
			if err := json.Unmarshal(written, &read); err != nil {
				r.Fatal(err)
			}
			if again, _ := json.Marshal(read); string(again) != string(written) {
				r.Fatal("it is stored otherwise")
			}
			a = read
		}
	})
}
