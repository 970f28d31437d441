package matrix

import (
	"context"
	"maps"

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
// and afterwards renews room keys wherever one of them has become trusted or
// ceased to be: mautrix does so only for devices that are new or gone. Else
// somebody who verifies a device would go on seeing nothing, and somebody whose
// identity was exchanged would go on seeing everything.
func (c *Client) whileTrustMayChange(ctx context.Context, users []id.UserID, change func() error) error {
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
			c.withheld.forget(user)
			c.sharing.Lock()
			c.machine.OnDevicesChanged(ctx, user)
			c.sharing.Unlock()
		}
		// Only now: what is said about it must not go out under the old keys.
		if _, err := c.reportReset(ctx, user, ""); err != nil {
			return err
		}
	}
	return changed
}
