package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/render"
	"asapbot/bot/store"
	"asapbot/flows"
	"asapbot/flows/message"
)

// parallel is how many rooms are served side by side.
const parallel = 8

// outcome is what became of an entry of the outbox.
type outcome struct {
	one     *outgoing
	event   string // the message that it became
	room    string // the room that was opened
	refused bool   // by the homeserver, for good
}

// send carries out what waits in the outbox: in order within a room, rooms side by
// side.
func (b *Bot) send(ctx context.Context) error {
	slots := make(chan struct{}, parallel)
	for {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		one, wait := b.outbox.take(time.Now())
		if one == nil {
			<-slots
			select {
			case <-b.outbox.changed:
			case <-time.After(wait):
			case <-ctx.Done():
				return nil
			}
			continue
		}
		go func() {
			defer func() { <-slots }()
			b.carry(ctx, one)
		}()
	}
}

// carry carries one entry out and reports what became of it.
func (b *Bot) carry(ctx context.Context, one *outgoing) {
	result := outcome{one: one}
	err := b.perform(ctx, one, &result)
	var unworded *wordless
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return
	case errors.As(err, &unworded) || matrix.Permanent(err):
		b.log.Error("something could not be sent and will not be", "error", err)
		result.refused = true
	default:
		pause := max(matrix.RetryAfter(err), min(time.Duration(1<<min(one.tries, 6))*250*time.Millisecond, 15*time.Second))
		b.log.Warn("something could not be sent; trying again", "in", pause, "error", err)
		b.outbox.later(one, pause)
		return
	}
	if result.room == "" {
		// The room goes on at once. A room that was opened waits until the store knows
		// it.
		b.outbox.sent(one, result.event)
	}
	b.arrive(ctx, func(ctx context.Context) error {
		return b.persist(ctx, func() error { return b.sent(result) })
	})
}

// wordless is an effect that cannot be rendered: a fault of the program.
type wordless struct{ cause error }

func (w *wordless) Error() string { return w.cause.Error() }

// perform does what the effect says.
func (b *Bot) perform(ctx context.Context, one *outgoing, result *outcome) (err error) {
	switch e := one.effect.(type) {
	case flows.OpenRoom:
		name, err := b.roomName(e)
		if err != nil {
			return err
		}
		result.room, err = b.hs.OpenRoom(ctx, one.transaction, name)
		return err
	case flows.Decline:
		return b.hs.Decline(ctx, e.Room)
	}
	room, ok := b.rooms.at(one.place)
	if !ok {
		return fmt.Errorf("a room is not open yet")
	}
	switch e := one.effect.(type) {
	case flows.Invite:
		return b.hs.Invite(ctx, room.ID, string(e.Person))
	case flows.Remove:
		return b.hs.Remove(ctx, room.ID, string(e.Person))
	case flows.Pin:
		event, err := b.standing(one.Of, e.Message)
		if err != nil {
			return err
		}
		return b.hs.Pin(ctx, room.ID, []string{event})
	}
	content, err := b.content(one, room)
	if err != nil {
		return err
	}
	result.event, err = b.hs.Send(ctx, room.ID, one.transaction, content)
	return err
}

// content is the fifth stop: it words what is to be said, in the room's languages
// and zone, when it is sent.
func (b *Bot) content(one *outgoing, r room) (matrix.Content, error) {
	content := matrix.Content{Key: one.transaction}
	var out render.Out
	var err error
	switch e := one.effect.(type) {
	case flows.Say:
		out, err = b.render.Say(r.rendered(), e)
		if err == nil && e.Replace != "" {
			if content.Replaces, err = b.standing(one.Of, e.Replace); err != nil {
				return content, err
			}
		}
	case flows.Ask:
		out, err = b.render.Ask(r.rendered(), e)
	}
	if err != nil {
		return content, &wordless{err}
	}
	content.Markdown, content.Notify, content.Mentions = out.Markdown, out.Notify, out.Mentions
	if out.Poll != nil {
		content.Poll = &matrix.Poll{Question: out.Poll.Question}
		for _, c := range out.Poll.Choices {
			content.Poll.Choices = append(content.Poll.Choices, matrix.PollChoice(c))
		}
	}
	return content, nil
}

// roomName is what a room is called. The homeserver reads it, so it says nothing
// but the case's code.
func (b *Bot) roomName(e flows.OpenRoom) (string, error) {
	args := message.Args{"Code": message.Text(string(e.Place.Case))}
	name := message.New("room.desk")
	switch e.Place.Kind {
	case flows.CaseRoom:
		name = message.New("room.case", args)
	case flows.PrivateRoom:
		name = message.New("room.private", args)
	}
	text, err := b.render.Message(e.Languages[0], nil, name)
	if err != nil {
		return "", &wordless{err}
	}
	return text, nil
}

// question is what stands in an event of ours that can be voted on.
type question struct {
	In  flows.Place `json:"in"`
	Key flows.Key   `json:"key"`
}

func askedKey(event string) string { return "asked:" + event }

func (b *Bot) standingKey(of flows.CaseCode, key flows.Key) (stored, transaction string) {
	transaction = b.state.Opaque(string(of) + "\x00" + string(key))
	return "stays:" + transaction, transaction
}

// standing is the event of a message of ours that a later one replaces or pins.
func (b *Bot) standing(of flows.CaseCode, key flows.Key) (string, error) {
	stored, transaction := b.standingKey(of, key)
	if event := b.outbox.event(transaction); event != "" {
		return event, nil
	}
	var event string
	err := b.state.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Sent, stored)
		event = string(raw)
		return err
	})
	if err == nil && event == "" {
		err = &wordless{fmt.Errorf("the message to be replaced or pinned does not stand in its room")}
	}
	return event, err
}

// sent commits what became of an entry.
func (b *Bot) sent(o outcome) error {
	err := b.commit(func(c *commit) error {
		switch {
		case b.outbox.named(o.one.transaction) != o.one && o.one.transaction != "":
			return nil // its echo was quicker
		case o.refused:
			return c.refuse(o.one)
		}
		return c.confirm(o.one, o.event, o.room)
	})
	if err == nil && o.room != "" {
		b.outbox.sent(o.one, "")
	}
	return err
}

// confirm takes an entry out of the outbox and keeps what later ones need of it.
func (c *commit) confirm(one *outgoing, event, opened string) error {
	c.gone = append(c.gone, one)
	if err := c.tx.Delete(store.Outbox, one.key()); err != nil {
		return err
	}
	switch e := one.effect.(type) {
	case flows.OpenRoom:
		r := room{ID: opened, Place: e.Place, Languages: e.Languages, Zone: e.Zone}
		raw, err := json.Marshal(r)
		if err != nil {
			return err
		}
		c.opened = append(c.opened, r)
		return c.tx.Put(store.Rooms, c.b.state.Opaque(opened), store.Owner(e.Place.Case), raw)
	case flows.Ask:
		raw, err := json.Marshal(question{In: e.To, Key: e.Key})
		if err != nil {
			return err
		}
		return c.tx.Put(store.Sent, askedKey(event), store.Owner(one.Of), raw)
	case flows.Say:
		if e.Stays {
			stored, _ := c.b.standingKey(one.Of, e.Key)
			return c.tx.Put(store.Sent, stored, store.Owner(one.Of), []byte(event))
		}
	}
	return nil
}

// refuse takes an entry out that the homeserver will never take, and tells the
// core.
func (c *commit) refuse(one *outgoing) error {
	c.gone = append(c.gone, one)
	if err := c.tx.Delete(store.Outbox, one.key()); err != nil {
		return err
	}
	in := flows.Undelivered{In: one.place}
	switch e := one.effect.(type) {
	case flows.Say:
		in.Key = e.Key
	case flows.Ask:
		in.Key = e.Key
	case flows.Invite:
		in.Person = e.Person
	}
	return c.step(one.Of, in)
}

// echo takes one of our own messages as the room shows it: the proof that it was
// sent, whatever the answer to sending said, and for a question the moment from
// which it can be answered.
func (c *commit) echo(r read) error {
	event := r.entry.Event.ID
	if one := c.b.outbox.named(r.transaction); one != nil {
		if err := c.confirm(one, event, ""); err != nil {
			return err
		}
	}
	q, err := c.asked(event)
	if err != nil || q.Key == "" {
		return err
	}
	return c.step(q.In.Case, flows.Delivered{Key: q.Key, In: q.In})
}

// asked is the question that stands in an event; empty where none of ours does.
func (c *commit) asked(event string) (question, error) {
	var q question
	raw, err := c.tx.Get(store.Sent, askedKey(event))
	if err != nil || raw == nil {
		return q, err
	}
	return q, json.Unmarshal(raw, &q)
}
