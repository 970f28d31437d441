package stage

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"
)

const password = "correct horse"

// home starts a homeserver that ends with the test.
func home(t *testing.T) (context.Context, *Homeserver) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	t.Cleanup(cancel)
	hs, err := StartHomeserver(ctx, t.TempDir(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hs.Stop)
	return ctx, hs
}

// person creates an account and a player who leaves with the test.
func person(t *testing.T, ctx context.Context, hs *Homeserver, localpart string, opts ...Option) *Player {
	t.Helper()
	if _, err := hs.CreateAccount(ctx, localpart, password); err != nil {
		t.Fatal(err)
	}
	return device(t, ctx, hs, localpart, "", opts...)
}

// device logs a player in who leaves with the test.
func device(t *testing.T, ctx context.Context, hs *Homeserver, localpart, dir string, opts ...Option) *Player {
	t.Helper()
	p, err := NewPlayer(ctx, hs, localpart, password, dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// must fails the test on an error of a call whose result matters.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func body(kind, text string) func(Seen) bool {
	return func(s Seen) bool { return s.Kind == kind && s.Body == text }
}

func TestPlay(t *testing.T) {
	ctx, hs := home(t)
	var printed []string
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno", OnSeen(func(s Seen) { printed = append(printed, s.Kind) }))

	room := must(anna.CreateRoom(ctx, "K-4821 · case", bruno.UserID))(t)
	if err := anna.WaitForMember(ctx, room, bruno.UserID); err != nil {
		t.Fatal(err)
	}
	hello := must(anna.Say(ctx, room, "hello needle-one"))(t)
	seen := must(bruno.WaitFor(ctx, body(KindText, "hello needle-one")))(t)
	if seen.EventID != hello || !seen.Encrypted || seen.Sender != anna.UserID || seen.RoomName != "K-4821 · case" {
		t.Errorf("saw %+v", seen)
	}

	poll := must(anna.SendRaw(ctx, room, "org.matrix.msc3381.poll.start", pollContent("How needle-two?")))(t)
	seen = must(bruno.WaitFor(ctx, body(KindPoll, "How needle-two?")))(t)
	if seen.Key != "case/7" || len(seen.Poll.Choices) != 2 || seen.Poll.Choices[1] != (Choice{ID: "b", Label: "well"}) {
		t.Errorf("saw %+v with %+v", seen, seen.Poll)
	}
	must(bruno.Vote(ctx, room, poll, seen.Poll.Choices[1].ID))(t)
	seen = must(anna.WaitFor(ctx, body(KindVote, "b")))(t)
	if seen.Replaces != poll || seen.Sender != bruno.UserID || !seen.Encrypted {
		t.Errorf("saw %+v", seen)
	}

	if err := hs.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	must(anna.Edit(ctx, room, hello, "hello needle-three"))(t)
	seen = must(bruno.WaitFor(ctx, body(KindEdit, "hello needle-three")))(t)
	if seen.Replaces != hello {
		t.Errorf("saw %+v", seen)
	}
	hs.Kill()
	said := make(chan error)
	go func() {
		_, err := bruno.Say(ctx, room, "said while it was away")
		said <- err
	}()
	if err := hs.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-said; err != nil {
		t.Fatal(err)
	}
	must(anna.WaitFor(ctx, body(KindText, "said while it was away")))(t)
	must(anna.SendPlaintext(ctx, room, "needle-four in clear"))(t)
	seen = must(bruno.WaitFor(ctx, body(KindText, "needle-four in clear")))(t)
	if seen.Encrypted {
		t.Error("a message in clear counts as encrypted")
	}
	must(anna.Redact(ctx, room, poll))(t)
	must(bruno.WaitFor(ctx, func(s Seen) bool { return s.Kind == KindRedaction && s.Replaces == poll }))(t)

	observe(t, ctx, hs, room)
	bruno.Close()
	kinds := []string{KindText, KindPoll, KindVote, KindEdit, KindText, KindText, KindRedaction}
	if !slices.Equal(printed, kinds) {
		t.Errorf("printed %v", printed)
	}
	for _, p := range []*Player{anna, bruno} {
		if n := len(p.Seen(room)); n != len(kinds) {
			t.Errorf("%s has seen %d messages", p.UserID, n)
		}
	}
}

func pollContent(question string) map[string]any {
	choice := func(id, label string) map[string]any {
		return map[string]any{"id": id, "org.matrix.msc1767.text": label}
	}
	return map[string]any{
		"eu.asapbot.key": "case/7",
		"org.matrix.msc3381.poll.start": map[string]any{
			"kind":     "org.matrix.msc3381.poll.undisclosed",
			"question": map[string]any{"org.matrix.msc1767.text": question},
			"answers":  []any{choice("a", "badly"), choice("b", "well")},
		},
	}
}

// observe looks for the needles in what the homeserver has.
func observe(t *testing.T, ctx context.Context, hs *Homeserver, room string) {
	t.Helper()
	observer := must(NewObserver(hs, "anna", password))(t)
	defer observer.Close()
	all := must(observer.Everything(ctx, []string{room}))(t)
	leaks := Find(all, []string{"needle-one", "needle-two", "needle-three", "needle-four", "case/7"})
	if len(leaks) != 1 || leaks[0].Needle != "needle-four" || leaks[0].Type != "m.room.message" || leaks[0].Room != room {
		t.Errorf("found %+v", leaks)
	}
	encrypted, created := 0, 0
	for _, found := range Find(all, []string{"ciphertext", "creator"}) {
		switch found.Type {
		case "m.room.encrypted":
			encrypted++
		case "m.room.create":
			created++
		}
	}
	// Of the redacted poll nothing is left; the state and the start of the
	// timeline both hold the creation.
	if encrypted != 4 || created != 2 {
		t.Errorf("observed %d encrypted events and %d of creation", encrypted, created)
	}
}

func TestUnsignedDevice(t *testing.T) {
	ctx, hs := home(t)
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	room := must(anna.CreateRoom(ctx, "case", bruno.UserID))(t)
	if err := anna.WaitForMember(ctx, room, bruno.UserID); err != nil {
		t.Fatal(err)
	}
	phone := device(t, ctx, hs, "bruno", "", WithoutCrossSigning())
	if trust := must(anna.Trust(ctx, bruno.UserID, phone.DeviceID))(t); trust != "unverified" {
		t.Errorf("the unsigned device is %s", trust)
	}
	must(anna.Say(ctx, room, "for signed devices"))(t)
	must(bruno.WaitFor(ctx, body(KindText, "for signed devices")))(t)
	seen := must(phone.WaitFor(ctx, func(s Seen) bool { return s.Kind == KindUnreadable }))(t)
	if !strings.HasPrefix(seen.Body, "m.unverified") || seen.Sender != anna.UserID {
		t.Errorf("saw %+v", seen)
	}
	must(phone.Say(ctx, room, "from an unsigned device"))(t)
	must(anna.WaitFor(ctx, body(KindText, "from an unsigned device")))(t)

	if err := phone.SignDevice(ctx, bruno.RecoveryKey()); err != nil {
		t.Fatal(err)
	}
	if err := anna.WaitForTrust(ctx, bruno.UserID, phone.DeviceID, "cross-signed-tofu"); err != nil {
		t.Fatal(err)
	}
	must(anna.Say(ctx, room, "for the phone"))(t)
	must(phone.WaitFor(ctx, body(KindText, "for the phone")))(t)

	tablet := device(t, ctx, hs, "bruno", "", WithRecoveryKey(bruno.RecoveryKey()))
	if err := anna.WaitForTrust(ctx, bruno.UserID, tablet.DeviceID, "cross-signed-tofu"); err != nil {
		t.Fatal(err)
	}
	must(anna.Say(ctx, room, "for the tablet"))(t)
	must(tablet.WaitFor(ctx, body(KindText, "for the tablet")))(t)
	if _, err := NewPlayer(ctx, hs, "bruno", password, ""); err == nil {
		t.Error("another device has replaced the account's keys")
	}
}

func TestVerify(t *testing.T) {
	ctx, hs := home(t)
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	emojis := must(anna.Verify(ctx, bruno.UserID, bruno.DeviceID))(t)
	if len(emojis) != 7 {
		t.Errorf("saw %d emojis: %v", len(emojis), emojis)
	}
	others := bruno.Verifications()
	if len(others) != 1 || !slices.Equal(others[0], emojis) {
		t.Errorf("one side saw %v, the other %v", emojis, others)
	}
	for verifier, verified := range map[*Player]*Player{anna: bruno, bruno: anna} {
		if trust := must(verifier.Trust(ctx, verified.UserID, verified.DeviceID))(t); trust != "verified" {
			t.Errorf("%s sees the device of %s as %s", verifier.UserID, verified.UserID, trust)
		}
	}
	if _, err := anna.Verify(ctx, bruno.UserID, "ANOTHER"); err == nil {
		t.Error("the wrong device was verified")
	}
}

func TestPlayerComesBack(t *testing.T) {
	ctx, hs := home(t)
	anna := person(t, ctx, hs, "anna")
	bruno := must(hs.CreateAccount(ctx, "bruno", password))(t)
	if _, err := hs.CreateAccount(ctx, "bruno", password); !errors.Is(err, ErrAccountExists) {
		t.Errorf("a second account of one name: %v", err)
	}
	dir := t.TempDir()
	first := device(t, ctx, hs, "bruno", dir, WithoutAutoJoin())
	room := must(anna.CreateRoom(ctx, "case"))(t)
	if err := anna.Invite(ctx, room, bruno); err != nil {
		t.Fatal(err)
	}
	if err := first.rooms.await(ctx, func() bool { return first.Invites()[room] == anna.UserID }); err != nil {
		t.Fatal(err)
	}
	if err := first.Join(ctx, room); err != nil {
		t.Fatal(err)
	}
	if len(first.Invites()) > 0 || first.Rooms()[room] != "case" {
		t.Errorf("in %v, invited to %v", first.Rooms(), first.Invites())
	}
	first.Close()

	must(anna.Say(ctx, room, "while you were away"))(t)
	again := device(t, ctx, hs, "bruno", dir)
	must(again.WaitFor(ctx, body(KindText, "while you were away")))(t)
	if again.DeviceID != first.DeviceID || again.RecoveryKey() != first.RecoveryKey() {
		t.Error("the same folder is another device")
	}
	if _, err := first.WaitFor(ctx, body(KindText, "ever")); err == nil {
		t.Error("a player who has left waits")
	}
	if err := again.Leave(ctx, room); err != nil {
		t.Fatal(err)
	}
	if err := again.rooms.await(ctx, func() bool { return len(again.Rooms()) == 0 }); err != nil {
		t.Fatal(err)
	}
}

func TestHomeserverEnds(t *testing.T) {
	ctx, hs := home(t)
	anna := person(t, ctx, hs, "anna")
	for name, end := range map[string]func(){"stopped": hs.Stop, "killed": hs.Kill} {
		began := time.Now()
		end()
		if took := time.Since(began); took > stopPatience {
			t.Errorf("%s only after %v", name, took)
		}
		if _, err := http.Get(hs.Address); err == nil {
			t.Errorf("the homeserver answers after it was %s", name)
		}
		if err := hs.Restart(ctx); err != nil {
			t.Fatal(err)
		}
	}
	must(anna.CreateRoom(ctx, "still there"))(t)
}

func TestFile(t *testing.T) {
	ctx, hs := home(t)
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	room := must(anna.CreateRoom(ctx, "case", bruno.UserID))(t)
	if err := anna.WaitForMember(ctx, room, bruno.UserID); err != nil {
		t.Fatal(err)
	}
	file := event.EncryptedFileInfo{EncryptedFile: *attachment.NewEncryptedFile()}
	content := []byte("a needle in a file")
	file.EncryptInPlace(content)
	uploaded := must(anna.client.UploadBytes(ctx, content, "application/octet-stream"))(t)
	file.URL = uploaded.ContentURI.CUString()
	must(anna.SendRaw(ctx, room, "m.room.message", map[string]any{"msgtype": "m.file", "body": "case.pdf", "file": file}))(t)
	seen := must(bruno.WaitFor(ctx, body(KindFile, "case.pdf")))(t)
	for range 2 {
		if content := must(bruno.Download(ctx, seen))(t); string(content) != "a needle in a file" {
			t.Errorf("the file holds %q", content)
		}
	}
	if _, err := bruno.Download(ctx, Seen{Kind: KindText}); err == nil {
		t.Error("a text was downloaded")
	}
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		name, event string
		want        Seen
		poll        *Poll
	}{
		{
			name:  "notice with all that it may carry",
			event: `{"type":"m.room.message","content":{"msgtype":"m.notice","body":"a","formatted_body":"<b>a</b>","m.mentions":{"user_ids":["@a:x"]},"eu.asapbot.key":"k","m.relates_to":{"rel_type":"m.thread","event_id":"$0"}}}`,
			want:  Seen{Kind: KindNotice, Body: "a", HTML: "<b>a</b>", Mentions: []string{"@a:x"}, Key: "k"},
		},
		{
			name:  "edit",
			event: `{"type":"m.room.message","content":{"msgtype":"m.text","body":"* b","m.new_content":{"msgtype":"m.text","body":"b","eu.asapbot.key":"k"},"m.relates_to":{"rel_type":"m.replace","event_id":"$1"}}}`,
			want:  Seen{Kind: KindEdit, Body: "b", Replaces: "$1", Key: "k"},
		},
		{
			name:  "poll under its stable name",
			event: `{"type":"m.poll.start","content":{"m.poll":{"question":{"m.text":[{"body":"q"}]},"answers":[{"m.id":"1","m.text":[{"body":"one"}]}]}}}`,
			want:  Seen{Kind: KindPoll, Body: "q"},
			poll:  &Poll{Question: "q", Choices: []Choice{{ID: "1", Label: "one"}}},
		},
		{
			name:  "vote under its stable name",
			event: `{"type":"m.poll.response","content":{"m.selections":["1","2"],"m.relates_to":{"rel_type":"m.reference","event_id":"$2"}}}`,
			want:  Seen{Kind: KindVote, Body: "1,2", Replaces: "$2"},
		},
		{
			name:  "redaction in room version 11",
			event: `{"type":"m.room.redaction","content":{"redacts":"$3"}}`,
			want:  Seen{Kind: KindRedaction, Replaces: "$3"},
		},
		{
			name:  "reaction",
			event: `{"type":"m.reaction","content":{"m.relates_to":{"rel_type":"m.annotation","event_id":"$4","key":"👀"}}}`,
			want:  Seen{Kind: KindReaction, Body: "👀", Replaces: "$4"},
		},
		{
			name:  "anything else",
			event: `{"type":"m.new","content":{"msgtype":7}}`,
			want:  Seen{Kind: KindOther, Body: "m.new"},
		},
	} {
		var evt event.Event
		if err := json.Unmarshal([]byte(c.event), &evt); err != nil {
			t.Fatal(err)
		}
		seen := read(&evt)
		c.want.At, c.want.Poll = seen.At, c.poll
		if !reflect.DeepEqual(seen, c.want) {
			t.Errorf("%s: saw %+v instead of %+v", c.name, seen, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	all := []Held{
		{Room: "!a", Raw: []byte(`{"type":"m.x","event_id":"$1","content":{"body":"caf\u00e9 \u0026 Bar"}}`)},
		{Room: "!b", State: true, Raw: []byte(`{"type":"m.y","event_id":"$2","content":{"deep":[{"Key":41}]}}`)},
	}
	leaks := Find(all, []string{"café & bar", "key", "41", "absent"})
	want := []Leak{
		{Room: "!a", EventID: "$1", Type: "m.x", Needle: "café & bar"},
		{Room: "!b", EventID: "$2", Type: "m.y", Needle: "key"},
		{Room: "!b", EventID: "$2", Type: "m.y", Needle: "41"},
	}
	if !slices.Equal(leaks, want) {
		t.Errorf("found %+v", leaks)
	}
}
