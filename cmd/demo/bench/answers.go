package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"asapbot/bot"
	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/flows"
)

// answers measures one answer through all six stops, on the real store with few and
// with many cases in it, in turns, and at the end of a long case and in a new one. The
// homeserver is left out: it answers at once.
func answers(ctx context.Context, dir string) error {
	const few, many = 10, 10_000
	head("One answer through the six stops, without a homeserver")
	young := house{original: newCase("K-0")}
	if err := inTurns(ctx, dir,
		named{"10,000 cases stored", young, many}, named{"10 cases stored", young, few}); err != nil {
		return err
	}
	aged, err := agedCase("K-0")
	if err != nil {
		return err
	}
	size := func(c flows.Case) int { raw, _ := json.Marshal(c); return len(raw) }
	fmt.Printf("  %-34s %d records, %.1f kB in the case (a new one: %.1f kB)\n", "after five years",
		len(aged.kept), float64(size(aged.c))/1e3, float64(size(young.original))/1e3)
	return inTurns(ctx, dir,
		named{fmt.Sprintf("%d signed interviews in each case", aged.signed), house{original: aged.c, kept: aged.kept}, few},
		named{"a new case", young, few})
}

// named is a house with so many cases, and what is measured in it.
type named struct {
	name string
	house
	cases int
}

// inTurns measures an answer in two houses, one after the other and again.
func inTurns(ctx context.Context, dir string, one, other named) error {
	const warming, rounds = 40, 400
	for n, h := range []*named{&one, &other} {
		file := filepath.Join(dir, fmt.Sprintf("%d-%d.db", h.cases, n))
		defer os.Remove(file)
		if err := h.open(ctx, file, h.cases); err != nil {
			return err
		}
		defer h.close()
	}
	var inOne, inOther times
	for n := range rounds {
		a, b := one.answer(n), other.answer(n)
		if n >= warming {
			inOne, inOther = append(inOne, a), append(inOther, b)
		}
	}
	compare(one.name, inOne, other.name, inOther, "at most 1.1")
	return nil
}

// house is a bot with its store, and with copies of a case in it.
type house struct {
	original flows.Case
	kept     []flows.Keep // what moved out of it
	room     string       // where the answers are given
	hs       *absent
	close    func()
}

func (h *house) open(ctx context.Context, path string, cases int) error {
	state, err := store.Open(path, store.NewMaster())
	if err != nil {
		return err
	}
	if err := clone(state, h.original, h.kept, cases); err != nil {
		return err
	}
	hs := &absent{events: make(chan matrix.Event, 1), sent: make(chan matrix.Content, 64)}
	b, err := bot.New(bot.Options{
		Homeserver: hs, State: state, Sweep: "@every 1h", Log: slog.New(slog.DiscardHandler),
		Now:        time.Now,
		Dice:       func() flows.Dice { return "00000000000000000000000000000000" },
		Configured: flows.Configured{Settings: flows.DefaultSettings},
	})
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- b.Run(running) }()
	code := flows.CaseCode(fmt.Sprintf("K-%08d", cases/2))
	h.room, h.hs = "!"+state.Opaque(fmt.Sprint(flows.Private(code, "support")))+":localhost", hs
	h.close = func() { stop(); <-ended; _ = state.Close() }
	return nil
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
