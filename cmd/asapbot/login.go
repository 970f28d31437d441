package main

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"asapbot/bot"
	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/config"
)

// sessionKey is where the login is kept, sealed, so that the password is needed
// only once.
const sessionKey = "session"

// open logs in, or goes on with the login of the last time. Where the homeserver does not
// answer, a bot that has a login goes on without; ended ends it, should the homeserver
// then refuse it for good.
func open(ctx context.Context, c config.Config, state *store.Store, master []byte, o matrix.Options, ended func()) (bot.Account, error) {
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
	if o.Session, err = session(state); err != nil {
		return nil, err
	}
	if o.Session.Token == "" && o.Password == "" && o.AccessToken == "" {
		return nil, errors.New("the bot has never logged in here, and needs the password of its account for that: write it into a file and name that in secrets.password_file, or set ASAPBOT_PASSWORD; it can be taken away again afterwards")
	}
	if o.Recovery != "" {
		o.Log.Warn("the recovery key lies in the data folder; move it to a safe place, away from this machine", "file", recovery)
	}
	l := login{o, state}
	client, err := l.open(ctx)
	switch {
	case err == nil:
		return client, nil
	case !unreached(err) || ctx.Err() != nil:
		return nil, err
	case o.Session.Token != "":
		return bot.NewLate(ctx, o.Session, l.reach, ended), nil
	}
	if client, err = l.reach(ctx); err != nil {
		return nil, err
	}
	return client, nil
}

// login is how the account is opened, and where its session is kept.
type login struct {
	o     matrix.Options
	state *store.Store
}

func (l login) open(ctx context.Context) (*matrix.Client, error) {
	client, err := matrix.Open(ctx, l.o)
	if err != nil || client.Session() == l.o.Session {
		return client, err
	}
	if err := keep(l.state, client.Session()); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

// reach opens the client, and waits for the homeserver where nothing answers at
// its address: after a power cut the bot may be up before it.
func (l login) reach(ctx context.Context) (*matrix.Client, error) {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		client, err := l.open(ctx)
		if !unreached(err) || ctx.Err() != nil {
			if err == nil {
				l.o.Log.Info("the homeserver answers")
			}
			return client, err
		}
		l.o.Log.Warn("the homeserver does not answer; trying again", "in", pause, "error", err)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// unreached reports whether nothing answers at the homeserver's address.
func unreached(err error) bool {
	var failed *url.Error
	return errors.As(err, &failed)
}

// errLoggedOut says how a bot comes back whose login the homeserver has ended.
var errLoggedOut = errors.New("the homeserver has ended the bot's login: somebody has logged it out or changed its password; find out who it was, then give the password once more (secrets.password_file or ASAPBOT_PASSWORD) and start again")

// session is the login of the last time; none at the first start.
func session(state *store.Store) (s matrix.Session, err error) {
	err = state.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Meta, sessionKey)
		if err != nil || raw == nil {
			return err
		}
		return json.Unmarshal(raw, &s)
	})
	return s, err
}

func keep(state *store.Store, s matrix.Session) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return state.Update(func(tx store.Tx) error { return tx.Put(store.Meta, sessionKey, store.Common, raw) })
}

// keepRecoveryKey writes the key that restores the bot's identity to a file, once.
func keepRecoveryKey(path, key string, log *slog.Logger) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: it belongs to another identity, or to a start that was interrupted; move it away and start again", path)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(key + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	log.Warn("the bot's recovery key was written; move it to a safe place, away from this machine: it is needed if the crypto store or the login is ever lost", "file", path)
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
