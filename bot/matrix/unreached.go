package matrix

import (
	"context"
	"sync"
	"time"

	"maunium.net/go/mautrix/id"
)

// unreached remembers in which rooms a trusted device has no part in the present key:
// the server had no one-time key by which the bot could have begun to speak with it, or
// did not find it at that moment. Nothing else would come back to such a device before
// the key is replaced, up to a hundred messages later, an alert perhaps among them.
// https://spec.matrix.org/v1.12/client-server-api/#reporting-that-decryption-keys-are-withheld
type unreached struct {
	mu    sync.Mutex
	rooms map[id.RoomID]retry
}

// retry is when the key of a room is next shared anew, and how long that was waited for.
// Both are zero where everybody has it.
type retry struct {
	at   time.Time
	wait time.Duration
}

// A device that the server has no keys for may have been given up: it must not cost a
// new key for each message, for ever.
const (
	firstRetry = 5 * time.Second
	lastRetry  = time.Hour
)

// note keeps what the sharing of a room's key came to.
func (u *unreached) note(room id.RoomID, missing bool, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.rooms == nil {
		u.rooms = map[id.RoomID]retry{}
	}
	if !missing {
		u.rooms[room] = retry{}
		return
	}
	wait := min(max(2*u.rooms[room].wait, firstRetry), lastRetry)
	u.rooms[room] = retry{now.Add(wait), wait}
}

// due reports whether a room's key is to be shared anew, and whether anything is known
// of the room: after a restart it is not.
func (u *unreached) due(room id.RoomID, now time.Time) (due, known bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	r, known := u.rooms[room]
	return !r.at.IsZero() && !now.Before(r.at), known
}

// reach begins a new room key where a device has no part in the present one and it is
// time to try again.
func (c *Client) reach(ctx context.Context, room id.RoomID) error {
	due, known := c.unreached.due(room, time.Now())
	if !known {
		others, err := c.others(ctx, room)
		if err != nil {
			return err
		}
		if due, err = c.missing(ctx, others); err != nil {
			return err
		}
		c.unreached.note(room, due, time.Now())
	}
	if !due {
		return nil
	}
	return c.renewKey(ctx, room)
}

// missing reports whether a trusted device of users cannot be spoken to.
func (c *Client) missing(ctx context.Context, users []id.UserID) (bool, error) {
	for _, user := range users {
		devices, err := c.store.GetDevices(ctx, user)
		if err != nil {
			return false, err
		}
		trusted, err := c.trusted(ctx, user)
		if err != nil {
			return false, err
		}
		if c.speaks(ctx, devices, trusted) < len(trusted) {
			return true, nil
		}
	}
	return false, nil
}

// speaks counts the trusted devices with which the bot has begun to speak, so that they
// get its room keys.
func (c *Client) speaks(ctx context.Context, devices map[id.DeviceID]*id.Device, trusted map[id.DeviceID]bool) int {
	count := 0
	for name := range trusted {
		if c.store.HasSession(ctx, devices[name].IdentityKey) {
			count++
		}
	}
	return count
}
