package matrix_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

// call makes a request with a token, as curl would.
func call(ctx context.Context, hs *stage.Homeserver, token, method, path, body string) (json.RawMessage, error) {
	request, err := http.NewRequestWithContext(ctx, method, hs.Address+"/_matrix/client/v3/"+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var raw json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&raw); err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return raw, fmt.Errorf("%s: %s", response.Status, raw)
	}
	return raw, nil
}

func stageLogout(ctx context.Context, hs *stage.Homeserver, token string) (json.RawMessage, error) {
	return call(ctx, hs, token, http.MethodPost, "logout", "{}")
}

// Rooms are closed to all but the invited, in each room version that the
// server has; from version 12 on the creator's power is of another kind.
func TestOpenRoom(t *testing.T) {
	for _, version := range []string{"", "10", "11", "12"} {
		t.Run("version "+version, func(t *testing.T) {
			ctx, hs := home(t)
			b := newBot(t, ctx, hs, func(o *matrix.Options) { o.RoomVersion = version })
			anna := person(t, ctx, hs, "anna")
			room := b.room(anna)

			raw := must(call(ctx, hs, b.Session().Token, http.MethodGet, "rooms/"+url.PathEscape(room)+"/state", ""))(t)
			var state []struct {
				Type    string
				Key     string `json:"state_key"`
				Content json.RawMessage
			}
			if err := json.Unmarshal(raw, &state); err != nil {
				t.Fatal(err)
			}
			for kind, want := range map[string]string{
				"m.room.encryption":         `"rotation_period_msgs":100`,
				"m.room.history_visibility": `"joined"`,
				"m.room.guest_access":       `"forbidden"`,
				"m.room.join_rules":         `"invite"`,
				"m.room.create":             `"m.federate":false`,
				"m.room.name":               `"K-1"`,
				"m.room.power_levels":       `"state_default":100`,
			} {
				i := slices.IndexFunc(state, func(s struct {
					Type    string
					Key     string `json:"state_key"`
					Content json.RawMessage
				}) bool {
					return s.Type == kind
				})
				if i < 0 || !strings.Contains(string(state[i].Content), want) {
					t.Errorf("%s lacks %s: %s", kind, want, state)
				}
			}
			token := newOutsider(t, ctx, hs, name(t, "anna")).mx.AccessToken
			at := "rooms/" + url.PathEscape(room)
			said := b.say(room, "hello")
			for what, do := range map[string][3]string{
				"rename":        {http.MethodPut, at + "/state/m.room.name", `{"name":"x"}`},
				"take power":    {http.MethodPut, at + "/state/m.room.power_levels", `{"users":{"` + anna.UserID + `":100}}`},
				"unlock":        {http.MethodPut, at + "/state/m.room.encryption", `{"algorithm":"none"}`},
				"show history":  {http.MethodPut, at + "/state/m.room.history_visibility", `{"history_visibility":"world_readable"}`},
				"invite":        {http.MethodPost, at + "/invite", `{"user_id":"` + b.opt.User + `x"}`},
				"kick the bot":  {http.MethodPost, at + "/kick", `{"user_id":"` + b.opt.User + `"}`},
				"redact others": {http.MethodPut, at + "/redact/" + said + "/t", `{}`},
				"call":          {http.MethodPut, at + "/state/org.matrix.msc3401.call", `{}`},
			} {
				if raw, err := call(ctx, hs, token, do[0], do[1], do[2]); err == nil {
					t.Errorf("a member may %s: %s", what, raw)
				}
			}
			if err := b.Pin(ctx, room, []string{said}); err != nil {
				t.Error(err)
			}
			must(anna.WaitFor(ctx, body(stage.KindText, "hello")))(t)
		})
	}
}

func TestOpenRoomOnce(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	first := must(b.OpenRoom(ctx, "a", "A"))(t)
	other := must(b.OpenRoom(ctx, "b", "B"))(t)
	// A crash before the room was noted: nobody says Own.
	b.restart()
	if b.Ours(first) {
		t.Error("a room is ours without being said so")
	}
	if again := must(b.OpenRoom(ctx, "a", "A"))(t); again != first || !b.Ours(first) || b.Ours(other) {
		t.Errorf("opened %s, was %s", again, first)
	}
	if next := must(b.OpenRoom(ctx, "c", "C"))(t); next == first || next == other {
		t.Error("a new marker got an old room")
	}
}

// memberEvent is the ID of the event by which somebody is in a room as she is.
func (b *bot) memberEvent(hs *stage.Homeserver, room, user string) string {
	b.t.Helper()
	raw := must(call(b.ctx, hs, b.Session().Token, http.MethodGet, "rooms/"+url.PathEscape(room)+"/state", ""))(b.t)
	var state []struct {
		ID   string `json:"event_id"`
		Type string
		Key  string `json:"state_key"`
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		b.t.Fatal(err)
	}
	for _, e := range state {
		if e.Type == "m.room.member" && e.Key == user {
			return e.ID
		}
	}
	b.t.Fatalf("%s was never in %s", user, room)
	return ""
}

// Whoever does not look for a while is invited once all the same: a bot that was killed
// does not know whether its invitation has gone out.
func TestInvitedOnce(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	away := must(hs.CreateAccount(ctx, name(t, "away"), password))(t)
	room := b.room()
	if err := b.Invite(ctx, room, away); err != nil {
		t.Fatal(err)
	}
	invitation := b.memberEvent(hs, room, away)
	if err := b.Invite(ctx, room, away); err != nil {
		t.Fatal(err)
	}
	if again := b.memberEvent(hs, room, away); again != invitation {
		t.Errorf("invited twice, by %s and by %s", invitation, again)
	}
}

func TestComeAndGo(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	room := b.room(anna)
	b.say(room, "anna alone")
	for range 2 {
		if err := b.Invite(ctx, room, bruno.UserID); err != nil {
			t.Fatal(err)
		}
	}
	must(anna.WaitFor(ctx, body(stage.KindText, "anna alone")))(t)
	// Said at once, before the bot has synced: the invited gets its key.
	if err := bruno.Join(ctx, room); err != nil {
		t.Fatal(err)
	}
	b.say(room, "both")
	must(bruno.WaitFor(ctx, body(stage.KindText, "both")))(t)
	if seen := bruno.Seen(room); len(seen) != 1 {
		t.Errorf("bruno saw %+v", seen)
	}
	b.event(func(e matrix.Event) bool {
		return e.Member != nil && *e.Member == matrix.Membership{User: bruno.UserID, Membership: "join"}
	})
	if err := b.Invite(ctx, room, bruno.UserID); err != nil {
		t.Errorf("inviting who is in: %v", err)
	}

	for range 2 {
		if err := b.Remove(ctx, room, bruno.UserID); err != nil {
			t.Fatal(err)
		}
	}
	b.say(room, "anna alone again")
	must(anna.WaitFor(ctx, body(stage.KindText, "anna alone again")))(t)
	members := must(b.Members(ctx, room))(t)
	if len(members) != 2 {
		t.Errorf("members %v", members)
	}
	if err := b.Remove(ctx, room, "@nobody:localhost"); err != nil {
		t.Errorf("removing who never was: %v", err)
	}
	if err := b.Invite(ctx, room, "not a user"); err == nil || !matrix.Permanent(err) {
		t.Errorf("inviting nonsense: %v", err)
	}

	// Who leaves on her own gets no further keys either.
	carla := person(t, ctx, hs, "carla")
	if err := b.Invite(ctx, room, carla.UserID); err != nil {
		t.Fatal(err)
	}
	b.member(room, carla.UserID, "join")
	if err := carla.Leave(ctx, room); err != nil {
		t.Fatal(err)
	}
	b.member(room, carla.UserID, "leave")
	b.say(room, "without carla")
	must(anna.WaitFor(ctx, body(stage.KindText, "without carla")))(t)
}

func TestDecline(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := must(anna.CreateRoom(ctx, "come in", b.opt.User))(t)
	e := b.event(func(e matrix.Event) bool { return e.InviteToUs })
	if e.Room != room || e.Sender != anna.UserID || e.Member.User != b.opt.User {
		t.Errorf("invited by %+v", e)
	}
	if m, err := b.Read(ctx, e); err != nil || m.Kind != matrix.Other {
		t.Errorf("read %+v, %v", m, err)
	}
	for range 2 {
		if err := b.Decline(ctx, room); err != nil {
			t.Fatal(err)
		}
	}
}

// What was said in a room that the bot has left cannot be read any more, not
// even by the bot.
func TestLeave(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	own := b.say(room, "mine")
	said := must(anna.Say(ctx, room, "yours"))(t)
	must(b.read(said))(t)
	if err := b.ForgetOldKeys(ctx); err != nil {
		t.Fatal(err)
	}
	if m := must(b.read(said))(t); m.Text != "yours" {
		t.Errorf("a new key was forgotten: %+v", m)
	}
	for range 2 {
		if err := b.Leave(ctx, room); err != nil {
			t.Fatal(err)
		}
	}
	_, err := b.read(said)
	refused(t, err, matrix.NotLegible)
	if m := must(b.read(own))(t); m.Key != "" {
		t.Errorf("read %+v", m)
	}
	if _, err := b.Send(ctx, room, "t", matrix.Content{Markdown: "x"}); !errors.Is(err, matrix.ErrNotOurs) {
		t.Errorf("said after leaving: %v", err)
	}
}

// A room whose opening the server broke off in the midst, because the bot ended, is not
// taken for a whole one.
func TestOpenRoomByHalves(t *testing.T) {
	ctx, hs := home(t)
	var halves atomic.Bool
	address := before(t, hs, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/createRoom") && halves.CompareAndSwap(true, false) {
			var room map[string]any
			if err := json.NewDecoder(r.Body).Decode(&room); err != nil {
				t.Error(err)
			}
			delete(room, "name")
			half := must(json.Marshal(room))(t)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(half)), int64(len(half))
		}
		return false
	})
	b := newBot(t, ctx, hs, func(o *matrix.Options) { o.Homeserver = address })
	halves.Store(true)
	half := must(b.OpenRoom(ctx, "halves", "K-1"))(t)
	b.restart()
	whole := must(b.OpenRoom(ctx, "halves", "K-1"))(t)
	if whole == half {
		t.Error("a room without its name was taken")
	}
	b.restart()
	if again := must(b.OpenRoom(ctx, "halves", "K-1"))(t); again != whole {
		t.Errorf("%s was opened, and then %s", whole, again)
	}
}
