package matrix

import (
	"context"
	"fmt"
	"sync"

	"go.mau.fi/util/ptr"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// rooms are those that are ours.
type rooms struct {
	mu   sync.RWMutex
	ours map[id.RoomID]bool
}

// Own registers a room as one of ours. Only there does the bot speak.
func (c *Client) Own(room string) {
	c.rooms.mu.Lock()
	defer c.rooms.mu.Unlock()
	if c.rooms.ours == nil {
		c.rooms.ours = map[id.RoomID]bool{}
	}
	c.rooms.ours[id.RoomID(room)] = true
}

// Ours says whether a room was registered with Own, or opened by OpenRoom.
func (c *Client) Ours(room string) bool {
	c.rooms.mu.RLock()
	defer c.rooms.mu.RUnlock()
	return c.rooms.ours[id.RoomID(room)]
}

// know makes sure that the store knows a room, which it does from syncing,
// unless it was lost.
func (c *Client) know(ctx context.Context, room id.RoomID) error {
	encrypted, err := c.state.IsEncrypted(ctx, room)
	if err != nil || encrypted {
		return err
	}
	if _, err := c.mx.State(ctx, room); err != nil {
		return fmt.Errorf("matrix: ask for the state of a room: %w", loggedOut(err))
	}
	encrypted, err = c.state.IsEncrypted(ctx, room)
	if err == nil && !encrypted {
		return ErrNotEncrypted
	}
	return err
}

const (
	markerField = "eu.asapbot.marker"
	// keyMessages is after how many messages a room key is replaced.
	keyMessages = 100
	power       = 100
)

// OpenRoom creates a room of ours: for invited people only, encrypted from the
// first message, readable from the moment of joining, and ruled by the bot
// alone. The name is all that it says about itself, and the server can read it,
// as it can the marker.
//
// A room that already carries the marker is taken instead of a new one, so that
// a crash between creating and noting it makes no second room.
func (c *Client) OpenRoom(ctx context.Context, marker, name string) (string, error) {
	c.creating.Lock()
	defer c.creating.Unlock()
	room, err := c.findRoom(ctx, marker)
	if err == nil && room == "" {
		var created *mautrix.RespCreateRoom
		if created, err = c.mx.CreateRoom(ctx, c.newRoom(marker, name)); err == nil {
			room = created.RoomID
			err = c.know(ctx, room)
		}
	}
	if err != nil {
		return "", fmt.Errorf("matrix: open a room: %w", loggedOut(err))
	}
	c.Own(string(room))
	return string(room), nil
}

func (c *Client) newRoom(marker, name string) *mautrix.ReqCreateRoom {
	state := func(kind event.Type, content any) *event.Event {
		return &event.Event{Type: kind, StateKey: ptr.Ptr(""), Content: event.Content{Parsed: content}}
	}
	creation := map[string]any{markerField: marker}
	if !c.opt.Federate {
		creation["m.federate"] = false
	}
	return &mautrix.ReqCreateRoom{
		Visibility:      "private",
		Preset:          "private_chat",
		Name:            name,
		RoomVersion:     id.RoomVersion(c.opt.RoomVersion),
		CreationContent: creation,
		InitialState: []*event.Event{
			state(event.StateEncryption, &event.EncryptionEventContent{
				Algorithm: id.AlgorithmMegolmV1, RotationPeriodMessages: keyMessages,
			}),
			state(event.StateHistoryVisibility, &event.HistoryVisibilityEventContent{
				HistoryVisibility: event.HistoryVisibilityJoined,
			}),
			state(event.StateGuestAccess, &event.GuestAccessEventContent{GuestAccess: event.GuestAccessForbidden}),
		},
		PowerLevelOverride: powers(),
	}
}

// powers lets people talk and nothing else. Users are not named: the server
// gives the creator 100, and from room version 12 on forbids to say so.
func powers() *event.PowerLevelsEventContent {
	levels := &event.PowerLevelsEventContent{
		StateDefaultPtr: ptr.Ptr(power),
		InvitePtr:       ptr.Ptr(power),
		KickPtr:         ptr.Ptr(power),
		BanPtr:          ptr.Ptr(power),
		RedactPtr:       ptr.Ptr(power),
		Notifications:   &event.NotificationPowerLevels{RoomPtr: ptr.Ptr(power)},
		Events:          map[string]int{},
	}
	// The server's default gives moderators some of these; all are the bot's.
	for _, kind := range []event.Type{
		event.StateRoomName, event.StateTopic, event.StateRoomAvatar, event.StateCanonicalAlias,
		event.StatePowerLevels, event.StateHistoryVisibility, event.StateEncryption, event.StateJoinRules,
		event.StateGuestAccess, event.StateServerACL, event.StateTombstone, event.StatePinnedEvents,
	} {
		levels.Events[kind.Type] = power
	}
	return levels
}

// findRoom looks for the marker in the rooms that we are in but do not know to
// be ours: normally none.
func (c *Client) findRoom(ctx context.Context, marker string) (id.RoomID, error) {
	joined, err := c.mx.JoinedRooms(ctx)
	if err != nil {
		return "", err
	}
	for _, room := range joined.JoinedRooms {
		if c.Ours(string(room)) {
			continue
		}
		var content map[string]any
		err := c.mx.StateEvent(ctx, room, event.StateCreate, "", &content)
		if err != nil && !Permanent(err) {
			return "", err
		}
		if found, _ := content[markerField].(string); found != marker || marker == "" {
			continue
		}
		whole, err := c.whole(ctx, room)
		if err != nil {
			return "", err
		}
		if !whole {
			c.log.Warn("a room was opened by halves", "room", room)
			continue
		}
		return room, c.know(ctx, room)
	}
	return "", nil
}

// whole reports whether a room has all that it was opened with. A server may stop in the
// midst of it when we do; the name comes last.
// https://spec.matrix.org/v1.12/client-server-api/#post_matrixclientv3createroom
func (c *Client) whole(ctx context.Context, room id.RoomID) (bool, error) {
	var content event.RoomNameEventContent
	err := c.mx.StateEvent(ctx, room, event.StateRoomName, "", &content)
	if err != nil && !Permanent(err) {
		return false, err
	}
	return content.Name != "", nil
}

// Pin makes these the pinned messages of a room, of which the server sees the
// event IDs.
func (c *Client) Pin(ctx context.Context, room string, messages []string) error {
	pinned := make([]id.EventID, 0, len(messages))
	for _, message := range messages {
		pinned = append(pinned, id.EventID(message))
	}
	_, err := c.mx.SendStateEvent(ctx, id.RoomID(room), event.StatePinnedEvents, "",
		&event.PinnedEventsEventContent{Pinned: pinned})
	if err != nil {
		return fmt.Errorf("matrix: pin messages: %w", loggedOut(err))
	}
	return nil
}
