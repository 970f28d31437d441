package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"asapbot/bot"
	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/flows"
)

// answers measures one answer through all six stops, on the real store with few
// and with many cases in it. The homeserver is left out: it answers at once.
func answers(ctx context.Context, dir string) error {
	head("One answer through the six stops, without a homeserver")
	var few, many times
	for _, of := range []struct {
		cases int
		times *times
	}{{10, &few}, {10_000, &many}} {
		var err error
		if *of.times, err = answersWith(ctx, filepath.Join(dir, fmt.Sprint(of.cases, ".db")), of.cases); err != nil {
			return err
		}
	}
	compare("10,000 cases stored", many, "10 cases stored", few, "at most 1.1")
	return nil
}

func answersWith(ctx context.Context, path string, cases int) (times, error) {
	state, err := store.Open(path, store.NewMaster())
	if err != nil {
		return nil, err
	}
	defer state.Close()
	original := newCase("K-0")
	if err := clone(state, original, cases); err != nil {
		return nil, err
	}
	hs := &absent{events: make(chan matrix.Event, 1), sent: make(chan matrix.Content, 64)}
	b, err := bot.New(bot.Options{
		Homeserver: hs, State: state, Sweep: "@every 1h", Log: slog.New(slog.DiscardHandler),
		Dice:       func() flows.Dice { return "00000000000000000000000000000000" },
		Configured: flows.Configured{Settings: flows.DefaultSettings},
	})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- b.Run(running) }()
	defer func() { stop(); <-ended }()

	var measured times
	room := "!" + state.Opaque(fmt.Sprint(flows.Private(flows.CaseCode(fmt.Sprintf("K-%08d", cases/2)), "support"))) + ":localhost"
	for n := range 400 {
		// The same answer to one question, over and over: it stays the present one.
		text := []string{"20 n", "20 c"}[n%2]
		began := time.Now()
		hs.events <- event(room, fmt.Sprint("$answer", n), text)
		for said := range hs.sent {
			if said.Poll != nil {
				break // the next question
			}
		}
		if n >= 40 {
			measured = append(measured, time.Since(began))
		}
	}
	return measured, nil
}

func event(room, id, text string) matrix.Event {
	raw, _ := json.Marshal(text)
	return matrix.Event{Room: room, ID: id, Sender: string(support), At: time.Now(), Raw: raw}
}

// absent is no homeserver: it takes everything and hands over what it is given.
type absent struct {
	events chan matrix.Event
	sent   chan matrix.Content
	syncs  int
}

func (a *absent) Sync(ctx context.Context, _ string, timeout time.Duration) (matrix.Batch, error) {
	a.syncs++
	batch := matrix.Batch{Next: fmt.Sprint(a.syncs)}
	select {
	case e := <-a.events:
		batch.Events = []matrix.Event{e}
	case <-time.After(timeout):
	case <-ctx.Done():
		return batch, ctx.Err()
	}
	return batch, nil
}

func (a *absent) Read(_ context.Context, e matrix.Event) (matrix.Message, error) {
	m := matrix.Message{Kind: matrix.Text, Room: e.Room, ID: e.ID, Sender: e.Sender}
	return m, json.Unmarshal(e.Raw, &m.Text)
}

func (a *absent) Send(_ context.Context, _, transaction string, c matrix.Content) (string, error) {
	a.sent <- c
	return "$" + transaction, nil
}

func (a *absent) Backfill(context.Context, matrix.Gap, int) ([]matrix.Event, *matrix.Gap, error) {
	return nil, nil, nil
}
func (a *absent) OpenRoom(_ context.Context, marker, _ string) (string, error) {
	return "!" + marker, nil
}
func (a *absent) KeysCame() <-chan string                      { return nil }
func (a *absent) Own(string)                                   {}
func (a *absent) Invite(context.Context, string, string) error { return nil }
func (a *absent) Remove(context.Context, string, string) error { return nil }
func (a *absent) Pin(context.Context, string, []string) error  { return nil }
func (a *absent) Decline(context.Context, string) error        { return nil }
