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
	before, _, err := roundTrips(ctx, scene, room)
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
	bot, err := newCrowd(scene, play.BotName)
	if err != nil {
		return err
	}
	meanwhile, err := answeredMeanwhile(ctx, scene, room, func() error { return bot.settles(ctx) })
	if err != nil {
		return err
	}
	sent, rate, err := bot.since(ctx, due)
	if err != nil {
		return err
	}
	bare, err := newBareSender(ctx, scene)
	if err != nil {
		return err
	}
	alike, whileBare, err := bare.rate(ctx, scene, room, max(reminded, count/4), 1)
	if err != nil {
		return err
	}
	most, _, err := bare.rate(ctx, scene, room, max(reminded, count/4), reminded)
	if err != nil {
		return err
	}
	after, _, err := roundTrips(ctx, scene, room)
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
	fmt.Printf("  %-34s %7.1f a second\n  %-34s %7.1f a second, one after the other as the reminders are\n", "reminders", rate, "bare sender", alike)
	fmt.Printf("  %-34s %.2f   (goal: at least 0.9)\n", "ratio of the rates", rate/alike)
	fmt.Printf("  %-34s %7.1f a second, %d side by side\n", "bare sender", most, reminded)
	compare("answer, while reminders leave", meanwhile, "answer, before and after", slices.Concat(before, after), "at most 1.5")
	fmt.Printf("  %-34s %s\n  %-34s %s\n", "answer, before", before, "answer, after", after)
	compare("answer, while reminders leave", meanwhile, "answer, while the bare sender sends", whileBare, "for comparison")
	return nil
}

// answeredMeanwhile measures answers of a person until something is over.
func answeredMeanwhile(ctx context.Context, scene *play.Scene, room string, until func() error) (answered times, err error) {
	over := make(chan error, 1)
	go func() { over <- until() }()
	for {
		select {
		case err := <-over:
			return answered, err
		default:
		}
		some, _, err := roundTrips(ctx, scene, room)
		if err != nil {
			return nil, err
		}
		answered = append(answered, some...)
	}
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
