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
	changed map[flows.CaseCode]bool // "" is the Network
	out     []*outgoing
	gone    []*outgoing // what left the outbox
	opened  []room
	lines   int // of journals, so far
}

// commit runs do in one transaction and, once it is durable, lets the rest of the
// bot see what came of it.
func (b *Bot) commit(do func(*commit) error) error {
	var c *commit
	err := b.state.Update(func(tx store.Tx) error {
		c = &commit{
			b: b, tx: tx, now: time.Now(),
			cases: map[flows.CaseCode]*flows.Case{}, changed: map[flows.CaseCode]bool{},
		}
		if err := do(c); err != nil {
			return err
		}
		return c.write()
	})
	if err != nil {
		return err
	}
	for _, r := range c.opened {
		b.rooms.add(r)
	}
	if c.changed[""] {
		b.staff.know(*c.network)
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
	of := aggregate(r.input)
	if tapped, ok := r.input.(flows.Tapped); ok {
		question, err := c.asked(r.poll)
		if err != nil || question.Key == "" || question.In != tapped.In {
			return err // a poll of theirs
		}
		tapped.Poll = question.Key
		r.input = tapped
	}
	return c.step(of, r.input)
}

// aggregate is the case that an input belongs to; the Network's inputs have none.
func aggregate(in flows.Input) flows.CaseCode {
	switch in := in.(type) {
	case flows.Said:
		return in.In.Case
	case flows.Tapped:
		return in.In.Case
	case flows.TookBack:
		return in.In.Case
	case flows.Joined:
		return in.In.Case
	case flows.Left:
		return in.In.Case
	case flows.Unreadable:
		return in.In.Case
	case flows.Delivered:
		return in.In.Case
	case flows.Undelivered:
		return in.In.Case
	}
	return ""
}

// step lets an aggregate decide and stores what it decided. An input that makes
// the core panic is parked: the operator is told, and the bot goes on.
func (c *commit) step(of flows.CaseCode, in flows.Input) error {
	effects, err := c.decide(of, in)
	if errors.Is(err, errPanicked) {
		return c.park(of, in)
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

var errPanicked = errors.New("the core panicked")

// decide is the third stop.
func (c *commit) decide(of flows.CaseCode, in flows.Input) (effects []flows.Effect, err error) {
	defer func() {
		if p := recover(); p != nil {
			effects, err = nil, errPanicked
		}
	}()
	if of == "" {
		n, err := c.loadNetwork()
		if err != nil {
			return nil, err
		}
		next, effects := flows.StepNetwork(*n, in, c.now)
		*n, c.changed[""] = next, true
		return effects, nil
	}
	one, err := c.loadCase(of)
	if err != nil {
		return nil, err
	}
	next, effects := flows.Step(*one, in, c.now)
	*one, c.changed[of] = next, true
	return effects, nil
}

func (c *commit) park(of flows.CaseCode, in flows.Input) error {
	raw, err := flows.EncodeInput(in)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("%016x", c.now.UnixNano())
	c.b.log.Error("an input could not be handled and was put aside; please report this as a fault of asapbot", "parked", key)
	return c.tx.Put(store.Parked, key, store.Owner(of), raw)
}

const networkKey = "network"

func (c *commit) loadNetwork() (*flows.Network, error) {
	if c.network == nil {
		c.network = new(flows.Network)
		raw, err := c.tx.Get(store.Network, networkKey)
		if err != nil {
			return nil, err
		}
		if raw != nil {
			if err := json.Unmarshal(raw, c.network); err != nil {
				return nil, fmt.Errorf("the network cannot be read: %w", err)
			}
		}
	}
	return c.network, nil
}

func (c *commit) loadCase(code flows.CaseCode) (*flows.Case, error) {
	if c.cases[code] == nil {
		one := new(flows.Case)
		raw, err := c.tx.Get(store.Cases, c.b.state.Opaque(string(code)))
		if err != nil {
			return nil, err
		}
		if raw != nil {
			if err := json.Unmarshal(raw, one); err != nil {
				return nil, fmt.Errorf("a case cannot be read: %w", err)
			}
		}
		c.cases[code] = one
	}
	return c.cases[code], nil
}

// write stores every aggregate that has changed.
func (c *commit) write() error {
	for of := range c.changed {
		bucket, key, value := store.Network, networkKey, any(c.network)
		if of != "" {
			bucket, key, value = store.Cases, c.b.state.Opaque(string(of)), c.cases[of]
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return err
		}
		if err := c.tx.Put(bucket, key, store.Owner(of), raw); err != nil {
			return err
		}
	}
	return nil
}

// effect stores what the core decided: what is to be sent goes to the outbox,
// the rest is done within the transaction.
func (c *commit) effect(of flows.CaseCode, e flows.Effect) error {
	switch e := e.(type) {
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
	case flows.Enter:
		return c.enter(of, e)
	case flows.Ignore:
		c.b.log.Info("somebody who has no part in a room was not heard", "room", e.In.Kind)
		return nil
	}
	return c.post(of, e)
}

func (c *commit) keep(of flows.CaseCode, e flows.Keep) error {
	raw, err := json.Marshal(e.Record)
	if err != nil {
		return err
	}
	return c.tx.Put(store.Records, c.b.state.Opaque(string(of))+"/"+c.b.state.Opaque(e.ID), store.Owner(of), raw)
}

// line is one line of a journal.
type line struct {
	At time.Time `json:"at"`
	flows.Enter
}

func (c *commit) enter(of flows.CaseCode, e flows.Enter) error {
	raw, err := json.Marshal(line{c.now, e})
	if err != nil {
		return err
	}
	// The number within the commit keeps lines of one moment apart.
	key := fmt.Sprintf("%s/%016x/%02x", c.b.state.Opaque(string(of)), c.now.UnixNano(), c.lines)
	c.lines++
	return c.tx.Put(store.Journal, key, store.Owner(of), raw)
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
