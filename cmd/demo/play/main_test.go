package play

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
)

// program is the bot, built once from the code as it is now.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "asapbot-play-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "asapbot")
	build := exec.Command("go", "build", "-tags", "goolm,ahead", "-o", program, "asapbot/cmd/asapbot")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the bot: %v\n%s", err, said)
		return 1
	}
	return m.Run()
}

// patience is how long a person waits for one message.
const patience = 20 * time.Second

// acting is a scene that fails its test where a person waits in vain.
type acting struct {
	*Scene
	t   *testing.T
	ctx context.Context
	log *logbook // the bot's
}

// open sets a scene that ends with the test.
func open(t *testing.T, language string, atMost time.Duration, onSeen ...func(string, stage.Seen)) acting {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), atMost)
	t.Cleanup(cancel)
	a := acting{t: t, ctx: ctx, log: new(logbook)}
	homeserver := new(logbook)
	options := Options{Dir: t.TempDir(), Language: language, Program: program, Log: homeserver, BotLog: a.log}
	if len(onSeen) > 0 {
		options.OnSeen = onSeen[0]
	}
	scene, err := Open(ctx, options)
	if err != nil {
		t.Fatalf("%v\nthe bot's last words:\n%s\nthe homeserver's:\n%s", err, a.log.tail(20), homeserver.tail(20))
	}
	a.Scene = scene
	t.Cleanup(func() {
		if t.Failed() {
			a.lastSeen()
			t.Logf("the bot's last words:\n%s\nthe homeserver's:\n%s", a.log.tail(20), homeserver.tail(5))
		}
		scene.Close()
	})
	return a
}

// lastSeen prints what each person saw last.
func (a acting) lastSeen() {
	for who, player := range a.People {
		seen := player.Seen("")
		for _, m := range seen[max(0, len(seen)-5):] {
			a.t.Logf("%s has seen in %q: %s of %s: %.200q", who, m.RoomName, m.Kind, m.Sender, m.Body)
		}
	}
}

// in plays t, a part of the scene's test.
func (a acting) in(t *testing.T) acting {
	a.t = t
	return a
}

// does fails the test where something could not be done.
func (a acting) does(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// acts plays acts of the script, one after the other.
func (a acting) acts(acts ...func(context.Context) error) {
	a.t.Helper()
	for _, act := range acts {
		a.does(act(a.ctx))
	}
}

func (a acting) says(who, ending, text string) {
	a.t.Helper()
	a.does(a.say(a.ctx, who, ending, text))
}

// tells waits until a person sees a message of the bot that they have not seen
// before something is done, by the message's ID in the locales.
func (a acting) tells(who, ending, id string, done func()) stage.Seen {
	a.t.Helper()
	var before []string
	for _, m := range a.People[who].Seen("") {
		before = append(before, m.EventID)
	}
	done()
	ctx, cancel := context.WithTimeout(a.ctx, patience)
	defer cancel()
	seen, err := a.wait(ctx, who, ending, func(m stage.Seen) bool {
		return a.worded(id, m.Body) && !slices.Contains(before, m.EventID)
	})
	if err != nil {
		a.t.Fatalf("%s: %v", id, err)
	}
	return seen
}

// answers is tells for what a person writes.
func (a acting) answers(who, ending, text, id string) stage.Seen {
	a.t.Helper()
	return a.tells(who, ending, id, func() { a.says(who, ending, text) })
}

// logbook keeps what the bot logs. The bot may be started several times.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSpace(l.text.String()), "\n")
}

func (l *logbook) tail(n int) string {
	lines := l.lines()
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
