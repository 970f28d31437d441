package matrix_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mau.fi/util/dbutil"
	"go.mau.fi/util/jsontime"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/cryptohelper"
	"maunium.net/go/mautrix/crypto/verificationhelper"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"asapbot/cmd/demo/stage"
)

// outsider is a client that does what the players of the stage never do: it
// resets its identity, verifies within a room, and counts what it saw. It is a
// plain mautrix client.
type outsider struct {
	mx     *mautrix.Client
	crypto *cryptohelper.CryptoHelper

	mu   sync.Mutex
	seen map[string]int // body, or "unreadable" and the event's ID
}

func newOutsider(t *testing.T, ctx context.Context, hs *stage.Homeserver, localpart string) *outsider {
	t.Helper()
	raw := must(sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "o.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)"))(t)
	t.Cleanup(func() { _ = raw.Close() })
	db := must(dbutil.NewWithDB(raw, "sqlite3"))(t)
	o := &outsider{mx: must(mautrix.NewClient(hs.Address, "", ""))(t), seen: map[string]int{}}
	o.crypto = must(cryptohelper.NewCryptoHelper(o.mx, []byte("outsider"), db))(t)
	o.crypto.LoginAs = &mautrix.ReqLogin{
		Type:       mautrix.AuthTypePassword,
		Identifier: mautrix.UserIdentifier{Type: mautrix.IdentifierTypeUser, User: localpart},
		Password:   password,
	}
	if err := o.crypto.Init(ctx); err != nil {
		t.Fatal(err)
	}
	o.mx.Crypto = o.crypto
	o.crypto.DecryptErrorCallback = func(evt *event.Event, _ error) { o.note("unreadable " + string(evt.ID)) }
	syncer := o.mx.Syncer.(*mautrix.DefaultSyncer)
	syncer.OnEventType(event.EventMessage, func(_ context.Context, evt *event.Event) {
		o.note(evt.Content.AsMessage().Body)
	})
	return o
}

func (o *outsider) note(what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen[what]++
}

// follow syncs until the test ends.
func (o *outsider) follow(t *testing.T, ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); _ = o.mx.SyncWithContext(ctx) }() // ends with the test
	t.Cleanup(func() { stop(); <-done })
}

// reset gives the account a new cross-signing identity that vouches for this
// device.
func (o *outsider) reset(t *testing.T, ctx context.Context) {
	t.Helper()
	machine := o.crypto.Machine()
	if _, _, err := machine.GenerateAndUploadCrossSigningKeysWithPassword(ctx, password, ""); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(machine.SignOwnDevice(ctx, machine.OwnIdentity()), machine.SignOwnMasterKey(ctx)); err != nil {
		t.Fatal(err)
	}
}

func (o *outsider) say(t *testing.T, ctx context.Context, room, text string) string {
	t.Helper()
	sent := must(o.mx.SendMessageEvent(ctx, id.RoomID(room), event.EventMessage,
		&event.MessageEventContent{MsgType: event.MsgText, Body: text}))(t)
	return string(sent.EventID)
}

// await waits until something was seen.
func (o *outsider) await(t *testing.T, ctx context.Context, what string) {
	t.Helper()
	for ctx.Err() == nil {
		o.mu.Lock()
		n := o.seen[what]
		o.mu.Unlock()
		if n > 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("did not see %q", what)
}

// verification runs one verification of another user from this client.
type verification struct {
	mx     *mautrix.Client
	store  verificationhelper.VerificationStore
	helper *verificationhelper.VerificationHelper
	emojis []string
	done   chan error
	steps  chan func() error
}

// verify begins a verification; step must be called until done.
func (o *outsider) verify(t *testing.T, ctx context.Context) *verification {
	t.Helper()
	v := &verification{mx: o.mx, store: verificationhelper.NewInMemoryVerificationStore(), done: make(chan error, 1), steps: make(chan func() error, 10)}
	syncer := o.mx.Syncer.(*mautrix.DefaultSyncer)
	// mautrix mistakes the ID of an in-room verification. Only of events of the
	// other side is that put right: the echo of its own would confuse it.
	syncer.OnEvent(func(_ context.Context, evt *event.Event) {
		content, ok := evt.Content.Parsed.(event.Relatable)
		if ok && strings.HasPrefix(evt.Type.Type, "m.key.verification.") && evt.RoomID != "" && evt.Sender != o.mx.UserID {
			evt.ID = content.OptionalGetRelatesTo().GetReferenceID()
		}
	})
	v.helper = verificationhelper.NewVerificationHelper(o.mx, o.crypto.Machine(), v.store, v, false, false, true)
	if err := v.helper.Init(ctx); err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case step := <-v.steps:
				if err := step(); err != nil {
					v.end(err)
				}
			}
		}
	}()
	return v
}

// inRoom asks another user for a verification within a room, in clear, as
// clients do. mautrix's own way encrypts the request twice.
func (v *verification) inRoom(t *testing.T, ctx context.Context, room, user string) {
	t.Helper()
	sent := must(v.mx.SendMessageEvent(ctx, id.RoomID(room), event.EventMessage, &event.MessageEventContent{
		MsgType: event.MsgVerificationRequest, Body: "verify", To: id.UserID(user),
		FromDevice: v.mx.DeviceID, Methods: []event.VerificationMethod{event.VerificationMethodSAS},
	}, mautrix.ReqSendEvent{DontEncrypt: true}))(t)
	err := v.store.SaveVerificationTransaction(ctx, verificationhelper.VerificationTransaction{
		ExpirationTime: jsontime.UM(time.Now().Add(time.Minute)),
		RoomID:         id.RoomID(room),
		TransactionID:  id.VerificationTransactionID(sent.EventID),
		TheirUserID:    id.UserID(user),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (v *verification) end(err error) {
	select {
	case v.done <- err:
	default:
	}
}

func (v *verification) VerificationRequested(context.Context, id.VerificationTransactionID, id.UserID, id.DeviceID) {
}

func (v *verification) VerificationReady(ctx context.Context, transaction id.VerificationTransactionID, _ id.DeviceID, _, _ bool, _ *verificationhelper.QRCode) {
	v.steps <- func() error { return v.helper.StartSAS(context.WithoutCancel(ctx), transaction) }
}

func (v *verification) ShowSAS(ctx context.Context, transaction id.VerificationTransactionID, emojis []rune, _ []string, _ []int) {
	for _, emoji := range emojis {
		v.emojis = append(v.emojis, string(emoji))
	}
	v.steps <- func() error { return v.helper.ConfirmSAS(context.WithoutCancel(ctx), transaction) }
}

func (v *verification) VerificationCancelled(_ context.Context, _ id.VerificationTransactionID, _ event.VerificationCancelCode, reason string) {
	v.end(errors.New("cancelled: " + reason))
}

func (v *verification) VerificationDone(context.Context, id.VerificationTransactionID, event.VerificationMethod) {
	v.end(nil)
}
