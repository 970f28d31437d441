package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Batch is what one sync brought. Commit its events and gaps together with
// Next; only then sync again, with Next.
type Batch struct {
	Next   string
	Events []Event
	Gaps   []Gap
}

// Event is something that happened in a room, as the server sent it. It can be
// stored as JSON and read later; its ID is its identity, also across repeated
// syncs.
type Event struct {
	Room   string    `json:"room"`
	ID     string    `json:"id"`
	Sender string    `json:"sender"`
	Type   string    `json:"type"`
	At     time.Time `json:"at"` // the server's word
	// Transaction is that of Send, where this is the echo of our own message.
	// Backfilled events do not have it.
	Transaction string          `json:"transaction,omitempty"`
	Raw         json.RawMessage `json:"raw"`
	Member      *Membership     `json:"member,omitempty"` // of m.room.member
	// InviteToUs is set for an invitation of the bot. Such an event has no ID of
	// the server's; ours is "invite:" and the room's.
	InviteToUs bool `json:"invite_to_us,omitempty"`
}

// Membership is how somebody belongs to a room: join, invite, leave, ban, knock.
type Membership struct {
	User       string `json:"user"`
	Membership string `json:"membership"`
}

// envelope is what is read of each event without opening it.
type envelope struct {
	ID       string          `json:"event_id"`
	Sender   string          `json:"sender"`
	Type     string          `json:"type"`
	StateKey *string         `json:"state_key"`
	At       int64           `json:"origin_server_ts"`
	Content  json.RawMessage `json:"content"`
	Unsigned struct {
		Transaction string `json:"transaction_id"`
	} `json:"unsigned"`
}

// syncResponse is our own reading of the answer, for two reasons: events stay
// as the server sent them, and one malformed event cannot spoil the whole,
// which would be handed out again forever.
// https://spec.matrix.org/v1.12/client-server-api/#get_matrixclientv3sync
type syncResponse struct {
	Next        string              `json:"next_batch"`
	ToDevice    rawEvents           `json:"to_device"`
	DeviceLists mautrix.DeviceLists `json:"device_lists"`
	// A pointer, because a missing count means "as before" and not "none left".
	KeyCounts *mautrix.OTKCount `json:"device_one_time_keys_count"`
	Rooms     struct {
		Join   map[id.RoomID]syncRoom `json:"join"`
		Leave  map[id.RoomID]syncRoom `json:"leave"`
		Invite map[id.RoomID]struct {
			State rawEvents `json:"invite_state"`
		} `json:"invite"`
	} `json:"rooms"`
}

type rawEvents struct {
	Events []json.RawMessage `json:"events"`
}

type syncRoom struct {
	State    rawEvents `json:"state"`
	Timeline struct {
		rawEvents
		Limited  bool   `json:"limited"`
		Previous string `json:"prev_batch"`
	} `json:"timeline"`
}

// timelineLimit is how many events of a room a batch holds at most; what is
// before them becomes a gap.
const timelineLimit = 100

// syncFilter asks for rooms only. Members are not loaded lazily: the keys of
// our messages go to all of them.
var syncFilter = func() string {
	nothing := &mautrix.FilterPart{NotTypes: []event.Type{{Type: "*"}}}
	filter, err := json.Marshal(&mautrix.Filter{
		Presence:    nothing,
		AccountData: nothing,
		Room: &mautrix.RoomFilter{
			AccountData: nothing,
			Ephemeral:   nothing,
			Timeline:    &mautrix.FilterPart{Limit: timelineLimit},
		},
	})
	if err != nil {
		panic(err)
	}
	return string(filter)
}()

// Sync makes one sync request and waits up to timeout for something to happen.
// Keys, device lists and room state are taken in before it returns, because
// reading and sending need them; the events themselves are only handed over.
//
// mautrix's own sync loop is not used: it stores the place in the stream before
// it handles what came, so that a crash loses events, and its crypto helper
// decrypts within the loop and forgets what it could not decrypt. Here nothing
// is stored as done until the caller commits, and the same since may be asked
// for again: keys that came twice are recognised.
func (c *Client) Sync(ctx context.Context, since string, timeout time.Duration) (Batch, error) {
	if c.broken != nil {
		return Batch{}, c.broken
	}
	response, err := c.poll(ctx, since, timeout)
	if err != nil {
		return Batch{}, fmt.Errorf("matrix: sync: %w", loggedOut(err))
	}
	// From here on the caller cannot interrupt: half a taking in would lose keys.
	if err := c.takeIn(c.background, since, response); err != nil {
		return Batch{}, unwritten(err)
	}
	c.since = since
	return c.batch(since, response), nil
}

func (c *Client) poll(ctx context.Context, since string, timeout time.Duration) (*syncResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout+pollMargin)
	defer cancel()
	query := map[string]string{
		"timeout": strconv.FormatInt(timeout.Milliseconds(), 10),
		"filter":  syncFilter,
		// A bot is no person: nobody needs to see when it was here.
		"set_presence": "offline",
	}
	if since != "" {
		query["since"] = since
	}
	var response syncResponse
	_, err := c.mx.MakeFullRequest(ctx, mautrix.FullRequest{
		Method:       http.MethodGet,
		URL:          c.mx.BuildURLWithQuery(mautrix.ClientURLPath{"v3", "sync"}, query),
		ResponseJSON: &response,
		Client:       c.polling,
		MaxAttempts:  1,
	})
	return &response, err
}

// takeIn feeds the crypto machine and its state store. Device lists come first,
// so that the senders of keys are known; state comes before anything is read.
func (c *Client) takeIn(ctx context.Context, since string, response *syncResponse) error {
	if err := c.updateDevices(ctx, response.DeviceLists.Changed); err != nil {
		return err
	}
	if err := c.receive(ctx, response.ToDevice.Events); err != nil {
		return err
	}
	if response.KeyCounts != nil {
		c.machine.HandleOTKCounts(ctx, response.KeyCounts)
	}
	for _, rooms := range []map[id.RoomID]syncRoom{response.Rooms.Join, response.Rooms.Leave} {
		for room, what := range rooms {
			for _, raw := range slices.Concat(what.State.Events, what.Timeline.Events) {
				if err := c.learn(ctx, room, raw); err != nil {
					return fmt.Errorf("matrix: store the state of a room: %w", err)
				}
			}
		}
	}
	if since != c.since {
		// The machine may forget what it knows of old keys only as far as the
		// caller has come.
		c.machine.MarkOlmHashSavePoint(ctx)
	}
	return nil
}

// batch makes the caller's part of the answer, in an order that does not depend
// on chance.
func (c *Client) batch(since string, response *syncResponse) Batch {
	out := Batch{Next: response.Next}
	for _, rooms := range []map[id.RoomID]syncRoom{response.Rooms.Join, response.Rooms.Leave} {
		for _, room := range slices.Sorted(maps.Keys(rooms)) {
			timeline := rooms[room].Timeline
			if timeline.Limited && since != "" && timeline.Previous != "" {
				out.Gaps = append(out.Gaps, Gap{Room: string(room), From: since, To: timeline.Previous})
			}
			for _, raw := range timeline.Events {
				if e, ok := newEvent(room, raw); ok {
					out.Events = append(out.Events, e)
				} else {
					c.log.Warn("malformed event skipped", "room", room)
				}
			}
		}
	}
	for _, room := range slices.Sorted(maps.Keys(response.Rooms.Invite)) {
		out.Events = append(out.Events, c.invitation(room, response.Rooms.Invite[room].State.Events))
	}
	return out
}

// newEvent reads an event's envelope; false if it has none.
func newEvent(room id.RoomID, raw json.RawMessage) (Event, bool) {
	var e envelope
	if json.Unmarshal(raw, &e) != nil || e.ID == "" || e.Type == "" {
		return Event{}, false
	}
	out := Event{
		Room: string(room), ID: e.ID, Sender: e.Sender, Type: e.Type,
		At: time.UnixMilli(e.At).UTC(), Transaction: e.Unsigned.Transaction, Raw: raw,
	}
	if member, ok := e.member(); ok {
		out.Member = &member
	}
	return out, true
}

func (e envelope) member() (Membership, bool) {
	if e.Type != event.StateMember.Type || e.StateKey == nil {
		return Membership{}, false
	}
	var content struct {
		Membership string `json:"membership"`
	}
	if json.Unmarshal(e.Content, &content) != nil || content.Membership == "" {
		return Membership{}, false
	}
	return Membership{User: *e.StateKey, Membership: content.Membership}, true
}

// invitation makes an event of the stripped state that comes with an invite.
// https://spec.matrix.org/v1.12/client-server-api/#stripped-state
func (c *Client) invitation(room id.RoomID, state []json.RawMessage) Event {
	out := Event{
		Room: string(room), ID: "invite:" + string(room), Type: event.StateMember.Type, InviteToUs: true,
		Member: &Membership{User: string(c.mx.UserID), Membership: string(event.MembershipInvite)},
	}
	for _, raw := range state {
		var e envelope
		if json.Unmarshal(raw, &e) != nil {
			continue
		}
		if member, ok := e.member(); ok && member.User == string(c.mx.UserID) {
			out.Sender, out.Raw = e.Sender, raw
			out.At = time.UnixMilli(cmp.Or(e.At, time.Now().UnixMilli())).UTC()
		}
	}
	return out
}
