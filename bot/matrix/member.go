package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

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

// Invite invites somebody. It is no error if she is invited or in the room.
//
// It asks first. An invitation has no transaction ID that would make it safe to
// send twice, and a server takes the second one, too: it may ring again, and one
// that meets the first one's acceptance may be told as a leave afterwards.
func (c *Client) Invite(ctx context.Context, room, user string) error {
	err := c.change(ctx, room, user, func() error {
		now, err := c.membership(ctx, room, user)
		if err == nil && present(now) {
			return nil
		}
		_, err = c.mx.InviteUser(ctx, id.RoomID(room), &mautrix.ReqInviteUser{UserID: id.UserID(user)})
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
	err := do()
	if err != nil {
		now, asked := c.membership(ctx, room, user)
		if asked == nil && wanted(now) {
			err = nil
		}
	}
	return errors.Join(err, c.renewKey(ctx, id.RoomID(room)))
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

// Decline rejects an invitation. It is no error if there is none any more.
func (c *Client) Decline(ctx context.Context, room string) error {
	_, err := c.mx.LeaveRoom(ctx, id.RoomID(room))
	if err != nil && !Permanent(err) {
		return fmt.Errorf("matrix: decline an invitation: %w", loggedOut(err))
	}
	return nil
}

// Leave leaves a room of ours for good and forgets the keys of all that was
// said there: what the server keeps of it, the bot cannot read any more.
func (c *Client) Leave(ctx context.Context, room string) error {
	_, err := c.mx.LeaveRoom(ctx, id.RoomID(room))
	if err != nil && !Permanent(err) {
		return fmt.Errorf("matrix: leave a room: %w", loggedOut(err))
	}
	// The server may go on listing a room that was left; nothing hangs on it.
	_, _ = c.mx.ForgetRoom(ctx, id.RoomID(room))
	c.rooms.mu.Lock()
	delete(c.rooms.ours, id.RoomID(room))
	c.rooms.mu.Unlock()
	_, err = c.store.RedactGroupSessions(ctx, id.RoomID(room), "", "left")
	if err := errors.Join(err, c.renewKey(ctx, id.RoomID(room))); err != nil {
		return fmt.Errorf("matrix: forget the keys of a room: %w", err)
	}
	return nil
}

// ForgetOldKeys forgets the room keys that came more than two weeks ago; clients
// replace theirs every week. Call it only when nothing waits to be read: after
// a long downtime, what was said during it may be under an old key.
func (c *Client) ForgetOldKeys(ctx context.Context) error {
	if _, err := c.store.RedactExpiredGroupSessions(ctx); err != nil {
		return fmt.Errorf("matrix: forget old keys: %w", err)
	}
	return nil
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
// Both are one transaction, since the second could not be made good later.
func (c *Client) setMember(ctx context.Context, room id.RoomID, user id.UserID, membership event.Membership) error {
	before, err := c.state.GetMembership(ctx, room, user)
	if err != nil || before == membership {
		return err
	}
	if present(before) == present(membership) {
		return c.state.SetMembership(ctx, room, user, membership)
	}
	c.sharing.Lock()
	defer c.sharing.Unlock()
	return c.db.DoTxn(ctx, nil, func(ctx context.Context) error {
		if err := c.state.SetMembership(ctx, room, user, membership); err != nil {
			return err
		}
		return c.store.RemoveOutboundGroupSession(ctx, room)
	})
}

// renewKey makes the next message of a room begin a new room key.
func (c *Client) renewKey(ctx context.Context, room id.RoomID) error {
	c.sharing.Lock()
	defer c.sharing.Unlock()
	return c.store.RemoveOutboundGroupSession(ctx, room)
}

func present(m event.Membership) bool {
	return m == event.MembershipJoin || m == event.MembershipInvite
}
