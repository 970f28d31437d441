package main

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"asapbot/bot"
	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/config"
	"asapbot/flows"
)

// run runs the bot until it is told to stop.
type run struct{ configFile }

func (r run) Run() error {
	c, err := r.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.Log}))
	return serve(ctx, c, log)
}

// serve wires the parts of the bot together and runs it.
func serve(ctx context.Context, c config.Config, log *slog.Logger) (err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder %s cannot be made: %w", c.Data, err)
	}
	master := []byte(c.Secrets.MasterKey.Reveal())
	state, err := store.Open(filepath.Join(c.Data, "state.db"), master)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()

	var b *bot.Bot // made after the client, which reports to it once it syncs
	client, err := open(ctx, c, state, master, matrix.Options{
		OnWithheld: func(room, user, device string) { b.Withheld(room, user, device) },
		OnEmojis:   func(user, device string, emojis []string) { b.Verifying(user, device, emojis) },
		MayVerify:  func(user, room string) bool { return b.MayVerify(user, room) },
		Log:        log,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	b, err = bot.New(bot.Options{
		Homeserver: client, State: state, Configured: configured(c), Sweep: c.Sweep, Log: log, Dice: dice,
	})
	if err != nil {
		return err
	}
	log.Info("asapbot is running", "version", version, "user", client.Session().User, "device", client.Session().Device)
	return b.Run(ctx)
}

// sessionKey is where the login is kept, sealed, so that the password is needed
// only once.
const sessionKey = "session"

// open logs in, or goes on with the login of the last time.
func open(ctx context.Context, c config.Config, state *store.Store, master []byte, o matrix.Options) (*matrix.Client, error) {
	pickle, err := hkdf.Key(sha256.New, master, nil, "asapbot crypto.db", 32)
	if err != nil {
		return nil, err
	}
	recovery := filepath.Join(c.Data, "recovery-key.txt")
	o.Homeserver, o.User = c.Homeserver, c.User
	o.Password = c.Secrets.Password.Reveal()
	o.AccessToken, o.DeviceID = c.Secrets.AccessToken.Reveal(), c.Secrets.DeviceID
	o.Database, o.PickleKey = filepath.Join(c.Data, "crypto.db"), pickle
	o.Trust, o.Federate = matrix.Trust(c.Trust), c.Federation
	o.RecoveryKey = func(key string) error { return keepRecoveryKey(recovery, key, o.Log) }
	if o.Recovery, err = recoveryKey(recovery); err != nil {
		return nil, err
	}
	err = state.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Meta, sessionKey)
		if err != nil || raw == nil {
			return err
		}
		return json.Unmarshal(raw, &o.Session)
	})
	if err != nil {
		return nil, err
	}
	client, err := matrix.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(client.Session())
	if err != nil {
		return nil, err
	}
	return client, state.Update(func(tx store.Tx) error {
		return tx.Put(store.Meta, sessionKey, store.Common, raw)
	})
}

// keepRecoveryKey writes the key that restores the bot's identity to a file, once.
func keepRecoveryKey(path, key string, log *slog.Logger) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and it may belong to another identity: move it away first", path)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(key + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	log.Warn("the bot's recovery key was written; move it to a safe place away from this machine, you need it if the crypto store is ever lost", "file", path)
	return nil
}

// recoveryKey reads the file where the operator has put it back.
func recoveryKey(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(raw)), err
}

// configured is the configuration as the core wants it.
func configured(c config.Config) flows.Configured {
	in := flows.Configured{Settings: flows.DefaultSettings}
	in.Settings.CodeValid = c.Pairing.CodeValid
	in.Settings.WrongCodes = c.Pairing.WrongCodes
	in.Settings.ClosedFor = c.Pairing.ClosedFor
	in.Settings.ContactWithin = c.Contact.Within
	in.Settings.ScoreShare = c.Divergence.Share
	for _, s := range c.Services {
		service := flows.Service{
			ID: flows.ServiceID(s.ID), Name: s.Name, Kind: flows.Kind(s.Kind), Language: s.Language,
			Zone: s.Zone, Emergency: s.Emergency,
		}
		for _, p := range s.Coordinators {
			service.Coordinators = append(service.Coordinators, flows.Person(p))
		}
		in.Services = append(in.Services, service)
	}
	return in
}

// dice throws the random bytes of one input.
func dice() flows.Dice {
	var thrown [16]byte
	_, _ = rand.Read(thrown[:]) // never fails: it ends the program instead
	return flows.Dice(hex.EncodeToString(thrown[:]))
}
