package matrix_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

func TestOpen(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	b.say(room, "before")
	// The bot's device is vouched for by its owner: people's clients see no
	// red shield.
	if trust := must(anna.Trust(ctx, b.opt.User, b.Session().Device))(t); trust != "cross-signed-tofu" {
		t.Errorf("anna sees the bot as %s", trust)
	}
	if len(strings.Fields(b.recovery)) < 10 {
		t.Errorf("recovery key %q", b.recovery)
	}
	if mode := must(os.Stat(b.opt.Database))(t).Mode().Perm(); mode != 0o600 {
		t.Errorf("the crypto store has mode %o", mode)
	}

	// Restarted without the password it is the same device, which reads what it
	// was sent meanwhile.
	session, recovery := b.Session(), b.recovery
	b.opt.Password, b.recovery = "", ""
	said := must(anna.Say(ctx, room, "meanwhile"))(t)
	b.restart(room)
	if b.Session() != session || b.recovery != "" {
		t.Error("the restart made another login or identity")
	}
	if m := must(b.read(said))(t); m.Text != "meanwhile" {
		t.Errorf("read %+v", m)
	}
	b.say(room, "after")
	must(anna.WaitFor(ctx, body(stage.KindText, "after")))(t)

	t.Run("session lost", func(t *testing.T) {
		opt := b.opt
		opt.Session, opt.Password = matrix.Session{}, password
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		again := must(matrix.Open(ctx, opt))(t)
		defer again.Close()
		if again.Session().Device != session.Device {
			t.Error("the same crypto store became another device")
		}
		b.opt.Session = again.Session()
	})
	t.Run("crypto store lost", func(t *testing.T) {
		opt := b.opt
		opt.Database = filepath.Join(t.TempDir(), "new.db")
		fails(t, opt, "put back the crypto store")
		opt.Password = password
		fails(t, opt, "give the recovery key")
		opt.Recovery = "EsTX not a key"
		fails(t, opt, "not the right one")
		opt.Recovery = recovery
		again := must(matrix.Open(ctx, opt))(t)
		defer again.Close()
		if again.Session().Device == session.Device {
			t.Error("a new crypto store became the old device")
		}
		// It is still the one whom anna knows.
		for must(anna.Trust(ctx, b.opt.User, again.Session().Device))(t) != "cross-signed-tofu" {
			time.Sleep(50 * time.Millisecond) // until the context ends
		}
		// It knows nothing of the room, but learns it.
		again.Own(room)
		must(again.Send(ctx, room, "lost", matrix.Content{Markdown: "still here", Notify: true}))(t)
		must(anna.WaitFor(ctx, body(stage.KindText, "still here")))(t)
	})
	t.Run("wrong key", func(t *testing.T) {
		opt := b.opt
		opt.PickleKey = []byte("another")
		fails(t, opt, "is the key the right one?")
	})
}

// fails makes sure that Open says what to do.
func fails(t *testing.T, opt matrix.Options, advice string) {
	t.Helper()
	client, err := matrix.Open(t.Context(), opt)
	if err == nil {
		_ = client.Close()
		t.Fatal("opened")
	}
	if !strings.Contains(err.Error(), advice) {
		t.Errorf("%v", err)
	}
}

func TestOpenAdvises(t *testing.T) {
	ctx, hs := home(t)
	user := must(hs.CreateAccount(ctx, name(t, "bot"), password))(t)
	opt := matrix.Options{
		Homeserver: hs.Address, User: user,
		Database: filepath.Join(t.TempDir(), "crypto.db"), PickleKey: []byte("pickle"),
	}
	fails(t, opt, "give the account's password")
	opt.Password = "wrong"
	fails(t, opt, "log in as "+user)
	opt.Password = password
	fails(t, opt, "no place to keep the recovery key")
	opt.Password, opt.Database = "", filepath.Join(t.TempDir(), "crypto.db")
	login := newOutsider(t, ctx, hs, name(t, "bot"))
	opt.AccessToken = login.mx.AccessToken
	opt.DeviceID = "OTHER"
	fails(t, opt, "the configuration says")
	opt.DeviceID = string(login.mx.DeviceID)
	fails(t, opt, "has other keys on the server")

	opt = matrix.Options{Homeserver: hs.Address, User: user, Password: password,
		Database: filepath.Join(t.TempDir(), "crypto.db"), PickleKey: []byte("pickle"),
		RecoveryKey: func(string) error { return errors.New("the disk is full") }}
	fails(t, opt, "the disk is full")
	// Nothing was published, so it can be done again.
	kept := ""
	opt.RecoveryKey = func(key string) error { kept = key; return nil }
	client := must(matrix.Open(ctx, opt))(t)
	opt.Session = client.Session()
	if err := client.Close(); err != nil || kept == "" {
		t.Errorf("closed: %v, recovery key %q", err, kept)
	}

	// Somebody else resets the bot's identity: it does not go along.
	login.reset(t, ctx)
	fails(t, opt, "somebody reset it")
}

func TestLoggedOut(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	b.opt.Session = b.Session()
	if _, err := stageLogout(ctx, hs, b.Session().Token); err != nil {
		t.Fatal(err)
	}
	_, err := b.Sync(ctx, b.since, time.Second)
	if !errors.Is(err, matrix.ErrLoggedOut) || matrix.Permanent(err) {
		t.Errorf("sync: %v", err)
	}
	b.Own("!x:localhost")
	if _, err := b.Send(ctx, "!x:localhost", "t", matrix.Content{Markdown: "x"}); !errors.Is(err, matrix.ErrLoggedOut) {
		t.Errorf("send: %v", err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b.opt.Password = ""
	if _, err := matrix.Open(ctx, b.opt); !errors.Is(err, matrix.ErrLoggedOut) {
		t.Errorf("open: %v", err)
	}

	// With the password it is the same device again, to itself and to others.
	b.opt.Password = password
	b.open()
	b.Own(room)
	if b.Session().Device != b.opt.Session.Device || b.Session().Token == b.opt.Session.Token {
		t.Errorf("the session is %+v, was %+v", b.Session(), b.opt.Session)
	}
	if m := must(b.read(must(anna.Say(ctx, room, "welcome back"))(t)))(t); m.Text != "welcome back" {
		t.Errorf("read %+v", m)
	}
	b.say(room, "thank you")
	must(anna.WaitFor(ctx, body(stage.KindText, "thank you")))(t)
	if trust := must(anna.Trust(ctx, b.opt.User, b.Session().Device))(t); trust != "cross-signed-tofu" {
		t.Errorf("anna sees the bot as %s", trust)
	}
}

// The identity is made, but cannot be published without the password; with it,
// the same identity is.
func TestOpenInTwoSteps(t *testing.T) {
	ctx, hs := home(t)
	user := must(hs.CreateAccount(ctx, name(t, "bot"), password))(t)
	var login struct {
		Token  string `json:"access_token"`
		Device string `json:"device_id"`
	}
	raw := must(call(ctx, hs, "", http.MethodPost, "login", `{"type":"m.login.password","user":"`+user+`","password":"`+password+`"}`))(t)
	if err := json.Unmarshal(raw, &login); err != nil {
		t.Fatal(err)
	}
	var kept []string
	opt := matrix.Options{
		Homeserver: careful(t, hs), User: user, AccessToken: login.Token, DeviceID: login.Device,
		Database: filepath.Join(t.TempDir(), "crypto.db"), PickleKey: []byte("pickle"),
		RecoveryKey: func(key string) error { kept = append(kept, key); return nil },
	}
	fails(t, opt, "give the password once")
	fails(t, opt, "give the password once")
	opt.Password = password
	client := must(matrix.Open(ctx, opt))(t)
	if client.Session().Device != login.Device {
		t.Error("it became another device")
	}
	// From now on the token will do.
	opt.Password, opt.AccessToken = "", client.Session().Token
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if err := must(matrix.Open(ctx, opt))(t).Close(); err != nil {
		t.Fatal(err)
	}
	if len(kept) != 1 {
		t.Fatalf("%d recovery keys", len(kept))
	}
	opt.Password, opt.Recovery, opt.Database = password, kept[0], filepath.Join(t.TempDir(), "new.db")
	if err := must(matrix.Open(ctx, opt))(t).Close(); err != nil {
		t.Fatal(err)
	}
}

// careful stands before the homeserver and wants a password for an upload of
// cross-signing keys, as most servers do. Dendrite does so only where there are
// keys already.
func careful(t *testing.T, hs *stage.Homeserver) string {
	t.Helper()
	return before(t, hs, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/keys/device_signing/upload") {
			var upload map[string]json.RawMessage
			if err := json.NewDecoder(r.Body).Decode(&upload); err != nil {
				t.Error(err)
			}
			if !strings.Contains(string(upload["auth"]), password) {
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = w.Write([]byte(`{"session":"s","flows":[{"stages":["m.login.password"]}]}`)) // to the test itself
				return true
			}
			delete(upload, "auth")
			body := must(json.Marshal(upload))(t)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
		return false
	})
}
