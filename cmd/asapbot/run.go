package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"asapbot/bot"
	"asapbot/bot/matrix"
	"asapbot/bot/notice"
	"asapbot/bot/store"
	"asapbot/config"
	"asapbot/flows"
	"asapbot/flows/alert"
	"asapbot/flows/command"
	"asapbot/flows/meeting"
	"asapbot/flows/risk"
)

// run runs the bot until it is told to stop.
type run struct{ configFile }

// Help is shown by asapbot run --help.
func (run) Help() string {
	return `The first start needs the password of the bot's account (or an access token) and the master key; later ones need the master key alone. It writes recovery-key.txt into the data folder: move that file to a safe place, away from this machine.

Ctrl-C or SIGTERM ends the bot at any moment, and it goes on where it was at its next start. A second one ends it without waiting. While the homeserver does not answer, the bot waits for it; alerts go on to the next meanwhile, and notices outside of Element leave.

What it logs goes to standard error and holds no content of any case. The exit status is 0 where it was told to stop, and 1 where it cannot go on; the last line then says what to do.`
}

func (r run) Run() error {
	c, err := r.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal ends the program as it would any other
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.Log}))
	err = serve(ctx, c, log)
	switch {
	case err == nil, ctx.Err() != nil && errors.Is(err, context.Canceled): // told to stop, perhaps while starting
		log.Info("asapbot has ended, as it was told to")
		return nil
	case errors.Is(err, matrix.ErrLoggedOut):
		return errLoggedOut
	}
	return err
}

// serve runs the bot.
func serve(ctx context.Context, c config.Config, log *slog.Logger) error {
	return with(ctx, c, log, func(ctx context.Context, b *bot.Bot, s matrix.Session) error {
		log.Info("asapbot is running", "version", version, "user", s.User, "device", s.Device)
		return b.Run(ctx)
	})
}

// with wires the parts of the bot together and has it do something.
func with(ctx context.Context, c config.Config, log *slog.Logger, do func(context.Context, *bot.Bot, matrix.Session) error) (err error) {
	ctx, ended := context.WithCancel(ctx)
	defer ended()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w; let the bot's user write there, or name another one in data", err)
	}
	master := []byte(c.Secrets.MasterKey.Reveal())
	file := filepath.Join(c.Data, "state.db")
	state, err := store.Open(file, master)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	defer func() { err = errors.Join(err, state.Close()) }()

	if err := instruments(c, state); err != nil {
		return err
	}

	var b *bot.Bot // made after the client, which reports to it once it syncs
	client, err := open(ctx, c, state, master, matrix.Options{
		OnWithheld: func(room, user, device string, reads bool) { b.Withheld(room, user, device, reads) },
		OnReads:    func(room, user string) { b.Reads(room, user) },
		OnReset:    func(user, identity string) { b.Reset(user, identity) },
		OnEmojis:   func(user, device string, emojis []string) { b.Verifying(user, device, emojis) },
		OnVerified: func(user, device, outcome string) { verified(log, user, device, outcome) },
		MayVerify:  func(user, room string) bool { return b.MayVerify(user, room) },
		Log:        log,
	}, ended)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	outside := outside(c)
	in := configured(c)
	in.Ways = outside.Kinds()
	b, err = bot.New(bot.Options{
		Homeserver: client, State: state, Configured: in, Outside: outside, Sweep: c.Sweep, Log: log, Dice: dice,
		Now: clock(c.Data),
	})
	if err != nil {
		return err
	}
	return do(ctx, b, client.Session())
}

// instruments reads the questionnaires of the folder that the configuration names.
func instruments(c config.Config, state *store.Store) error {
	var folder fs.FS
	if c.Instruments != "" {
		folder = os.DirFS(c.Instruments)
	}
	err := bot.Instruments(state, folder)
	var cause *fs.PathError
	if errors.As(err, &cause) && cause.Path == "." {
		err = fmt.Errorf("the folder %s: %w", c.Instruments, cause.Err)
	}
	if err != nil {
		return fmt.Errorf("the questionnaires cannot be used: %w", err)
	}
	return nil
}

// verified notes the one outcome of a verification that somebody must follow up.
func verified(log *slog.Logger, user, device, outcome string) {
	if outcome == matrix.EmojisDiffer {
		log.Error("a person saw other emojis than the bot: somebody may have come in between; ask them what happened", "user", user, "device", device)
	}
}

// configured is the configuration as the core wants it.
func configured(c config.Config) flows.Configured {
	in := flows.Configured{Settings: flows.DefaultSettings}
	in.Settings.CodeValid = c.Pairing.CodeValid
	in.Settings.WrongCodes = c.Pairing.WrongCodes
	in.Settings.ClosedFor = c.Pairing.ClosedFor
	in.Settings.ContactWithin = c.Contact.Within
	in.Settings.ScoreShare = c.Divergence.Share
	in.Settings.Reviews = risk.Intervals{
		Low: days(c.Review.LowDays), Medium: days(c.Review.MediumDays), High: days(c.Review.HighDays),
		Extreme: days(c.Review.ExtremeDays), Event: days(c.Review.EventDays), Young: c.Review.Young,
	}
	in.Settings.Alerts = flows.AlertClocks{Working: c.Alerts.Working, Outside: c.Alerts.Outside}
	for kind, within := range c.Alerts.Kinds {
		if in.Settings.Alerts.Kinds == nil {
			in.Settings.Alerts.Kinds = map[alert.Kind]time.Duration{}
		}
		in.Settings.Alerts.Kinds[alert.Kind(kind)] = within
	}
	for _, s := range c.Services {
		service := flows.Service{
			ID: flows.ServiceID(s.ID), Name: s.Name, Kind: flows.Kind(s.Kind), Language: s.Language,
			Zone: s.Zone, Emergency: s.Emergency, Phone: s.Phone, Digest: s.Digest,
		}
		service.Hours, _ = command.Hours(s.Hours, "en") // config takes none that cannot be read
		service.Remind, service.Prepare = ahead(s.Reminders), ahead(s.Preparation)
		for _, p := range s.Coordinators {
			service.Coordinators = append(service.Coordinators, flows.Person(p))
		}
		in.Services = append(in.Services, service)
	}
	return in
}

// ahead is how long before a meeting something is said.
func ahead(said string) meeting.Ahead {
	if said == "none" {
		return meeting.Ahead{Never: true}
	}
	times, _ := command.Ahead(said, "en") // config takes none that cannot be read
	return times
}

// outside is how people are told outside of Matrix that a message waits.
func outside(c config.Config) *notice.Sender {
	o := notice.Options{Schemes: c.Notices.Schemes, Within: noticeWithin}
	if c.Mail.Host != "" {
		o.Mail = &notice.Mail{
			Host: c.Mail.Host, Port: c.Mail.Port, From: c.Mail.From, User: c.Mail.User,
			Password: c.Secrets.MailPassword.Reveal(), Encryption: notice.Encryption(c.Mail.TLS),
		}
	}
	return notice.New(o)
}

// noticeWithin is how long one attempt to tell somebody outside of Matrix may take,
// before the next way is tried.
const noticeWithin = 20 * time.Second

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// dice throws the random bytes of one input.
func dice() flows.Dice {
	var thrown [16]byte
	_, _ = rand.Read(thrown[:]) // never fails: it ends the program instead
	return flows.Dice(hex.EncodeToString(thrown[:]))
}
