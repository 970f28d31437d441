package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"asapbot/bot/store"
	"asapbot/flows"
)

const networkKey = "network"

func (c *commit) loadNetwork() (*flows.Network, error) {
	if c.network != nil {
		return c.network, nil
	}
	n := new(flows.Network)
	raw, err := c.tx.Get(store.Network, networkKey)
	if err == nil && raw != nil {
		err = json.Unmarshal(raw, n)
	}
	if err != nil {
		return nil, fmt.Errorf("the network cannot be read: %w", err)
	}
	c.network, c.stored[""] = n, raw
	return n, nil
}

func (c *commit) loadCase(code flows.CaseCode) (*flows.Case, error) {
	if c.cases[code] != nil {
		return c.cases[code], nil
	}
	raw, err := c.tx.Get(store.Cases, c.b.state.Opaque(string(code)))
	if err != nil {
		return nil, err
	}
	one := new(flows.Case)
	if raw != nil {
		if one, err = c.b.recent.decode(code, raw); err != nil {
			return nil, &fault{errors.New("a case cannot be read")}
		}
	}
	c.cases[code], c.stored[code] = one, raw
	return one, nil
}

// write stores every aggregate that has changed.
func (c *commit) write() error {
	for of, raw := range c.changed {
		if bytes.Equal(raw, c.stored[of]) {
			continue
		}
		bucket, key := store.Network, networkKey
		if of != "" {
			bucket, key = store.Cases, c.b.state.Opaque(string(of))
		}
		if err := c.tx.Put(bucket, key, store.Owner(of), raw); err != nil {
			return err
		}
	}
	return nil
}
