package play

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/flows/command"
)

var (
	burst    = flag.Int("burst", 10_000, "how many messages TestBurst sends at most")
	burstFor = flag.Duration("burst-for", 30*time.Second, "how long TestBurst sends; the homeserver takes some 20 to 80 messages a second")
)

// atOnce is how many of them are on their way at the same time.
const atOnce = 16

// TestBurst has one person write thousands of messages, as many as the homeserver
// takes, while another answers the checklist: the other goes on being served, and in
// the end the first is, too.
func TestBurst(t *testing.T) {
	a := open(t, "en", 3*time.Minute+*burstFor)
	a.acts(a.phaseOne, a.addPeople, a.pairUp, a.agree)
	calm := a.answersTen("n")
	began := time.Now()
	bursting := make(chan error, 1)
	var sent atomic.Int64
	go func() { bursting <- a.bursts(&sent) }()
	var busy []time.Duration
	for over := false; !over; {
		select {
		case err := <-bursting:
			a.does(err)
			over = true
		default:
			busy = append(busy, a.answersTen("c")...)
		}
	}
	took := time.Since(began)
	// A room's messages are handled in their order: this one is the last.
	a.answers(ManagerP, a.private(), a.word(command.Status), "card.no_level")
	t.Logf("%d messages in %v, %.0f a second; the last was handled %v later", sent.Load(), took.Round(time.Second),
		float64(sent.Load())/took.Seconds(), (time.Since(began) - took).Round(time.Millisecond))
	t.Logf("the other waits %v for the next question instead of %v (medians of %d and %d): %.1f times as long",
		median(busy), median(calm), len(busy), len(calm), float64(median(busy))/float64(median(calm)))
	a.hidesFromLogs()
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2].Round(time.Millisecond)
}

// answersTen begins the checklist of victim support, answers its first ten questions
// and ends it again. It returns how long each took until the next was there.
func (a acting) answersTen(answer string) []time.Duration {
	a.t.Helper()
	a.answers(ManagerS, a.private(), a.word(command.Checklist), "interview.begin")
	var times []time.Duration
	for range 10 {
		began := time.Now()
		a.answers(ManagerS, a.private(), answer, "interview.question")
		times = append(times, time.Since(began))
	}
	a.answers(ManagerS, a.private(), a.word(command.Stop), "ask.stop")
	a.answers(ManagerS, a.private(), a.word(command.Discard), "interview.stopped")
	return times
}

// bursts has a person send as fast as the homeserver takes it.
func (a acting) bursts(sent *atomic.Int64) error {
	room, err := a.room(a.ctx, ManagerP, a.private())
	if err != nil {
		return err
	}
	ends := time.Now().Add(*burstFor)
	var next atomic.Int64
	var failed error
	var once sync.Once
	var senders sync.WaitGroup
	for range atOnce {
		senders.Go(func() {
			for time.Now().Before(ends) {
				n := next.Add(1)
				if n > int64(*burst) {
					return
				}
				if _, err := a.People[ManagerP].Say(a.ctx, room, fmt.Sprint("And another thing, number ", n)); err != nil {
					once.Do(func() { failed = err })
					return
				}
				sent.Add(1)
			}
		})
	}
	senders.Wait()
	return failed
}

// TestCatchesUp has a person write more than fits into one answer of the homeserver
// while the bot is away, answers among it: each counts once, and in its order, even
// if the bot is killed while it fetches them.
func TestCatchesUp(t *testing.T) {
	a := open(t, "en", 2*time.Minute)
	a.acts(a.phaseOne, a.addPeople, a.pairUp, a.agree)
	a.answers(ManagerS, a.private(), a.word(command.Checklist), "interview.begin")
	a.answers(ManagerS, a.private(), a.word(command.Pause), "interview.paused")
	a.Bot.Stop()

	talks := func(times int) (lines []string) {
		for n := range times {
			lines = append(lines, fmt.Sprintf("We can speak of %d tomorrow.", n))
		}
		return lines
	}
	// Each question is answered twice: what is said last counts.
	lines := slices.Concat(talks(60), []string{a.word(command.Resume)}, a.pairs(true), []string{a.word(command.Pause)},
		talks(60), []string{a.word(command.Resume)}, a.pairs(false))
	for _, line := range lines {
		a.says(ManagerS, a.private(), line)
	}
	for range 3 {
		a.does(a.Bot.Start())
		time.Sleep(300 * time.Millisecond) // it has begun to fetch
		a.Bot.Kill()
	}
	began := time.Now()
	a.does(a.Bot.Start())
	a.has(34)
	t.Logf("%d messages while the bot was away; caught up within %v", len(lines), time.Since(began).Round(time.Millisecond))
	a.answers(ManagerS, a.private(), inOwnWords[a.Language].protective, "interview.question_text")
	a.answers(ManagerS, a.private(), a.word(command.Skip), "ask.judge.adult")
	a.does(a.fresh(ManagerS, a.private()).conclude(a.ctx, a.supportJudgement()))
	a.acts(a.programmeAnswers, a.differ)
	a.comparesAnswers()
	if kept := a.count(ManagerS, "interview.line_taken"); kept != len(a.pairs(true))+len(a.pairs(false)) {
		t.Errorf("%d lines were kept", kept)
	}
	for _, wrong := range a.onceEach(ManagerS) {
		t.Error(wrong)
	}
}

// pairs are lines with two answers each, as victim support answers in the script, or
// all wrong.
func (a acting) pairs(wrong bool) []string {
	var lines []string
	for n := 1; n < 34; n += 2 {
		var line []string
		for _, number := range []int{n, n + 1} {
			name, ok := supportAnswered[number]
			if !ok {
				name = "no"
			}
			if wrong {
				name = map[string]string{"no": "current", "current": "no", "earlier": "no", "unknown": "earlier"}[name]
			}
			line = append(line, fmt.Sprint(number), a.letter(name))
		}
		lines = append(lines, strings.Join(line, " "))
	}
	return lines
}
