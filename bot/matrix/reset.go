package matrix

import (
	"context"
	"errors"
	"fmt"

	"maunium.net/go/mautrix/id"
)

// ErrOtherIdentity refuses to accept an identity that is not a person's present one.
var ErrOtherIdentity = errors.New("matrix: the person has yet another identity by now")

// exchanged is a person's present identity, where it is another than that under which
// the bot first met them; otherwise empty.
func (c *Client) exchanged(ctx context.Context, user id.UserID) (identity string, err error) {
	keys, err := c.store.GetCrossSigningKeys(ctx, user)
	master := keys[id.XSUsageMaster]
	if err != nil || master.Key == master.First {
		return "", err
	}
	return master.Key.String(), nil
}

// reportReset tells OnReset of a person whose identity was exchanged, once for each
// identity and room while the program runs: who was not told of at first, because they
// worked nowhere, is told of when they come into a room. It reports whether they have
// another identity.
func (c *Client) reportReset(ctx context.Context, user id.UserID, room id.RoomID) (bool, error) {
	identity, err := c.exchanged(ctx, user)
	if err != nil || identity == "" || user == c.mx.UserID {
		return false, err
	}
	if c.opt.OnReset != nil && c.once.first("reset", string(user), identity, string(room)) {
		c.opt.OnReset(string(user), identity)
	}
	return true, nil
}

// Accept takes a person's present identity as the one under which they are known.
// Somebody who resets their encryption gets a new identity; from then on they are
// neither heard nor written to until somebody who may decide it, and who has asked them
// by another way, has it accepted here. Identity is what OnReset told: if it is not the
// present one any more, nothing is accepted (ErrOtherIdentity); empty, whatever the
// present one is. It is no error if there is nothing to accept.
func (c *Client) Accept(ctx context.Context, user, identity string) error {
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
		switch {
		case identity != "" && identity != master.Key.String():
			return ErrOtherIdentity
		case master.Key == master.First:
			return nil
		}
		return c.store.ResetMasterKeyTOFU(ctx, person, master.Key)
	})
	if err != nil {
		return fmt.Errorf("matrix: accept the identity of %s: %w", user, loggedOut(err))
	}
	return nil
}
