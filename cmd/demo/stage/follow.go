package stage

import (
	"context"
	"errors"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// keyPatience is how long a message may wait for its key until it counts as
// unreadable: message and key come by different ways, often in two responses.
const keyPatience = 3 * time.Second

// syncRetry is the pause after a failed /sync. The homeserver is on the same
// machine and its restart is part of the play.
const syncRetry = 100 * time.Millisecond

// timelineLimit is how many events of a room one /sync response may carry. It
// is far more than any play puts into one outage, so that there are no gaps to
// fill.
const timelineLimit = 1000

// follower is the player's mautrix.Syncer. It hides that the default syncer can
// dispatch events again, so that cryptohelper leaves decryption to the player:
// its own waits half a minute for a key and then forgets the message.
type follower struct {
	player  *Player
	inner   *mautrix.DefaultSyncer
	waiting []*event.Event // encrypted events without their key, oldest first
	first   chan struct{}  // closed after the first response
}

func newFollower(player *Player) *follower {
	inner := mautrix.NewDefaultSyncer()
	inner.FilterJSON = &mautrix.Filter{
		Room: &mautrix.RoomFilter{Timeline: &mautrix.FilterPart{Limit: timelineLimit}},
	}
	return &follower{player: player, inner: inner, first: make(chan struct{})}
}

func (f *follower) OnSync(callback mautrix.SyncHandler)   { f.inner.OnSync(callback) }
func (f *follower) OnEvent(callback mautrix.EventHandler) { f.inner.OnEvent(callback) }
func (f *follower) OnEventType(eventType event.Type, callback mautrix.EventHandler) {
	f.inner.OnEventType(eventType, callback)
}

func (f *follower) GetFilterJSON(user id.UserID) *mautrix.Filter {
	return f.inner.GetFilterJSON(user)
}

// OnFailedSync tries again at once, for ever, unless the login is void.
func (f *follower) OnFailedSync(_ *mautrix.RespSync, err error) (time.Duration, error) {
	if errors.Is(err, mautrix.MUnknownToken) {
		return 0, err
	}
	return syncRetry, nil
}

func (f *follower) ProcessResponse(ctx context.Context, response *mautrix.RespSync, since string) error {
	f.player.rooms.settled.Lock()
	defer f.player.rooms.settled.Unlock()
	if err := f.inner.ProcessResponse(ctx, response, since); err != nil {
		return err
	}
	// mautrix starts a new session for a new device, not for one that was signed
	// since it was left out; Element does both.
	for _, user := range response.DeviceLists.Changed {
		f.player.crypto.Machine().OnDevicesChanged(ctx, user)
	}
	if len(response.ToDevice.Events) > 0 {
		f.tryAgain(ctx)
	}
	f.player.rooms.update(response)
	select {
	case <-f.first:
	default:
		close(f.first)
	}
	return nil
}

// onEvent records one event of a timeline, and takes note of names and
// invitations. It runs after the handlers of the crypto machine and of the
// state store.
func (f *follower) onEvent(ctx context.Context, evt *event.Event) {
	p := f.player
	switch content := evt.Content.Parsed.(type) {
	case *event.RoomNameEventContent:
		p.rooms.setName(evt.RoomID.String(), content.Name)
	case *event.MemberEventContent:
		invited := content.Membership == event.MembershipInvite && evt.GetStateKey() == p.UserID
		if invited && evt.Mautrix.EventSource&event.SourceInvite != 0 {
			f.invited(ctx, evt)
		}
	}
	if evt.StateKey != nil || evt.Mautrix.EventSource&event.SourceTimeline == 0 {
		return
	}
	switch {
	case evt.Unsigned.RedactedBecause != nil:
		// It was taken back before the player could see it.
	case evt.Type == event.EventEncrypted:
		f.decrypt(ctx, evt)
	default:
		p.record.put(read(evt), false)
	}
}

// invited joins the room. That the invitation stays when joining fails is all
// that a player, like a person's client, can do about it.
func (f *follower) invited(ctx context.Context, evt *event.Event) {
	f.player.rooms.setInvited(evt.RoomID.String(), evt.Sender.String())
	if f.player.autoJoin {
		_, _ = f.player.client.JoinRoomByID(ctx, evt.RoomID)
	}
}

// decrypt records an encrypted event: readable, or else unreadable with the
// reason, at once when the sender withheld the key, else after keyPatience.
func (f *follower) decrypt(ctx context.Context, evt *event.Event) {
	record := f.player.record
	clear, err := f.player.crypto.Decrypt(ctx, evt)
	if err == nil {
		record.put(read(clear), false)
		return
	}
	f.waiting = append(f.waiting, evt)
	seen := unreadable(evt, err.Error())
	if withheld := new(event.RoomKeyWithheldEventContent); errors.As(err, &withheld) {
		seen.Body = string(withheld.Code) + ": " + withheld.Reason
	}
	known, hidden, again := record.get(seen.EventID)
	if again && known.Body == seen.Body {
		return // nothing new is known
	}
	keyMayCome := errors.Is(err, crypto.ErrNoSessionFound)
	record.put(seen, keyMayCome && (hidden || !again))
	if keyMayCome && !again {
		time.AfterFunc(keyPatience, func() { record.reveal(seen.EventID) })
	}
}

// tryAgain decrypts what waits for keys, after some may have come.
func (f *follower) tryAgain(ctx context.Context) {
	waiting := f.waiting
	f.waiting = nil
	for _, evt := range waiting {
		f.decrypt(ctx, evt)
	}
}
