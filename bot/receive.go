package bot

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/flows"
)

// receipt is one batch on its way into the inbox; done is closed when it is
// stored.
type receipt struct {
	batch  matrix.Batch
	since  string // from where it was asked for
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
	var trouble outage
	for ctx.Err() == nil {
		polling, cancel := context.WithCancel(ctx)
		number, timeout := b.outbox.beginSync(cancel)
		batch, err := b.hs.Sync(polling, since, timeout)
		cut := polling.Err() != nil
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && fatal(err):
			return err
		case err != nil && cut:
			continue // something waits for the next sync
		case err != nil:
			b.outbox.lost()
			sleep(ctx, trouble.with(err, b.log))
			continue
		}
		trouble.over(b.log)
		stored := receipt{batch, since, number, make(chan struct{})}
		b.arrive(ctx, func(ctx context.Context) error {
			return b.persist(ctx, func() error { return b.store(stored, time.Now()) })
		})
		select {
		case <-stored.done:
			since = batch.Next
			if onlyOurs(batch) {
				sleep(ctx, b.outbox.gather(time.Now()))
			}
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// onlyOurs reports whether a sync brought our own messages and nothing else.
func onlyOurs(batch matrix.Batch) bool {
	others := func(e matrix.Event) bool { return e.Transaction == "" }
	return len(batch.Events) > 0 && len(batch.Gaps) == 0 && !slices.ContainsFunc(batch.Events, others)
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
	fresh := b.inbox.number(b.inbox.fresh(all))
	if len(fresh) > 0 || r.batch.Next != r.since {
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
	}
	rooms := map[flows.Place]bool{}
	for _, e := range fresh {
		b.inbox.add(e)
		if place, ours := b.rooms.place(e.room()); ours {
			rooms[place] = rooms[place] || e.somebody()
		}
	}
	b.outbox.received(r.number, rooms)
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
	switch {
	case err != nil && ctx.Err() != nil || fatal(err):
		b.inbox.putBack([]entry{gap})
		return err
	case matrix.Permanent(err):
		b.log.Error("missing messages of a room cannot be fetched any more", "room", gap.Gap.Room, "error", err)
		rest = nil
	case err != nil:
		b.hold([]entry{gap}, map[string]error{gap.Gap.Room: err})
		return nil
	}
	if rest != nil && *rest == *gap.Gap {
		rest = nil // it would go on for ever
	}
	if err := b.filled(gap, events, rest); err != nil {
		b.inbox.putBack([]entry{gap})
		return err
	}
	return nil
}

// filled stores what was found in a gap, and what is left of it.
func (b *Bot) filled(gap entry, events []matrix.Event, rest *matrix.Gap) error {
	var found []entry
	for i := range events {
		found = append(found, entry{Since: time.Now(), Event: &events[i]})
	}
	if found = b.inbox.fresh(found); rest != nil {
		found = append(found, entry{Since: gap.Since, Gap: rest})
	}
	err := b.state.Update(func(tx store.Tx) error {
		if err := tx.Delete(store.Inbox, gap.key()); err != nil {
			return err
		}
		for i := range found {
			found[i].Seq, found[i].Sub = gap.Seq, gap.Sub+i
			if err := putEntry(tx, found[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	delete(b.inbox.trouble, gap.room())
	b.inbox.done(gap)
	for _, e := range found {
		b.inbox.known[e.key()] = true
	}
	b.inbox.putBack(found)
	b.caughtUp([]entry{gap})
	return nil
}

// hold has entries wait whose rooms fail, and these rooms rest. Others go on.
func (b *Bot) hold(es []entry, why map[string]error) {
	for room, err := range why {
		t, rest := b.inbox.fail(room, time.Now())
		if rare(t.tries) {
			b.log.Warn("the messages of a room cannot be handled at present; trying again",
				"room", room, "tries", t.tries, "error", err)
		}
		b.after(rest, func(context.Context) error {
			b.inbox.goOn(room)
			return nil
		})
	}
	b.inbox.putBack(es)
}
