package matrix

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto/verificationhelper"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// The outcomes that OnVerified is told of; others are cancellation codes.
const (
	Verified     = "verified"
	EmojisDiffer = string(event.VerificationCancelCodeSASMismatch)
)

// sas is what is in progress.
type sas struct {
	// event is the one being handled, confirm the verifications whose emojis it
	// brought. Both are only touched under Client.verifying.
	event   *event.Event
	confirm []id.VerificationTransactionID
	// others is who is on the other side (who by transaction).
	others sync.Map
}

type who struct {
	user   id.UserID
	device id.DeviceID
}

func (s *sas) other(transaction id.VerificationTransactionID) (who, bool) {
	found, ok := s.others.Load(transaction)
	if !ok {
		return who{}, false
	}
	return found.(who), true
}

// startVerification prepares for people who verify the bot by comparing emojis.
// https://spec.matrix.org/v1.12/client-server-api/#short-authentication-string-sas-verification
func (c *Client) startVerification(ctx context.Context) error {
	// The helper finds its handlers through a syncer. Ours never syncs: it only
	// hands the helper what verify gives it.
	c.router = mautrix.NewDefaultSyncer()
	c.mx.Syncer = c.router
	c.helper = verificationhelper.NewVerificationHelper(c.mx, c.machine, nil, callbacks{c}, false, false, true)
	if err := c.helper.Init(ctx); err != nil {
		return fmt.Errorf("matrix: prepare verification: %w", err)
	}
	return nil
}

// verification hands an event to verify if it belongs to a verification within
// a room, and says whether it did. Clients send those in clear: they prove
// themselves.
func (c *Client) verification(ctx context.Context, evt *event.Event) bool {
	switch {
	case strings.HasPrefix(evt.Type.Type, verificationPrefix):
	case evt.Type.Type == event.EventMessage.Type:
		var content struct {
			MsgType string `json:"msgtype"`
		}
		if json.Unmarshal(evt.Content.VeryRaw, &content) != nil || content.MsgType != string(event.MsgVerificationRequest) {
			return false
		}
	default:
		return false
	}
	err := recovered(func() error {
		if evt.Content.Parsed == nil {
			if err := evt.Content.ParseRaw(evt.Type); err != nil {
				return err
			}
		}
		// In flight it cannot be interrupted: the other side would wait.
		c.verify(context.WithoutCancel(ctx), evt)
		return nil
	})
	if err != nil {
		c.log.Warn("verification event skipped", "sender", evt.Sender, "type", evt.Type.Type)
	}
	return true
}

// verify takes one step of a verification, in a room or between devices. What
// came twice is recognised.
func (c *Client) verify(ctx context.Context, evt *event.Event) {
	c.verifying.Lock()
	defer c.verifying.Unlock()
	content := sha256.Sum256(evt.Content.VeryRaw)
	if evt.Sender == c.mx.UserID || !c.once.first("verify", string(evt.ID), evt.Type.Type, string(evt.Sender), string(content[:])) {
		return
	}
	if evt.RoomID != "" && evt.Type.Type != event.EventMessage.Type {
		// mautrix looks the verification up under the event's own ID, where the
		// ID of the request is meant.
		if content, ok := evt.Content.Parsed.(event.Relatable); ok {
			step := *evt
			step.ID = content.OptionalGetRelatesTo().GetReferenceID()
			evt = &step
		}
	}
	if other, ok := c.sas.other(transactionOf(evt)); ok && other.user != evt.Sender {
		return // somebody meddles in another's verification
	}
	c.introduce(ctx, []id.UserID{evt.Sender})
	err := c.whileTrustMayChange(ctx, []id.UserID{evt.Sender}, func() error {
		c.sas.event = evt
		c.router.Dispatch(ctx, evt)
		var failed error
		for _, transaction := range c.sas.confirm {
			failed = errors.Join(failed, c.helper.ConfirmSAS(ctx, transaction))
		}
		c.sas.confirm = nil
		return failed
	})
	if err != nil {
		c.log.Warn("verification failed", "user", evt.Sender, "err", err)
	}
}

// transactionOf is the verification that an event belongs to.
func transactionOf(evt *event.Event) id.VerificationTransactionID {
	if evt.RoomID != "" {
		return id.VerificationTransactionID(evt.ID)
	}
	if content, ok := evt.Content.Parsed.(event.VerificationTransactionable); ok {
		return content.GetTransactionID()
	}
	return ""
}

// callbacks are what mautrix's verification helper calls.
type callbacks struct{ *Client }

// VerificationRequested accepts the requests of those who may, from devices
// that their owners have vouched for. Others gain nothing from it (see store),
// so they are told what to do instead.
func (c callbacks) VerificationRequested(ctx context.Context, transaction id.VerificationTransactionID, from id.UserID, device id.DeviceID) {
	var err error
	switch refusal := c.refusal(ctx, from, device); refusal {
	case "":
		c.sas.others.Store(transaction, who{from, device})
		err = c.helper.AcceptVerification(ctx, transaction)
	default:
		err = c.helper.CancelVerification(ctx, transaction, event.VerificationCancelCodeUser, refusal)
	}
	if err != nil {
		c.log.Warn("verification request not answered", "user", from, "err", err)
	}
}

func (c callbacks) refusal(ctx context.Context, from id.UserID, name id.DeviceID) string {
	if c.opt.MayVerify == nil || c.opt.OnEmojis == nil || !c.opt.MayVerify(string(from), string(c.sas.event.RoomID)) {
		return "This bot does not verify with you here."
	}
	device, err := c.store.GetDevice(ctx, from, name)
	if err == nil && device != nil {
		state, err := c.machine.ResolveTrustContext(ctx, device)
		if err == nil && state >= id.TrustStateCrossSignedTOFU {
			return ""
		}
	}
	return "First verify this device with another device of yours, or with your recovery key."
}

// ShowSAS tells what the other side must see. The bot's own confirmation
// follows when the helper has done its step.
func (c callbacks) ShowSAS(_ context.Context, transaction id.VerificationTransactionID, emojis []rune, names []string, numbers []int) {
	var shown []string
	for i, emoji := range emojis {
		shown = append(shown, drawn(emoji)+" "+names[i])
	}
	if len(emojis) == 0 {
		for _, number := range numbers {
			shown = append(shown, strconv.Itoa(number))
		}
	}
	other, _ := c.sas.other(transaction)
	c.opt.OnEmojis(string(other.user), string(other.device), shown)
	c.sas.confirm = append(c.sas.confirm, transaction)
}

// drawn adds the sign by which these are drawn in colour, as clients do.
func drawn(emoji rune) string {
	switch emoji {
	case '☁', '❤', '☂', '✏', '✂', '☎', '✈':
		return string(emoji) + "\uFE0F"
	}
	return string(emoji)
}

// VerificationReady waits for the other side, which starts.
func (callbacks) VerificationReady(context.Context, id.VerificationTransactionID, id.DeviceID, bool, bool, *verificationhelper.QRCode) {
}

// VerificationCancelled is also called when the time is up.
func (c callbacks) VerificationCancelled(_ context.Context, transaction id.VerificationTransactionID, code event.VerificationCancelCode, _ string) {
	c.ended(transaction, string(code))
}

func (c callbacks) VerificationDone(_ context.Context, transaction id.VerificationTransactionID, _ event.VerificationMethod) {
	c.ended(transaction, Verified)
}

func (c callbacks) ended(transaction id.VerificationTransactionID, outcome string) {
	other, ok := c.sas.other(transaction)
	if !ok {
		return
	}
	c.sas.others.Delete(transaction)
	c.log.Info("verification ended", "user", other.user, "device", other.device, "outcome", outcome)
	if c.opt.OnVerified != nil {
		c.opt.OnVerified(string(other.user), string(other.device), outcome)
	}
}

// encrypter lets mautrix encrypt what the verification helper sends into rooms.
// It has the same guard as Send.
type encrypter struct{ *Client }

func (e encrypter) Encrypt(ctx context.Context, room id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error) {
	return e.encrypt(ctx, room, kind, content)
}

func (e encrypter) Decrypt(ctx context.Context, evt *event.Event) (*event.Event, error) {
	return e.machine.DecryptMegolmEvent(ctx, evt)
}

func (e encrypter) WaitForSession(ctx context.Context, room id.RoomID, sender id.SenderKey, session id.SessionID, timeout time.Duration) bool {
	return e.machine.WaitForSession(ctx, room, sender, session, timeout)
}

// RequestSession does nothing: Read asks for keys.
func (encrypter) RequestSession(context.Context, id.RoomID, id.SenderKey, id.SessionID, id.UserID, id.DeviceID) {
}

func (encrypter) Init(context.Context) error { return nil }
