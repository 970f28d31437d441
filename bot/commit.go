package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// commit is one transaction under way: the third and the fourth stop. Several
// inputs may share it. What it loads it loads once, and writes at its end.
type commit struct {
	b       *Bot
	tx      store.Tx
	now     time.Time
	network *flows.Network
	cases   map[flows.CaseCode]*flows.Case
	stored  map[flows.CaseCode][]byte // as they were loaded; "" is the Network
	changed map[flows.CaseCode][]byte // as they are to be stored
	out     []*outgoing
	gone    map[*outgoing]bool // what left the outbox
	opened  []outcome
	logs    []func() // what to log once it is true
}

// commit runs do in one transaction, together with the outcomes that wait for one,
// and, once it is durable, lets the rest of the bot see what came of it.
func (b *Bot) commit(do func(*commit) error) error {
	var c *commit
	err := b.state.Update(func(tx store.Tx) error {
		c = &commit{
			b: b, tx: tx, now: b.now(), gone: map[*outgoing]bool{},
			cases: map[flows.CaseCode]*flows.Case{}, stored: map[flows.CaseCode][]byte{},
			changed: map[flows.CaseCode][]byte{},
		}
		if err := c.noticeClock(); err != nil {
			return err
		}
		if err := do(c); err != nil {
			return err
		}
		for _, o := range b.outcomes {
			if err := c.settle(o); err != nil {
				return err
			}
		}
		return c.write()
	})
	if err != nil {
		clear(b.recent)
		return err
	}
	for code, one := range c.cases {
		if raw := c.changed[code]; raw != nil {
			b.recent.keep(code, raw, *one)
		}
	}
	for _, log := range c.logs {
		log()
	}
	b.outcomes = nil
	b.committed.at(c.now)
	if c.network != nil {
		b.staff.know(*c.network)
	}
	for _, o := range c.opened {
		b.rooms.add(o.opened())
		b.outbox.sent(o.one, "")
	}
	b.outbox.forget(c.gone)
	b.outbox.add(c.out)
	return nil
}

// handle takes what was read: the entry leaves the inbox with what follows from it.
func (c *commit) handle(r read) error {
	if err := c.tx.Delete(store.Inbox, r.entry.key()); err != nil {
		return err
	}
	if r.transaction != "" {
		return c.echo(r)
	}
	if r.input == nil {
		return nil
	}
	if tapped, ok := r.input.(flows.Tapped); ok {
		return c.tapped(tapped, r.poll)
	}
	return c.step(aggregate(r.input), r.input)
}

// aggregate is the case that what a person does belongs to: that of the room. The
// Network's inputs have none.
func aggregate(in flows.Input) flows.CaseCode {
	switch in := in.(type) {
	case flows.Said:
		return in.In.Case
	case flows.TookBack:
		return in.In.Case
	case flows.Joined:
		return in.In.Case
	case flows.Left:
		return in.In.Case
	case flows.Unreadable:
		return in.In.Case
	}
	return ""
}

// step lets an aggregate decide and stores what it decided. An input that the core
// cannot take is parked: the operator is told, and the bot goes on.
func (c *commit) step(of flows.CaseCode, in flows.Input) error {
	effects, err := c.decide(of, in)
	if errors.Is(err, store.ErrErased) {
		return nil // nothing of that case is left, nor is there anybody to hear
	}
	var f *fault
	if errors.As(err, &f) {
		return c.park(of, in, f)
	}
	if err != nil {
		return err
	}
	for _, e := range effects {
		if err := c.effect(of, e); err != nil {
			return err
		}
	}
	return nil
}

// decided is an effect, and how it is stored.
type decided struct {
	flows.Effect
	stored json.RawMessage
}

// decide is the third stop. Either all that follows can be stored, or nothing has
// happened.
func (c *commit) decide(of flows.CaseCode, in flows.Input) (all []decided, err error) {
	next, effects, err := c.turn(of, in)
	if err != nil {
		return nil, err
	}
	for _, e := range effects {
		stored, err := flows.EncodeEffect(e)
		if err != nil {
			return nil, &fault{err}
		}
		all = append(all, decided{e, stored})
	}
	raw, err := json.Marshal(next)
	if err != nil {
		return nil, &fault{err}
	}
	switch next := next.(type) {
	case flows.Network:
		c.network = &next
	case flows.Case:
		if next.Code == "" {
			return all, nil // there is no such case
		}
		c.cases[of] = &next
	}
	c.changed[of] = raw
	return all, nil
}

// turn gives the aggregate after an input, and what follows. A panic of the core is
// a fault: what has panicked once would do so again after each restart.
func (c *commit) turn(of flows.CaseCode, in flows.Input) (next any, effects []flows.Effect, err error) {
	defer func() {
		if p := recover(); p != nil {
			next, effects, err = nil, nil, &fault{panicked{whence()}}
		}
	}()
	if of == "" {
		n, err := c.loadNetwork()
		if err != nil {
			return nil, nil, err
		}
		next, effects := c.b.stepNetwork(*n, in, c.now)
		return next, effects, nil
	}
	one, err := c.loadCase(of)
	if err != nil {
		return nil, nil, err
	}
	after, effects := c.b.step(*one, in, c.now)
	return after, effects, nil
}

// stamp is a key for what has no name of its own: the time, and never the same
// twice.
func (c *commit) stamp() string {
	c.b.stamped = max(c.b.stamped+1, c.now.UnixNano())
	return fmt.Sprintf("%016x", c.b.stamped)
}

// effect stores what the core decided: what is to be sent goes to the outbox,
// the rest is done within the transaction.
func (c *commit) effect(of flows.CaseCode, decided decided) error {
	switch e := decided.Effect.(type) {
	case flows.SetTimer:
		return c.setTimer(of, e)
	case flows.CancelTimer:
		return c.cancelTimer(of, e.Name)
	case flows.TellNetwork:
		return c.step("", e.Input)
	case flows.TellCase:
		return c.step(e.Case, e.Input)
	case flows.Keep:
		return c.keep(of, e)
	case flows.Recall:
		return c.recall(of, e)
	case flows.Enter:
		return c.enter(of, e)
	case flows.Ignore:
		c.logs = append(c.logs, func() {
			c.b.log.Info("somebody who has no part in a room was not heard", "room", e.In.Kind)
		})
		return nil
	}
	return c.post(of, decided)
}

// once steps an input that may be reported again after each start only the first
// time.
func (c *commit) once(in flows.Unreadable) error {
	key := "once:" + c.b.state.Opaque(string(in.Why)+string(in.By)+in.Device+fmt.Sprint(in.In))
	told, err := c.tx.Get(store.Meta, key)
	if err != nil || told != nil {
		return err
	}
	if err := c.tx.Put(store.Meta, key, store.Common, []byte{1}); err != nil {
		return err
	}
	return c.step(aggregate(in), in)
}
