package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// learn keeps what encryption needs to know of a room: whether it is encrypted
// and who is in it. The store's own memory decides whether somebody came or
// went, not the previous membership that the server may or may not tell.
func (c *Client) learn(ctx context.Context, room id.RoomID, raw json.RawMessage) error {
	var e envelope
	if json.Unmarshal(raw, &e) != nil || e.StateKey == nil {
		return nil
	}
	if member, ok := e.member(); ok {
		return c.setMember(ctx, room, id.UserID(member.User), event.Membership(member.Membership))
	}
	if *e.StateKey != "" {
		return nil
	}
	switch e.Type {
	case event.StateEncryption.Type:
		var content event.EncryptionEventContent
		// What was encrypted stays so: a later event cannot turn it off.
		if json.Unmarshal(e.Content, &content) == nil && content.Algorithm == id.AlgorithmMegolmV1 {
			return c.state.SetEncryptionEvent(ctx, room, &content)
		}
	case event.StateHistoryVisibility.Type:
		var content event.HistoryVisibilityEventContent
		if json.Unmarshal(e.Content, &content) == nil {
			return c.state.SetHistoryVisibility(ctx, room, &content)
		}
	}
	return nil
}

// setMember notes a membership, and starts a new room key if with it somebody
// came into the room or went: who comes gets the new one, who went must not.
func (c *Client) setMember(ctx context.Context, room id.RoomID, user id.UserID, membership event.Membership) error {
	before, err := c.state.GetMembership(ctx, room, user)
	if err != nil || before == membership {
		return err
	}
	c.members.Lock()
	defer c.members.Unlock()
	if err := c.state.SetMembership(ctx, room, user, membership); err != nil {
		return err
	}
	if present(before) == present(membership) {
		return nil
	}
	return c.store.RemoveOutboundGroupSession(ctx, room)
}

func present(m event.Membership) bool {
	return m == event.MembershipJoin || m == event.MembershipInvite
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
		}
	}
	if err != nil {
		return "", fmt.Errorf("matrix: open a room: %w", loggedOut(err))
	}
	c.Own(string(room))
	return string(room), c.know(ctx, room)
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
		if found, _ := content[markerField].(string); found == marker && marker != "" {
			return room, nil
		}
	}
	return "", nil
}

// Invite invites somebody. It is no error if she is invited or in the room.
func (c *Client) Invite(ctx context.Context, room, user string) error {
	err := c.change(ctx, room, user, func() error {
		_, err := c.mx.InviteUser(ctx, id.RoomID(room), &mautrix.ReqInviteUser{UserID: id.UserID(user)})
		return err
	}, present)
	if err != nil {
		return fmt.Errorf("matrix: invite %s: %w", user, loggedOut(err))
	}
	return nil
}

// Remove takes somebody out of a room, or an invitation back. It is no error if
// she is not there.
func (c *Client) Remove(ctx context.Context, room, user string) error {
	err := c.change(ctx, room, user, func() error {
		_, err := c.mx.KickUser(ctx, id.RoomID(room), &mautrix.ReqKickUser{UserID: id.UserID(user)})
		return err
	}, func(m event.Membership) bool { return !present(m) })
	if err != nil {
		return fmt.Errorf("matrix: remove %s: %w", user, loggedOut(err))
	}
	return nil
}

// change alters who is in a room, and starts a new room key at once rather than
// when the next sync tells of it. A refusal is none if what was wanted is so.
func (c *Client) change(ctx context.Context, room, user string, do func() error, wanted func(event.Membership) bool) error {
	c.members.Lock()
	defer c.members.Unlock()
	err := do()
	if err != nil && Permanent(err) {
		now, asked := c.membership(ctx, room, user)
		if asked == nil && wanted(now) {
			err = nil
		}
	}
	return errors.Join(err, c.store.RemoveOutboundGroupSession(ctx, id.RoomID(room)))
}

// membership asks the server, whose state the store takes over.
func (c *Client) membership(ctx context.Context, room, user string) (event.Membership, error) {
	var content event.MemberEventContent
	err := c.mx.StateEvent(ctx, id.RoomID(room), event.StateMember, user, &content)
	if errors.Is(err, mautrix.MNotFound) {
		return event.MembershipLeave, nil
	}
	return content.Membership, err
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

// Decline rejects an invitation. It is no error if there is none any more.
func (c *Client) Decline(ctx context.Context, room string) error {
	_, err := c.mx.LeaveRoom(ctx, id.RoomID(room))
	if err != nil && !Permanent(err) {
		return fmt.Errorf("matrix: decline an invitation: %w", loggedOut(err))
	}
	return nil
}

// Members returns who is in a room or invited to it, ourselves included, by the
// store: no request, except for a room that the store does not know.
func (c *Client) Members(ctx context.Context, room string) ([]Membership, error) {
	if err := c.know(ctx, id.RoomID(room)); err != nil && !errors.Is(err, ErrNotEncrypted) {
		return nil, err
	}
	members, err := c.state.GetRoomMembers(ctx, id.RoomID(room), event.MembershipJoin, event.MembershipInvite)
	if err != nil {
		return nil, fmt.Errorf("matrix: read the members of a room: %w", err)
	}
	out := make([]Membership, 0, len(members))
	for user, member := range members {
		out = append(out, Membership{User: string(user), Membership: string(member.Membership)})
	}
	slices.SortFunc(out, func(a, b Membership) int { return strings.Compare(a.User, b.User) })
	return out, nil
}
