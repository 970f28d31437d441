package bot

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
)

// receipt is one batch on its way into the inbox; done is closed when it is
// stored.
type receipt struct {
	batch  matrix.Batch
	number uint64 // of the sync
	done   chan struct{}
}

// sinceKey is where the place in the sync stream is kept, in the same transaction
// as what was received up to it.
const sinceKey = "since"

// receive is the first stop: it asks for what is new, has it stored together with
// the place up to which it was received, and asks again.
func (b *Bot) receive(ctx context.Context) error {
	since, err := b.since()
	if err != nil {
		return err
	}
	pause := time.Duration(0)
	for ctx.Err() == nil {
		polling, cancel := context.WithTimeout(ctx, pollTimeout+30*time.Second)
		number, timeout := b.outbox.beginSync(cancel)
		batch, err := b.hs.Sync(polling, since, timeout)
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && fatal(err):
			return err
		case err != nil:
			if !errors.Is(err, context.Canceled) {
				pause = min(max(2*pause, 250*time.Millisecond), 10*time.Second)
				b.log.Warn("the homeserver does not answer; trying again", "in", pause, "error", err)
				sleep(ctx, pause)
			}
			continue
		}
		pause = 0
		stored := receipt{batch, number, make(chan struct{})}
		b.arrive(ctx, func(ctx context.Context) error {
			return b.persist(ctx, func() error { return b.store(stored, time.Now()) })
		})
		select {
		case <-stored.done:
			since = batch.Next
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

func (b *Bot) since() (string, error) {
	var since string
	err := b.state.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Meta, sinceKey)
		since = string(raw)
		return err
	})
	return since, err
}

// store puts a batch into the inbox, with its place in the stream, in one
// transaction. A gap comes before the events that follow it.
func (b *Bot) store(r receipt, now time.Time) error {
	var all []entry
	for i := range r.batch.Gaps {
		all = append(all, entry{Since: now, Gap: &r.batch.Gaps[i]})
	}
	for i := range r.batch.Events {
		all = append(all, entry{Since: now, Event: &r.batch.Events[i]})
	}
	fresh := b.inbox.number(all)
	err := b.state.Update(func(tx store.Tx) error {
		for _, e := range fresh {
			if err := putEntry(tx, e); err != nil {
				return err
			}
		}
		return tx.Put(store.Meta, sinceKey, store.Common, []byte(r.batch.Next))
	})
	if err != nil {
		return err
	}
	for _, e := range fresh {
		b.inbox.add(e)
	}
	b.outbox.received(r.number)
	close(r.done)
	return nil
}

func putEntry(tx store.Tx, e entry) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return tx.Put(store.Inbox, e.key(), store.Common, raw)
}

// fill asks for the next events of a gap and puts them where it was. They are
// older than everything that waits in their room.
func (b *Bot) fill(ctx context.Context, gap entry) error {
	const page = 100
	events, rest, err := b.hs.Backfill(ctx, *gap.Gap, page)
	if err != nil && !matrix.Permanent(err) {
		return err
	}
	if err != nil {
		b.log.Error("missing messages of a room cannot be fetched any more", "room", gap.Gap.Room)
		rest = nil
	}
	var found []entry
	for i := range events {
		e := entry{Seq: gap.Seq, Sub: gap.Sub + len(found), Since: time.Now(), Event: &events[i]}
		if !b.inbox.known[e.key()] {
			found = append(found, e)
		}
	}
	var after []entry
	if rest != nil {
		after = []entry{{Seq: gap.Seq, Sub: gap.Sub + len(found), Since: gap.Since, Gap: rest}}
	}
	err = b.state.Update(func(tx store.Tx) error {
		if err := tx.Delete(store.Inbox, gap.key()); err != nil {
			return err
		}
		for _, e := range append(found, after...) {
			if err := putEntry(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.inbox.done([]entry{gap})
	for _, e := range append(found, after...) {
		b.inbox.known[e.key()] = true
	}
	b.inbox.putBack(append(found, after...))
	return nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
