package play

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/matrix-org/gomatrix"

	"asapbot/flows/command"
)

// TestRestart: a bot that was stopped goes on as the same device, with the same
// identity.
func TestRestart(t *testing.T) {
	a := open(t, "en", 90*time.Second)
	a.acts(a.addPeople)
	before, key := a.devices(), a.recoveryKey()
	for n := range 3 {
		if status := a.Bot.Stop(); status != 0 {
			t.Errorf("a bot that was asked to end does so with status %d", status)
		}
		a.says(ManagerP, a.desk(), a.word(command.People)) // while it is away
		a.tells(ManagerP, a.desk(), "staff.list", func() { a.does(a.Bot.Start()) })
		a.answers(CoordinatorS, a.desk(), a.word(command.Help), "desk.help_coordinator")
		if got := a.count(ManagerP, "staff.list"); got != n+1 {
			t.Errorf("%d answers to %d questions", got, n+1)
		}
	}
	if after := a.devices(); !slices.Equal(before, after) || len(after) != 1 {
		t.Errorf("the bot's devices were %v and are %v", before, after)
	}
	if !bytes.Equal(key, a.recoveryKey()) {
		t.Error("the recovery key has changed")
	}
	a.Bot.Stop()
	a.refusals()
	a.does(a.Bot.Start())
	a.answers(ManagerP, a.desk(), a.word(command.Help), "desk.help")
}

// recoveryKey reads the file that the operator is to move away.
func (a acting) recoveryKey() []byte {
	a.t.Helper()
	path := filepath.Join(a.Dir, "data", "recovery-key.txt")
	file, err := os.Stat(path)
	a.does(err)
	if file.Mode().Perm() != 0o600 {
		a.t.Errorf("the recovery key has the mode %v", file.Mode())
	}
	key, err := os.ReadFile(path)
	a.does(err)
	if len(bytes.Fields(key)) != 12 { // twelve groups of four letters
		a.t.Errorf("the recovery key has %d groups", len(bytes.Fields(key)))
	}
	return key
}

// devices are the bot's, without the one that asks.
func (a acting) devices() []string {
	a.t.Helper()
	client, own := a.plain(BotName)
	var all struct {
		Devices []struct {
			ID string `json:"device_id"`
		}
	}
	a.does(client.MakeRequest("GET", client.BuildURL("devices"), nil, &all))
	_, err := client.Logout()
	a.does(err)
	var ids []string
	for _, d := range all.Devices {
		if d.ID != own {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// plain logs somebody in with a client that knows no encryption.
func (a acting) plain(name string) (client *gomatrix.Client, device string) {
	a.t.Helper()
	client, err := gomatrix.NewClient(a.Homeserver.Address, "", "")
	a.does(err)
	login, err := client.Login(&gomatrix.ReqLogin{
		Type: "m.login.password", Identifier: gomatrix.NewUserIdentifier(name), Password: Password,
	})
	a.does(err)
	client.SetCredentials(login.UserID, login.AccessToken)
	return client, login.DeviceID
}

// refusals: what an operator can get wrong is refused at the start, in one plain line
// that says what to do.
func (a acting) refusals() {
	state := filepath.Join("data", "state.db")
	for _, c := range []struct {
		name  string
		spoil func(dir string)
		says  string
	}{
		{"a wrong master key", func(dir string) {
			key := make([]byte, 32)
			_, _ = rand.Read(key)
			a.writes(filepath.Join(dir, "master.key"), []byte(base64.StdEncoding.EncodeToString(key)))
		}, "master key"},
		{"a master key that is too short", func(dir string) {
			a.writes(filepath.Join(dir, "master.key"), []byte("c2hvcnQ="))
		}, "master"},
		{"a state that was cut off", func(dir string) {
			held, err := os.ReadFile(filepath.Join(dir, state))
			a.does(err)
			a.writes(filepath.Join(dir, state), held[:3*os.Getpagesize()]) // it grows ahead of what it holds
		}, "damaged"},
		{"a state that is something else", func(dir string) {
			a.writes(filepath.Join(dir, state), bytes.Repeat([]byte("something else\n"), 4096))
		}, "damaged"},
		{"a state with a page of noise", func(dir string) {
			held, err := os.ReadFile(filepath.Join(dir, state))
			a.does(err)
			_, _ = rand.Read(held[:3*os.Getpagesize()])
			a.writes(filepath.Join(dir, state), held)
		}, "damaged"},
		{"no password at the first start", func(dir string) {
			a.does(os.RemoveAll(filepath.Join(dir, "data")))
			a.does(os.Remove(filepath.Join(dir, "password")))
		}, "password"},
		{"a wrong password at the first start", func(dir string) {
			a.does(os.RemoveAll(filepath.Join(dir, "data")))
			a.writes(filepath.Join(dir, "password"), []byte("not the password"))
		}, "log in"},
		{"no configuration", func(dir string) { a.does(os.Remove(filepath.Join(dir, "config.yaml"))) }, "config.yaml"},
	} {
		a.t.Run(c.name, func(t *testing.T) {
			a := a.in(t)
			dir := a.copied()
			c.spoil(dir)
			a.refuses(dir, c.says)
		})
	}
}

func (a acting) writes(path string, content []byte) {
	a.t.Helper()
	a.does(os.WriteFile(path, content, 0o600))
}

// copied is a copy of the bot's folder.
func (a acting) copied() string {
	a.t.Helper()
	dir := filepath.Join(a.t.TempDir(), "copy")
	a.does(os.MkdirAll(filepath.Join(dir, "data"), 0o700))
	for _, name := range []string{"config.yaml", "password", "master.key", "data/state.db", "data/crypto.db", "data/recovery-key.txt"} {
		held, err := os.ReadFile(filepath.Join(a.Dir, name))
		a.does(err)
		a.writes(filepath.Join(dir, name), held)
	}
	return dir
}

// refuses starts a bot that must not start.
func (a acting) refuses(dir, says string) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	said, err := exec.CommandContext(ctx, program, "run", "--config", filepath.Join(dir, "config.yaml")).CombinedOutput()
	if err == nil || ctx.Err() != nil {
		a.t.Fatalf("the bot starts: %s", said)
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	if len(lines) != 1 || !strings.Contains(lines[0], says) || strings.Contains(lines[0], "goroutine") {
		a.t.Errorf("the bot says %q", said)
	}
	a.t.Log(lines[0])
}
