package matrix

import (
	"context"
	"fmt"
	"time"

	"maunium.net/go/mautrix/id"
)

// refreshEvery is how soon device lists that could not be fetched are tried again.
const refreshEvery = 5 * time.Second

// updateDevices notes whose device lists have changed and fetches them. A
// failure is not the failure of the sync, which must go on: the note stays in
// the store, and the next sync tries again.
//
// Our own devices are left out on purpose. The bot has one; whoever adds
// another to the account gets no keys, and our own identity is what the store
// says, not what the server says.
func (c *Client) updateDevices(ctx context.Context, changed []id.UserID) error {
	others := make([]id.UserID, 0, len(changed))
	for _, user := range changed {
		if user != c.mx.UserID {
			others = append(others, user)
		}
	}
	if len(others) > 0 {
		if err := c.store.MarkTrackedUsersOutdated(ctx, others); err != nil {
			return fmt.Errorf("matrix: note changed device lists: %w", err)
		}
	} else if time.Now().Before(c.refresh) {
		return nil
	}
	outdated, err := c.store.GetOutdatedTrackedUsers(ctx)
	if err != nil {
		return fmt.Errorf("matrix: read changed device lists: %w", err)
	}
	c.refresh = time.Now().Add(refreshEvery)
	if len(outdated) == 0 {
		return nil
	}
	if err := c.fetchDevices(ctx, outdated); err != nil {
		c.log.Warn("device lists not fetched, will try again", "users", len(outdated), "err", err)
	}
	return nil
}

func (c *Client) fetchDevices(ctx context.Context, users []id.UserID) error {
	return c.whileTrustMayChange(ctx, users, func() error {
		_, err := c.machine.FetchKeys(ctx, users, true)
		return err
	})
}

// introduce fetches the devices of users whom the store does not know yet.
func (c *Client) introduce(ctx context.Context, users []id.UserID) {
	if len(users) == 0 {
		return
	}
	known, err := c.store.FilterTrackedUsers(ctx, users)
	if err == nil {
		tracked := map[id.UserID]bool{c.mx.UserID: true}
		for _, user := range known {
			tracked[user] = true
		}
		var strangers []id.UserID
		for _, user := range users {
			if !tracked[user] {
				strangers = append(strangers, user)
				tracked[user] = true
			}
		}
		if len(strangers) == 0 {
			return
		}
		err = c.fetchDevices(ctx, strangers)
	}
	if err != nil {
		c.log.Warn("devices of senders not fetched", "err", err)
	}
}
