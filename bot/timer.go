package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// timer is one aggregate's timer. It stands in the store under its due time, and
// under its name to be found again.
type timer struct {
	Of   flows.CaseCode `json:"of"`
	Name string         `json:"name"`
}

const (
	byTime = "t/"
	byName = "n/"
)

func timeKey(at time.Time) string { return fmt.Sprintf("%s%016x", byTime, at.UnixNano()) }

func (c *commit) nameKey(t timer) string {
	return byName + c.b.state.Opaque(string(t.Of)+"/"+t.Name)
}

func (c *commit) setTimer(of flows.CaseCode, e flows.SetTimer) error {
	t := timer{of, e.Name}
	if err := c.cancelTimer(of, e.Name); err != nil {
		return err
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	due := timeKey(e.At) + "/" + c.b.state.Opaque(string(of)+"/"+e.Name)
	if err := c.tx.Put(store.Timers, due, store.Owner(of), raw); err != nil {
		return err
	}
	return c.tx.Put(store.Timers, c.nameKey(t), store.Owner(of), []byte(due))
}

func (c *commit) cancelTimer(of flows.CaseCode, name string) error {
	key := c.nameKey(timer{of, name})
	due, err := c.tx.Get(store.Timers, key)
	if err != nil || due == nil {
		return err
	}
	if err := c.tx.Delete(store.Timers, string(due)); err != nil {
		return err
	}
	return c.tx.Delete(store.Timers, key)
}

// fireDue steps every timer that is due, oldest first. What one of them sets for
// the past is due at the next sweep.
func (c *commit) fireDue(now time.Time) error {
	var due []timer
	err := c.tx.Scan(store.Timers, byTime, "", func(key string, open func() ([]byte, error)) error {
		if key > timeKey(now)+"~" || len(due) == most {
			return store.Stop
		}
		raw, err := open()
		if err != nil {
			return err
		}
		var t timer
		if err := json.Unmarshal(raw, &t); err != nil {
			return fmt.Errorf("a timer cannot be read: %w", err)
		}
		due = append(due, t)
		return nil
	})
	if err != nil {
		return err
	}
	if len(due) == most {
		c.b.wake() // there may be more
	}
	for _, t := range due {
		if err := c.cancelTimer(t.Of, t.Name); err != nil {
			return err
		}
		if err := c.step(t.Of, flows.TimerFired{Name: t.Name}); err != nil {
			return err
		}
	}
	return nil
}
