package stage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/cryptohelper"
	"maunium.net/go/mautrix/crypto/verificationhelper"
	"maunium.net/go/mautrix/id"
)

// Requests are repeated while the homeserver is away: some 60 times half a
// second apart, if the context of the request lives that long.
const (
	requestRetries    = 60
	requestBackoff    = 50 * time.Millisecond
	requestBackoffMax = 500 * time.Millisecond
)

// errLeft is what a wait ends with when the player was closed.
var errLeft = errors.New("the player has left the stage")

// Player is a person with a real encrypted client: it follows the homeserver,
// joins the rooms to which it is invited, and remembers what it sees. Like
// Element it encrypts for signed devices only (the owner's own signature is
// enough, trust on first use).
//
// All methods may be called at the same time from several goroutines.
type Player struct {
	UserID   string
	DeviceID string

	client       *mautrix.Client
	crypto       *cryptohelper.CryptoHelper
	store        *cryptoStore
	verification *verificationhelper.VerificationHelper
	checks       *checks
	record       *record
	rooms        *rooms
	recoveryKey  string
	autoJoin     bool

	stop    context.CancelFunc
	running sync.WaitGroup
}

// Option changes how a player plays.
type Option func(*options)

type options struct {
	unsigned    bool
	autoJoin    bool
	recoveryKey string
	onSeen      func(Seen)
}

// WithoutCrossSigning leaves the device unsigned, as of a person who logs in
// on a second device and does not verify it.
func WithoutCrossSigning() Option { return func(o *options) { o.unsigned = true } }

// WithRecoveryKey signs a further device of an account whose keys were made by
// another player of the same account.
func WithRecoveryKey(key string) Option { return func(o *options) { o.recoveryKey = key } }

// WithoutAutoJoin leaves invitations unanswered; see Invites and Join.
func WithoutAutoJoin() Option { return func(o *options) { o.autoJoin = false } }

// OnSeen calls see for everything that the player sees, in order, from one
// goroutine. What was unreadable comes again once it can be read.
func OnSeen(see func(Seen)) Option { return func(o *options) { o.onSeen = see } }

// NewPlayer logs a person in and returns once the player is up to date. The
// device and its keys are kept in dir, so that the same dir again is the same
// device; without dir they are kept in memory. ctx is for the start alone: the
// player plays until Close.
func NewPlayer(ctx context.Context, hs *Homeserver, localpart, password, dir string, opts ...Option) (*Player, error) {
	o := options{autoJoin: true}
	for _, opt := range opts {
		opt(&o)
	}
	p := &Player{record: newRecord(), rooms: newRooms(), autoJoin: o.autoJoin}
	if err := p.start(ctx, hs, localpart, password, dir, o); err != nil {
		p.Close()
		return nil, fmt.Errorf("player %s: %w", localpart, err)
	}
	return p, nil
}

func (p *Player) start(ctx context.Context, hs *Homeserver, localpart, password, dir string, o options) error {
	client, err := mautrix.NewClient(hs.Address, "", "")
	if err != nil {
		return err
	}
	// Connections of its own: those of a player who left are closed with it.
	client.Client = &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	client.DefaultHTTPRetries = requestRetries
	client.DefaultHTTPBackoff = requestBackoff
	client.MaxHTTPBackoff = requestBackoffMax
	follower := newFollower(p)
	client.Syncer = follower
	p.client = client

	if p.store, err = openCryptoStore(ctx, dir); err != nil {
		return err
	}
	if err := p.logIn(ctx, localpart, password); err != nil {
		return err
	}
	if err := p.sign(ctx, password, dir, o); err != nil {
		return err
	}
	life, stop := context.WithCancel(context.Background())
	p.stop = stop
	if err := p.prepareVerification(ctx, life); err != nil {
		return err
	}
	follower.OnEvent(follower.onEvent)
	p.running.Go(func() { p.record.close(p.follow(life)) })
	if o.onSeen != nil {
		p.running.Go(func() { p.tell(o.onSeen) })
	}
	select {
	case <-follower.first:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("first sync: %w", ctx.Err())
	}
}

// follow syncs until the player is closed, and returns why it ended.
func (p *Player) follow(ctx context.Context) error {
	if err := p.client.SyncWithContext(ctx); ctx.Err() == nil {
		return fmt.Errorf("%s no longer follows the homeserver: %w", p.UserID, err)
	}
	return errLeft
}

// tell hands everything that becomes visible to see, the last of it after the
// player has left.
func (p *Player) tell(see func(Seen)) {
	told := 0
	for {
		fresh, err := p.record.after(context.Background(), told)
		if err != nil {
			return
		}
		told += len(fresh)
		for _, seen := range fresh {
			see(p.named(seen))
		}
	}
}

// Close ends the player. The device stays logged in, as that of a person who
// puts the phone away.
func (p *Player) Close() {
	if p.stop != nil {
		p.stop()
	}
	p.running.Wait()
	if p.crypto != nil {
		p.crypto.Machine().Destroy()
	}
	p.store.close()
	if p.client != nil {
		p.client.Client.CloseIdleConnections()
	}
}

// Seen returns what the player has seen in a room so far, in the order of
// arrival; in all rooms when room is empty.
func (p *Player) Seen(room string) []Seen {
	list := p.record.list(room)
	for i := range list {
		list[i] = p.named(list[i])
	}
	return list
}

// WaitFor returns the first of all that the player has seen so far, or sees
// from now on, for which wanted is true. The error tells what was seen last.
func (p *Player) WaitFor(ctx context.Context, wanted func(Seen) bool) (Seen, error) {
	tried, last := 0, "nothing"
	for {
		fresh, err := p.record.after(ctx, tried)
		if err != nil {
			return Seen{}, fmt.Errorf("%s waited in vain (seen: %d, the last: %s): %w", p.UserID, tried, last, err)
		}
		tried += len(fresh)
		for _, seen := range fresh {
			if seen = p.named(seen); wanted(seen) {
				return seen, nil
			}
			last = fmt.Sprintf("%s of %s in %q: %q", seen.Kind, seen.Sender, seen.RoomName, seen.Body)
		}
	}
}

// named fills in the name of the room, which may have come after the message.
func (p *Player) named(seen Seen) Seen {
	seen.RoomName = p.rooms.name(seen.Room)
	return seen
}

// Trust tells how far the player trusts a device, in mautrix's words:
// "unverified", "cross-signed-tofu", "cross-signed-verified", "verified".
func (p *Player) Trust(ctx context.Context, user, device string) (string, error) {
	machine := p.crypto.Machine()
	found, err := machine.GetOrFetchDevice(ctx, id.UserID(user), id.DeviceID(device))
	if err != nil {
		return "", err
	}
	trust, err := machine.ResolveTrustContext(ctx, found)
	return trust.String(), err
}

// WaitForTrust returns once the player trusts a device as wanted. News of a
// signature travel by /sync, and what is said before they arrive is not
// encrypted for the device.
func (p *Player) WaitForTrust(ctx context.Context, user, device, wanted string) error {
	trust := ""
	err := p.rooms.await(ctx, func() bool {
		// A device that is not known yet may be after the next /sync.
		trust, _ = p.Trust(ctx, user, device)
		return trust == wanted
	})
	if err != nil {
		return fmt.Errorf("%s sees the device %s of %s as %q: %w", p.UserID, device, user, trust, err)
	}
	return nil
}
