package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// open decrypts an event and makes sure that the device it came from is
// trusted.
func (c *Client) open(ctx context.Context, evt *event.Event) (*event.Event, error) {
	plain, err := c.decrypt(ctx, evt)
	if err != nil {
		return nil, c.unreadable(evt, err)
	}
	if plain.Mautrix.TrustState < c.opt.Trust.state() {
		// The sender may have verified the device just now.
		if err := c.askAgain(ctx, evt.Sender); err != nil {
			return nil, err
		}
		if plain, err = c.decrypt(ctx, evt); err != nil {
			return nil, c.unreadable(evt, err)
		}
	}
	if plain.Mautrix.TrustState < c.opt.Trust.state() {
		why := Unverified
		reset, err := c.reportReset(ctx, evt.Sender, "")
		if err != nil {
			return nil, err
		}
		if reset {
			why = Reset
		}
		return nil, &Refused{Why: why, Device: device(evt, plain)}
	}
	return plain, nil
}

func (c *Client) decrypt(ctx context.Context, evt *event.Event) (plain *event.Event, err error) {
	if evt.Content.Parsed == nil {
		if evt.Content.ParseRaw(evt.Type) != nil {
			return nil, crypto.ErrCorruptedMegolmPayload
		}
	}
	err = recovered(func() (err error) {
		plain, err = c.machine.DecryptMegolmEvent(ctx, evt)
		return err
	})
	return plain, err
}

// device names the device that an event came from. Where its keys are unknown
// that is only what the event says.
func device(evt, plain *event.Event) string {
	if plain.Mautrix.TrustSource != nil {
		return string(plain.Mautrix.TrustSource.DeviceID)
	}
	if content, ok := evt.Content.Parsed.(*event.EncryptedEventContent); ok {
		//lint:ignore SA1019 better than nothing, and nothing is decided by it
		return string(content.DeviceID)
	}
	return ""
}

const askEvery = 30 * time.Second

// askAgain fetches the devices of a distrusted sender, but not all the time.
func (c *Client) askAgain(ctx context.Context, user id.UserID) error {
	slot := time.Now().Truncate(askEvery).String()
	if !c.once.first("devices", string(user), slot) {
		return nil
	}
	if err := c.fetchDevices(ctx, []id.UserID{user}); err != nil {
		c.once.forget("devices", string(user), slot)
		return fmt.Errorf("matrix: fetch the devices of %s: %w", user, loggedOut(err))
	}
	return nil
}

// corrupt are the errors of events that no key will ever make legible.
var corrupt = []error{
	crypto.ErrCorruptedMegolmPayload, crypto.ErrIncorrectEncryptedContentType, crypto.ErrUnsupportedAlgorithm,
	crypto.ErrWrongRoom, crypto.ErrDeviceKeyMismatch,
	olm.ErrBadMAC, olm.ErrBadSignature, olm.ErrBadMessageFormat, olm.ErrWrongProtocolVersion,
	olm.ErrInputToSmall, olm.ErrBadInput, olm.ErrEmptyInput, olm.ErrLibolmInvalidBase64,
}

// forgotten is the error of keys that we threw away ourselves.
var forgotten = &event.RoomKeyWithheldEventContent{Code: event.RoomKeyWithheldBeeperRedacted}

// unreadable sorts the errors of a decryption.
func (c *Client) unreadable(evt *event.Event, err error) error {
	switch {
	case errors.Is(err, crypto.ErrNoSessionFound), errors.Is(err, olm.ErrUnknownMessageIndex):
		c.requestKey(evt)
		return ErrNoKey
	case errors.Is(err, forgotten):
		return &Refused{Why: NotLegible}
	case errors.Is(err, crypto.ErrGroupSessionWithheld):
		return ErrWithheld
	case errors.Is(err, crypto.ErrDuplicateMessageIndex):
		return &Refused{Why: Replayed}
	}
	for _, why := range corrupt {
		if errors.Is(err, why) {
			return &Refused{Why: NotLegible}
		}
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) {
		return &Refused{Why: NotLegible}
	}
	return err
}

// keyPatience is how long a key may be on its way before it is asked for.
const keyPatience = 3 * time.Second

// requestKey asks the sender's devices for the key of an event, once for each
// key, unless it comes meanwhile. Many clients do not answer; then only a new
// message helps.
func (c *Client) requestKey(evt *event.Event) {
	content, ok := evt.Content.Parsed.(*event.EncryptedEventContent)
	if !ok || !c.once.first("key", string(evt.RoomID), string(content.SessionID)) {
		return
	}
	time.AfterFunc(keyPatience, func() {
		known, err := c.store.GetGroupSession(c.background, evt.RoomID, content.SessionID)
		if known != nil || err != nil {
			return
		}
		err = c.machine.SendRoomKeyRequest(c.background, evt.RoomID, content.SenderKey, content.SessionID, "",
			map[id.UserID][]id.DeviceID{evt.Sender: {"*"}})
		if err != nil {
			c.once.forget("key", string(evt.RoomID), string(content.SessionID))
			c.log.Warn("room key not asked for", "room", evt.RoomID, "err", err)
		}
	})
}
