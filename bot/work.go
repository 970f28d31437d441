package bot

import (
	"context"
	"errors"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/flows"
)

// work is the loop: the only writer of the store. It takes what has been
// received, reads it, steps, commits; and in between what came back from sending.
func (b *Bot) work(ctx context.Context) error {
	for ctx.Err() == nil {
		err := b.turn(ctx)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, store.ErrFull):
			// What is in the inbox stays there; what is new stays with the homeserver.
			b.log.Error(err.Error())
			sleep(ctx, fullWait)
		case fatal(err):
			return err
		default:
			b.log.Error("something could not be handled; trying again", "error", err)
			sleep(ctx, fullWait)
		}
	}
	return nil
}

// arrival is something that has happened meanwhile, to be taken by the loop.
type arrival func(context.Context) error

// turn does one thing: what has arrived meanwhile comes first, so that nobody
// waits for a long queue of somebody else's.
func (b *Bot) turn(ctx context.Context) error {
	select {
	case take := <-b.arrivals:
		return take(ctx)
	default:
	}
	if !b.inbox.idle() {
		return b.handle(ctx)
	}
	b.outbox.caughtUp()
	select {
	case take := <-b.arrivals:
		return take(ctx)
	case <-ctx.Done():
		return nil
	}
}

// arrive hands something to the loop.
func (b *Bot) arrive(ctx context.Context, a arrival) {
	select {
	case b.arrivals <- a:
	case <-ctx.Done():
	}
}

// keys brings back what waits for a key, when one has come.
func (b *Bot) keys(ctx context.Context) error {
	for {
		select {
		case room := <-b.hs.KeysCame():
			b.arrive(ctx, func(context.Context) error {
				b.inbox.retry(room)
				return nil
			})
		case <-ctx.Done():
			return nil
		}
	}
}

// persist tries until the disk has room: what an arrival carries is in no store
// yet.
func (b *Bot) persist(ctx context.Context, do func() error) error {
	for {
		err := do()
		if !errors.Is(err, store.ErrFull) || ctx.Err() != nil {
			return err
		}
		b.log.Error(err.Error())
		sleep(ctx, fullWait)
	}
}

// handle reads, steps and commits the next entries, as one transaction.
func (b *Bot) handle(ctx context.Context) error {
	entries := b.inbox.take()
	if entries[0].Gap != nil {
		err := b.fill(ctx, entries[0])
		if err != nil {
			b.inbox.putBack(entries)
		}
		return err
	}
	var ready []read
	var waiting []entry
	for _, e := range entries {
		r, err := b.read(ctx, e)
		if errors.Is(err, matrix.ErrNoKey) {
			waiting = append(waiting, e)
			continue
		}
		if err != nil {
			b.inbox.putBack(entries)
			return err
		}
		ready = append(ready, r)
	}
	err := b.commit(func(c *commit) error {
		for _, r := range ready {
			if err := c.handle(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.inbox.putBack(entries)
		return err
	}
	for _, r := range ready {
		b.inbox.done([]entry{r.entry})
	}
	for _, e := range waiting {
		b.inbox.wait(e)
	}
	return nil
}

// swept looks for what is due: waiting entries, and timers. Timers that came due
// while the bot was off come due now, in their order.
func (b *Bot) swept(context.Context) error {
	b.sweeping.Store(false)
	now := time.Now()
	b.inbox.late(now)
	return b.commit(func(c *commit) error { return c.fireDue(now) })
}

// verifying shows the emojis of a verification at the desk of whose it is.
func (b *Bot) verifying(user flows.Person, device string, emojis []string) error {
	desk, ok := b.staff.desk(user)
	if !ok {
		return nil
	}
	return b.commit(func(c *commit) error {
		return c.step("", flows.Verifying{By: user, In: flows.Desk(desk), Device: device, Emojis: emojis})
	})
}

// withheld tells a person once that one of their devices cannot read the bot.
func (b *Bot) withheld(room string, user flows.Person, device string) error {
	place, ok := b.rooms.place(room)
	if !ok {
		return nil
	}
	return b.commit(func(c *commit) error {
		return c.once(flows.Unreadable{By: user, In: place, Why: flows.Withheld, Device: device})
	})
}
