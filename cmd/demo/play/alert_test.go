package play

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
)

// read is what each person has read of the bot since then, in each room; what is urgent
// may have passed what had to wait.
func (p alertPlay) read(before map[string]bool) map[string][]string {
	read := map[string][]string{}
	for _, who := range Names {
		for _, m := range p.People[who].Seen("") {
			if m.Key != "" && !before[who+m.EventID] {
				room := m.RoomName[max(0, strings.LastIndex(m.RoomName, "·")):]
				read[who] = append(read[who], room+" "+m.Kind+": "+chanceful.ReplaceAllString(m.Body, "…"))
			}
		}
		slices.Sort(read[who])
	}
	return read
}

// alertRun is what came of an alert.
type alertRun struct {
	seen    int                       // messages, by all people
	read    map[string][]string       // by person
	mailed  map[string]map[string]int // by person and notice: how often
	doubled int                       // messages that somebody saw twice
}

// alertPlays plays it while something happens.
func alertPlays(t *testing.T, meanwhile func(alertPlay, *witness)) alertRun {
	t.Helper()
	w := &witness{over: make(chan struct{})}
	p := openAlert(t, func(string, stage.Seen) { w.seen.Add(1) })
	before := map[string]bool{}
	for _, who := range Names {
		for _, m := range p.People[who].Seen("") {
			before[who+m.EventID] = true
		}
	}
	w.seen.Store(0)
	began := time.Now()
	var happening sync.WaitGroup
	happening.Go(func() { meanwhile(p, w) })
	defer happening.Wait()
	p.acts(func(ctx context.Context) error {
		defer close(w.over)
		return p.story(ctx)
	})
	happening.Wait()
	p.does(p.everywhere(p.ctx)) // of the last life, too
	run := alertRun{seen: int(w.seen.Load()), read: p.read(before), mailed: map[string]map[string]int{}}
	var wrong []string
	for _, who := range Names {
		run.mailed[who] = p.box.of(who)
		twice := p.onceEach(who)
		run.doubled += len(twice)
		wrong = slices.Concat(wrong, twice, p.sealed(who))
	}
	p.proves(wrong)
	t.Logf("played in %v, %d messages seen", time.Since(began).Round(time.Millisecond), run.seen)
	p.Scene.Close()
	return run
}

// TestAlertKilled kills the bot ten times and more while an alert is raised, climbs, and is
// acknowledged, at moments of the alert's own. Everybody reads every message once, each
// rung tells whom it should, and every notice leaves, at most once more for each kill.
func TestAlertKilled(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	t.Log("-seed", *seed)
	chance := rand.New(rand.NewPCG(*seed, 1))
	calm := alertPlays(t, func(alertPlay, *witness) {})
	killed := 0
	wild := alertPlays(t, func(p alertPlay, w *witness) { killed = p.killedAt(chance, w, calm.seen*4/5) })
	lost := 0
	for who, should := range calm.read {
		missing, more := apart(should, wild.read[who]), apart(wild.read[who], should)
		lost += len(missing)
		if len(missing)+len(more) > 0 {
			t.Errorf("%s has not read\n%s\nand has read\n%s", who, strings.Join(missing, "\n---\n"), strings.Join(more, "\n---\n"))
		}
	}
	notices, again := 0, 0
	for who, should := range calm.mailed {
		if len(wild.mailed[who]) != len(should) {
			t.Errorf("%d notices have left for %s, of %d", len(wild.mailed[who]), who, len(should))
		}
		for _, times := range wild.mailed[who] {
			notices++
			again += times - 1
		}
	}
	if again > killed {
		t.Errorf("%d notices went out once more, after %d kills", again, killed)
	}
	t.Logf("%d kills: %d messages lost, %d doubled; of %d notices %d went out once more", killed, lost, wild.doubled, notices, again)
}

// apart are the texts that one list has and the other has not, each as often.
func apart(all, minus []string) []string {
	rest := slices.Clone(minus)
	return slices.DeleteFunc(slices.Clone(all), func(text string) bool {
		at := slices.Index(rest, text)
		if at >= 0 {
			rest = slices.Delete(rest, at, at+1)
		}
		return at >= 0
	})
}

// killedAt kills the bot at random moments of the alert, and starts it again.
func (p alertPlay) killedAt(chance *rand.Rand, w *witness, seen int) (times int) {
	moments := make([]int, max(10, *kills))
	for i := range moments {
		moments[i] = chance.IntN(seen)
	}
	slices.Sort(moments)
	for _, moment := range moments {
		w.waitFor(moment)
		time.Sleep(time.Duration(chance.IntN(200)) * time.Millisecond) // any moment
		p.Bot.Kill()
		times++
		if err := p.Bot.Start(); err != nil {
			p.t.Error(err)
		}
	}
	return times
}

// TestAlertWithoutHomeserver: the homeserver is away for half an hour of an alert, and the
// bot is killed meanwhile and starts without it. Who is to be told next, and then everybody,
// is told outside of Matrix in their time; what is read afterwards says when that was; and
// nothing is told twice.
func TestAlertWithoutHomeserver(t *testing.T) {
	p := openAlert(t)
	p.does(p.tells(p.ctx, p.raise, "alert.emergency", ManagerP))
	had := map[string]int{}
	for _, who := range Names {
		had[who] = len(p.box.of(who))
	}
	p.Between(p.Homeserver.Kill)
	p.does(p.wait())
	rung := p.today()
	p.does(p.box.waitFor(p.ctx, CoordinatorP, had[CoordinatorP]+1))
	p.Bot.Kill()
	p.does(p.Bot.Start())
	p.does(p.wait())
	round := p.today()
	for who, more := range map[string]int{ManagerP: 1, CoordinatorP: 2, ManagerS: 1} {
		p.does(p.box.waitFor(p.ctx, who, had[who]+more))
	}
	t.Log("four notices left while the homeserver was away")
	p.does(p.Bot.Ahead(time.Minute))
	p.does(p.Homeserver.Restart(p.ctx))
	p.does(p.at[CoordinatorP].sees(p.ctx, "alert.emergency", "alert.still"))
	p.does(p.at[ManagerP].sees(p.ctx, "alert.still"))
	p.does(p.at[ManagerS].sees(p.ctx, "alert.nobody"))
	for _, at := range []time.Time{rung, round} {
		p.does(p.shows(CoordinatorP, at))
	}
	p.does(p.takes(p.ctx, CoordinatorP))
	p.does(p.own.sees(p.ctx, "alert.taken_on_it"))
	p.does(p.everywhere(p.ctx))
	var wrong []string
	again := 0
	for _, who := range Names {
		wrong = slices.Concat(wrong, p.onceEach(who), p.sealed(who))
		for _, times := range p.box.of(who) {
			again += times - 1
		}
	}
	p.proves(wrong)
	for who, should := range map[string]int{ManagerP: 1, CoordinatorP: 2, ManagerS: 1, CoordinatorS: 0} {
		if left := len(p.box.of(who)) - had[who]; left != should {
			t.Errorf("%d notices have left for %s, not %d", left, who, should)
		}
	}
	if again > 1 {
		t.Errorf("%d notices went out once more, after one kill", again)
	}
	t.Logf("1 kill: %d wrong; %d notices went out once more", len(wrong), again)
}
