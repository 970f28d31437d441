package stage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/cryptohelper"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// recoveryFile is where a player with a folder keeps its recovery key.
const recoveryFile = "recovery_key"

// pickleKey encrypts the keys in the store. The people of a play have nothing
// to hide from those who hold their folder.
var pickleKey = []byte("stage")

// cryptoStore is the database of a player's device and keys.
type cryptoStore struct {
	db *sql.DB
	// pin holds one connection open: a database in memory lives as long as
	// there is one.
	pin *sql.Conn
}

// openCryptoStore opens the store in dir, in memory when dir is empty.
//
// Writes are not forced to disk: what a play loses in a power cut is no loss.
func openCryptoStore(ctx context.Context, dir string) (*cryptoStore, error) {
	options := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"foreign_keys(1)", "busy_timeout(10000)", "synchronous(off)"},
	}
	path := "/" + rand.Text()
	if dir == "" {
		options.Set("vfs", "memdb")
	} else {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		path = filepath.Join(dir, "crypto.db")
		options.Add("_pragma", "journal_mode(wal)")
	}
	db, err := sql.Open("sqlite", "file:"+path+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	pin, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the crypto store: %w", err), db.Close())
	}
	return &cryptoStore{db: db, pin: pin}, nil
}

func (s *cryptoStore) close() {
	if s == nil {
		return
	}
	// Nothing is to be saved that the player did not save when it came.
	_ = s.pin.Close()
	_ = s.db.Close()
}

// logIn logs in with a password: as the device in the store, or as a new one.
func (p *Player) logIn(ctx context.Context, localpart, password string) error {
	db, err := dbutil.NewWithDB(p.store.db, "sqlite3") // the dialect, not the driver
	if err != nil {
		return err
	}
	helper, err := cryptohelper.NewCryptoHelper(p.client, pickleKey, db)
	if err != nil {
		return err
	}
	helper.LoginAs = &mautrix.ReqLogin{
		Type:                     mautrix.AuthTypePassword,
		Identifier:               mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: localpart},
		Password:                 password,
		InitialDeviceDisplayName: "stage",
	}
	if err := helper.Init(ctx); err != nil {
		return fmt.Errorf("logging in: %w", err)
	}
	p.client.Crypto, p.crypto = betweenSyncs{helper, p.rooms}, helper
	p.UserID, p.DeviceID = p.client.UserID.String(), p.client.DeviceID.String()
	helper.Machine().SendKeysMinTrust = id.TrustStateCrossSignedTOFU
	return nil
}

// betweenSyncs encrypts while no /sync is processed. In the midst of one mautrix may know
// a device and not yet who signed it, and would keep the room's key from it for good; or
// store a key that was shared with those who were there before.
type betweenSyncs struct {
	*cryptohelper.CryptoHelper
	rooms *rooms
}

func (b betweenSyncs) Encrypt(ctx context.Context, room id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error) {
	b.rooms.settled.Lock()
	defer b.rooms.settled.Unlock()
	return b.CryptoHelper.Encrypt(ctx, room, kind, content)
}

// RecoveryKey is the key by which another device of the account is signed; see
// WithRecoveryKey. It is empty for an unsigned device.
func (p *Player) RecoveryKey() string { return p.recoveryKey }

// SignDevice signs the device with the keys of the account, as a person does who
// enters the recovery key on a device that was left unsigned so far.
func (p *Player) SignDevice(ctx context.Context, recoveryKey string) error {
	if err := p.crypto.Machine().VerifyWithRecoveryKey(ctx, recoveryKey); err != nil {
		return fmt.Errorf("signing the device %s: %w", p.DeviceID, err)
	}
	return nil
}

// sign makes the device one that its owner has signed: with the keys of the
// account if the recovery key is at hand, else with new ones.
func (p *Player) sign(ctx context.Context, password, dir string, o options) error {
	if o.unsigned {
		return nil
	}
	machine := p.crypto.Machine()
	p.recoveryKey = o.recoveryKey
	if p.recoveryKey == "" && dir != "" {
		kept, err := os.ReadFile(filepath.Join(dir, recoveryFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		p.recoveryKey = string(kept)
	}
	if p.recoveryKey != "" {
		return p.SignDevice(ctx, p.recoveryKey)
	}
	if keys, err := machine.GetCrossSigningPublicKeys(ctx, p.client.UserID); err != nil {
		return err
	} else if keys != nil {
		// New keys would make a stranger of the person to all the others.
		return errors.New("the account has cross-signing keys: use WithRecoveryKey or WithoutCrossSigning")
	}
	if err := p.ResetEncryption(ctx, password); err != nil || dir == "" {
		return err
	}
	return os.WriteFile(filepath.Join(dir, recoveryFile), []byte(p.recoveryKey), 0o600)
}

// ResetEncryption gives the account new keys that vouch for this device, as a person
// does who has lost the recovery key. Others then see a stranger.
func (p *Player) ResetEncryption(ctx context.Context, password string) error {
	machine := p.crypto.Machine()
	key, _, err := machine.GenerateAndUploadCrossSigningKeysWithPassword(ctx, password, "")
	if err != nil {
		return fmt.Errorf("making new cross-signing keys: %w", err)
	}
	p.recoveryKey = key
	return errors.Join(machine.SignOwnDevice(ctx, machine.OwnIdentity()), machine.SignOwnMasterKey(ctx))
}
