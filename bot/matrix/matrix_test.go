package matrix_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

const password = "correct horse"

// One homeserver serves all tests, each with accounts of its own.
var shared struct {
	once sync.Once
	dir  string
	home *stage.Homeserver
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.home != nil {
		shared.home.Stop()
		_ = os.RemoveAll(shared.dir) // a temporary folder
	}
	os.Exit(code)
}

func home(t *testing.T) (context.Context, *stage.Homeserver) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(cancel)
	shared.once.Do(func() {
		if shared.dir, shared.err = os.MkdirTemp("", "matrix"); shared.err == nil {
			shared.home, shared.err = stage.StartHomeserver(context.Background(), shared.dir, os.Stderr)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return ctx, shared.home
}

// name makes a localpart that no other test has, nor the same test run again.
func name(t *testing.T, who string) string {
	number, _ := numbers.LoadOrStore(t, started.Add(1))
	return fmt.Sprintf("%s-%d", who, number)
}

var (
	numbers sync.Map
	started atomic.Int64
)

func person(t *testing.T, ctx context.Context, hs *stage.Homeserver, who string, opts ...stage.Option) *stage.Player {
	t.Helper()
	if _, err := hs.CreateAccount(ctx, name(t, who), password); err != nil {
		t.Fatal(err)
	}
	return device(t, ctx, hs, who, opts...)
}

func device(t *testing.T, ctx context.Context, hs *stage.Homeserver, who string, opts ...stage.Option) *stage.Player {
	t.Helper()
	p, err := stage.NewPlayer(ctx, hs, name(t, who), password, "", opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// bot is a client with the least of a loop: it syncs when it is asked to, and
// keeps what came.
type bot struct {
	*matrix.Client
	t      *testing.T
	ctx    context.Context
	opt    matrix.Options
	since  string
	events []matrix.Event
	gaps   []matrix.Gap
	twice  bool // every sync is made again, as after a crash

	mu       sync.Mutex
	withheld []string
	reads    []string
	resets   []string
	emojis   [][]string
	outcomes []string
	recovery string
	log      bytes.Buffer
}

// before stands before the homeserver, and hands over what instead does not answer.
func before(t *testing.T, hs *stage.Homeserver, instead func(http.ResponseWriter, *http.Request) bool) string {
	t.Helper()
	behind := httputil.NewSingleHostReverseProxy(must(url.Parse(hs.Address))(t))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !instead(w, r) {
			behind.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func newBot(t *testing.T, ctx context.Context, hs *stage.Homeserver, change ...func(*matrix.Options)) *bot {
	t.Helper()
	user, err := hs.CreateAccount(ctx, name(t, "bot"), password)
	if err != nil {
		t.Fatal(err)
	}
	b := &bot{t: t, ctx: ctx}
	b.opt = matrix.Options{
		Homeserver: hs.Address, User: user, Password: password,
		Database: filepath.Join(t.TempDir(), "crypto.db"), PickleKey: []byte("pickle"),
		RecoveryKey: func(key string) error { b.recovery = key; return nil },
		OnWithheld: func(room, user, device string, reads bool) {
			b.mu.Lock()
			defer b.mu.Unlock()
			told := room + " " + user + " " + device
			if reads {
				told += " reads"
			}
			b.withheld = append(b.withheld, told)
		},
		OnReads: func(room, user string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.reads = append(b.reads, room+" "+user)
		},
		OnReset: func(user, identity string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.resets = append(b.resets, user+" "+identity)
		},
		OnEmojis: func(user, device string, emojis []string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.emojis = append(b.emojis, append([]string{user, device}, emojis...))
		},
		OnVerified: func(user, device, outcome string) {
			b.outcomes = append(b.outcomes, user+" "+device+" "+outcome)
		},
		Log: slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), &b.log), &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, c := range change {
		c(&b.opt)
	}
	b.open()
	b.sync()
	return b
}

func (b *bot) open() {
	b.t.Helper()
	client, err := matrix.Open(b.ctx, b.opt)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Client = client
	b.t.Cleanup(func() { _ = client.Close() })
	go func() {
		for {
			select {
			case <-b.ctx.Done():
				return
			case <-client.KeysCame():
			}
		}
	}()
}

// restart opens the client again as the next process would.
func (b *bot) restart(rooms ...string) {
	b.t.Helper()
	b.opt.Session = b.Session()
	if err := b.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.open()
	for _, room := range rooms {
		b.Own(room)
	}
}

func (b *bot) sync() matrix.Batch {
	b.t.Helper()
	batch, err := b.Sync(b.ctx, b.since, time.Second)
	if err == nil && b.twice {
		batch, err = b.Sync(b.ctx, b.since, time.Second)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	b.since = batch.Next
	b.events = append(b.events, batch.Events...)
	b.gaps = append(b.gaps, batch.Gaps...)
	return batch
}

// event syncs until an event is there.
func (b *bot) event(wanted func(matrix.Event) bool) matrix.Event {
	b.t.Helper()
	for range 30 {
		if i := slices.IndexFunc(b.events, wanted); i >= 0 {
			return b.events[i]
		}
		b.sync()
	}
	b.t.Fatal("the event did not come")
	return matrix.Event{}
}

func (b *bot) byID(id string) matrix.Event {
	b.t.Helper()
	return b.event(func(e matrix.Event) bool { return e.ID == id })
}

// read syncs until an event is there, and reads it, waiting for its key.
func (b *bot) read(id string) (matrix.Message, error) {
	b.t.Helper()
	e := b.byID(id)
	for range 20 {
		m, err := b.Read(b.ctx, e)
		if !errors.Is(err, matrix.ErrNoKey) {
			return m, err
		}
		b.t.Log(err)
		b.sync()
	}
	return matrix.Message{}, matrix.ErrNoKey
}

// member syncs until somebody is in a room.
func (b *bot) member(room, user, membership string) {
	b.t.Helper()
	for range 30 {
		members, err := b.Members(b.ctx, room)
		if err != nil {
			b.t.Fatal(err)
		}
		found := slices.Contains(members, matrix.Membership{User: user, Membership: membership})
		gone := !slices.ContainsFunc(members, func(m matrix.Membership) bool { return m.User == user })
		if found || (membership == "leave" && gone) {
			return
		}
		b.sync()
	}
	b.t.Fatalf("%s has not become %s", user, membership)
}

// room opens a room with people in it.
func (b *bot) room(people ...*stage.Player) string {
	b.t.Helper()
	room, err := b.OpenRoom(b.ctx, "marker-"+b.t.Name(), "K-1")
	if err != nil {
		b.t.Fatal(err)
	}
	for _, p := range people {
		if err := b.Invite(b.ctx, room, p.UserID); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, p := range people {
		b.member(room, p.UserID, "join")
		if err := p.WaitForMember(b.ctx, room, b.opt.User); err != nil {
			b.t.Fatal(err)
		}
	}
	return room
}

func (b *bot) say(room, text string) string {
	b.t.Helper()
	id, err := b.Send(b.ctx, room, "t"+fmt.Sprint(time.Now().UnixNano()), matrix.Content{Markdown: text, Notify: true})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func refused(t *testing.T, err error, why string) *matrix.Refused {
	t.Helper()
	var r *matrix.Refused
	if !errors.As(err, &r) || r.Why != why {
		t.Fatalf("got %v, want refused: %s", err, why)
	}
	return r
}

func body(kind, text string) func(stage.Seen) bool {
	return func(s stage.Seen) bool { return s.Kind == kind && s.Body == text }
}

func TestTalk(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)

	id := must(b.Send(ctx, room, "t1", matrix.Content{Key: "case/7", Markdown: "hello **needle-one**", Notify: true}))(t)
	seen := must(anna.WaitFor(ctx, body(stage.KindText, "hello needle-one")))(t)
	if !seen.Encrypted || seen.Key != "case/7" || seen.HTML != "hello <strong>needle-one</strong>" || seen.EventID != id {
		t.Errorf("saw %+v", seen)
	}
	said := must(anna.Say(ctx, room, "needle-two"))(t)
	m := must(b.read(said))(t)
	if m.Kind != matrix.Text || m.Text != "needle-two" || m.Sender != anna.UserID {
		t.Errorf("read %+v", m)
	}
	own := must(b.read(id))(t)
	if own.Kind != matrix.Own || own.Key != "case/7" || b.byID(id).Transaction != "t1" {
		t.Errorf("read %+v of transaction %q", own, b.byID(id).Transaction)
	}
}
