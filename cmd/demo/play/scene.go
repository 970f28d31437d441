// Package play puts a case on the stage: a real homeserver, the real bot in
// a process of its own, and four real encrypted clients who play the people of two
// services. The demo shows it; the end-to-end tests kill and disturb it.
package play

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"asapbot/cmd/demo/stage"
)

// Password is that of every account of the play.
const Password = "example-password"

// BotName is the first part of the bot's ID.
const BotName = "asapbot"

// The four people, by the first part of their IDs.
const (
	CoordinatorP = "coordinator-p" // of the programme
	ManagerP     = "manager-p"
	CoordinatorS = "coordinator-s" // of victim support
	ManagerS     = "manager-s"
)

// Names lists the people in the order in which they come on.
var Names = []string{CoordinatorP, ManagerP, CoordinatorS, ManagerS}

// Scene is a homeserver, the bot, and the people.
type Scene struct {
	Homeserver *stage.Homeserver
	Bot        *Bot
	People     map[string]*stage.Player
	Language   string
	Dir        string

	sending sync.RWMutex // held shared by each person while they send
	onSeen  func(who string, seen stage.Seen)
	first   time.Time // the day after which the later meetings are counted
	// progress is told what is being waited for.
	progress func(string)
}

// Options of a scene.
type Options struct {
	Dir      string // an empty folder for everything
	Language string // of both services
	// Program is the bot's; when empty, the one that the Makefile builds for the demo.
	Program string
	// Log takes what the homeserver and the bot log, BotLog the bot's part where it
	// is wanted apart. Both may be nil.
	Log, BotLog io.Writer
	// Progress is told what is being waited for.
	Progress func(string)
	// OnSeen is told everything that a person sees.
	OnSeen func(who string, seen stage.Seen)
}

// Open sets the scene: the homeserver answers, the accounts exist, the bot runs,
// the people are logged in.
func Open(ctx context.Context, o Options) (*Scene, error) {
	s := &Scene{People: map[string]*stage.Player{}, Language: o.Language, Dir: o.Dir, onSeen: o.OnSeen, progress: o.Progress}
	if s.progress == nil {
		s.progress = func(string) {}
	}
	if err := s.open(ctx, o); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Scene) open(ctx context.Context, o Options) (err error) {
	s.progress("the homeserver starts")
	if s.Homeserver, err = stage.StartHomeserver(ctx, filepath.Join(o.Dir, "homeserver"), o.Log); err != nil {
		return err
	}
	s.progress("the people come")
	if _, err := s.Homeserver.CreateAccount(ctx, BotName, Password); err != nil {
		return err
	}
	for _, name := range Names {
		if err := s.Enter(ctx, name); err != nil {
			return err
		}
	}
	s.progress("the bot starts")
	if err := s.configure(); err != nil {
		return err
	}
	s.Bot = &Bot{program: o.Program, dir: o.Dir, log: o.Log}
	if o.BotLog != nil {
		s.Bot.log = o.BotLog
	}
	return s.Bot.Start()
}

// Enter makes an account for a person and has them log in.
func (s *Scene) Enter(ctx context.Context, name string) error {
	if _, err := s.Homeserver.CreateAccount(ctx, name, Password); err != nil {
		return err
	}
	return s.LogIn(ctx, name, name)
}

// LogIn has a person log in on one more device. The device plays under a name of
// its own.
func (s *Scene) LogIn(ctx context.Context, name, device string, options ...stage.Option) error {
	if s.onSeen != nil {
		options = append(options, stage.OnSeen(func(seen stage.Seen) { s.onSeen(device, seen) }))
	}
	player, err := stage.NewPlayer(ctx, s.Homeserver, name, Password, filepath.Join(s.Dir, device), options...)
	if err != nil {
		return err
	}
	s.People[device] = player
	return nil
}

// Close ends everything that the scene started.
func (s *Scene) Close() {
	if s.Bot != nil {
		s.Bot.Stop()
	}
	for _, p := range s.People {
		if p != nil {
			p.Close()
		}
	}
	if s.Homeserver != nil {
		s.Homeserver.Kill()
	}
}

// ID is the Matrix ID of a person of the scene.
func (s *Scene) ID(name string) string { return "@" + name + ":" + s.Homeserver.Name }

// configure writes the bot's configuration and secrets.
func (s *Scene) configure() error {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	names := map[string][2]string{"en": {"Example Programme", "Example Support"}, "it": {"Programma Esempio", "Centro Esempio"}}[s.Language]
	config := fmt.Sprintf(`homeserver: %s
user: "%s"
data: data
log: debug
secrets:
  password_file: password
  master_key_file: master.key
services:
  - {id: programme, name: %q, kind: programme, language: %s, zone: Europe/Rome, coordinators: ["%s"]}
  - {id: support, name: %q, kind: support, language: %s, zone: Europe/Rome, coordinators: ["%s"]}
`, s.Homeserver.Address, s.ID(BotName), names[0], s.Language, s.ID(CoordinatorP), names[1], s.Language, s.ID(CoordinatorS))
	return errors.Join(
		os.WriteFile(filepath.Join(s.Dir, "config.yaml"), []byte(config), 0o600),
		os.WriteFile(filepath.Join(s.Dir, "password"), []byte(Password+"\n"), 0o600),
		os.WriteFile(filepath.Join(s.Dir, "master.key"), []byte(base64.StdEncoding.EncodeToString(key)+"\n"), 0o600),
	)
}

// room finds a room of a person by the end of its name, and waits for it, and for the
// bot in it: Dendrite sometimes tells of a room before it tells who is there, and a
// message that was encrypted in between would be for nobody.
func (s *Scene) room(ctx context.Context, who, ending string) (string, error) {
	for {
		for room, name := range s.People[who].Rooms() {
			if strings.HasSuffix(name, ending) {
				return room, s.People[who].WaitForMember(ctx, room, s.ID(BotName))
			}
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%s waits in vain for a room %q", who, ending)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
