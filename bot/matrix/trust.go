package matrix

import (
	"context"
	"fmt"
	"maps"
	"time"

	"maunium.net/go/mautrix/id"
)

// Trust is the least trust that a device needs to get the keys of the bot's
// messages and to be heard by it. A device is trusted through its owner: he
// signs his devices with an identity of his own (cross-signing), and the bot
// knows that identity.
// https://spec.matrix.org/v1.12/client-server-api/#cross-signing
type Trust string

const (
	// CrossSignedTOFU trusts the identity under which the bot met the person
	// first. It is the default, also when empty.
	CrossSignedTOFU Trust = "cross-signed-tofu"
	// CrossSignedVerified trusts it only after a verification with the bot.
	CrossSignedVerified Trust = "cross-signed-verified"
)

func (t Trust) known() bool {
	return t == "" || t == CrossSignedTOFU || t == CrossSignedVerified
}

func (t Trust) state() id.TrustState {
	if t == CrossSignedVerified {
		return id.TrustStateCrossSignedVerified
	}
	return id.TrustStateCrossSignedTOFU
}

// trusted returns the devices of a user that are trusted now.
func (c *Client) trusted(ctx context.Context, user id.UserID) (map[id.DeviceID]bool, error) {
	devices, err := c.store.GetDevices(ctx, user)
	if err != nil {
		return nil, err
	}
	out := map[id.DeviceID]bool{}
	for name, device := range devices {
		state, err := c.machine.ResolveTrustContext(ctx, device)
		if err != nil {
			return nil, err
		}
		if state >= c.opt.Trust.state() {
			out[name] = true
		}
	}
	return out, nil
}

// whileTrustMayChange runs change, which alters devices or signatures of users,
// and afterwards starts new room keys wherever one of them has become trusted
// or ceased to be: mautrix does so only for devices that are new or gone. Else
// somebody who verifies a device would go on seeing nothing, and somebody whose
// identity was exchanged would go on seeing everything.
func (c *Client) whileTrustMayChange(ctx context.Context, users []id.UserID, change func() error) error {
	c.members.Lock()
	defer c.members.Unlock()
	before := map[id.UserID]map[id.DeviceID]bool{}
	for _, user := range users {
		devices, err := c.trusted(ctx, user)
		if err != nil {
			return err
		}
		before[user] = devices
	}
	changed := change()
	for _, user := range users {
		after, err := c.trusted(ctx, user)
		if err != nil {
			return err
		}
		if !maps.Equal(before[user], after) {
			c.machine.OnDevicesChanged(ctx, user)
		}
		for device := range after {
			c.once.forget("withheld", string(user), string(device))
		}
	}
	return changed
}

const refreshEvery = time.Minute

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

// reportWithheld tells OnWithheld of the members' devices that get no keys.
func (c *Client) reportWithheld(ctx context.Context, room id.RoomID, users []id.UserID) {
	if c.opt.OnWithheld == nil {
		return
	}
	for _, user := range users {
		devices, err := c.store.GetDevices(ctx, user)
		if err != nil {
			continue // the next sharing reports it
		}
		trusted, err := c.trusted(ctx, user)
		if err != nil {
			continue
		}
		for device := range devices {
			if !trusted[device] && c.once.first(string(room), "withheld", string(user), string(device)) {
				c.opt.OnWithheld(string(room), string(user), string(device))
			}
		}
	}
}

// Accept takes a person's present identity as the one under which she is known.
// Somebody who resets her encryption gets a new identity; from then on she is
// neither heard nor written to until somebody who may decide it, and who has
// asked her by another way, has it accepted here. It is no error if there is
// nothing to accept.
func (c *Client) Accept(ctx context.Context, user string) error {
	person := id.UserID(user)
	err := c.whileTrustMayChange(ctx, []id.UserID{person}, func() error {
		if _, err := c.machine.FetchKeys(ctx, []id.UserID{person}, true); err != nil {
			return err
		}
		keys, err := c.store.GetCrossSigningKeys(ctx, person)
		if err != nil {
			return err
		}
		master := keys[id.XSUsageMaster]
		if master.Key == master.First {
			return nil
		}
		return c.store.ResetMasterKeyTOFU(ctx, person, master.Key)
	})
	if err != nil {
		return fmt.Errorf("matrix: accept the identity of %s: %w", user, loggedOut(err))
	}
	return nil
}
