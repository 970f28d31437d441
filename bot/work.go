package bot

import (
	"context"
	"errors"
	"time"

	"asapbot/bot/matrix"
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
		case fatal(err):
			return err
		default:
			// What is in the inbox stays there; what is new stays with the homeserver.
			b.complain(err)
			sleep(ctx, fullWait)
		}
	}
	return nil
}

// complain logs what keeps the bot from storing anything, above all a full disk.
func (b *Bot) complain(err error) {
	if b.trouble.due(time.Now()) {
		b.log.Error("nothing can be stored at present; trying again", "error", err)
	}
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

// persist tries until it is stored: what an arrival carries is in no store yet.
func (b *Bot) persist(ctx context.Context, do func() error) error {
	for {
		err := do()
		if err == nil || fatal(err) || ctx.Err() != nil {
			return err
		}
		b.complain(err)
		sleep(ctx, fullWait)
	}
}

// handle reads, steps and commits the next entries, as one transaction. A room
// whose entry fails rests; an entry without its key lets others pass.
func (b *Bot) handle(ctx context.Context) error {
	entries := b.inbox.take()
	if entries[0].Gap != nil {
		return b.fill(ctx, entries[0])
	}
	var ready []read
	var waiting, held []entry
	failed := map[string]error{}
	for _, e := range entries {
		if failed[e.room()] != nil {
			held = append(held, e)
			continue
		}
		r, err := b.read(ctx, e)
		switch {
		case err == nil:
			ready = append(ready, r)
		case errors.Is(err, matrix.ErrNoKey):
			waiting = append(waiting, e)
		case fatal(err) || ctx.Err() != nil:
			b.inbox.putBack(entries)
			return err
		default:
			failed[e.room()] = err
			held = append(held, e)
		}
	}
	if err := b.commitRead(ready); err != nil {
		b.inbox.putBack(entries)
		return err
	}
	for _, e := range waiting {
		b.inbox.wait(e)
	}
	b.hold(held, failed)
	b.caughtUp(entries)
	return nil
}

// commitRead is the third and the fourth stop of what was read.
func (b *Bot) commitRead(ready []read) error {
	if len(ready) == 0 {
		return nil
	}
	err := b.commit(func(c *commit) error {
		for i, r := range ready {
			if err := b.inbox.handled.put(c.tx, i, r.entry.key()); err != nil {
				return err
			}
			if err := c.handle(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range ready {
		b.inbox.done(r.entry)
		b.inbox.handled.add(r.entry.key())
		delete(b.inbox.trouble, r.entry.room())
	}
	return nil
}

// caughtUp tells the outbox in which rooms something received has had its turn, and
// whether everything there is handled: if a message of ours had got there, its echo
// would have been seen.
func (b *Bot) caughtUp(es []entry) {
	for _, e := range es {
		if place, ours := b.rooms.place(e.room()); ours {
			b.outbox.caughtUp(place, len(b.inbox.queues[e.room()]) == 0)
		}
	}
}

// settle keeps what became of an entry for the next commit. Nothing waits for it
// but a room that was opened and what the core must hear.
func (b *Bot) settle(o outcome) error {
	b.outcomes = append(b.outcomes, o)
	if o.room != "" || o.refused || len(b.outcomes) >= most {
		return b.flush()
	}
	b.flushSoon()
	return nil
}

func (b *Bot) flushSoon() {
	if !b.flushing {
		b.flushing = true
		b.after(flushWait, func(context.Context) error {
			b.flushing = false
			return b.flush()
		})
	}
}

// flush stores the outcomes that no other commit has taken along.
func (b *Bot) flush() error {
	if len(b.outcomes) == 0 {
		return nil
	}
	err := b.commit(func(*commit) error { return nil })
	if err != nil {
		b.flushSoon()
	}
	return err
}

// swept looks for what is due: waiting entries, and timers. Timers that came due
// while the bot was off come due now, in their order.
func (b *Bot) swept(context.Context) error {
	b.sweeping.Store(false)
	b.inbox.late(b.outbox.patience())
	now := b.now()
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

// withheld tells a person once that one of their devices cannot read the bot. Who has
// none may log in and out every day: the core tells that apart.
func (b *Bot) withheld(room string, user flows.Person, device string, reads bool) error {
	place, ok := b.rooms.place(room)
	if !ok {
		return nil
	}
	in := flows.Unreadable{By: user, In: place, Why: flows.Withheld, Device: device}
	if reads {
		in.Why = flows.OneWithheld
	}
	return b.commit(func(c *commit) error {
		if device == "" {
			return c.step(aggregate(in), in)
		}
		return c.once(in)
	})
}

// reads tells the core that somebody can read in a room, who perhaps could not.
func (b *Bot) reads(room string, user flows.Person) error {
	place, ok := b.rooms.place(room)
	if !ok {
		return nil
	}
	return b.commit(func(c *commit) error { return c.step(place.Case, flows.Read{By: user}) })
}
