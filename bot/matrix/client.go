// Package matrix is the bot's door to a Matrix homeserver, and the only
// importer of mautrix. It knows Matrix and nothing else: not the protocol, not
// how anything is stored. What goes in and out are plain structs; nothing in
// here keeps a place in the sync stream, because that place belongs to the
// transaction of whoever handles the events.
//
// Three rules hold everywhere in this package:
//
//   - No message content is ever sent in clear: Send encrypts by itself or
//     returns an error.
//   - No message counts as somebody's word unless it came encrypted from a
//     device that its owner has vouched for (see Trust).
//   - No content reaches a log line or an error text.
package matrix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/verificationhelper"
	"maunium.net/go/mautrix/id"
	"maunium.net/go/mautrix/sqlstatestore"
)

// Options is what Open needs to know. Homeserver, Database, PickleKey, and one
// way to log in are required.
type Options struct {
	// Homeserver is the base URL of the client API; there is no discovery.
	Homeserver string
	// User is the bot's full Matrix ID, such as @asapbot:example.org.
	User string
	// Password logs in the first time and authorises the upload of the
	// cross-signing keys. Later only Session is used.
	Password string
	// AccessToken and DeviceID are the alternative to Password, for accounts
	// that have none. The device must never have been used for encryption.
	AccessToken, DeviceID string
	// Session is what Client.Session returned after an earlier Open. A bot that
	// logged in at every start would lose the server's memory of its
	// transaction IDs, and could then say things twice.
	Session Session

	// Database is the file of the crypto store, made with mode 0600.
	Database string
	// PickleKey encrypts the keys in Database. Losing it loses them.
	PickleKey []byte

	// Trust is the least trust that a device needs.
	Trust Trust
	// RecoveryKey takes the key that can restore the bot's identity. It is
	// called once, before that identity is published, and if it fails nothing is
	// published: an identity that nobody can restore must not be pinned by
	// people's clients. Required for an account that has no identity yet.
	RecoveryKey func(key string) error
	// Recovery is the key that RecoveryKey was given. It is only needed after
	// the crypto store was lost.
	Recovery string

	// OnWithheld is told that a device of a room's member did not get the keys
	// of the bot's messages, because it is not trusted, and whether another of theirs
	// did; and of a member whom no device gets them for, which is then empty: they have
	// none, or the server has no key to reach it by. Told once for each device in each
	// room while the program runs. Must not block.
	OnWithheld func(room, user, device string, reads bool)
	// OnReads is told that a member of a room has a device that gets the keys. Told once
	// for each member in each room while the program runs, and anew when their devices
	// have changed, or none of them got the keys meanwhile. Must not block.
	OnReads func(room, user string)
	// OnReset is told that a person has another identity than the one under which the
	// bot knows them, and which: see Client.Accept. It may be told again. Must not block.
	OnReset func(user, identity string)
	// MayVerify says whose verification is accepted; room is empty for one that
	// does not run in a room. Nil accepts nobody's.
	MayVerify func(user, room string) bool
	// OnEmojis is told what the other side must see for the verification to be
	// true, as seven strings such as "🐶 Dog". Must not block.
	OnEmojis func(user, device string, emojis []string)
	// OnVerified is told how a verification ended: Verified, or the code by which
	// it was cancelled, of which EmojisDiffer means that somebody may have come
	// in between. Must not block.
	OnVerified func(user, device, outcome string)

	// RoomVersion of new rooms; empty for the server's default.
	RoomVersion string
	// Federate allows people of other servers into new rooms.
	Federate bool

	// Log gets what an operator should know: IDs, never content.
	Log *slog.Logger
}

// Session is a login that outlives the process.
type Session struct {
	User   string `json:"user"`
	Device string `json:"device"`
	Token  string `json:"token"`
}

// Client is a logged-in account with an encrypting device. Its methods may be
// called from several goroutines, except for Sync: one at a time.
type Client struct {
	opt     Options
	log     *slog.Logger
	mx      *mautrix.Client
	polling *http.Client
	db      *dbutil.Database
	store   *store
	state   *sqlstatestore.SQLStateStore
	machine *crypto.OlmMachine

	// background outlives the contexts of single calls: what the server has
	// already handed over must be taken in even if the caller goes away.
	background context.Context
	stop       context.CancelFunc

	arrivals  *arrivals
	rooms     rooms
	once      once
	withheld  withheld
	unreached unreached
	creating  sync.Mutex
	// sharing orders the sharing of room keys (read) against their removal when
	// somebody came or went, and the taking in of others' keys (write). Without it a key
	// that is being shared with somebody who has just left would be stored after the
	// removal, and be used; and the two would wait for each other: see decryptKeys.
	sharing sync.RWMutex
	broken  error

	since   string
	refresh time.Time

	verifying sync.Mutex
	router    *mautrix.DefaultSyncer
	helper    *verificationhelper.VerificationHelper
	sas       sas
}

const (
	requestTimeout = 60 * time.Second
	// The server may hold a long poll for its timeout and then still needs time
	// to answer, above all the first time.
	pollMargin = 90 * time.Second
)

// Open logs in if there is no session, opens the crypto store, publishes the
// device's keys, and makes sure that the account has a cross-signing identity
// which vouches for this device; what it published it reads back. The errors
// are for people: they say what to do.
func Open(ctx context.Context, opt Options) (*Client, error) {
	c, err := newClient(opt)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{
		c.openStore, c.logIn, c.loadMachine, c.publish, c.beOurselves, c.startVerification,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(unwritten(loggedOut(err)), c.Close())
		}
	}
	return c, nil
}

func newClient(opt Options) (*Client, error) {
	switch {
	case opt.Homeserver == "":
		return nil, errors.New("matrix: no homeserver given")
	case opt.Database == "":
		return nil, errors.New("matrix: no file for the crypto store given")
	case len(opt.PickleKey) == 0:
		return nil, errors.New("matrix: no key for the crypto store given")
	case !opt.Trust.known():
		return nil, fmt.Errorf("matrix: unknown trust %q", opt.Trust)
	}
	mx, err := mautrix.NewClient(opt.Homeserver, "", "")
	if err != nil {
		return nil, fmt.Errorf("matrix: homeserver %q: %w", opt.Homeserver, err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// Rooms are sent to in parallel; two idle connections would be redialled all
	// the time.
	transport.MaxIdleConnsPerHost = 32
	mx.Client = &http.Client{Transport: transport, Timeout: requestTimeout}
	mx.Log = zerolog.Nop()
	// Whoever calls us has an outbox with its own patience.
	mx.IgnoreRateLimit = true
	mx.DefaultHTTPRetries = 0

	c := &Client{
		opt: opt, log: opt.Log, mx: mx,
		polling:  &http.Client{Transport: transport},
		arrivals: newArrivals(),
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.background, c.stop = context.WithCancel(context.Background())
	go c.arrivals.pump(c.background)
	return c, nil
}

// warnings hands on what the machine does not return as an error but only warns of: a key
// that could not be opened, or stored. It hands on the fixed words alone, never what they
// are about.
func warnings(log *slog.Logger) zerolog.Logger {
	return zerolog.New(io.Discard).Level(zerolog.WarnLevel).Hook(zerolog.HookFunc(
		func(_ *zerolog.Event, _ zerolog.Level, words string) { log.Warn("encryption: " + words) }))
}

func (c *Client) loadMachine(ctx context.Context) error {
	c.store.DeviceID = c.mx.DeviceID
	c.store.user = c.mx.UserID
	c.mx.StateStore = c.state
	c.mx.Crypto = encrypter{c}

	log := warnings(c.log)
	c.machine = crypto.NewOlmMachine(c.mx, &log, c.store, c.state)
	c.machine.SetBackgroundCtx(c.background)
	c.machine.SendKeysMinTrust = c.opt.Trust.state()
	c.machine.ShareKeysMinTrust = c.opt.Trust.state()
	// Fetching inside a decryption would put a request into the hot path and
	// into a database transaction; Sync and Read fetch where it is due.
	c.machine.DisableDecryptKeyFetching = true
	// Keeping count of read indices serves the deletion of used keys, which a
	// bot that reads again after a crash cannot do. It would cost a write for
	// each message.
	c.machine.DisableRatchetTracking = true
	// Parsing is our own work: see Read.
	c.machine.IgnorePostDecryptionParseErrors = true
	c.machine.SessionReceived = func(_ context.Context, room id.RoomID, _ id.SessionID, _ uint32) {
		c.arrivals.add(string(room))
	}
	if err := c.machine.Load(ctx); err != nil {
		return fmt.Errorf("matrix: open the crypto store %s (is the key the right one?): %w", c.opt.Database, err)
	}
	return c.store.renewKeys(ctx)
}

// Session returns the login, to be saved for the next Open.
func (c *Client) Session() Session {
	return Session{User: string(c.mx.UserID), Device: string(c.mx.DeviceID), Token: c.mx.AccessToken}
}

// Close ends what runs in the background and closes the crypto store.
func (c *Client) Close() error {
	c.stop()
	if c.db == nil {
		return nil
	}
	return c.db.Close()
}
