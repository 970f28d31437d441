package bot

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"asapbot/bot/store"
)

// people are those of the first case.
var people = []string{"coordinator-p", "coordinator-s", "manager-p", "manager-s"}

// outcomeOf is what is left after a whole case: what everybody has seen, and what
// the store holds.
type outcomeOf struct {
	seen    map[string]map[string][]string // by person and room
	state   []string
	commits int
	actions int // sends and operations on rooms
	begun   struct{ commits, actions int }
	faults  int
	log     []string
}

// injection says which requests fail, and how.
type injection struct {
	name    string
	update  bool // commits, otherwise what goes to the homeserver
	every   int  // one in so many fails; 0 for none
	from    int  // the first of them
	fault   func(s *stage, r request) error
	after   bool // it fails after it took effect
	delayed time.Duration
}

// firstCaseWith plays the whole first case with faults.
func firstCaseWith(t *testing.T, in injection) outcomeOf {
	lines, err := script(firstCase)
	if err != nil || len(lines) == 0 {
		t.Fatal("no script: ", err)
	}
	return playedWith(t, lines, in)
}

// playedWith plays a script with faults.
func playedWith(t *testing.T, lines []string, in injection) (o outcomeOf) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.server.delay = in.delayed
		o = s.playedWith(in, lines)
	})
	return o
}

// playedWith plays what people do, with faults.
func (s *stage) playedWith(in injection, lines []string) (o outcomeOf) {
	s.server.stage(s.inject(in, &o))
	over := make(chan struct{})
	go func() { // whoever dies is started again, by the machine
		defer close(over)
		for s.start(); ; s.start() {
			<-s.life.ended
			if !s.life.dead.Load() {
				return
			}
			time.Sleep(time.Second)
		}
	}()
	if err := s.play(lines); err != nil {
		s.Error(err)
	}
	s.server.healthy()
	time.Sleep(5 * pace)
	s.life.cancel()
	<-over
	if s.life.err != nil {
		s.Error(s.life.err)
	}
	o.seen = map[string]map[string][]string{}
	for _, name := range people {
		o.seen[name] = s.server.seen(person(name))
	}
	o.state, o.log = s.dump(), s.log.all()
	return o
}

// inject counts the requests that have an effect, and lets some of them fail.
func (s *stage) inject(in injection, o *outcomeOf) func(request) error {
	counting := make(chan struct{}, 1) // a mutex that Goexit leaves alone
	return func(r request) error {
		if r.what == "Sync" || r.what == "Read" || r.what == "Backfill" || r.of.dead.Load() {
			return nil
		}
		counting <- struct{}{}
		n := counted(o, r)
		*n++
		hit := in.every > 0 && (r.what == "Update") == in.update && r.after == in.after && *n%in.every == in.from
		if hit {
			o.faults++
		}
		<-counting
		if hit {
			return in.fault(s, r)
		}
		return nil
	}
}

func counted(o *outcomeOf, r request) *int {
	switch {
	case r.what == "Update" && r.after:
		return &o.commits
	case r.what == "Update":
		return &o.begun.commits
	case r.after:
		return &o.actions
	}
	return &o.begun.actions
}

// compare says how an outcome differs from the undisturbed one.
func (o outcomeOf) compare(t *testing.T, want outcomeOf) {
	t.Helper()
	for _, name := range people {
		for _, room := range slices.Sorted(maps.Keys(want.seen[name])) {
			if got, want := o.seen[name][room], want.seen[name][room]; !slices.Equal(got, want) {
				t.Errorf("%s in %q has not seen what they should:\n%s", name, room, difference(got, want))
			}
		}
		if len(o.seen[name]) != len(want.seen[name]) {
			t.Errorf("%s has seen %d rooms, not %d", name, len(o.seen[name]), len(want.seen[name]))
		}
	}
	if !slices.Equal(o.state, want.state) {
		t.Errorf("the state differs:\n%s", difference(o.state, want.state))
	}
}

// difference is the first line that differs, with those around it.
func difference(got, want []string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	part := func(lines []string) string {
		return strings.Join(lines[min(max(i-1, 0), len(lines)):min(i+3, len(lines))], "\n      ")
	}
	return "got  " + part(got) + "\nwant " + part(want)
}

// crash and its relatives are the ways in which a request can end badly.
func crash(_ *stage, r request) error {
	r.of.crash()
	return nil
}

// crashBoth is a crash of the homeserver at the same time.
func crashBoth(s *stage, r request) error {
	s.server.forget()
	r.of.crash()
	return nil
}

func noAnswer(*stage, request) error { return errors.New("fake: the connection was lost") }

func noAnswerForgotten(s *stage, _ request) error {
	s.server.forget()
	return errors.New("fake: the server was restarted")
}

func diskFull(*stage, request) error { return store.ErrFull }

// slow is how long a homeserver may need until it shows what it has taken.
const slow = 300 * time.Millisecond

// injections are the ways in which every commit and every action is disturbed.
var injections = []injection{
	{name: "the bot is killed before a commit", update: true, fault: crash},
	{name: "the bot is killed after a commit", update: true, fault: crash, after: true},
	{name: "bot and homeserver are killed before a commit", update: true, fault: crashBoth},
	{name: "bot and homeserver are killed after a commit", update: true, fault: crashBoth, after: true, delayed: slow},
	{name: "the disk is full at a commit", update: true, fault: diskFull},
	{name: "the bot is killed before an action", fault: crash},
	{name: "the bot is killed after an action", fault: crash, after: true},
	{name: "bot and homeserver are killed after an action", fault: crashBoth, after: true, delayed: slow},
	{name: "an action fails", fault: noAnswer},
	{name: "the answer to an action is lost", fault: noAnswer, after: true, delayed: slow},
	{name: "the answer to an action is lost and the homeserver forgets", fault: noAnswerForgotten, after: true, delayed: slow},
}

// TestCrashMatrix plays the whole first case with a fault at every commit, and at
// every send and operation on a room. At the end everybody has seen every message
// once and in order, and the state is that of the undisturbed run.
func TestCrashMatrix(t *testing.T) { crashMatrix(t, firstCaseWith) }

// crashMatrix plays something with a fault at every place.
func crashMatrix(t *testing.T, play func(*testing.T, injection) outcomeOf) {
	// stride is the distance between two faults of one run. There are as many runs
	// as this, so that the fault comes to every place.
	stride := 12
	undisturbed := play(t, injection{})
	var faults atomic.Int64
	t.Run("matrix", func(t *testing.T) {
		for _, in := range injections {
			for from := range stride {
				in.every, in.from = stride, from
				t.Run(fmt.Sprintf("%s/%d", in.name, from), func(t *testing.T) {
					t.Parallel()
					o := play(t, in)
					o.compare(t, undisturbed)
					if t.Failed() {
						t.Logf("log:\n%s", strings.Join(o.log, "\n"))
					}
					faults.Add(int64(o.faults))
				})
			}
		}
	})
	t.Logf("a case of %d commits and %d actions, played %d times with %d faults",
		undisturbed.commits, undisturbed.actions, len(injections)*stride, faults.Load())
}
