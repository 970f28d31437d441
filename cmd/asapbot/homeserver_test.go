package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"asapbot/cmd/demo/stage"
)

// TestOnHomeserver plays what an operator meets, as scripts to be read, on a real
// homeserver: the first start and later ones, and every reason to call somebody.
func TestOnHomeserver(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/homeserver",
		Setup: enterOperator,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "start": start, "logs": logs, "ends": ends, "homeserver": homeserver,
			"logout": logout, "says": says, "sees": sees, "verifies": verifies, "spoil": spoil,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

const (
	botName      = "asapbot"
	coordinator  = "marco"
	testPassword = "example-password"
	// patience is how long anything may take, on a slow machine as well.
	patience = time.Minute
)

// operator is who runs the bot in a script.
type operator struct {
	hs     *stage.Homeserver
	bot    *exec.Cmd // nil while it does not run
	ended  chan error
	said   *logbook
	person *stage.Player // a coordinator; nil until one speaks
	before int           // how much they had seen when they last spoke
}

type operatorKey struct{}

func enterOperator(e *testscript.Env) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	hs, err := stage.StartHomeserver(ctx, filepath.Join(e.WorkDir, ".homeserver"), nil)
	if err != nil {
		return err
	}
	o := &operator{hs: hs}
	e.Values[operatorKey{}] = o
	e.Defer(o.leave)
	for _, name := range []string{botName, coordinator} {
		if _, err := hs.CreateAccount(ctx, name, testPassword); err != nil {
			return err
		}
	}
	config := fmt.Sprintf(`homeserver: %s
user: "@asapbot:%s"
secrets:
  master_key_file: secrets/asapbot_master_key
services:
  - {id: programme, name: Example Programme, kind: programme, language: en, zone: Europe/Rome, coordinators: ["@marco:%s"]}
`, hs.Address, hs.Name, hs.Name)
	return errors.Join(
		stageExample(e.WorkDir),
		os.WriteFile(filepath.Join(e.WorkDir, "config.yaml"), []byte(config), 0o644),
	)
}

func (o *operator) leave() {
	if o.bot != nil {
		_ = o.bot.Process.Kill()
		<-o.ended
	}
	if o.person != nil {
		o.person.Close()
	}
	o.hs.Kill()
}

func operating(ts *testscript.TestScript) *operator { return ts.Value(operatorKey{}).(*operator) }

// start: runs the bot in the background, in the present folder.
func start(ts *testscript.TestScript, _ bool, _ []string) {
	o := operating(ts)
	if o.bot != nil {
		ts.Fatalf("the bot runs already")
	}
	o.said, o.ended = new(logbook), make(chan error, 1)
	o.bot = exec.Command("asapbot", "run")
	o.bot.Dir, o.bot.Stderr = ts.MkAbs("."), o.said
	o.bot.Env = append(os.Environ(), "ASAPBOT_PASSWORD="+ts.Getenv("ASAPBOT_PASSWORD"))
	ts.Check(o.bot.Start())
	go func() { o.ended <- o.bot.Wait() }()
}

// logs PATTERN: waits until a line that the bot has logged since its start matches.
// With "!" before it: none has until now.
func logs(ts *testscript.TestScript, neg bool, args []string) {
	o, pattern := operating(ts), regexp.MustCompile("(?m)"+args[0])
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		said := o.said.String()
		switch {
		case pattern.MatchString(said) && neg:
			ts.Fatalf("the bot has logged %q:\n%s", args[0], said)
		case pattern.MatchString(said) || neg:
			return
		case time.Now().After(deadline):
			ts.Fatalf("the bot does not log %q, but\n%s", args[0], said)
		}
	}
}

// ends STATUS [SIGNAL]: waits until the bot has ended, told so by a signal where one
// is given.
func ends(ts *testscript.TestScript, _ bool, args []string) {
	o := operating(ts)
	if len(args) > 1 {
		ts.Check(o.bot.Process.Signal(map[string]os.Signal{"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "KILL": syscall.SIGKILL}[args[1]]))
	}
	select {
	case <-o.ended:
	case <-time.After(patience):
		ts.Fatalf("the bot does not end; it logged\n%s", o.said.String())
	}
	if status := fmt.Sprint(o.bot.ProcessState.ExitCode()); status != args[0] {
		ts.Fatalf("exit status %s, want %s; it logged\n%s", status, args[0], o.said.String())
	}
	o.bot = nil
}

// homeserver goes|comes: takes it away, as a power cut would, or brings it back.
func homeserver(ts *testscript.TestScript, _ bool, args []string) {
	o := operating(ts)
	if args[0] == "goes" {
		o.hs.Kill()
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ts.Check(o.hs.Restart(ctx))
}

// logout: somebody who knows the password logs the bot out everywhere.
func logout(ts *testscript.TestScript, _ bool, _ []string) {
	o := operating(ts)
	var login struct {
		Token string `json:"access_token"`
	}
	ts.Check(o.post("/_matrix/client/v3/login", "", map[string]any{
		"type": "m.login.password", "identifier": map[string]string{"type": "m.id.user", "user": botName}, "password": testPassword,
	}, &login))
	ts.Check(o.post("/_matrix/client/v3/logout/all", login.Token, struct{}{}, &struct{}{}))
}

func (o *operator) post(path, token string, body, answer any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, o.hs.Address+path, bytes.NewReader(encoded))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, response.Status)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

// comesIn logs the coordinator in, from one device, and lets them come to the desk.
func (o *operator) comesIn(ctx context.Context, ts *testscript.TestScript) {
	if o.person == nil {
		var err error
		o.person, err = stage.NewPlayer(ctx, o.hs, coordinator, testPassword, ts.MkAbs(".marco"))
		ts.Check(err)
	}
	_, err := o.person.WaitFor(ctx, o.fromBot)
	ts.Check(err)
	o.before = len(o.person.Seen(""))
}

// session is the bot's ID and that of its present session, which it logs at its start.
func (o *operator) session(ts *testscript.TestScript) (user, device string) {
	logs(ts, false, []string{"asapbot is running"})
	found := regexp.MustCompile(`asapbot is running.* device=(\S+)`).FindStringSubmatch(o.said.String())
	return "@" + botName + ":" + o.hs.Name, found[1]
}

// says TEXT: the coordinator writes at the desk.
func says(ts *testscript.TestScript, _ bool, args []string) {
	o := operating(ts)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	o.comesIn(ctx, ts)
	// What is said before the person's client knows the bot's session is not
	// encrypted for it.
	user, device := o.session(ts)
	ts.Check(o.person.WaitForTrust(ctx, user, device, "cross-signed-tofu"))
	for room := range o.person.Rooms() {
		_, err := o.person.Say(ctx, room, args[0])
		ts.Check(err)
	}
}

// sees TEXT: the coordinator sees that text in a message of the bot, after what they
// last said.
func sees(ts *testscript.TestScript, _ bool, args []string) {
	o := operating(ts)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	skip := o.before
	_, err := o.person.WaitFor(ctx, func(m stage.Seen) bool {
		skip--
		return skip < 0 && o.fromBot(m) && strings.Contains(m.Body, args[0])
	})
	ts.Check(err)
}

// verifies: the coordinator verifies the bot's session, and sees at the desk the
// same emojis as on their own screen.
func verifies(ts *testscript.TestScript, _ bool, _ []string) {
	o := operating(ts)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	o.comesIn(ctx, ts)
	user, device := o.session(ts)
	emojis, err := o.person.Verify(ctx, user, device)
	ts.Check(err)
	if len(emojis) == 0 {
		ts.Fatalf("nothing to compare")
	}
	for _, emoji := range emojis {
		sees(ts, false, []string{emoji})
	}
}

func (o *operator) fromBot(m stage.Seen) bool { return strings.HasPrefix(m.Sender, "@"+botName+":") }

// spoil FILE: overwrites a part of it, as a dying disk would.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	content := []byte(ts.ReadFile(args[0]))
	for i := range min(len(content), 64<<10) {
		content[i] ^= 0x5a
	}
	ts.Check(os.WriteFile(path, content, 0o600))
}

// logbook keeps what the bot logs.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
