package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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

func (c *commit) opaque(t timer) string { return c.b.state.Opaque(string(t.Of) + "/" + t.Name) }

func (c *commit) setTimer(of flows.CaseCode, e flows.SetTimer) error {
	t := timer{of, e.Name}
	if err := c.cancelTimer(of, e.Name); err != nil {
		return err
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	due := timeKey(e.At) + "/" + c.opaque(t)
	if err := c.tx.Put(store.Timers, due, store.Owner(of), raw); err != nil {
		return err
	}
	return c.tx.Put(store.Timers, byName+c.opaque(t), store.Owner(of), []byte(due))
}

func (c *commit) cancelTimer(of flows.CaseCode, name string) error {
	key := byName + c.opaque(timer{of, name})
	due, err := c.tx.Get(store.Timers, key)
	if errors.Is(err, store.ErrErased) {
		return nil // it is cleared away when it comes due
	}
	if err != nil || due == nil {
		return err
	}
	return c.clearTimer(string(due), key)
}

func (c *commit) clearTimer(due, name string) error {
	if err := c.tx.Delete(store.Timers, due); err != nil {
		return err
	}
	return c.tx.Delete(store.Timers, name)
}

// fireDue steps every timer that is due, oldest first. What one of them sets for
// the past is due at the next sweep, and what one cancels does not fire.
func (c *commit) fireDue(now time.Time) error {
	due, err := c.due(now)
	if err != nil {
		return err
	}
	if len(due) == most {
		c.b.wake() // there may be more
	}
	for _, key := range due {
		raw, err := c.tx.Get(store.Timers, key)
		erased := errors.Is(err, store.ErrErased)
		if err != nil && !erased {
			return err
		}
		if raw == nil && !erased {
			continue // an earlier one has cancelled it, or set it anew
		}
		name := byName + key[strings.LastIndex(key, "/")+1:]
		if err := c.clearTimer(key, name); err != nil {
			return err
		}
		if erased {
			continue
		}
		var t timer
		if err := json.Unmarshal(raw, &t); err != nil {
			return fmt.Errorf("a timer cannot be read: %w", err)
		}
		if err := c.step(t.Of, flows.TimerFired{Name: t.Name}); err != nil {
			return err
		}
	}
	return nil
}

// due lists the keys of the timers that are due.
func (c *commit) due(now time.Time) ([]string, error) {
	var due []string
	err := c.tx.Scan(store.Timers, byTime, "", func(key string, _ func() ([]byte, error)) error {
		if key > timeKey(now)+"~" || len(due) == most {
			return store.ErrStop
		}
		due = append(due, key)
		return nil
	})
	return due, err
}
