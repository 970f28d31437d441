package stage

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// rooms is what a player knows about rooms from /sync.
type rooms struct {
	// settled is held while a /sync is processed. Between two of them what the
	// player knows fits together: a member, say, and the session that is to be
	// shared with that member.
	settled sync.Mutex

	mu      sync.Mutex
	joined  map[string]bool
	names   map[string]string
	invited map[string]string // room to the user ID of who invited
	changed chan struct{}     // closed and replaced after each /sync
}

func newRooms() *rooms {
	return &rooms{
		joined:  map[string]bool{},
		names:   map[string]string{},
		invited: map[string]string{},
		changed: make(chan struct{}),
	}
}

// update takes over who is where, once the events of a /sync are processed.
func (r *rooms) update(response *mautrix.RespSync) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for room := range response.Rooms.Join {
		r.joined[room.String()] = true
		delete(r.invited, room.String())
	}
	for room := range response.Rooms.Leave {
		delete(r.joined, room.String())
		delete(r.invited, room.String())
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *rooms) setName(room, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[room] = name
}

func (r *rooms) setInvited(room, by string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.invited[room] = by
}

func (r *rooms) name(room string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.names[room]
}

// await returns once reached is true. It is asked now and after each /sync,
// never while one is processed.
func (r *rooms) await(ctx context.Context, reached func() bool) error {
	for {
		r.mu.Lock()
		changed := r.changed
		r.mu.Unlock()
		r.settled.Lock()
		done := reached()
		r.settled.Unlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// Rooms returns the rooms that the player is in, with their names.
func (p *Player) Rooms() map[string]string {
	p.rooms.mu.Lock()
	defer p.rooms.mu.Unlock()
	in := map[string]string{}
	for room := range p.rooms.joined {
		in[room] = p.rooms.names[room]
	}
	return in
}

// Invites returns the rooms to which the player is invited, with the user ID of
// who invited. With automatic joining it is empty most of the time.
func (p *Player) Invites() map[string]string {
	p.rooms.mu.Lock()
	defer p.rooms.mu.Unlock()
	return maps.Clone(p.rooms.invited)
}

// Join joins a room and returns once the player knows its state.
func (p *Player) Join(ctx context.Context, room string) error {
	if _, err := p.client.JoinRoomByID(ctx, id.RoomID(room)); err != nil {
		return fmt.Errorf("joining %s: %w", room, err)
	}
	return p.inRoom(ctx, room)
}

// inRoom returns once /sync has told that the player is in the room. Before
// that, the player does not know whether the room is encrypted, and what it
// sends there would go out in plain text.
func (p *Player) inRoom(ctx context.Context, room string) error {
	err := p.rooms.await(ctx, func() bool {
		_, in := p.Rooms()[room]
		return in
	})
	if err != nil {
		return fmt.Errorf("%s is not in the room %s: %w", p.UserID, room, err)
	}
	return nil
}

// WaitForMember returns once the player knows that user is in the room.
func (p *Player) WaitForMember(ctx context.Context, room, user string) error {
	err := p.rooms.await(ctx, func() bool {
		return p.client.StateStore.IsInRoom(ctx, id.RoomID(room), id.UserID(user))
	})
	if err != nil {
		return fmt.Errorf("%s does not see %s in the room %s: %w", p.UserID, user, room, err)
	}
	return nil
}

// Leave leaves a room, or refuses the invitation to it.
func (p *Player) Leave(ctx context.Context, room string) error {
	if _, err := p.client.LeaveRoom(ctx, id.RoomID(room)); err != nil {
		return fmt.Errorf("leaving %s: %w", room, err)
	}
	return nil
}

// Invite invites a user into a room.
func (p *Player) Invite(ctx context.Context, room, user string) error {
	_, err := p.client.InviteUser(ctx, id.RoomID(room), &mautrix.ReqInviteUser{UserID: id.UserID(user)})
	if err != nil {
		return fmt.Errorf("inviting %s to %s: %w", user, room, err)
	}
	return nil
}

// CreateRoom creates an encrypted room, invites users into it, and returns its
// ID once the player knows its state. History is visible from joining on.
func (p *Player) CreateRoom(ctx context.Context, name string, invite ...string) (string, error) {
	request := &mautrix.ReqCreateRoom{
		Name:   name,
		Preset: "private_chat",
		InitialState: []*event.Event{
			{Type: event.StateEncryption, Content: event.Content{
				Parsed: &event.EncryptionEventContent{Algorithm: id.AlgorithmMegolmV1},
			}},
			{Type: event.StateHistoryVisibility, Content: event.Content{
				Parsed: &event.HistoryVisibilityEventContent{HistoryVisibility: event.HistoryVisibilityJoined},
			}},
		},
	}
	for _, user := range invite {
		request.Invite = append(request.Invite, id.UserID(user))
	}
	created, err := p.client.CreateRoom(ctx, request)
	if err != nil {
		return "", fmt.Errorf("creating a room: %w", err)
	}
	return created.RoomID.String(), p.inRoom(ctx, created.RoomID.String())
}
