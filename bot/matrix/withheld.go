package matrix

import (
	"context"
	"sync"

	"maunium.net/go/mautrix/id"
)

// reportWithheld tells OnWithheld of the members' devices that get no keys, and of
// members without a device that gets them; and OnReset of the members none of whose devices gets any
// because their identity is another. Of all others it tells OnReads, since they may have
// been among those who read nothing.
func (c *Client) reportWithheld(ctx context.Context, room id.RoomID, users []id.UserID) {
	if c.opt.OnWithheld == nil || c.opt.OnReads == nil {
		return
	}
	for _, user := range users {
		if reset, err := c.reportReset(ctx, user, room); reset || err != nil {
			continue // none of their devices is trusted, and verifying one does not help
		}
		devices, err := c.store.GetDevices(ctx, user)
		if err != nil {
			continue // the next sharing reports it
		}
		trusted, err := c.trusted(ctx, user)
		if err != nil {
			continue
		}
		reads := c.speaks(ctx, devices, trusted) > 0
		for device := range devices {
			if !trusted[device] && c.withheld.first(user, device, room) {
				c.opt.OnWithheld(string(room), string(user), string(device), reads)
			}
		}
		switch {
		case reads:
			c.withheld.over(user, "", room)
			if c.withheld.first(user, anyDevice, room) {
				c.opt.OnReads(string(room), string(user))
			}
		case len(devices) == 0 || len(trusted) > 0:
			c.withheld.over(user, anyDevice, room)
			if c.withheld.first(user, "", room) {
				c.opt.OnWithheld(string(room), string(user), "", false)
			}
		}
	}
}

// anyDevice is no device's name: it stands for whichever of them reads.
const anyDevice id.DeviceID = "any device"

// withheld remembers which devices were reported for which rooms.
type withheld struct {
	mu       sync.Mutex
	reported map[id.UserID]map[string]bool
}

func (w *withheld) first(user id.UserID, device id.DeviceID, room id.RoomID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := string(device) + " " + string(room)
	if w.reported[user][key] {
		return false
	}
	if w.reported == nil {
		w.reported = map[id.UserID]map[string]bool{}
	}
	if w.reported[user] == nil {
		w.reported[user] = map[string]bool{}
	}
	w.reported[user][key] = true
	return true
}

// over lets what was reported be reported anew: by now it is otherwise.
func (w *withheld) over(user id.UserID, device id.DeviceID, room id.RoomID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.reported[user], string(device)+" "+string(room))
}

// forget lets a user's devices be reported anew.
func (w *withheld) forget(user id.UserID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.reported, user)
}
