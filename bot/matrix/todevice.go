package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.mau.fi/util/dbutil"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

const verificationPrefix = "m.key.verification."

// receive takes in to-device events: room keys, requests for ours, and
// verifications.
// https://spec.matrix.org/v1.12/client-server-api/#send-to-device-messaging
func (c *Client) receive(ctx context.Context, raw []json.RawMessage) error {
	var encrypted, plain []*event.Event
	var senders []id.UserID
	for _, one := range raw {
		evt := new(event.Event)
		if json.Unmarshal(one, evt) != nil {
			c.log.Warn("malformed to-device event skipped")
			continue
		}
		evt.Type.Class = event.ToDeviceEventType
		if evt.Content.ParseRaw(evt.Type) != nil {
			continue
		}
		if evt.Type == event.ToDeviceEncrypted {
			encrypted = append(encrypted, evt)
		} else {
			plain = append(plain, evt)
		}
		senders = append(senders, evt.Sender)
	}
	c.introduce(ctx, senders)
	if err := c.decryptKeys(ctx, encrypted); err != nil {
		return err
	}
	for _, evt := range plain {
		err := recovered(func() error { c.receivePlain(ctx, evt); return nil })
		if err != nil {
			c.log.Error("to-device event skipped", "type", evt.Type.Type, "sender", evt.Sender, "err", err)
		}
	}
	return nil
}

// decryptKeys takes in encrypted to-device events in one transaction. An Olm
// message can be decrypted once only; if the process ended between its
// decryption and the storing of the room key in it, that key would be lost. No key of
// ours is shared meanwhile: the sharing holds mautrix's Olm sessions and wants the store,
// this holds the store and wants the sessions.
func (c *Client) decryptKeys(ctx context.Context, events []*event.Event) error {
	if len(events) == 0 {
		return nil
	}
	c.sharing.Lock()
	defer c.sharing.Unlock()
	err := c.db.DoTxn(ctx, nil, func(ctx context.Context) error {
		for _, evt := range events {
			err := recovered(func() error { c.machine.HandleToDeviceEvent(ctx, evt); return nil })
			if err != nil {
				c.log.Error("encrypted to-device event skipped", "sender", evt.Sender, "err", err)
			}
		}
		return nil
	})
	if errors.Is(err, dbutil.ErrTxnBegin) {
		return fmt.Errorf("matrix: take in keys: %w", err) // nothing was done
	}
	if err != nil {
		c.broken = fmt.Errorf("%w: %w", ErrBroken, err)
		return c.broken
	}
	c.arrivals.ring()
	return nil
}

func (c *Client) receivePlain(ctx context.Context, evt *event.Event) {
	switch content := evt.Content.Parsed.(type) {
	case *event.RoomKeyRequestEventContent:
		// The machine would ask the server about every device that it does not
		// know; anybody could make it do so.
		device, err := c.store.GetDevice(ctx, evt.Sender, content.RequestingDeviceID)
		if err == nil && device != nil && evt.Sender != c.mx.UserID {
			c.machine.HandleToDeviceEvent(ctx, evt)
		}
	case *event.RoomKeyWithheldEventContent:
		c.machine.HandleToDeviceEvent(ctx, evt)
	default:
		if strings.HasPrefix(evt.Type.Type, verificationPrefix) {
			c.verify(ctx, evt)
		}
	}
}
