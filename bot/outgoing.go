package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// outgoing is one effect that is to be carried out, as the outbox stores it: what
// is to be said, never its words.
type outgoing struct {
	Seq    uint64          `json:"seq"`
	Of     flows.CaseCode  `json:"of"`
	Stored json.RawMessage `json:"effect"`

	effect flows.Effect
	place  flows.Place
	// transaction is the same for the same effect for ever: the homeserver and the
	// bot know by it what was sent already.
	transaction string
	tries       int
	taken       time.Time // to be carried out, the last time
	// after is before when it is not tried again; seen is which sync must have been
	// handled before: it would have shown the message, had it arrived.
	after time.Time
	seen  uint64
	// gone says that it has left the store. It is the loop's alone.
	gone bool
}

func (o *outgoing) key() string { return fmt.Sprintf("%016x", o.Seq) }

func (o *outgoing) urgent() bool {
	switch e := o.effect.(type) {
	case flows.Say:
		return e.Urgent
	case flows.Ask:
		return e.Urgent
	case flows.Notify:
		return e.Urgent
	}
	return false
}

// overtaken reports whether it waited so long that it is sent no more.
func (o *outgoing) overtaken(now time.Time) bool {
	var until time.Time
	switch e := o.effect.(type) {
	case flows.Say:
		until = e.Until
	case flows.Ask:
		until = e.Until
	}
	return !until.IsZero() && !now.Before(until)
}

// rings reports whether it calls somebody who is not looking, and can wait a little.
func (o *outgoing) rings() bool {
	switch e := o.effect.(type) {
	case flows.Say:
		return e.Notify && !e.Urgent
	case flows.Attach:
		return true
	}
	return false
}

// elsewhere is the kind of place of a room that is not ours, or of a person, with their
// ID as the service: so that none has to wait for another.
const elsewhere flows.PlaceKind = "elsewhere"

// outside is the kind of place of what a person is told outside of Matrix.
const outside flows.PlaceKind = "outside"

// destination is the room that an effect concerns. Effects of one room are carried
// out in their order. It returns a name for the effect that is unique within its
// aggregate and room.
func destination(e flows.Effect) (flows.Place, string) {
	switch e := e.(type) {
	case flows.Say:
		return e.To, string(e.Key)
	case flows.Ask:
		return e.To, string(e.Key)
	case flows.Attach:
		return e.To, string(e.Key)
	case flows.OpenRoom:
		return e.Place, "open/" + fmt.Sprint(e.Place)
	case flows.Speak:
		return e.In, ""
	case flows.Pin:
		return e.In, ""
	case flows.Notify:
		return flows.Place{Kind: outside, Person: e.Person}, string(e.Key)
	case flows.Invite:
		return e.To, ""
	case flows.Remove:
		return e.From, ""
	case flows.Decline:
		return flows.Place{Kind: elsewhere, Service: flows.ServiceID(e.Room)}, ""
	case flows.Accept:
		return flows.Place{Kind: elsewhere, Service: flows.ServiceID(e.Person)}, ""
	}
	return flows.Place{}, ""
}

// transactionOf names what is sent into a room, for ever.
func transactionOf(s State, of flows.CaseCode, in flows.Place, name string) string {
	return s.Opaque(string(of) + "\x00" + fmt.Sprint(in) + "\x00" + name)
}

// post puts an effect into the outbox, within the transaction that decided it.
func (c *commit) post(of flows.CaseCode, e decided) error {
	o := &outgoing{Seq: c.b.outbox.number(len(c.out)), Of: of, Stored: e.stored}
	if err := o.prepare(c.b.state); err != nil {
		return err
	}
	stored, err := json.Marshal(o)
	if err != nil {
		return err
	}
	c.out = append(c.out, o)
	return c.tx.Put(store.Outbox, o.key(), store.Owner(of), stored)
}

// prepare reads the effect that is stored.
func (o *outgoing) prepare(s State) (err error) {
	if o.effect, err = flows.DecodeEffect(o.Stored); err != nil {
		return err
	}
	var name string
	o.place, name = destination(o.effect)
	if name != "" {
		o.transaction = transactionOf(s, o.Of, o.place, name)
	}
	return nil
}
