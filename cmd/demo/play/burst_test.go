package play

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/flows/command"
)

var burst = flag.Int("burst", 10_000, "how many messages TestBurst sends")

// at once is how many of them are on their way at the same time.
const atOnce = 32

// TestBurst has one person write ten thousand messages while another answers the
// checklist: the other goes on being served, and in the end the first is, too.
func TestBurst(t *testing.T) {
	a := open(t, "en", 4*time.Minute)
	a.acts(a.addPeople, a.pairUp, a.agree)
	calm := a.answersBlocks("n")
	a.answers(ManagerS, a.private(), a.word(command.Stop), "ask.stop")
	a.answers(ManagerS, a.private(), a.word(command.Discard), "interview.stopped")

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
			busy = append(busy, a.answersBlocks("c")...)
			a.answers(ManagerS, a.private(), a.word(command.Stop), "ask.stop")
			a.answers(ManagerS, a.private(), a.word(command.Discard), "interview.stopped")
		}
	}
	took := time.Since(began)
	a.answers(ManagerP, a.private(), a.word(command.Status), "card.no_level")
	t.Logf("%d messages in %v, %.0f a second; handled %v later", sent.Load(), took, float64(sent.Load())/took.Seconds(), time.Since(began)-took)
	t.Logf("the other waits %v for the next question instead of %v (medians of %d and %d)", median(busy), median(calm), len(busy), len(calm))
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2].Round(time.Millisecond)
}

// answersBlocks begins the checklist of victim support and answers its first ten
// questions, and returns how long each took until the next was there.
func (a acting) answersBlocks(answer string) []time.Duration {
	a.t.Helper()
	a.answers(ManagerS, a.private(), a.word(command.Checklist), "interview.begin")
	var times []time.Duration
	for n := 1; n <= 10; n++ {
		began := time.Now()
		a.tells(ManagerS, a.private(), "interview.question", func() { a.says(ManagerS, a.private(), answer) })
		times = append(times, time.Since(began))
	}
	return times
}

// bursts has a person send as fast as the homeserver takes it.
func (a acting) bursts(sent *atomic.Int64) error {
	room, err := a.room(a.ctx, ManagerP, a.private())
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(a.ctx)
	defer stop(nil)
	var senders sync.WaitGroup
	for range atOnce {
		senders.Go(func() {
			for n := sent.Add(1); n <= int64(*burst) && ctx.Err() == nil; n = sent.Add(1) {
				if _, err := a.People[ManagerP].Say(ctx, room, fmt.Sprint("And another thing, number ", n)); err != nil {
					stop(err)
				}
			}
		})
	}
	senders.Wait()
	sent.Store(min(sent.Load(), int64(*burst)))
	return context.Cause(ctx)
}
