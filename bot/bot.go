// Package bot is the shell: it carries messages through the six stops and does
// what the core decides. Everything that happens is stored before it is handled,
// and everything that is decided is stored before it is done; so the bot can be
// killed at any moment and goes on where it was.
//
//	Receive → Read → Step → Commit → Render → Send
package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/robfig/cron/v3"

	"asapbot/bot/matrix"
	"asapbot/bot/render"
	"asapbot/bot/store"
	"asapbot/flows"
)

// Options are what a bot is made of.
type Options struct {
	Homeserver Homeserver
	State      State
	Configured flows.Configured
	// Outside tells people outside of Matrix; nobody is told where it is nil.
	Outside Outside
	// Sweep says, as a cron expression, how often due timers are looked for.
	Sweep string
	Log   *slog.Logger
	// Dice throws the random bytes of one input, as hexadecimal digits.
	Dice func() flows.Dice
	// Now is the time that the core goes by. It may run ahead of the machine's clock,
	// by which the bot itself waits and tries again.
	Now func() time.Time
}

// Bot is the loop of the six stops.
type Bot struct {
	hs      Homeserver
	state   State
	render  *render.Renderer
	outside Outside
	log     *slog.Logger
	dice    func() flows.Dice
	now     func() time.Time
	sweep   string
	config  flows.Configured

	inbox  *inbox
	outbox *outbox
	rooms  *rooms
	staff  *staff

	arrivals chan arrival
	stopped  chan struct{}
	sweeping atomic.Bool // a sweep is asked for already

	// The loop's alone.
	outcomes []outcome // what became of what was sent, to be stored with the next commit
	flushing bool      // that commit is asked for
	stamped  int64     // the last number that a stamp gave
	trouble  seldom    // with the store
	recent   recent
	// committed is when the last commit was.
	committed moment

	// The third stop.
	step        func(flows.Case, flows.Input, time.Time) (flows.Case, []flows.Effect)
	stepNetwork func(flows.Network, flows.Input, time.Time) (flows.Network, []flows.Effect)
}

// How long things may take.
const (
	// pollTimeout is how long the homeserver may hold a sync request.
	pollTimeout = 30 * time.Second
	// keyWait is how long a message waits for its key before the person is told.
	keyWait = 3 * time.Minute
	// handOver is how long a homeserver may need to hand over what it kept for us
	// while it or the bot was away.
	handOver = 30 * time.Second
	// fullWait is how long the bot waits after a full disk before it tries again.
	fullWait = time.Second
	// flushWait is how long an outcome waits for a commit that it can share. The
	// message's own echo mostly comes sooner.
	flushWait = 250 * time.Millisecond
)

// New makes a bot and loads what was left undone when it last stopped.
func New(o Options) (*Bot, error) {
	b := &Bot{
		hs: o.Homeserver, state: o.State, render: render.New(nil, render.Instruments), outside: o.Outside,
		log: o.Log, dice: o.Dice, now: o.Now, sweep: o.Sweep, config: o.Configured,
		arrivals: make(chan arrival, 64), stopped: make(chan struct{}), staff: newStaff(), recent: recent{},
		step: flows.Step, stepNetwork: flows.StepNetwork,
	}
	b.inbox, b.outbox, b.rooms = newInbox(), newOutbox(), newRooms()
	err := b.state.View(func(tx store.Tx) error {
		return errors.Join(b.rooms.load(tx), b.inbox.load(tx), b.outbox.load(tx, b.state))
	})
	if err != nil {
		return nil, err
	}
	for _, room := range b.rooms.all() {
		b.hs.Own(room)
	}
	for room := range b.inbox.queues {
		if place, ours := b.rooms.place(room); ours {
			b.outbox.behind[place] = true
		}
	}
	return b, nil
}

// Run works until the context ends, and returns nil then; it runs once. Any other
// end is an error that an operator must see.
func (b *Bot) Run(ctx context.Context) error {
	defer close(b.stopped)
	clock := cron.New()
	if _, err := clock.AddFunc(b.sweep, b.wake); err != nil {
		return err
	}
	if err := b.persist(ctx, b.begin); ctx.Err() != nil {
		return nil
	} else if err != nil {
		return err
	}
	clock.Start()
	defer func() { <-clock.Stop().Done() }()
	working, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var running sync.WaitGroup
	for _, part := range []func(context.Context) error{b.receive, b.send, b.notify, b.keys, b.work} {
		running.Go(func() {
			if err := part(working); err != nil {
				stop(err)
			}
		})
	}
	running.Wait()
	if err := context.Cause(working); ctx.Err() == nil || !errors.Is(err, context.Cause(ctx)) {
		return err
	}
	return nil
}

// begin tells the core what the configuration says, and clears away what belonged
// to cases that were erased.
func (b *Bot) begin() error {
	return b.commit(func(c *commit) error {
		for _, key := range b.outbox.erased {
			if err := c.tx.Delete(store.Outbox, key); err != nil {
				return err
			}
		}
		// Whether the clock was set back while the bot was off, nobody knows.
		return errors.Join(c.clockSetBack(0), c.step("", b.config))
	})
}

// wake asks for a look at the timers, if none is asked for already.
func (b *Bot) wake() {
	if !b.sweeping.Swap(true) {
		b.note(b.swept)
	}
}

// Withheld takes the word that a device of a person did not get our keys, and whether
// another of theirs did; the device is empty where they have none. It does not wait.
func (b *Bot) Withheld(room, user, device string, reads bool) {
	b.note(func(ctx context.Context) error {
		return b.persist(ctx, func() error { return b.withheld(room, flows.Person(user), device, reads) })
	})
}

// Reads takes the word that a person has a device that gets our keys. It does not wait.
func (b *Bot) Reads(room, user string) {
	b.note(func(ctx context.Context) error {
		return b.persist(ctx, func() error { return b.reads(room, flows.Person(user)) })
	})
}

// Verifying takes the emojis that a person must see on their own screen. It does
// not wait.
func (b *Bot) Verifying(user, device string, emojis []string) {
	b.note(func(ctx context.Context) error {
		return b.persist(ctx, func() error { return b.verifying(flows.Person(user), device, emojis) })
	})
}

// note hands something to the loop without waiting for it: who calls may be the
// loop itself.
func (b *Bot) note(a arrival) { b.after(0, a) }

// after hands something to the loop after a while.
func (b *Bot) after(wait time.Duration, a arrival) {
	go func() {
		late := time.NewTimer(wait)
		defer late.Stop()
		select {
		case <-late.C:
		case <-b.stopped:
			return
		}
		select {
		case b.arrivals <- a:
		case <-b.stopped:
		}
	}()
}

// MayVerify reports whether a person works here: whose verification is accepted, at a
// desk, in their direct room or outside of rooms, never in a case's room.
func (b *Bot) MayVerify(user, room string) bool {
	if room != "" {
		place, ok := b.rooms.place(room)
		if !ok || place.Kind != flows.DeskRoom && place != flows.Direct(flows.Person(user)) {
			return false
		}
	}
	return b.staff.works(flows.Person(user))
}

// fatal reports whether an error ends the bot.
func fatal(err error) bool {
	return errors.Is(err, matrix.ErrLoggedOut) || errors.Is(err, matrix.ErrBroken) ||
		errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrRestart)
}
