package bot

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"asapbot/bot/store"
	"asapbot/flows"
	"asapbot/flows/message"
)

// Outside is what the bot needs to tell people outside of Matrix that something
// waits for them; *notice.Sender is the real one. Its errors hold no address.
type Outside interface {
	Send(ctx context.Context, way flows.Way, name, text string) error
}

// notices are what waits to be told outside of Matrix: a lane of its own, so that
// slow mail delays no message, and no homeserver a notice.
type notices struct {
	mu      sync.Mutex
	waiting map[flows.Person][]*outgoing
	busy    map[flows.Person]bool
	carried int
	changed chan struct{}
}

func newNotices() *notices {
	return &notices{
		waiting: map[flows.Person][]*outgoing{}, busy: map[flows.Person]bool{}, changed: make(chan struct{}, 1),
	}
}

func (n *notices) add(one *outgoing) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := one.place.Person
	n.waiting[p] = append(n.waiting[p], one)
	n.ring()
}

func (n *notices) ring() {
	select {
	case n.changed <- struct{}{}:
	default:
	}
}

// take hands out what waits for one person whom nobody tells just now: of those with
// something urgent if there are any, otherwise of the one who has waited longest. All
// that is to go the same way is one notice, since each says the same. So many are
// under way at once as messages are, and some more where it is urgent.
func (n *notices) take() []*outgoing {
	n.mu.Lock()
	defer n.mu.Unlock()
	var first *outgoing
	for p, all := range n.waiting {
		if n.busy[p] {
			continue
		}
		for _, one := range all {
			if first == nil || one.before(first) {
				first = one
			}
		}
	}
	if first == nil || n.carried >= parallel+spare || n.carried >= parallel && !first.urgent() {
		return nil
	}
	p, way := first.place.Person, first.effect.(flows.Notify).Way
	var taken, left []*outgoing
	for _, one := range n.waiting[p] {
		if one.effect.(flows.Notify).Way == way {
			taken = append(taken, one)
		} else {
			left = append(left, one)
		}
	}
	if n.waiting[p] = left; len(left) == 0 {
		delete(n.waiting, p)
	}
	n.busy[p] = true
	n.carried++
	return taken
}

// before reports whether a notice leaves before another one.
func (o *outgoing) before(other *outgoing) bool {
	if o.urgent() != other.urgent() {
		return o.urgent()
	}
	return cmp.Less(o.Seq, other.Seq)
}

func (n *notices) putDown(p flows.Person) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.busy, p)
	n.carried--
	n.ring()
}

// notify tells people outside of Matrix. It ends when nothing is under way any more.
func (b *Bot) notify(ctx context.Context) error {
	var carriers sync.WaitGroup
	defer carriers.Wait()
	for ctx.Err() == nil {
		if taken := b.outbox.notices.take(); taken != nil {
			carriers.Go(func() { b.tell(ctx, taken) })
			continue
		}
		select {
		case <-b.outbox.notices.changed:
		case <-ctx.Done():
		}
	}
	return nil
}

// tell tells one person, and the core what became of it. What is told and not stored
// as such, because the bot ended, is told once more at its next start: no mail server
// says whether it has had a message already.
func (b *Bot) tell(ctx context.Context, all []*outgoing) {
	p := all[0].place.Person
	defer b.outbox.notices.putDown(p)
	sent, tried := b.tellOne(ctx, p, all[0])
	if ctx.Err() != nil {
		return
	}
	b.arrive(ctx, func(ctx context.Context) error {
		return b.persist(ctx, func() error { return b.told(all, sent, tried) })
	})
}

// tellOne tries a person's ways in their order until one has worked, and says which
// that was, and which have failed.
func (b *Bot) tellOne(ctx context.Context, p flows.Person, one *outgoing) (sent string, tried []string) {
	ways, language := b.staff.ways(p)
	text, err := b.render.Message(language, nil, message.New("notice"))
	only := one.effect.(flows.Notify).Way
	for _, way := range ways {
		if only != "" && way.Kind != only {
			continue
		}
		if err == nil {
			err = b.sendOutside(ctx, way, one.transaction, text)
		}
		switch {
		case err == nil:
			return way.Kind, tried
		case ctx.Err() != nil:
			return "", tried
		}
		b.log.Warn("somebody could not be told outside of Matrix", "user", p, "way", way.Kind, "error", err)
		tried, err = append(tried, way.Kind), nil
	}
	return "", tried
}

// errNoOutside is a bot that was made without any way to tell people.
var errNoOutside = errors.New("no way is set up")

// sendOutside sends one notice. A panic is a fault of that one way.
func (b *Bot) sendOutside(ctx context.Context, way flows.Way, name, text string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked{whence()}
		}
	}()
	if b.outside == nil {
		return errNoOutside
	}
	return b.outside.Send(ctx, way, name, text)
}

// told takes what became of notices: they leave the store together with what
// follows from it.
func (b *Bot) told(all []*outgoing, sent string, tried []string) error {
	return b.commit(func(c *commit) error {
		for _, one := range all {
			if err := c.tx.Delete(store.Outbox, one.key()); err != nil {
				return err
			}
			e := one.effect.(flows.Notify)
			var in flows.Input = flows.NoticeFailed{Key: e.Key, Person: e.Person, Tried: tried}
			if sent != "" {
				in = flows.NoticeSent{Key: e.Key, Person: e.Person, Way: sent}
			}
			if err := c.step(one.Of, in); err != nil {
				return err
			}
		}
		return nil
	})
}
