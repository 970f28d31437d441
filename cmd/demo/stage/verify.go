package stage

import (
	"context"
	"fmt"
	"sync"

	"maunium.net/go/mautrix/crypto/verificationhelper"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// checks are the verifications by short authentication string (SAS) that a
// player takes part in. The player accepts each one and confirms each one:
// whether both sides saw the same emojis is for the play to compare.
type checks struct {
	player *Player
	life   context.Context // ends when the player is closed

	mu  sync.Mutex
	all map[id.VerificationTransactionID]*check
}

// check is one verification.
type check struct {
	theirs bool   // whether the other side asked for it
	device string // the only device that is to answer; any when empty
	emojis []string

	confirmed chan struct{} // closed when this side has confirmed, or failed to
	ended     chan error    // gets the outcome, nil when it is done
}

func newCheck() *check {
	return &check{confirmed: make(chan struct{}), ended: make(chan error, 1)}
}

// Verify verifies a device of another user by SAS, over to-device messages, and
// returns the emojis that this side saw, in order. When it returns, both sides
// have confirmed and the player has signed the other user's identity.
func (p *Player) Verify(ctx context.Context, otherUser, otherDevice string) ([]string, error) {
	transaction, c, err := p.checks.start(ctx, otherUser, otherDevice)
	if err == nil {
		select {
		case err = <-c.ended:
		case <-ctx.Done():
			err = ctx.Err()
			p.checks.cancel(transaction, event.VerificationCancelCodeTimeout)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("verifying %s: %w", otherUser, err)
	}
	return p.checks.seen(c), nil
}

// Verifications returns the emojis of each verification that was started by
// others, in no order.
func (p *Player) Verifications() [][]string {
	p.checks.mu.Lock()
	defer p.checks.mu.Unlock()
	var emojis [][]string
	for _, c := range p.checks.all {
		if c.theirs && len(c.emojis) > 0 {
			emojis = append(emojis, c.emojis)
		}
	}
	return emojis
}

func (p *Player) prepareVerification(ctx, life context.Context) error {
	p.checks = &checks{player: p, life: life, all: map[id.VerificationTransactionID]*check{}}
	// Before mautrix adds its own handlers, so that this one runs first.
	p.client.Syncer.(*follower).OnEventType(event.ToDeviceVerificationMAC, p.checks.confirmFirst)
	p.verification = verificationhelper.NewVerificationHelper(p.client, p.crypto.Machine(), nil, p.checks, false, false, true)
	return p.verification.Init(ctx)
}

// start asks the other user's devices for a verification. It holds the lock
// until the verification is known, so that no answer is too early.
func (c *checks) start(ctx context.Context, user, device string) (id.VerificationTransactionID, *check, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	transaction, err := c.player.verification.StartVerification(ctx, id.UserID(user))
	started := newCheck()
	started.device = device
	c.all[transaction] = started
	return transaction, started, err
}

func (c *checks) seen(of *check) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return of.emojis
}

// later runs react when the callback that calls it has returned: mautrix calls
// back with its lock held, and every reaction needs that lock.
func (c *checks) later(transaction id.VerificationTransactionID, react func(*check) error) {
	c.player.running.Go(func() {
		found := c.find(transaction)
		if found == nil {
			return
		}
		if err := react(found); err != nil {
			found.end(err)
		}
	})
}

// find returns the verification of that name, nil if the player has no part in
// it.
func (c *checks) find(transaction id.VerificationTransactionID) *check {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all[transaction]
}

// confirmFirst holds the other side's confirmation back until this side has
// confirmed. When theirs comes first, mautrix v0.31.0 compares their master key
// with our own and fails ("master keys do not match"; its pull request 554).
func (c *checks) confirmFirst(ctx context.Context, evt *event.Event) {
	content, ok := evt.Content.Parsed.(event.VerificationTransactionable)
	if !ok {
		return
	}
	if found := c.find(content.GetTransactionID()); found != nil {
		select {
		case <-found.confirmed:
		case <-ctx.Done():
		}
	}
}

// end reports the outcome, the first of which counts.
func (c *check) end(outcome error) {
	select {
	case c.ended <- outcome:
	default:
	}
}

func (c *checks) cancel(transaction id.VerificationTransactionID, code event.VerificationCancelCode) {
	// The other side gives up by itself after ten minutes.
	_ = c.player.verification.CancelVerification(c.life, transaction, code, "")
}

// VerificationRequested is called by mautrix when another device asks.
func (c *checks) VerificationRequested(_ context.Context, transaction id.VerificationTransactionID, _ id.UserID, _ id.DeviceID) {
	asked := newCheck()
	asked.theirs = true
	c.mu.Lock()
	c.all[transaction] = asked
	c.mu.Unlock()
	c.later(transaction, func(*check) error {
		return c.player.verification.AcceptVerification(c.life, transaction)
	})
}

// VerificationReady is called by mautrix when both sides take part. The side
// that asked goes on.
func (c *checks) VerificationReady(_ context.Context, transaction id.VerificationTransactionID, device id.DeviceID, _, _ bool, _ *verificationhelper.QRCode) {
	c.later(transaction, func(ours *check) error {
		if ours.theirs {
			return nil
		}
		if ours.device != "" && ours.device != device.String() {
			c.cancel(transaction, event.VerificationCancelCodeUser)
			return fmt.Errorf("the device %s answered instead of %s", device, ours.device)
		}
		return c.player.verification.StartSAS(c.life, transaction)
	})
}

// ShowSAS is called by mautrix when there is something to compare.
func (c *checks) ShowSAS(_ context.Context, transaction id.VerificationTransactionID, emojis []rune, _ []string, _ []int) {
	c.later(transaction, func(of *check) error {
		c.mu.Lock()
		for _, emoji := range emojis {
			of.emojis = append(of.emojis, string(emoji))
		}
		c.mu.Unlock()
		defer close(of.confirmed)
		return c.player.verification.ConfirmSAS(c.life, transaction)
	})
}

// VerificationCancelled is called by mautrix when either side gave up.
func (c *checks) VerificationCancelled(_ context.Context, transaction id.VerificationTransactionID, code event.VerificationCancelCode, reason string) {
	c.later(transaction, func(*check) error {
		return fmt.Errorf("cancelled: %s (%s)", code, reason)
	})
}

// VerificationDone is called by mautrix when both sides have confirmed.
func (c *checks) VerificationDone(_ context.Context, transaction id.VerificationTransactionID, _ event.VerificationMethod) {
	c.later(transaction, func(of *check) error {
		of.end(nil)
		return nil
	})
}
