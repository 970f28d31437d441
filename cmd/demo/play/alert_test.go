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
	"asapbot/flows/command"
)

// alertPlay is an alert on the stage: who sits where, and the mail that leaves.
type alertPlay struct {
	acting
	box *mailbox
	own *seat            // of whoever raises it, in victim support's own room
	at  map[string]*seat // each person's direct room
}

// openAlert sets the scene for an alert: one case, both agreements, and everybody is told
// by mail as well.
func openAlert(t *testing.T, onSeen ...func(string, stage.Seen)) alertPlay {
	t.Helper()
	a := open(t, "en", 3*time.Minute, onSeen...)
	a.acts(a.addPeople, a.pairUp, a.agree)
	p := alertPlay{acting: a, box: openMailbox(t), own: a.seat(ManagerS, a.private()), at: map[string]*seat{}}
	p.mails(p.box)
	for _, who := range Names {
		p.at[who] = a.seat(who, a.direct())
	}
	return p
}

// tells does something and waits until people have read something in their direct rooms,
// and were told by mail once more.
func (p alertPlay) tells(ctx context.Context, do func() error, id string, people ...string) error {
	had := map[string]int{}
	for _, who := range people {
		had[who] = len(p.box.of(who))
	}
	if err := do(); err != nil {
		return err
	}
	for _, who := range people {
		if err := p.at[who].sees(ctx, id); err != nil {
			return err
		}
		if err := p.box.waitFor(ctx, who, had[who]+1); err != nil {
			return err
		}
	}
	return nil
}

func (p alertPlay) raise() error {
	return p.own.hears(p.ctx, p.marked(command.Alert, inOwnWords[p.Language].alert), "alert.status")
}

func (p alertPlay) wait() error { return p.Bot.Ahead(unanswered) }

// takes has a person take the alert by a tap.
func (p alertPlay) takes(ctx context.Context, who string) error {
	if err := p.at[who].taps(ctx, "alert.ask", "alert.answer_on_it"); err != nil {
		return err
	}
	return p.at[who].sees(ctx, "alert.thanks")
}

// story: victim support raises an alert. Nobody of the programme answers, rung by rung,
// and then all of them once more, twice. Then their coordinator takes it; at victim support
// whoever raised it hands it on; both speak with each other, and it is closed.
func (p alertPlay) story(ctx context.Context) error {
	for _, step := range []func() error{
		func() error { return p.tells(ctx, p.raise, "alert.emergency", ManagerP) },
		func() error { return p.tells(ctx, p.wait, "alert.emergency", CoordinatorP) },
		func() error { return p.nobody(ctx) },
		func() error { return p.nobody(ctx) },
		func() error { return p.takes(ctx, CoordinatorP) },
		func() error { return p.own.sees(ctx, "alert.taken_on_it") },
		func() error { return p.tells(ctx, p.handsOn, "alert.emergency", CoordinatorS) },
		func() error { return p.takes(ctx, CoordinatorS) },
		func() error { return p.settled(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// nobody: nobody answers once more. All of the programme are told again, and whoever has
// raised it hears that.
func (p alertPlay) nobody(ctx context.Context) error {
	had := len(p.box.of(ManagerS))
	if err := p.tells(ctx, p.wait, "alert.still", ManagerP, CoordinatorP); err != nil {
		return err
	}
	if err := p.at[ManagerS].sees(ctx, "alert.nobody"); err != nil {
		return err
	}
	return p.box.waitFor(ctx, ManagerS, had+1)
}

func (p alertPlay) handsOn() error {
	return p.own.hears(p.ctx, p.word(command.PassOn), "alert.passed_on")
}

// settled: both services have spoken, and the alert is closed. At last everybody asks for
// help in every room: who reads that has read all that came before.
func (p alertPlay) settled(ctx context.Context) error {
	words := inOwnWords[p.Language]
	shared := []*seat{p.seat(ManagerP, p.shared()), p.seat(ManagerS, p.shared())}
	for _, who := range []string{CoordinatorP, CoordinatorS} {
		if err := p.at[who].hears(ctx, p.word(command.Contact), "alert.contact_noted"); err != nil {
			return err
		}
	}
	if err := shared[0].sees(ctx, "alert.close_how"); err != nil {
		return err
	}
	if err := shared[1].says(ctx, p.marked(command.Alert, p.word(command.Close), "1", words.alertOutcome)); err != nil {
		return err
	}
	for _, at := range shared {
		if err := at.sees(ctx, "alert.closed"); err != nil {
			return err
		}
	}
	return p.everywhere(ctx)
}

func (p alertPlay) everywhere(ctx context.Context) error {
	help := p.marked(command.Help)
	for _, who := range Names {
		if err := p.at[who].hears(ctx, help, "direct.help"); err != nil {
			return err
		}
	}
	for _, at := range []struct{ who, ending, id string }{
		{CoordinatorP, p.desk(), "desk.help_coordinator"}, {CoordinatorS, p.desk(), "desk.help_coordinator"},
		{ManagerP, p.private(), "private.help"}, {ManagerS, p.private(), "private.help"},
	} {
		if err := p.seat(at.who, at.ending).hears(ctx, help, at.id); err != nil {
			return err
		}
	}
	other := p.seat(ManagerP, p.shared())
	if err := p.seat(ManagerS, p.shared()).hears(ctx, help, "case.help"); err != nil {
		return err
	}
	return other.sees(ctx, "case.help")
}

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

// shows waits until it stands where the alert was raised that somebody was told at a time.
func (p alertPlay) shows(who string, at time.Time) error {
	_, err := p.own.next(p.ctx, func(m stage.Seen) bool {
		_, told, _ := strings.Cut(m.Body, who+", ")
		told, _, _ = strings.Cut(told, "\n")
		return m.Kind == stage.KindEdit && (strings.Contains(told, at.Format("15:04")) ||
			strings.Contains(told, at.Add(2*time.Second).Format("15:04"))) // the minute was over
	})
	return err
}
