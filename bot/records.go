package bot

import (
	"encoding/json"
	"errors"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

func (c *commit) keep(of flows.CaseCode, e flows.Keep) error {
	raw, err := json.Marshal(e.Record)
	if err != nil {
		return err
	}
	return c.tx.Put(store.Records, c.recordKey(of, e.ID), store.Owner(of), raw)
}

// recall gives the core the records that it asks for, within the same transaction.
func (c *commit) recall(of flows.CaseCode, e flows.Recall) error {
	in := flows.Recalled{For: e.For}
	for _, id := range e.IDs {
		raw, err := c.tx.Get(store.Records, c.recordKey(of, id))
		if err != nil {
			return err
		}
		var r flows.Record
		if raw == nil {
			continue
		}
		if json.Unmarshal(raw, &r) != nil {
			return c.park(of, in, &fault{errors.New("a record cannot be read")})
		}
		in.Records = append(in.Records, r)
	}
	return c.step(of, in)
}

func (c *commit) recordKey(of flows.CaseCode, id string) string {
	return c.b.state.Opaque(string(of)) + "/" + c.b.state.Opaque(id)
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
	return c.tx.Put(store.Journal, c.b.state.Opaque(string(of))+"/"+c.stamp(), store.Owner(of), raw)
}
