package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/ssss"
	"maunium.net/go/mautrix/id"
)

// identitySecret names the private parts of our cross-signing keys in the
// crypto store, which encrypts them with the pickle key. mautrix keeps them in
// memory only; without them a restarted bot could vouch for nobody.
const identitySecret id.Secret = "eu.asapbot.cross_signing"

// published is what the server says about our own keys.
type published struct {
	device mautrix.DeviceKeys
	master mautrix.CrossSigningKeys
	self   mautrix.CrossSigningKeys
}

func (c *Client) published(ctx context.Context) (published, error) {
	keys, err := c.mx.QueryKeys(ctx, &mautrix.ReqQueryKeys{
		DeviceKeys: mautrix.DeviceKeysRequest{c.mx.UserID: {c.mx.DeviceID}},
	})
	if err != nil {
		return published{}, fmt.Errorf("matrix: ask the server for our own keys: %w", err)
	}
	return published{
		device: keys.DeviceKeys[c.mx.UserID][c.mx.DeviceID],
		master: keys.MasterKeys[c.mx.UserID],
		self:   keys.SelfSigningKeys[c.mx.UserID],
	}, nil
}

// publish makes sure that the server has this device's keys, and no others.
func (c *Client) publish(ctx context.Context) error {
	server, err := c.published(ctx)
	if err != nil {
		return err
	}
	there, shared := len(server.device.Keys) > 0, c.machine.GetAccount().Shared
	switch {
	case !there:
		if shared {
			// Somebody logged the device out, and with the password it has come
			// back under its name. Its keys are the same, so people see no change.
			c.log.Warn("the server had lost our device's keys", "device", c.mx.DeviceID)
			c.machine.GetAccount().Shared = false
		}
		if err := c.machine.ShareKeys(ctx, -1); err != nil {
			return fmt.Errorf("matrix: publish the device's keys: %w", err)
		}
		return nil
	case server.device.Keys.GetEd25519(c.mx.DeviceID) != c.machine.GetAccount().SigningKey():
		return fmt.Errorf("matrix: device %s has other keys on the server than in the crypto store %s: give the password, so that the bot logs in as a new device", c.mx.DeviceID, c.opt.Database)
	case !shared:
		// The upload arrived but we ended before noting it.
		c.machine.GetAccount().Shared = true
		return c.store.PutAccount(ctx, c.machine.GetAccount())
	}
	return nil
}

// beOurselves gives the account a cross-signing identity that vouches for this
// device. An existing identity is never replaced: people's clients have pinned
// it. Every step can be repeated after a crash.
func (c *Client) beOurselves(ctx context.Context) error {
	seeds, err := c.loadIdentity(ctx)
	if err != nil {
		return err
	}
	server, err := c.published(ctx)
	if err != nil {
		return err
	}
	switch {
	case seeds == nil && len(server.master.Keys) == 0:
		err = c.createIdentity(ctx)
	case seeds == nil:
		err = c.recoverIdentity(ctx)
	case len(server.master.Keys) == 0:
		err = c.publishIdentity(ctx)
	case server.master.FirstKey() != c.machine.CrossSigningKeys.MasterKey.PublicKey():
		err = errors.New("matrix: the account has another identity (cross-signing keys) on the server than in the crypto store: somebody reset it. Find out who; to go on with the new one, move the crypto store away and give the password and the new recovery key")
	}
	if err != nil {
		return err
	}
	return c.signOurselves(ctx)
}

func (c *Client) loadIdentity(ctx context.Context) (*crypto.CrossSigningSeeds, error) {
	secret, err := c.store.GetSecret(ctx, identitySecret)
	if err != nil {
		return nil, fmt.Errorf("matrix: read our identity from the crypto store: %w", err)
	}
	if secret == "" {
		return nil, nil
	}
	var seeds crypto.CrossSigningSeeds
	if err := json.Unmarshal([]byte(secret), &seeds); err != nil {
		return nil, errors.New("matrix: our identity in the crypto store is damaged")
	}
	if err := c.machine.ImportCrossSigningKeys(seeds); err != nil {
		return nil, errors.New("matrix: our identity in the crypto store is damaged")
	}
	return &seeds, nil
}

func (c *Client) saveIdentity(ctx context.Context) error {
	secret, err := json.Marshal(c.machine.ExportCrossSigningKeys())
	if err != nil {
		return err
	}
	if err := c.store.PutSecret(ctx, identitySecret, string(secret)); err != nil {
		return fmt.Errorf("matrix: save our identity: %w", err)
	}
	return nil
}

// createIdentity makes new cross-signing keys. The recovery key and the crypto
// store have them before the server does.
func (c *Client) createIdentity(ctx context.Context) error {
	if c.opt.RecoveryKey == nil {
		return errors.New("matrix: the account has no identity (cross-signing keys) yet, and there is no place to keep the recovery key of a new one")
	}
	key, err := c.machine.SSSS.GenerateAndUploadKey(ctx, "")
	if err != nil {
		return fmt.Errorf("matrix: make a recovery key: %w", err)
	}
	keys, err := c.machine.GenerateCrossSigningKeys()
	if err != nil {
		return fmt.Errorf("matrix: make cross-signing keys: %w", err)
	}
	if err := c.machine.UploadCrossSigningKeysToSSSS(ctx, key, keys); err != nil {
		return fmt.Errorf("matrix: store the cross-signing keys encrypted on the server: %w", err)
	}
	if err := c.machine.SSSS.SetDefaultKeyID(ctx, key.ID); err != nil {
		return fmt.Errorf("matrix: store the recovery key's name: %w", err)
	}
	if err := c.opt.RecoveryKey(key.RecoveryKey()); err != nil {
		return fmt.Errorf("matrix: the recovery key could not be kept: %w", err)
	}
	if err := c.machine.ImportCrossSigningKeys(keys.Seeds()); err != nil {
		return fmt.Errorf("matrix: take over the new cross-signing keys: %w", err)
	}
	if err := c.saveIdentity(ctx); err != nil {
		return err
	}
	return c.publishIdentity(ctx)
}

// publishIdentity uploads the identity that we have. Most servers want the
// password for that.
// https://spec.matrix.org/v1.12/client-server-api/#post_matrixclientv3keysdevice_signingupload
func (c *Client) publishIdentity(ctx context.Context) error {
	err := c.machine.PublishCrossSigningKeys(ctx, c.machine.CrossSigningKeys, func(stage *mautrix.RespUserInteractive) any {
		if c.opt.Password == "" {
			return nil
		}
		return &mautrix.ReqUIAuthLogin{
			BaseAuthData: mautrix.BaseAuthData{Type: mautrix.AuthTypePassword, Session: stage.Session},
			User:         string(c.mx.UserID),
			Password:     c.opt.Password,
		}
	})
	var failed mautrix.HTTPError
	if errors.As(err, &failed) && failed.IsStatus(http.StatusUnauthorized) && c.opt.Password == "" {
		return errors.New("matrix: the account has no identity (cross-signing keys) on the server yet, and uploading it needs the account's password: give the password once")
	}
	if err != nil {
		return fmt.Errorf("matrix: upload the cross-signing keys: %w", err)
	}
	c.log.Info("cross-signing identity published", "user", c.mx.UserID)
	return nil
}

// recoverIdentity fetches the identity back after the crypto store was lost.
func (c *Client) recoverIdentity(ctx context.Context) error {
	if c.opt.Recovery == "" {
		return errors.New("matrix: the account has an identity (cross-signing keys), but the crypto store does not know its private part: give the recovery key")
	}
	name, data, err := c.machine.SSSS.GetDefaultKeyData(ctx)
	if err != nil {
		return fmt.Errorf("matrix: ask the server what the recovery key belongs to: %w", err)
	}
	key, err := data.VerifyRecoveryKey(name, c.opt.Recovery)
	if err != nil && !errors.Is(err, ssss.ErrUnverifiableKey) {
		return fmt.Errorf("matrix: the recovery key is not the right one: %w", err)
	}
	if err := c.machine.FetchCrossSigningKeysFromSSSS(ctx, key); err != nil {
		return fmt.Errorf("matrix: fetch our identity: %w", err)
	}
	server, err := c.published(ctx)
	if err != nil {
		return err
	}
	if server.master.FirstKey() != c.machine.CrossSigningKeys.MasterKey.PublicKey() {
		return errors.New("matrix: the recovery key restores another identity than the account has")
	}
	c.log.Info("cross-signing identity recovered", "user", c.mx.UserID)
	return c.saveIdentity(ctx)
}

// signOurselves has the identity and this device vouch for each other, and
// reads back from the server that they do.
func (c *Client) signOurselves(ctx context.Context) error {
	for range 2 {
		server, err := c.published(ctx)
		if err != nil {
			return err
		}
		device, master := c.signed(server)
		if device && master {
			return nil
		}
		if !device {
			if err := c.machine.SignOwnDevice(ctx, c.machine.OwnIdentity()); err != nil {
				return fmt.Errorf("matrix: vouch for our device: %w", err)
			}
		}
		if !master {
			if err := c.machine.SignOwnMasterKey(ctx); err != nil {
				return fmt.Errorf("matrix: have our device vouch for our identity: %w", err)
			}
		}
	}
	server, err := c.published(ctx)
	if err != nil {
		return err
	}
	if device, master := c.signed(server); !device || !master {
		return errors.New("matrix: the server accepted our signatures but does not give them out")
	}
	return nil
}

// signed says whether the server gives out our device signed by our identity,
// and our identity signed by our device.
func (c *Client) signed(server published) (device, master bool) {
	ours := c.machine.CrossSigningKeys.PublicKeys()
	if server.self.FirstKey() != ours.SelfSigningKey || server.master.FirstKey() != ours.MasterKey {
		return false, false
	}
	by := func(key string) id.KeyID { return id.NewKeyID(id.KeyAlgorithmEd25519, key) }
	_, device = server.device.Signatures[c.mx.UserID][by(ours.SelfSigningKey.String())]
	_, master = server.master.Signatures[c.mx.UserID][by(c.mx.DeviceID.String())]
	return device, master
}
