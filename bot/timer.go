package bot

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	all, err := c.due(now)
	if err != nil {
		return err
	}
	if len(all) == most {
		c.b.wake() // there may be more
	}
	for _, d := range all {
		raw, err := c.tx.Get(store.Timers, d.key)
		switch {
		case errors.Is(err, store.ErrErased):
		case err != nil:
			return err
		case raw == nil:
			continue // an earlier one has cancelled it, or set it anew
		}
		name := byName + d.key[strings.LastIndex(d.key, "/")+1:]
		if err := c.clearTimer(d.key, name); err != nil {
			return err
		}
		if d.timer == (timer{}) {
			continue
		}
		if err := c.step(d.Of, flows.TimerFired{Name: d.Name}); err != nil {
			return err
		}
	}
	return nil
}

// dueTimer is a timer and where it stands in the store; an erased case's is the zero timer.
type dueTimer struct {
	timer
	key string
}

// due lists the timers that are due, oldest first, and those of one moment by their
// names: in the store they stand in the order of a secret, which differs from bot to bot.
func (c *commit) due(now time.Time) ([]dueTimer, error) {
	var due []dueTimer
	err := c.tx.Scan(store.Timers, byTime, "", func(key string, value func() ([]byte, error)) error {
		if key > timeKey(now)+"~" || len(due) == most {
			return store.ErrStop
		}
		d := dueTimer{key: key}
		raw, err := value()
		if err == nil {
			err = json.Unmarshal(raw, &d.timer)
		}
		if err != nil && !errors.Is(err, store.ErrErased) {
			return fmt.Errorf("a timer cannot be read: %w", err)
		}
		due = append(due, d)
		return nil
	})
	moment := len(timeKey(now))
	slices.SortStableFunc(due, func(a, b dueTimer) int {
		return cmp.Or(strings.Compare(a.key[:moment], b.key[:moment]), cmp.Compare(a.Of, b.Of), strings.Compare(a.Name, b.Name))
	})
	return due, err
}
