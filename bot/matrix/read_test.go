package matrix_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

func TestReadKinds(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	poll := must(b.Send(ctx, room, "p", matrix.Content{Key: "q/1", Notify: true, Poll: &matrix.Poll{
		Question: "How needle?",
		Choices:  []matrix.PollChoice{{ID: "q1:a", Label: "badly"}, {ID: "q1:b", Label: "well"}},
	}}))(t)
	seen := must(anna.WaitFor(ctx, body(stage.KindPoll, "How needle?")))(t)
	if seen.Key != "q/1" || len(seen.Poll.Choices) != 2 || seen.Poll.Choices[1] != (stage.Choice{ID: "q1:b", Label: "well"}) || !seen.Encrypted {
		t.Errorf("saw %+v with %+v", seen, seen.Poll)
	}
	send := func(kind string, content any) string { return must(anna.SendRaw(ctx, room, kind, content))(t) }
	text := func(body string) map[string]any { return map[string]any{"msgtype": "m.text", "body": body} }
	related := func(content map[string]any, relation map[string]any) map[string]any {
		content["m.relates_to"] = relation
		return content
	}
	first := send("m.room.message", text("first"))
	reference := map[string]any{"rel_type": "m.reference", "event_id": poll}
	redaction := must(anna.Redact(ctx, room, first))(t)

	for _, c := range []struct {
		name, id string
		want     matrix.Message
		refused  string
	}{
		{"emote", send("m.room.message", map[string]any{"msgtype": "m.emote", "body": "waves"}), matrix.Message{Kind: matrix.Text, Text: "waves"}, ""},
		{"mention", send("m.room.message", map[string]any{"msgtype": "m.text", "body": "you", "m.mentions": map[string]any{"user_ids": []string{anna.UserID}}}),
			matrix.Message{Kind: matrix.Text, Text: "you", Mentions: []string{anna.UserID}}, ""},
		{"notice", send("m.room.message", map[string]any{"msgtype": "m.notice", "body": "beep"}), matrix.Message{Kind: matrix.Other}, ""},
		{"reply", send("m.room.message", related(text("> <@bot:localhost> needle\n> more\n\nmy answer"),
			map[string]any{"m.in_reply_to": map[string]any{"event_id": poll}})), matrix.Message{Kind: matrix.Text, Text: "my answer"}, ""},
		{"reply that mentions the bot", send("m.room.message", related(map[string]any{
			"msgtype": "m.text", "body": "1234 5678", "m.mentions": map[string]any{"user_ids": []string{b.opt.User, anna.UserID}},
		}, map[string]any{"m.in_reply_to": map[string]any{"event_id": poll}})),
			matrix.Message{Kind: matrix.Text, Text: "1234 5678", Mentions: []string{anna.UserID}}, ""},
		{"thread", send("m.room.message", related(text("in a thread"),
			map[string]any{"rel_type": "io.element.thread", "event_id": poll})), matrix.Message{Kind: matrix.Text, Text: "in a thread"}, ""},
		{"edit", must(anna.Edit(ctx, room, first, "changed"))(t), matrix.Message{Kind: matrix.Text, Text: "changed", Edits: first}, ""},
		{"vote", must(anna.Vote(ctx, room, poll, "q1:b"))(t), matrix.Message{Kind: matrix.Vote, Poll: poll, Choices: []string{"q1:b"}}, ""},
		{"stable vote", send("m.poll.response", related(map[string]any{"m.selections": []string{"q1:a"}}, reference)),
			matrix.Message{Kind: matrix.Vote, Poll: poll, Choices: []string{"q1:a"}}, ""},
		{"older stable vote", send("m.poll.response", related(map[string]any{"m.poll.response": map[string]any{"answers": []string{"q1:a"}}}, reference)),
			matrix.Message{Kind: matrix.Vote, Poll: poll, Choices: []string{"q1:a"}}, ""},
		{"vote taken back", send("m.poll.response", related(map[string]any{"m.selections": []string{}}, reference)),
			matrix.Message{Kind: matrix.Vote, Poll: poll}, ""},
		{"redaction", redaction, matrix.Message{Kind: matrix.Redaction, Redacts: first}, ""},
		{"reaction", send("m.reaction", map[string]any{"m.relates_to": map[string]any{"rel_type": "m.annotation", "event_id": poll, "key": "👍"}}),
			matrix.Message{Kind: matrix.Other}, ""},
		{"unknown type", send("org.example.other", map[string]any{"body": "?"}), matrix.Message{Kind: matrix.Other}, ""},
		{"redacted message", first, matrix.Message{Kind: matrix.Other}, ""},
		{"voice", send("m.room.message", map[string]any{"msgtype": "m.audio", "body": "voice.ogg"}), matrix.Message{}, matrix.NotText},
		{"picture with words", send("m.room.message", map[string]any{"msgtype": "m.image", "body": "see this", "filename": "a.png"}), matrix.Message{}, matrix.NotText},
		{"place", send("m.room.message", map[string]any{"msgtype": "m.location", "body": "here", "geo_uri": "geo:1,1"}), matrix.Message{}, matrix.NotText},
		{"sticker", send("m.sticker", map[string]any{"body": "hug"}), matrix.Message{}, matrix.NotText},
		{"replaced letters", send("m.room.message", text("caf\uFFFD")), matrix.Message{}, matrix.NotLegible},
		{"half a pair", send("m.room.message", json.RawMessage(`{"msgtype":"m.text","body":"a\ud83db"}`)), matrix.Message{}, matrix.NotLegible},
		{"nothing said", send("m.room.message", text(" \n")), matrix.Message{}, matrix.NotLegible},
		{"body is a number", send("m.room.message", map[string]any{"msgtype": "m.text", "body": 7}), matrix.Message{}, matrix.NotLegible},
		{"edit of nothing", send("m.room.message", related(text("x"), map[string]any{"rel_type": "m.replace", "event_id": poll})), matrix.Message{}, matrix.NotLegible},
		{"vote on nothing", send("m.poll.response", map[string]any{"m.selections": []string{"q1:a"}}), matrix.Message{}, matrix.NotLegible},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := b.read(c.id)
			if c.refused != "" {
				if r := refused(t, err, c.refused); r.Device != anna.DeviceID {
					t.Errorf("refused device %q", r.Device)
				}
				return
			}
			c.want.Room, c.want.ID, c.want.Sender = room, c.id, anna.UserID
			if err != nil || string(must(json.Marshal(got))(t)) != string(must(json.Marshal(c.want))(t)) {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestReadRefusesPlaintext(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	id := must(anna.SendPlaintext(ctx, room, "stop"))(t)
	_, err := b.read(id)
	refused(t, err, matrix.Unencrypted)

	// A vote in clear, made of an event that the server could have made.
	forged := b.byID(id)
	forged.Raw = bytes.ReplaceAll(forged.Raw, []byte("m.room.message"), []byte("org.matrix.msc3381.poll.response"))
	_, err = b.Read(ctx, forged)
	refused(t, err, matrix.Unencrypted)

	for _, e := range b.events {
		if e.Member != nil {
			if m, err := b.Read(ctx, e); err != nil || m.Kind != matrix.Other && m.Kind != matrix.Own {
				t.Errorf("member event: %+v, %v", m, err)
			}
		}
	}
}

// What a dishonest server can do with an encrypted message: show it again, in
// another room, as somebody else's, or damaged.
func TestReadRefusesTampering(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	room := b.room(anna, bruno)
	id := must(anna.Say(ctx, room, "yes"))(t)
	must(b.read(id))(t)
	honest := b.byID(id)

	again := honest
	again.ID = "$another"
	again.Raw = bytes.ReplaceAll(honest.Raw, []byte(id), []byte(again.ID))
	_, err := b.Read(ctx, again)
	refused(t, err, matrix.Replayed)

	later := honest
	later.Raw = alter(t, honest.Raw, "origin_server_ts", 1)
	_, err = b.Read(ctx, later)
	refused(t, err, matrix.Replayed)

	elsewhere := honest
	elsewhere.Room = "!elsewhere:localhost"
	if _, err = b.Read(ctx, elsewhere); !errors.Is(err, matrix.ErrNoKey) {
		t.Errorf("in another room: %v", err)
	}
	somebody := honest
	somebody.Raw = alter(t, honest.Raw, "sender", bruno.UserID)
	_, err = b.Read(ctx, somebody)
	refused(t, err, matrix.Unverified)

	var raw struct {
		Content map[string]any `json:"content"`
	}
	if err := json.Unmarshal(honest.Raw, &raw); err != nil {
		t.Fatal(err)
	}
	for what, ciphertext := range map[string]string{
		"damaged": strings.Replace(raw.Content["ciphertext"].(string), "A", "B", 20),
		"cut":     raw.Content["ciphertext"].(string)[:100],
		"empty":   "",
		"foreign": strings.Repeat("%", 200),
	} {
		raw.Content["ciphertext"] = ciphertext
		damaged := honest
		damaged.Raw = alter(t, honest.Raw, "content", raw.Content)
		_, err := b.Read(ctx, damaged)
		if err == nil {
			t.Errorf("%s: read", what)
			continue
		}
		refused(t, err, matrix.NotLegible)
	}

	// The relation also stands outside of the encryption; the inner one counts.
	vote := must(anna.Vote(ctx, room, "$poll", "yes"))(t)
	must(b.read(vote))(t)
	moved := b.byID(vote)
	moved.Raw = bytes.ReplaceAll(moved.Raw, []byte("$poll"), []byte("$other"))
	if m, err := b.Read(ctx, moved); err != nil || m.Poll != "$poll" {
		t.Errorf("a vote that was moved: %+v, %v", m, err)
	}
	if m, err := b.Read(ctx, honest); err != nil || m.Text != "yes" {
		t.Errorf("the honest one, once more: %+v, %v", m, err)
	}
}

func alter(t *testing.T, raw json.RawMessage, field string, value any) json.RawMessage {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	all[field] = value
	return must(json.Marshal(all))(t)
}

func TestReadMalformed(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	for _, raw := range []string{
		``, `null`, `[]`, `{}`, `{"type":7}`, `{"type":"m.room.encrypted"}`,
		`{"type":"m.room.encrypted","sender":"@x:localhost","event_id":"$1","content":null}`,
		`{"type":"m.room.encrypted","sender":"@x:localhost","event_id":"$1","content":{"algorithm":"m.olm.v1.curve25519-aes-sha2","ciphertext":{}}}`,
		`{"type":"m.room.encrypted","sender":"@x:localhost","event_id":"$1","content":{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":7}}`,
		`{"type":"m.room.message","sender":"@x:localhost","event_id":"$1","content":{"msgtype":"m.key.verification.request","from_device":7}}`,
		`{"type":"m.key.verification.start","sender":"@x:localhost","event_id":"$1","content":{"from_device":7}}`,
		`{"type":"m.key.verification.mac","sender":"@x:localhost","event_id":"$1","content":{"m.relates_to":{"event_id":"$2"}}}`,
		`{"type":"m.room.redaction","sender":"@x:localhost","event_id":"$1","content":{"redacts":7}}`,
	} {
		_, err := b.Read(ctx, matrix.Event{Room: "!r:localhost", ID: "$1", Sender: "@x:localhost", Raw: json.RawMessage(raw)})
		if r := new(matrix.Refused); err != nil && !errors.As(err, &r) {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
