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
	// Sweep says, as a cron expression, how often due timers are looked for.
	Sweep string
	Log   *slog.Logger
	// Dice throws the random bytes of one input, as hexadecimal digits.
	Dice func() flows.Dice
}

// Bot is the loop of the six stops.
type Bot struct {
	hs     Homeserver
	state  State
	render *render.Renderer
	log    *slog.Logger
	dice   func() flows.Dice
	sweep  string
	config flows.Configured

	inbox  *inbox
	outbox *outbox
	rooms  *rooms
	staff  *staff

	received chan receipt
	outcomes chan outcome
	sweeps   chan struct{}
	notices  chan notice
}

// How long things may take.
const (
	// pollTimeout is how long the homeserver may hold a sync request.
	pollTimeout = 30 * time.Second
	// keyWait is how long a message waits for its key before the person is told.
	keyWait = 3 * time.Minute
	// fullWait is how long the bot waits after a full disk before it tries again.
	fullWait = time.Second
)

// New makes a bot and loads what was left undone when it last stopped.
func New(o Options) (*Bot, error) {
	b := &Bot{
		hs: o.Homeserver, state: o.State, render: render.New(nil, render.Instruments),
		log: o.Log, dice: o.Dice, sweep: o.Sweep, config: o.Configured,
		received: make(chan receipt), outcomes: make(chan outcome, 64),
		sweeps: make(chan struct{}, 1), notices: make(chan notice, 64),
		staff: newStaff(),
	}
	b.inbox, b.outbox, b.rooms = newInbox(), newOutbox(), newRooms()
	err := b.state.View(func(tx store.Tx) error {
		return errors.Join(b.rooms.load(tx), b.inbox.load(tx), b.outbox.load(tx))
	})
	if err != nil {
		return nil, err
	}
	for _, room := range b.rooms.all() {
		b.hs.Own(room)
	}
	return b, nil
}

// Run works until the context ends, and returns nil then. Any other end is an
// error that an operator must see.
func (b *Bot) Run(ctx context.Context) error {
	if err := b.commit(func(c *commit) error { return c.step("", b.config) }); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	clock := cron.New()
	if _, err := clock.AddFunc(b.sweep, b.wake); err != nil {
		return err
	}
	clock.Start()
	defer func() { <-clock.Stop().Done() }()
	var running sync.WaitGroup
	for _, part := range []func(context.Context) error{b.receive, b.send, b.work} {
		running.Go(func() {
			if err := part(ctx); err != nil {
				stop(err)
			}
		})
	}
	running.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// wake asks for a look at the timers, if none is asked for already.
func (b *Bot) wake() {
	select {
	case b.sweeps <- struct{}{}:
	default:
	}
}

// notice is something that happened outside of the timeline.
type notice struct {
	room  string
	input flows.Unreadable
	// emojis are those of a verification, for the person's desk.
	emojis []string
}

// Withheld takes the word that a device of a person did not get our keys. It does
// not wait.
func (b *Bot) Withheld(room, user, device string) {
	b.note(notice{room: room, input: flows.Unreadable{By: flows.Person(user), Why: flows.Withheld, Device: device}})
}

// Verifying takes the emojis that a person must see on their own screen. It does
// not wait.
func (b *Bot) Verifying(user, device string, emojis []string) {
	b.note(notice{input: flows.Unreadable{By: flows.Person(user), Device: device}, emojis: emojis})
}

func (b *Bot) note(n notice) {
	select {
	case b.notices <- n:
	default:
		b.log.Warn("too much at once: a notice about a device was dropped", "device", n.input.Device)
	}
}

// MayVerify reports whether a person works here: whose verification is accepted,
// at a desk or outside of rooms, never in a case's room.
func (b *Bot) MayVerify(user, room string) bool {
	if room != "" {
		if place, ok := b.rooms.place(room); !ok || place.Kind != flows.DeskRoom {
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
