package bot

import (
	"context"
	"errors"
	"time"

	"asapbot/bot/matrix"
	"asapbot/flows"
)

// read is an entry with what it means.
type read struct {
	entry entry
	// input is nil where nothing follows: an event that is no message, or in a room
	// that is not ours.
	input flows.Input
	// poll is the event of the question that input votes in; the commit looks up
	// which one that is, because the question's own echo may be in the same commit.
	poll string
	// transaction names our own message, where the entry is its echo: by the
	// homeserver's word or, after its restart, by the key inside the message.
	transaction string
}

// read is the second stop: it decrypts an event and translates it. It returns
// matrix.ErrNoKey while the message may still become readable.
func (b *Bot) read(ctx context.Context, e entry) (read, error) {
	r := read{entry: e, transaction: e.Event.Transaction}
	if e.Event.InviteToUs {
		r.input = flows.Invited{By: flows.Person(e.Event.Sender), Room: e.Event.Room}
		return r, nil
	}
	place, ours := b.rooms.place(e.Event.Room)
	if !ours || r.transaction != "" {
		return r, nil // without its room a message says nothing; an echo need not be opened
	}
	if e.Event.Member != nil {
		r.input = membership(*e.Event.Member, place)
		return r, nil
	}
	m, err := b.hs.Read(ctx, *e.Event)
	var refused *matrix.Refused
	switch {
	case errors.As(err, &refused):
		r.input = b.refused(e, place, refused)
		return r, nil
	case err != nil && !fatal(err) && ctx.Err() == nil && b.tooLong(e, err):
		r.input = flows.Unreadable{
			By: flows.Person(e.Event.Sender), In: place, Ref: flows.Ref(e.Event.ID), Why: flows.NoKey,
		}
		return r, nil
	case err != nil:
		return r, err
	}
	if m.Kind == matrix.Own {
		r.transaction = m.Key
		return r, nil
	}
	r.input, r.poll = b.translate(m, place)
	return r, nil
}

// tooLong reports whether an entry that cannot be read has had its time: since it
// came, or since it began to fail for no reason that a key could mend.
func (b *Bot) tooLong(e entry, err error) bool {
	since := e.Since
	if !errors.Is(err, matrix.ErrNoKey) {
		since = b.inbox.troubled(e.room(), time.Now())
	}
	return !since.After(b.outbox.patience())
}

// refused words why a message is not taken. What only the homeserver can have done
// concerns the operator.
func (b *Bot) refused(e entry, place flows.Place, why *matrix.Refused) flows.Input {
	fault, ok := map[string]flows.Fault{
		matrix.Unverified: flows.Unverified, matrix.Unencrypted: flows.Unencrypted,
		matrix.NotText: flows.NotText, matrix.NotLegible: flows.NotLegible, matrix.Reset: flows.Reset,
	}[why.Why]
	if !ok {
		b.log.Warn("a message was refused", "why", why.Why, "event", e.Event.ID)
		return nil
	}
	return flows.Unreadable{
		By: flows.Person(e.Event.Sender), In: place, Ref: flows.Ref(e.Event.ID),
		Why: fault, Device: why.Device,
	}
}

func membership(m matrix.Membership, place flows.Place) flows.Input {
	switch m.Membership {
	case "join":
		return flows.Joined{By: flows.Person(m.User), In: place}
	case "leave", "ban":
		return flows.Left{By: flows.Person(m.User), In: place}
	}
	return nil
}

// translate turns a message into what has happened, and names the poll of a vote.
func (b *Bot) translate(m matrix.Message, place flows.Place) (in flows.Input, poll string) {
	by, ref := flows.Person(m.Sender), flows.Ref(m.ID)
	switch m.Kind {
	case matrix.Text:
		in := flows.Said{By: by, In: place, Ref: ref, Edits: flows.Ref(m.Edits), Text: m.Text, Dice: b.dice()}
		for _, user := range m.Mentions {
			in.Mentions = append(in.Mentions, flows.Person(user))
		}
		return in, ""
	case matrix.Redaction:
		return flows.TookBack{By: by, In: place, Ref: flows.Ref(m.Redacts)}, ""
	case matrix.Vote:
		in := flows.Tapped{By: by, In: place, Ref: ref, Dice: b.dice()}
		if len(m.Choices) > 0 {
			in.Choice = m.Choices[0]
		}
		return in, m.Poll
	}
	return nil, ""
}
