package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/render"
	"asapbot/bot/store"
	"asapbot/flows"
	"asapbot/flows/message"
)

// outcome is what became of an entry of the outbox.
type outcome struct {
	one     *outgoing
	event   string // the message that it became
	room    string // the room that was opened, or is spoken in otherwise
	refused bool   // by the homeserver, for good
	passed  bool   // it was overtaken, and not sent
	tried   bool   // to send a message: it may have arrived whatever the answer was
}

// send carries out what waits in the outbox: in order within a room, rooms side by
// side. It ends when nothing is under way any more.
func (b *Bot) send(ctx context.Context) error {
	var carriers sync.WaitGroup
	defer carriers.Wait()
	for ctx.Err() == nil {
		one, wait := b.outbox.take(time.Now())
		if one != nil {
			carriers.Go(func() { b.carry(ctx, one) })
			continue
		}
		late := time.NewTimer(wait)
		select {
		case <-b.outbox.changed:
		case <-late.C:
		case <-ctx.Done():
		}
		late.Stop()
	}
	return nil
}

// carry carries one entry out and reports what became of it.
func (b *Bot) carry(ctx context.Context, one *outgoing) {
	defer func() { b.outbox.putDown(one, time.Now()) }()
	result := outcome{one: one, passed: one.overtaken(b.now())}
	var err error
	if !result.passed {
		err = b.perform(ctx, one, &result)
	}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return
	case hopeless(one, err):
		b.log.Error("something could not be sent and will not be", "error", err)
		result.refused = true
	default:
		pause := max(min(matrix.RetryAfter(err), longestPause), backoff(one.tries))
		if rare(one.tries + 1) {
			b.log.Warn("something could not be sent; trying again", "tries", one.tries+1, "in", pause, "error", err)
		}
		// Whom the homeserver asks to wait it has not listened to.
		b.outbox.later(one, pause, result.tried && matrix.RetryAfter(err) == 0)
		return
	}
	if result.room == "" {
		// The room goes on at once. A room that was opened, or where the bot speaks
		// otherwise from now on, waits until the store knows it.
		b.outbox.sent(one, result.event)
	}
	b.arrive(ctx, func(context.Context) error { return b.settle(result) })
}

// longestPause is the longest that a homeserver can have us wait.
const longestPause = 10 * time.Minute

// hopeless reports whether trying again cannot help. A room must be opened however
// often that is refused: everything else there waits for it.
func hopeless(one *outgoing, err error) bool {
	if _, opens := one.effect.(flows.OpenRoom); opens {
		return false
	}
	var unworded *wordless
	return errors.As(err, &unworded) || matrix.Permanent(err)
}

// wordless is an effect that cannot be rendered: a fault of the program.
type wordless struct{ cause error }

func (w *wordless) Error() string { return w.cause.Error() }

// perform does what the effect says. A panic, of the renderer above all, is a fault
// of that one effect.
func (b *Bot) perform(ctx context.Context, one *outgoing, result *outcome) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &wordless{panicked{whence()}}
		}
	}()
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
	case flows.Accept:
		return b.hs.Accept(ctx, string(e.Person), e.Identity)
	}
	room, ok := b.rooms.at(one.place)
	if !ok {
		return fmt.Errorf("a room is not open yet")
	}
	switch e := one.effect.(type) {
	case flows.Speak:
		result.room = room.ID
		return nil
	case flows.Invite:
		return b.hs.Invite(ctx, room.ID, string(e.Person))
	case flows.Remove:
		return b.hs.Remove(ctx, room.ID, string(e.Person))
	case flows.Pin:
		event, err := b.standing(one, e.Message)
		if err != nil {
			return err
		}
		return b.hs.Pin(ctx, room.ID, []string{event})
	}
	content, err := b.content(one, room)
	if err != nil {
		return err
	}
	result.tried = true
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
			if content.Replaces, err = b.standing(one, e.Replace); err != nil {
				return content, err
			}
		}
	case flows.Ask:
		out, err = b.render.Ask(r.rendered(), e)
	case flows.Attach:
		if out, err = b.render.Attach(r.rendered(), e); err == nil {
			content.File, err = b.file(r, *out.File)
		}
	}
	if err != nil {
		return content, &wordless{err}
	}
	content.Markdown, content.Notify, content.Mentions = out.Markdown, out.Notify, out.Mentions
	if out.Poll != nil {
		content.Poll = b.poll(one.transaction, *out.Poll)
	}
	return content, nil
}

// file makes a file. It is made anew for each attempt: what waits in the outbox is what
// it says, not its bytes.
func (b *Bot) file(r room, f render.File) (*matrix.File, error) {
	made, err := b.render.Make(r.rendered(), f)
	if err != nil {
		return nil, err
	}
	return &matrix.File{Name: f.Name, Type: made.Type, Body: made.Body, Width: made.Width, Height: made.Height}, nil
}

// roomName is what a room is called. The homeserver reads it, so it says nothing
// but the code of the case or the partnership.
func (b *Bot) roomName(e flows.OpenRoom) (string, error) {
	args := message.Args{"Code": message.Text(e.Place.Code())}
	name := message.New("room.desk")
	switch e.Place.Kind {
	case flows.CaseRoom:
		name = message.New("room.case", args)
	case flows.PrivateRoom:
		name = message.New("room.private", args)
	case flows.DirectRoom:
		name = message.New("room.direct")
	case flows.PartnershipRoom:
		name = message.New("room.partnership", args)
	}
	text, err := b.render.Message(e.Languages[0], nil, name)
	if err != nil {
		return "", &wordless{err}
	}
	return text, nil
}

func staysKey(transaction string) string { return "stays:" + transaction }

// standing is the event of a message of ours that a later one, in the same room,
// replaces or pins.
func (b *Bot) standing(one *outgoing, key flows.Key) (string, error) {
	transaction := transactionOf(b.state, one.Of, one.place, string(key))
	if event := b.outbox.event(transaction); event != "" {
		return event, nil
	}
	var event string
	err := b.state.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Sent, staysKey(transaction))
		event = string(raw)
		return err
	})
	if errors.Is(err, store.ErrErased) || err == nil && event == "" {
		err = &wordless{errors.New("the message to be replaced or pinned does not stand in its room")}
	}
	return event, err
}

// settle takes in what became of an entry, unless its echo was quicker.
func (c *commit) settle(o outcome) error {
	switch {
	case o.one.gone || c.gone[o.one]:
		return nil
	case o.passed:
		return c.leave(o.one)
	case o.refused:
		return c.refuse(o.one)
	case o.room != "":
		return c.open(o)
	}
	return c.confirm(o.one, o.event)
}

// leave takes an entry out of the outbox.
func (c *commit) leave(one *outgoing) error {
	c.gone[one] = true
	return c.tx.Delete(store.Outbox, one.key())
}

// opened is the room that an entry has opened, or where the bot speaks otherwise.
func (o outcome) opened() room {
	if e, ok := o.one.effect.(flows.Speak); ok {
		return room{ID: o.room, Place: e.In, Languages: e.Languages, Zone: e.Zone}
	}
	e := o.one.effect.(flows.OpenRoom)
	return room{ID: o.room, Place: e.Place, Languages: e.Languages, Zone: e.Zone}
}

// open notes a room of ours.
func (c *commit) open(o outcome) error {
	r := o.opened()
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	c.opened = append(c.opened, o)
	if err := c.tx.Put(store.Rooms, c.b.state.Opaque(r.ID), store.Owner(r.Place.Case), raw); err != nil {
		return err
	}
	return c.leave(o.one)
}

// confirm takes an entry out of the outbox and keeps what later ones need of it.
func (c *commit) confirm(one *outgoing, event string) error {
	if err := c.leave(one); err != nil {
		return err
	}
	switch e := one.effect.(type) {
	case flows.Ask:
		return c.ask(one, e, event)
	case flows.Accept:
		return c.step(one.Of, accepted(e))
	case flows.Say:
		if e.Stays {
			return c.tx.Put(store.Sent, staysKey(one.transaction), store.Owner(one.Of), []byte(event))
		}
	}
	return nil
}

// refuse takes an entry out that the homeserver will never take, and tells the
// core.
func (c *commit) refuse(one *outgoing) error {
	if err := c.leave(one); err != nil {
		return err
	}
	in := flows.Undelivered{In: one.place}
	switch e := one.effect.(type) {
	case flows.Say:
		in.Key = e.Key
	case flows.Ask:
		in.Key = e.Key
	case flows.Attach:
		in.Key = e.Key
	case flows.Invite:
		in.Person = e.Person
	case flows.Decline, flows.Speak:
		return nil
	case flows.Accept:
		refused := accepted(e)
		refused.Refused = true
		return c.step(one.Of, refused)
	}
	return c.step(one.Of, in)
}

// echo takes one of our own messages as the room shows it: the proof that it was
// sent, whatever the answer to sending said, and for a question the moment from
// which it can be answered.
func (c *commit) echo(r read) error {
	event := r.entry.Event.ID
	if one := c.b.outbox.named(r.transaction); one != nil && !c.gone[one] {
		if err := c.confirm(one, event); err != nil {
			return err
		}
	}
	q, err := c.asked(event)
	if err != nil || q.Key == "" {
		return err
	}
	return c.step(q.Of, flows.Delivered{Key: q.Key, In: q.In})
}
