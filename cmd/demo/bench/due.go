package main

import (
	"context"
	"encoding/json"
	"fmt"
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

// dueAtOnce measures reminders of meetings that all come due at one moment, on a real
// homeserver: how fast they leave, beside a bare sender of as many messages into as many
// rooms, and how fast a person is answered meanwhile.
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
	alone := max(reminded, count/8)
	before, err := beside(ctx, scene, room, bare, alone)
	if err != nil {
		return err
	}
	scene.Bot.Stop()
	due := time.Now().Add(ready).UTC().Round(0)
	if err := planMeetings(scene, count, due); err != nil {
		return err
	}
	if err := scene.Bot.Start(); err != nil {
		return err
	}
	time.Sleep(time.Until(due))
	all, err := answeredMeanwhile(ctx, scene, room, func() error { return people.settles(ctx) })
	if err != nil {
		return err
	}
	sent, rate, last, err := people.since(ctx, due)
	if err != nil {
		return err
	}
	meanwhile := all.before(last).times()
	after, err := beside(ctx, scene, room, bare, alone)
	if err != nil {
		return err
	}
	most, _, err := bare.rate(ctx, scene, room, alone, reminded)
	if err != nil {
		return err
	}
	time.Sleep(2 * time.Second) // the last answer is on its way
	scene.Bot.Stop()
	decided, left, err := remindedIn(scene, due)
	if err != nil {
		return err
	}
	head(fmt.Sprintf("%d reminders due at one moment, in a real homeserver", count))
	fmt.Printf("  %-34s %d messages for %d reminders; %d still waited\n", "sent once each", sent, decided, left)
	alike := (before.rate + after.rate) / 2
	fmt.Printf("  %-34s %7.1f a second\n", "reminders", rate)
	fmt.Printf("  %-34s %7.1f a second, one after the other as the reminders are (before %.1f, after %.1f)\n",
		"bare sender", alike, before.rate, after.rate)
	fmt.Printf("  %-34s %.2f   (goal: at least 0.9)\n", "ratio of the rates", rate/alike)
	fmt.Printf("  %-34s %7.1f a second, %d side by side\n", "bare sender", most, reminded)
	compare("answer, while reminders leave", meanwhile,
		"answer, before and after", slices.Concat(before.quiet, after.quiet), "at most 1.5")
	fmt.Printf("  %-34s %s\n  %-34s %s\n", "answer, before", before.quiet, "answer, after", after.quiet)
	compare("answer, while reminders leave", meanwhile,
		"answer, while the bare sender sends", slices.Concat(before.meanwhile, after.meanwhile), "for comparison")
	return nil
}

// compared is what the reminders are compared with: how a person is answered while
// nothing else is sent, the rate of a bare sender, and the answers meanwhile.
type compared struct {
	quiet, meanwhile times
	rate             float64
}

func beside(ctx context.Context, scene *play.Scene, room string, bare *bareSender, count int) (c compared, err error) {
	if c.quiet, err = thoughtful(ctx, scene, room); err != nil {
		return c, err
	}
	c.rate, c.meanwhile, err = bare.rate(ctx, scene, room, count, 1)
	return c, err
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
func planMeetings(scene *play.Scene, count int, due time.Time) error {
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
	for done := 0; done < count; done += together {
		err := state.Update(func(tx store.Tx) error {
			for n := done; n < min(done+together, count); n++ {
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
	return c, state.View(func(tx store.Tx) error {
		return tx.Scan(store.Cases, "", "", func(_ string, open func() ([]byte, error)) error {
			raw, err := open()
			if err != nil {
				return err
			}
			return json.Unmarshal(raw, &c)
		})
	})
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

// remindedIn counts the cases of a bot that has ended in which the reminder lies behind,
// and what still waits in its outbox.
func remindedIn(scene *play.Scene, due time.Time) (decided, left int, err error) {
	state, err := openStore(scene.Dir)
	if err != nil {
		return 0, 0, err
	}
	err = state.View(func(tx store.Tx) error {
		return tx.Scan(store.Cases, "", "", func(_ string, open func() ([]byte, error)) error {
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
	})
	if closed := state.Close(); err == nil {
		err = closed
	}
	if err == nil {
		left, err = waiting(scene)
	}
	return decided, left, err
}

// waiting counts what is left in the outbox of a bot that has ended.
func waiting(scene *play.Scene) (left int, err error) {
	state, err := openStore(scene.Dir)
	if err != nil {
		return 0, err
	}
	defer state.Close()
	return left, state.View(func(tx store.Tx) error {
		return tx.Scan(store.Outbox, "", "", func(string, func() ([]byte, error)) error { left++; return nil })
	})
}
