package matrix

import (
	"context"
	"errors"
	"fmt"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

// logIn takes the saved session where it belongs to the crypto store, and
// otherwise logs in with the password.
func (c *Client) logIn(ctx context.Context) error {
	stored, err := c.store.FindDeviceID(ctx)
	if err != nil {
		return fmt.Errorf("matrix: read the crypto store: %w", err)
	}
	saved := c.opt.Session
	switch {
	case saved.Token != "" && saved.Device == string(stored):
		return c.resume(ctx, stored)
	case c.opt.Password != "":
		// A device without its keys can never encrypt again, so a lost crypto
		// store means a new device; a kept one means the same device.
		return c.password(ctx, stored)
	case saved.Token != "":
		return fmt.Errorf("matrix: the saved session is of device %s, but the crypto store %s is of another or new; put back the crypto store, or give the password once so that the bot can log in as a new device", saved.Device, c.opt.Database)
	case c.opt.AccessToken != "":
		return c.token(ctx, stored)
	default:
		return errors.New("matrix: not logged in: give the account's password once, or an access token with its device ID")
	}
}

// resume takes the saved session. If a password is at hand although there is a
// session, the session may have ended: then it is used.
func (c *Client) resume(ctx context.Context, stored id.DeviceID) error {
	saved := c.opt.Session
	if c.opt.User != "" && saved.User != c.opt.User {
		return fmt.Errorf("matrix: the saved session is of %s, the configuration says %s", saved.User, c.opt.User)
	}
	c.mx.UserID, c.mx.DeviceID, c.mx.AccessToken = id.UserID(saved.User), stored, saved.Token
	if c.opt.Password == "" {
		return nil
	}
	_, err := c.mx.Whoami(ctx)
	if errors.Is(err, mautrix.MUnknownToken) {
		c.mx.AccessToken = ""
		return c.password(ctx, stored)
	}
	return err
}

func (c *Client) password(ctx context.Context, device id.DeviceID) error {
	_, err := c.mx.Login(ctx, &mautrix.ReqLogin{
		Type:                     mautrix.AuthTypePassword,
		Identifier:               mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: c.opt.User},
		Password:                 c.opt.Password,
		DeviceID:                 device,
		InitialDeviceDisplayName: "asapbot",
		StoreCredentials:         true,
	})
	if err != nil {
		return fmt.Errorf("matrix: log in as %s: %w", c.opt.User, err)
	}
	c.log.Info("logged in", "user", c.mx.UserID, "device", c.mx.DeviceID)
	return nil
}

func (c *Client) token(ctx context.Context, stored id.DeviceID) error {
	c.mx.AccessToken = c.opt.AccessToken
	who, err := c.mx.Whoami(ctx)
	if err != nil {
		return fmt.Errorf("matrix: ask the server whose access token this is: %w", err)
	}
	switch {
	case c.opt.User != "" && string(who.UserID) != c.opt.User:
		return fmt.Errorf("matrix: the access token is of %s, the configuration says %s", who.UserID, c.opt.User)
	case who.DeviceID == "" || (c.opt.DeviceID != "" && string(who.DeviceID) != c.opt.DeviceID):
		return fmt.Errorf("matrix: the access token is of device %q, the configuration says %q", who.DeviceID, c.opt.DeviceID)
	case stored != "" && stored != who.DeviceID:
		return fmt.Errorf("matrix: the access token is of device %s, but the crypto store %s is of %s", who.DeviceID, c.opt.Database, stored)
	}
	c.mx.UserID, c.mx.DeviceID = who.UserID, who.DeviceID
	return nil
}
