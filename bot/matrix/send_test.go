package matrix_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"

	"maunium.net/go/mautrix"
)

// The fail-open guard: no room that is not ours, and none without encryption,
// ever gets anything.
func TestSendGuard(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	content := matrix.Content{Markdown: "needle", Notify: true}
	foreign := must(b.OpenRoom(ctx, "a", "A"))(t)
	b.restart()
	if _, err := b.Send(ctx, foreign, "t", content); !errors.Is(err, matrix.ErrNotOurs) || !matrix.Permanent(err) {
		t.Errorf("into a room that is not ours: %v", err)
	}

	// A room of the bot's account that somebody made without encryption.
	token := b.Session().Token
	raw := must(call(ctx, hs, token, http.MethodPost, "createRoom", `{"preset":"private_chat"}`))(t)
	plain := strings.Split(string(raw), `"`)[3]
	b.sync()
	b.Own(plain)
	for i, c := range []matrix.Content{content, {Poll: &matrix.Poll{Question: "needle"}}, {File: &matrix.File{Name: "needle", Body: []byte("needle")}}} {
		if _, err := b.Send(ctx, plain, fmt.Sprint(i), c); !errors.Is(err, matrix.ErrNotEncrypted) || !matrix.Permanent(err) {
			t.Errorf("into a room without encryption: %v", err)
		}
	}
	observer := must(stage.NewObserver(hs, name(t, "bot"), password))(t)
	defer observer.Close()
	if leaks := stage.Find(must(observer.Everything(ctx, nil))(t), []string{"needle"}); len(leaks) > 0 {
		t.Errorf("the server sees %+v", leaks)
	}
	if _, err := b.Send(ctx, "!nowhere:localhost", "t", content); !errors.Is(err, matrix.ErrNotOurs) {
		t.Errorf("nowhere: %v", err)
	}
}

func TestSend(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)

	// The same transaction twice is one message.
	content := matrix.Content{Key: "k1", Markdown: "only once", Notify: true}
	first := must(b.Send(ctx, room, "same", content))(t)
	if again := must(b.Send(ctx, room, "same", content))(t); again != first {
		t.Errorf("sent again it is %s, was %s", again, first)
	}

	must(b.Send(ctx, room, "quiet", matrix.Content{Markdown: "quiet"}))(t)
	must(anna.WaitFor(ctx, body(stage.KindNotice, "quiet")))(t)

	called := "please, [Anna](https://matrix.to/#/" + anna.UserID + ")"
	must(b.Send(ctx, room, "call", matrix.Content{Markdown: called, Notify: true, Mentions: []string{anna.UserID}}))(t)
	seen := must(anna.WaitFor(ctx, body(stage.KindText, "please, Anna")))(t)
	if len(seen.Mentions) != 1 || seen.Mentions[0] != anna.UserID || !strings.Contains(seen.HTML, `<a href="https://matrix.to/#/`+anna.UserID+`">Anna</a>`) {
		t.Errorf("saw %+v", seen)
	}

	must(b.Send(ctx, room, "edit", matrix.Content{Key: "k2", Markdown: "*changed*", Replaces: first}))(t)
	seen = must(anna.WaitFor(ctx, body(stage.KindEdit, "changed")))(t)
	if seen.Replaces != first || seen.HTML != "<em>changed</em>" || seen.Key != "k2" {
		t.Errorf("saw %+v", seen)
	}

	picture := []byte("\x89PNG and so on")
	must(b.Send(ctx, room, "file", matrix.Content{File: &matrix.File{Name: "chart.png", Type: "image/png", Body: picture, Width: 4, Height: 3}}))(t)
	seen = must(anna.WaitFor(ctx, body(stage.KindFile, "chart.png")))(t)
	if got := must(anna.Download(ctx, seen))(t); string(got) != string(picture) {
		t.Errorf("downloaded %q", got)
	}

	if _, err := b.Send(ctx, room, "big", matrix.Content{Markdown: strings.Repeat("x", 70000)}); err == nil || !matrix.Permanent(err) {
		t.Errorf("too large: %v", err)
	}
	n := 0
	for _, s := range anna.Seen(room) {
		if s.Body == "only once" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("seen %d times", n)
	}
}

// Many rooms and many messages at once, past the change of room keys.
func TestSendInParallel(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	var rooms []string
	for i := range 3 {
		room := must(b.OpenRoom(ctx, fmt.Sprint("m", i), "R"))(t)
		if err := b.Invite(ctx, room, anna.UserID); err != nil {
			t.Fatal(err)
		}
		b.member(room, anna.UserID, "join")
		rooms = append(rooms, room)
	}
	const each = 110
	var wg sync.WaitGroup
	for _, room := range rooms {
		wg.Go(func() {
			for i := range each {
				if _, err := b.Send(ctx, room, fmt.Sprint(room, i), matrix.Content{Markdown: fmt.Sprint("n", i), Notify: true}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for syncing := true; syncing; {
		select {
		case <-done:
			syncing = false
		default:
			b.sync()
		}
	}
	for _, room := range rooms {
		last := must(anna.WaitFor(ctx, func(s stage.Seen) bool { return s.Room == room && s.Body == fmt.Sprint("n", each-1) }))(t)
		if !last.Encrypted {
			t.Error("in clear")
		}
	}
}

func TestErrors(t *testing.T) {
	failure := func(status int, header, body string) error {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if header != "" {
				w.Header().Set("Retry-After", header)
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body)) // to the test itself
		}))
		defer server.Close()
		client := must(mautrix.NewClient(server.URL, "@x:y", "t"))(t)
		client.IgnoreRateLimit = true
		_, err := client.Whoami(t.Context())
		return fmt.Errorf("wrapped: %w", err)
	}
	for _, c := range []struct {
		status    int
		header    string
		body      string
		permanent bool
		after     time.Duration
	}{
		{403, "", `{"errcode":"M_FORBIDDEN"}`, true, 0},
		{404, "", `{"errcode":"M_NOT_FOUND"}`, true, 0},
		{404, "", `not found, says a proxy`, false, 0},
		{404, "", `{"errcode":"M_UNRECOGNIZED"}`, false, 0},
		{400, "", `{"errcode":"M_BAD_JSON"}`, true, 0},
		{413, "", `{"errcode":"M_TOO_LARGE"}`, true, 0},
		{413, "", `too large, says a proxy`, true, 0},
		{401, "", `{"errcode":"M_UNKNOWN_TOKEN"}`, false, 0},
		{429, "", `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1500}`, false, 1500 * time.Millisecond},
		{429, "7", `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1500}`, false, 7 * time.Second},
		{429, "", `slow down`, false, time.Second},
		{500, "", `{"errcode":"M_UNKNOWN"}`, false, 0},
		{502, "", ``, false, 0},
	} {
		err := failure(c.status, c.header, c.body)
		if got := matrix.Permanent(err); got != c.permanent {
			t.Errorf("%d %s: permanent is %v", c.status, c.body, got)
		}
		if got := matrix.RetryAfter(err); got != c.after {
			t.Errorf("%d %s: retry after %v", c.status, c.body, got)
		}
	}
	if matrix.Permanent(nil) || matrix.RetryAfter(nil) != 0 || matrix.Permanent(errors.New("x")) {
		t.Error("no server said so")
	}
}
