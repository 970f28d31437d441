package play

import (
	"context"
	"flag"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
)

var (
	kills = flag.Int("kills", 10, "how many times TestKilled kills the bot")
	seed  = flag.Uint64("seed", 0, "repeats the moments of an earlier TestKilled")
)

const (
	// away is how long the homeserver is away.
	away = 3 * time.Second
	// played is about how many messages the people see in the first case: the moments
	// of the kills are spread over them.
	played = 170
)

// TestKilled kills the bot ten times while the first case is played, and the
// homeserver once. Nobody may see anything of it: not a message twice, none
// missing, and no answer lost.
func TestKilled(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Log("-seed", *seed)
	chance := rand.New(rand.NewPCG(*seed, 0))
	if undisturbed == nil {
		undisturbed = plays(t, func(acting, *witness) {})
	}
	disturbed := plays(t, func(a acting, w *witness) { a.disturb(chance, w) })
	for place, told := range undisturbed {
		if again := disturbed[place]; !slices.Equal(told, again) {
			t.Errorf("%s, undisturbed:\n%s\ndisturbed:\n%s", place, strings.Join(told, "\n---\n"), strings.Join(again, "\n---\n"))
		}
	}
}

// undisturbed is the story of the first case where nothing happened.
var undisturbed map[string][]string

// witness counts what the people see, until the case is over.
type witness struct {
	seen atomic.Int64
	over chan struct{}
}

// waitFor waits until the people have seen so many messages.
func (w *witness) waitFor(n int) {
	for w.seen.Load() < int64(n) {
		select {
		case <-w.over:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// plays plays the first case while something happens, and returns its story.
func plays(t *testing.T, meanwhile func(acting, *witness)) map[string][]string {
	w := &witness{over: make(chan struct{})}
	a := open(t, "en", 3*time.Minute, func(string, stage.Seen) { w.seen.Add(1) })
	began := time.Now()
	var happening sync.WaitGroup
	happening.Go(func() { meanwhile(a, w) })
	defer happening.Wait()
	a.acts(func(ctx context.Context) error {
		defer close(w.over)
		return a.FirstCase(ctx)
	})
	happening.Wait()
	t.Logf("played in %v, %d messages seen", time.Since(began).Round(time.Millisecond), a.seen())
	a.proves(a.Proof())
	a.comparesAnswers()
	story := a.story()
	a.Scene.Close()
	return story
}

// story is what the bot has told the case managers, as far as it is the same in
// every case: who comes into a room first is not.
func (a acting) story() map[string][]string {
	story := map[string][]string{}
	for _, manager := range []string{ManagerP, ManagerS} {
		story[manager+" alone"] = a.told(manager, a.private(), "")
		story[manager+" with the other"] = a.told(manager, a.shared(), a.known("agreement.both"))
	}
	return story
}

// disturb kills the bot at random moments, and the homeserver in the middle.
func (a acting) disturb(chance *rand.Rand, w *witness) {
	moments := make([]int, *kills)
	for i := range moments {
		moments[i] = chance.IntN(played)
	}
	slices.Sort(moments)
	outage := played/3 + chance.IntN(played/3)
	for _, moment := range moments {
		if outage > 0 && outage < moment {
			w.waitFor(outage)
			outage = 0
			a.killHomeserver()
		}
		w.waitFor(moment)
		time.Sleep(time.Duration(chance.IntN(200)) * time.Millisecond) // any moment
		a.Bot.Kill()
		a.t.Logf("the bot is killed after %d messages seen", w.seen.Load())
		if err := a.Bot.Start(); err != nil {
			a.t.Error(err)
		}
	}
	if outage > 0 {
		w.waitFor(outage)
		a.killHomeserver()
	}
}

// killHomeserver has the homeserver away for a while.
func (a acting) killHomeserver() {
	a.t.Log("the homeserver is killed")
	a.Between(a.Homeserver.Kill)
	time.Sleep(away)
	if err := a.Homeserver.Restart(a.ctx); err != nil {
		a.t.Error(err)
	}
}

// chanceful is what differs from case to case: its code and that of the partnership, the codes of the pairing,
// days and times.
var chanceful = regexp.MustCompile(`[KP]-\d{4}|\d{4} \d{4}|[A-Z][a-z]+day \d+ [A-Z][a-z]+ \d{4}(, \d\d:\d\d)?`)

// told is what the bot has told a person in a room, from a message on.
func (a acting) told(who, ending, from string) []string {
	var told []string
	begun := from == ""
	for _, m := range a.People[who].Seen("") {
		if m.Key == "" || !strings.HasSuffix(m.RoomName, ending) {
			continue
		}
		if begun = begun || strings.Contains(m.Body, from); begun {
			told = append(told, m.Kind+": "+chanceful.ReplaceAllString(m.Body, "…"))
		}
	}
	return told
}
