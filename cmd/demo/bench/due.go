package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"asapbot/bot/store"
	"asapbot/cmd/demo/play"
	"asapbot/flows"
	"asapbot/flows/meeting"
)

// ready is how long after its start the bot sends: what may have arrived waits for two
// syncs.
const ready = 15 * time.Second

// laps is in how many parts the reminders come due, with what they are compared with in
// between: in the minutes that all of them take a shared machine becomes faster or slower.
const laps = 4

// dueAtOnce measures reminders of meetings that come due at one moment, on a real
// homeserver: how fast they leave, beside a bare sender of messages into as many rooms, how
// fast a person is answered meanwhile, and how fast they leave where nobody is there.
func dueAtOnce(ctx context.Context, dir string, count int) error {
	scene, err := open(ctx, filepath.Join(dir, "due"))
	if err != nil {
		return err
	}
	defer scene.Close()
	room, err := prepare(ctx, scene)
	if err != nil {
		return err
	}
	for n := range reminded {
		if err := scene.Supervisor(ctx, supervisor(n)); err != nil {
			return err
		}
	}
	people, err := newCrowd(scene, play.BotName)
	if err != nil {
		return err
	}
	bare, err := newBareSender(ctx, scene, people)
	if err != nil {
		return err
	}
	answering := func(until func() error) (replies, error) { return answeredMeanwhile(ctx, scene, room, until) }
	silent := func(until func() error) (replies, error) { return nil, until() }
	alone := max(reminded, count/(5*laps))
	beside := func() (c compared, err error) {
		if c.quiet, err = thoughtful(ctx, scene, room); err != nil {
			return c, err
		}
		c.bare, err = bare.sends(ctx, alone, 1, answering)
		return c, err
	}
	var all lap
	others, err := beside()
	if err != nil {
		return err
	}
	for n := range laps {
		one, err := comeDue(ctx, scene, people, count*n/laps, count*(n+1)/laps, answering)
		if err != nil {
			return err
		}
		more, err := beside()
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "bench: reminders, %d of %d: %.1f a second, answers %s; bare sender after it: %.1f, nothing sent: %s\n",
			n+1, laps, one.rate(), one.meanwhile, more.bare.rate(), more.quiet)
		all, others = all.and(one), others.and(more)
	}
	crowded, err := bare.sends(ctx, alone, reminded, answering)
	if err != nil {
		return err
	}
	before, err := bare.sends(ctx, alone, 1, silent)
	if err != nil {
		return err
	}
	unseen, err := comeDue(ctx, scene, people, count, count+alone, silent)
	if err != nil {
		return err
	}
	after, err := bare.sends(ctx, alone, 1, silent)
	if err != nil {
		return err
	}
	time.Sleep(2 * time.Second) // the last answer is on its way
	scene.Bot.Stop()
	left, err := waiting(scene)
	if err != nil {
		return err
	}
	head(fmt.Sprintf("%d reminders, due in %d parts at one moment each, in a real homeserver", count, laps))
	once := all.and(unseen)
	fmt.Printf("  %-34s %d messages for %d reminders; %d still waited\n", "sent once each", once.sent, once.decided, left)
	compareRates("reminders", all, "bare sender, in between", others.bare)
	fmt.Printf("  %-34s %7.1f a second\n", fmt.Sprintf("bare sender, %d side by side", reminded), crowded.rate())
	compare("answer, while reminders leave", all.meanwhile, "answer, in between", others.quiet, "at most 1.5")
	compare("answer, while reminders leave", all.meanwhile, "answer, while the bare sender sends", others.bare.meanwhile, "for comparison")
	compareRates("reminders, and nobody there", unseen, "bare sender, and nobody there", before.and(after))
	return nil
}

// compareRates prints two rates, of who sends one after the other, and their ratio.
func compareRates(name string, l lap, other string, o lap) {
	fmt.Printf("  %-34s %7.1f a second\n  %-34s %7.1f a second\n", name, l.rate(), other, o.rate())
	fmt.Printf("  %-34s %.2f   (goal: at least 0.9)\n", "ratio of the rates", l.rate()/o.rate())
}

// lap is what came of reminders that came due at one moment, or of what a bare sender
// sent; or of several times of it.
type lap struct {
	sent, decided int           // messages, and reminders that lie behind
	took          time.Duration // from the first message to the last
	meanwhile     times         // how a person is answered
}

func (l lap) and(more lap) lap {
	return lap{l.sent + more.sent, l.decided + more.decided, l.took + more.took, slices.Concat(l.meanwhile, more.meanwhile)}
}

func (l lap) rate() float64 { return float64(l.sent) / l.took.Seconds() }

// during has people do something, or nothing, until something else is over.
type during func(until func() error) (replies, error)

// comeDue has reminders come due at one moment: those of the cases from one to another.
func comeDue(ctx context.Context, scene *play.Scene, people *crowd, from, to int, do during) (l lap, err error) {
	scene.Bot.Stop()
	due := time.Now().Add(ready).UTC().Round(0)
	if err := planMeetings(scene, from, to, due); err != nil {
		return l, err
	}
	if err := scene.Bot.Start(); err != nil {
		return l, err
	}
	time.Sleep(time.Until(due))
	all, err := do(func() error { return people.settles(ctx) })
	if err != nil {
		return l, err
	}
	var last time.Time
	if l.sent, l.took, last, err = people.since(ctx, due); err != nil {
		return l, err
	}
	l.meanwhile = all.before(last).times()
	err = whileAway(scene, func(tx store.Tx) (err error) {
		l.decided, err = remindedIn(tx, due)
		return err
	})
	return l, err
}

// compared is what the reminders are compared with: how a person is answered while
// nothing else is sent, and what a bare sender sends.
type compared struct {
	quiet times
	bare  lap
}

func (c compared) and(more compared) compared {
	return compared{slices.Concat(c.quiet, more.quiet), c.bare.and(more.bare)}
}

// thinking is how long a person looks at a question before they answer it. Somebody who
// is quick takes longer.
const thinking = time.Second

// thoughtful has a person answer one checklist as a person does, and nobody else say
// anything.
func thoughtful(ctx context.Context, scene *play.Scene, room string) (times, error) {
	all, err := checklist(ctx, scene, room, func() (bool, error) {
		time.Sleep(thinking)
		return true, nil
	})
	return all.times(), err
}

// answeredMeanwhile has a person answer, as a person does, until something is over.
func answeredMeanwhile(ctx context.Context, scene *play.Scene, room string, until func() error) (all replies, err error) {
	over, failed := make(chan struct{}), error(nil)
	go func() {
		defer close(over)
		failed = until()
	}()
	for goOn := true; goOn; {
		some, err := checklist(ctx, scene, room, func() (bool, error) {
			select {
			case <-over:
				goOn = false
			case <-time.After(thinking):
			}
			return goOn, nil
		})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, failed
}

// planMeetings puts cases into the store of a bot that has ended, each with a meeting of
// which somebody is to be reminded at one moment, an hour ahead of it.
func planMeetings(scene *play.Scene, from, to int, due time.Time) error {
	const together = 500
	state, err := openStore(scene.Dir)
	if err != nil {
		return err
	}
	defer state.Close()
	original, err := firstCase(state)
	if err != nil {
		return err
	}
	for done := from; done < to; done += together {
		err := state.Update(func(tx store.Tx) error {
			for n := done; n < min(done+together, to); n++ {
				who := flows.Person(scene.ID(supervisor(n % reminded)))
				if err := planMeeting(tx, state, original, flows.CaseCode(fmt.Sprintf("K-%08d", n)), who, due); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func firstCase(state *store.Store) (c flows.Case, err error) {
	err = state.View(func(tx store.Tx) error {
		return tx.Scan(store.Cases, "", "", func(_ string, open func() ([]byte, error)) error {
			raw, err := open()
			if err != nil {
				return err
			}
			return json.Unmarshal(raw, &c)
		})
	})
	return c, err
}

// planMeeting puts one case there, and its timer as the bot itself would have.
func planMeeting(tx store.Tx, state *store.Store, original flows.Case, code flows.CaseCode, who flows.Person, due time.Time) error {
	raw, err := json.Marshal(original)
	if err != nil {
		return err
	}
	var c flows.Case
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(raw), string(original.Code), string(code))), &c); err != nil {
		return err
	}
	start := due.Add(time.Hour)
	c.Meetings = flows.Meetings{Made: 1, Next: meeting.Meeting{Number: 1, Start: start}, Wakes: due}
	for i := range c.Sides {
		r := meeting.Reminders{Number: 1, Start: start, Since: due.Add(-time.Second)}
		c.Meetings.Reminders[i], c.Meetings.Preparing[i] = r, r
	}
	his, hers := &c.Sides[0], &c.Sides[1]
	his.Manager, his.Others, his.Duty = who, nil, flows.Duty{Direct: []flows.Person{who}}
	hers.Service.Remind = meeting.Ahead{Never: true}

	owner := store.Owner(code)
	if err := put(tx, store.Cases, state.Opaque(string(code)), owner, c); err != nil {
		return err
	}
	name := state.Opaque(string(code) + "/meeting")
	key := fmt.Sprintf("t/%016x/%s", due.UnixNano(), name)
	if err := put(tx, store.Timers, key, owner, map[string]any{"of": code, "name": "meeting"}); err != nil {
		return err
	}
	return tx.Put(store.Timers, "n/"+name, owner, []byte(key))
}

// remindedIn counts the cases in which the reminder of a moment lies behind.
func remindedIn(tx store.Tx, due time.Time) (decided int, err error) {
	err = tx.Scan(store.Cases, "", "", func(_ string, open func() ([]byte, error)) error {
		raw, err := open()
		if err != nil {
			return err
		}
		var c flows.Case
		if err := json.Unmarshal(raw, &c); err != nil {
			return err
		}
		if c.Meetings.Reminders[0].Done.Equal(due) {
			decided++
		}
		return nil
	})
	return decided, err
}

// waiting counts what is left in the outbox of a bot that has ended.
func waiting(scene *play.Scene) (left int, err error) {
	state, err := openStore(scene.Dir)
	if err != nil {
		return 0, err
	}
	defer state.Close()
	err = state.View(func(tx store.Tx) error {
		return tx.Scan(store.Outbox, "", "", func(string, func() ([]byte, error)) error { left++; return nil })
	})
	return left, err
}
