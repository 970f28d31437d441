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
// and with many cases in it, in turns. The homeserver is left out: it answers at
// once.
func answers(ctx context.Context, dir string) error {
	head("One answer through the six stops, without a homeserver")
	few, err := openHouse(ctx, filepath.Join(dir, "few.db"), 10)
	if err != nil {
		return err
	}
	defer few.close()
	many, err := openHouse(ctx, filepath.Join(dir, "many.db"), 10_000)
	if err != nil {
		return err
	}
	defer many.close()
	const warming, rounds = 40, 400
	var inFew, inMany times
	for n := range rounds {
		f, m := few.answer(n), many.answer(n)
		if n >= warming {
			inFew, inMany = append(inFew, f), append(inMany, m)
		}
	}
	compare("10,000 cases stored", inMany, "10 cases stored", inFew, "at most 1.1")
	return nil
}

// house is a bot with its store, and with cases in it.
type house struct {
	room  string // where the answers are given
	hs    *absent
	close func()
}

func openHouse(ctx context.Context, path string, cases int) (*house, error) {
	state, err := store.Open(path, store.NewMaster())
	if err != nil {
		return nil, err
	}
	if err := clone(state, newCase("K-0"), cases); err != nil {
		return nil, err
	}
	hs := &absent{events: make(chan matrix.Event, 1), sent: make(chan matrix.Content, 64)}
	b, err := bot.New(bot.Options{
		Homeserver: hs, State: state, Sweep: "@every 1h", Log: slog.New(slog.DiscardHandler),
		Now:        time.Now,
		Dice:       func() flows.Dice { return "00000000000000000000000000000000" },
		Configured: flows.Configured{Settings: flows.DefaultSettings},
	})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- b.Run(running) }()
	code := flows.CaseCode(fmt.Sprintf("K-%08d", cases/2))
	return &house{
		room: "!" + state.Opaque(fmt.Sprint(flows.Private(code, "support"))) + ":localhost", hs: hs,
		close: func() { stop(); <-ended; _ = state.Close() },
	}, nil
}

// answer gives an answer and waits for the next question. It is the same question
// over and over, so that every answer costs the same.
func (h *house) answer(n int) time.Duration {
	began := time.Now()
	h.hs.events <- event(h.room, fmt.Sprint("$answer", n), []string{"20 n", "20 c"}[n%2])
	for said := range h.hs.sent {
		if said.Poll != nil {
			break
		}
	}
	return time.Since(began)
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
func (a *absent) Accept(context.Context, string, string) error { return nil }
