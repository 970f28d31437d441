package matrix

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/id"
	"maunium.net/go/mautrix/sqlstatestore"
	_ "modernc.org/sqlite" // the driver behind the crypto store
)

// store is mautrix's crypto store with two doors closed, so that trust can only
// come from the identity under which the bot first met a person.
//
// The reason is that the bot confirms emojis by itself: it has no eyes. In a
// verification with the bot, the person learns who the bot is, but the bot
// learns nothing, since a dishonest server could play the person's part. So a
// verification must never raise anything that was not already vouched for.
type store struct {
	*crypto.SQLCryptoStore
	user id.UserID
}

var errNotPinned = errors.New("matrix: not the identity under which this person was first met")

// PutDevice stores a device without any trust given to it directly, as
// mautrix's verification would.
func (s *store) PutDevice(ctx context.Context, user id.UserID, device *id.Device) error {
	plain := *device
	plain.Trust = id.TrustStateUnset
	return s.SQLCryptoStore.PutDevice(ctx, user, &plain)
}

// PutSignature refuses our own signature over another person's master key,
// unless it is the one under which that person was first met.
func (s *store) PutSignature(ctx context.Context, signed id.UserID, key id.Ed25519, signer id.UserID, by id.Ed25519, signature string) error {
	if signer == s.user && signed != s.user {
		keys, err := s.GetCrossSigningKeys(ctx, signed)
		if err != nil {
			return err
		}
		if keys[id.XSUsageMaster].First != key {
			return errNotPinned
		}
	}
	return s.SQLCryptoStore.PutSignature(ctx, signed, key, signer, by, signature)
}

// renewKeys makes every room begin a new room key. If the last process ended
// between learning of a change of somebody's devices and acting on it, an old
// key would be known to the wrong ones.
func (s *store) renewKeys(ctx context.Context) error {
	_, err := s.DB.Exec(ctx, "DELETE FROM crypto_megolm_outbound_session WHERE account_id=$1", s.AccountID)
	if err != nil {
		return fmt.Errorf("matrix: renew the room keys: %w", err)
	}
	return nil
}

func (c *Client) openStore(ctx context.Context) error {
	// SQLite would make the file readable for others; its side files take over
	// the mode of the main file.
	file, err := os.OpenFile(c.opt.Database, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("matrix: open the crypto store: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("matrix: open the crypto store: %w", err)
	}
	c.db, err = openDatabase(c.opt.Database)
	if err != nil {
		return fmt.Errorf("matrix: open the crypto store %s: %w", c.opt.Database, err)
	}
	c.state = sqlstatestore.NewSQLStateStore(c.db, dbutil.NoopLogger, false)
	c.store = &store{SQLCryptoStore: crypto.NewSQLCryptoStore(c.db, dbutil.NoopLogger, "", "", c.opt.PickleKey)}
	if err := c.state.Upgrade(ctx); err != nil {
		return fmt.Errorf("matrix: prepare the room state in %s: %w", c.opt.Database, err)
	}
	if err := c.store.DB.Upgrade(ctx); err != nil {
		return fmt.Errorf("matrix: prepare the crypto store %s: %w", c.opt.Database, err)
	}
	return nil
}

func openDatabase(file string) (*dbutil.Database, error) {
	// Full synchronisation: a message index that is rolled back by a power cut
	// and used again makes a message unreadable, and a room key that is rolled
	// back is lost, because the place in the sync stream is already committed.
	raw, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate"+
		"&_pragma=foreign_keys(1)&_pragma=journal_mode(wal)"+
		"&_pragma=synchronous(full)&_pragma=busy_timeout(10000)")
	if err != nil {
		return nil, err
	}
	// "sqlite3" is only the dialect; the driver is modernc's.
	return dbutil.NewWithDB(raw, "sqlite3")
}
