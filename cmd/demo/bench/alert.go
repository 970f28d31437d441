package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"asapbot/bot/store"
	"asapbot/cmd/demo/play"
	"asapbot/flows"
	"asapbot/flows/message"
)

// How many reminders wait in a full outbox, and in how many rooms: as many as it serves
// side by side.
const (
	reminders = 10_000
	reminded  = 8
)

// watchers are the four clients in the case room.
var watchers = []string{play.ManagerP, play.ManagerS, caller, echoer}

// alerts measures the way of an alert on a real homeserver, from when it is written to
// when the last of four clients in the case room has decrypted it: with an empty outbox,
// and with one in which reminders wait; and in turns with it what an echo bot says to
// the same clients. Empty and full take turns, too: a homeserver on a shared machine is
// not as fast at one time as at another.
func alerts(ctx context.Context, dir string, turns, rounds int) error {
	scene, err := open(ctx, filepath.Join(dir, "alerts"))
	if err != nil {
		return err
	}
	defer scene.Close()
	if _, err := prepare(ctx, scene); err != nil {
		return err
	}
	for n := range reminded {
		if err := scene.Supervisor(ctx, supervisor(n)); err != nil {
			return err
		}
	}
	var empty, echo, full, echoMeanwhile times
	left := 0
	for turn := range turns {
		if err := alertsInTurns(ctx, scene, rounds, &empty, &echo); err != nil {
			return err
		}
		if err := whileAway(scene, func(tx store.Tx) error { return remind(tx, scene, turn) }); err != nil {
			return err
		}
		if err := alertsInTurns(ctx, scene, rounds, &full, &echoMeanwhile); err != nil {
			return err
		}
		if err := whileAway(scene, func(tx store.Tx) error { return forget(tx, &left) }); err != nil {
			return err
		}
	}
	head("An alert's way in a real homeserver: written → decrypted by the last of four clients")
	compare("reminders queued", full, "empty outbox", empty, "at most 1.5")
	compare("alert, empty outbox", empty, "bare echo bot", echo, "at most 1.5")
	compare("alert, reminders queued", full, "bare echo bot meanwhile", echoMeanwhile, "at most 1.5")
	fmt.Printf("  %-34s %d of %d\n", "reminders that still waited then", left, turns*reminders)
	return nil
}

// whileAway changes what a bot has stored, and waits until it sends again: what may have
// arrived waits for two syncs.
func whileAway(scene *play.Scene, change func(store.Tx) error) error {
	scene.Bot.Stop()
	state, err := openStore(scene.Dir)
	if err != nil {
		return err
	}
	err = errors.Join(state.Update(change), state.Close())
	if err != nil {
		return err
	}
	err = scene.Bot.Start()
	time.Sleep(8 * time.Second)
	return err
}

func supervisor(n int) string { return fmt.Sprintf("supervisor-%d", n) }

// alertsInTurns raises an alert, takes it back, and has the echo bot called, in turns.
func alertsInTurns(ctx context.Context, scene *play.Scene, rounds int, alerts, echoes *times) error {
	for range rounds {
		a, err := scene.RaiseAlert(ctx, watchers...)
		if err != nil {
			return err
		}
		call := fmt.Sprintf("call %d", time.Now().UnixNano())
		e, err := scene.Call(ctx, caller, call, "echo of "+call, watchers...)
		if err != nil {
			return err
		}
		*alerts, *echoes = append(*alerts, a), append(*echoes, e)
	}
	return nil
}

// remind puts reminders into the outbox, for the rooms of people who do not look.
func remind(tx store.Tx, scene *play.Scene, turn int) error {
	for n := range reminders {
		stored, err := flows.EncodeEffect(flows.Say{
			Key:    flows.Key(fmt.Sprintf("reminder/%d/%d", turn, n)),
			To:     flows.Direct(flows.Person(scene.ID(supervisor(n % reminded)))),
			Text:   []message.Message{message.New("ring.review")},
			Notify: true,
		})
		if err != nil {
			return err
		}
		seq := uint64((turn+1)<<32 + n)
		one := map[string]any{"seq": seq, "of": "", "effect": json.RawMessage(stored)}
		if err := put(tx, store.Outbox, fmt.Sprintf("%016x", seq), store.Common, one); err != nil {
			return err
		}
	}
	return nil
}

// forget takes all out of the outbox, and counts what it was.
func forget(tx store.Tx, left *int) error {
	return tx.Scan(store.Outbox, "", "", func(key string, _ func() ([]byte, error)) error {
		*left++
		return tx.Delete(store.Outbox, key)
	})
}
