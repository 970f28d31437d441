package bot

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// life is one bot's, from its start to its end. Once it is dead, nothing of it
// moves any more: whatever it calls ends the calling goroutine, as SIGKILL does.
type life struct {
	dead   atomic.Bool
	cancel context.CancelFunc
	ended  chan struct{} // Run's goroutine has ended
	made   chan struct{} // New has ended
	bot    *Bot
	client *fakeClient
	err    error // of New or Run
}

func (l *life) mustLive() {
	if l.dead.Load() {
		runtime.Goexit()
	}
}

// crash kills the bot out of one of its own calls.
func (l *life) crash() {
	l.dead.Store(true)
	l.cancel()
	runtime.Goexit()
}

// mortal is a state file as one bot, alive or dead, sees it.
type mortal struct {
	*store.Store
	life   *life
	server *fakeServer
}

func (m mortal) View(do func(store.Tx) error) error {
	m.life.mustLive()
	return m.Store.View(do)
}

// Update has faults at the commit of what writes; what does not costs no commit.
func (m mortal) Update(do func(store.Tx) error) error {
	m.life.mustLive()
	wrote := false
	err := m.Store.Update(func(tx store.Tx) error {
		if err := do(writing{tx, &wrote}); err != nil || !wrote {
			return err
		}
		err := m.server.fault(request{what: "Update", of: m.life})
		m.life.mustLive()
		return err
	})
	if err == nil && wrote {
		err = m.server.fault(request{what: "Update", after: true, of: m.life})
	}
	m.life.mustLive()
	return err
}

// writing notes whether a transaction writes.
type writing struct {
	store.Tx
	wrote *bool
}

func (w writing) Put(b store.Bucket, key string, owner store.Owner, value []byte) error {
	*w.wrote = true
	return w.Tx.Put(b, key, owner, value)
}

func (w writing) Delete(b store.Bucket, key string) error {
	*w.wrote = true
	return w.Tx.Delete(b, key)
}

// stage is a homeserver, a state file and one bot after another.
type stage struct {
	*testing.T
	server *fakeServer
	// outside is what people are told outside of Matrix.
	outside *fakeWays
	store   *store.Store
	log     *logbook
	config  flows.Configured
	life    *life
	// clock is how far the clock by which the core goes is off.
	clock atomic.Int64
	// prepare may change a bot before it runs.
	prepare func(*Bot)
}

var masterKey = bytes.Repeat([]byte{7}, 32)

// newStage must be called inside of a bubble. It begins on the day on which the
// transcripts begin.
func newStage(t *testing.T) *stage {
	t.Helper()
	begin := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	time.Sleep(time.Until(begin))
	opened, err := store.Open(filepath.Join(t.TempDir(), "state.db"), masterKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	server := newFakeServer()
	return &stage{T: t, server: server, outside: &fakeWays{server: server}, store: opened, log: &logbook{}, config: services("en")}
}

// services are two services and their coordinators.
func services(language string) flows.Configured {
	in := flows.Configured{Settings: flows.DefaultSettings, Ways: []string{flows.Mail, "ntfy"}}
	for _, id := range []flows.ServiceID{"programme", "support"} {
		in.Services = append(in.Services, flows.Service{
			ID: id, Name: "Example " + string(id), Kind: flows.Kind(id), Language: language, Zone: "Europe/Rome",
			Coordinators: []flows.Person{flows.Person(person("coordinator-" + string(id[0])))}, Emergency: "112",
		})
	}
	return in
}

func person(name string) string { return "@" + name + ":example.org" }

// start begins a bot's life.
func (s *stage) start() *life {
	ctx, cancel := context.WithCancel(s.Context())
	l := &life{cancel: cancel, ended: make(chan struct{}), made: make(chan struct{})}
	l.client = newFakeClient(s.server, l)
	s.life = l
	go func() {
		defer close(l.ended)
		l.bot, l.err = New(Options{
			Homeserver: l.client, State: mortal{s.store, l, s.server}, Configured: s.config, Outside: fakeOutside{s.outside, l},
			Now: s.now, Sweep: "@every 10s", Log: slog.New(s.log), Dice: func() flows.Dice { return "000102030405060708090a0b0c0d0e0f" },
		})
		if l.err == nil && s.prepare != nil {
			s.prepare(l.bot)
		}
		close(l.made)
		if l.err == nil {
			l.err = l.bot.Run(ctx)
		}
	}()
	return l
}

// now is the time by which the core goes.
func (s *stage) now() time.Time { return time.Now().Add(time.Duration(s.clock.Load())) }

// setClock sets the machine's clock ahead, or back.
func (s *stage) setClock(by time.Duration) { s.clock.Add(int64(by)) }

// bot is the one that lives.
func (s *stage) bot() *Bot {
	<-s.life.made
	return s.life.bot
}

// kill ends the bot as SIGKILL does, at whatever it is doing.
func (s *stage) kill() {
	s.life.dead.Store(true)
	s.life.cancel()
	<-s.life.ended
	synctest.Wait()
}

// stop ends the bot as SIGTERM does.
func (s *stage) stop() {
	s.Helper()
	s.life.cancel()
	<-s.life.ended
	if s.life.err != nil {
		s.Errorf("the bot ended with %v", s.life.err)
	}
	synctest.Wait()
}

// restart is a crash and the start after it.
func (s *stage) restart() {
	s.kill()
	s.start()
}

// settle lets the bot do what there is to do.
func (s *stage) settle() { time.Sleep(5 * time.Second) }

// room is the Matrix room of a place, as the store knows it; empty before it is open.
func (s *stage) room(p flows.Place) string {
	s.Helper()
	known := newRooms()
	if err := s.store.View(known.load); err != nil {
		s.Fatal(err)
	}
	r, _ := known.at(p)
	return r.ID
}

func (s *stage) desk(service flows.ServiceID) string { return s.room(flows.Desk(service)) }

// entries counts what lies in a bucket.
func (s *stage) entries(b store.Bucket, prefix string) int {
	s.Helper()
	n := 0
	err := s.store.View(func(tx store.Tx) error {
		return tx.Scan(b, prefix, "", func(string, func() ([]byte, error)) error {
			n++
			return nil
		})
	})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// count counts the bot's messages in a room that contain some words.
func (s *stage) count(room, words string) int {
	n := 0
	for _, e := range s.server.said(room) {
		if strings.Contains(e.content.Markdown, words) || e.content.Poll != nil && strings.Contains(e.content.Poll.Question, words) {
			n++
		}
	}
	return n
}

// wants checks how often the bot said something in a room.
func (s *stage) wants(n int, room, words string) {
	s.Helper()
	if got := s.count(room, words); got != n {
		s.Errorf("%q stands %d times in its room, not %d", words, got, n)
	}
}

// logbook keeps what is logged.
type logbook struct {
	mu    sync.Mutex
	lines []string
}

func (l *logbook) Enabled(context.Context, slog.Level) bool { return true }
func (l *logbook) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l *logbook) WithGroup(string) slog.Handler            { return l }

func (l *logbook) Handle(_ context.Context, r slog.Record) error {
	line := r.Level.String() + " " + r.Message
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, time.Now().Format("15:04:05.000 ")+line)
	return nil
}

func (l *logbook) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string{}, l.lines...)
}

// mentions counts the lines that contain some words.
func (l *logbook) mentions(words string) int {
	n := 0
	for _, line := range l.all() {
		if strings.Contains(line, words) {
			n++
		}
	}
	return n
}

// staged runs a test in a bubble.
func staged(t *testing.T, test func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		test(s)
		if s.life != nil {
			s.life.cancel()
			<-s.life.ended
		}
	})
}
