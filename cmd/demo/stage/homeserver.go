// Package stage is the stage on which the demo, the end-to-end tests, and the
// benches play: a real homeserver, people with real encrypted clients, and an
// observer who sees only what the homeserver has.
//
// It knows Matrix and nothing of asapbot, so that what it shows about the bot
// does not rest on the bot's own code.
package stage

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// stopPatience is how long a homeserver that was asked to end may take, until
// it is ended the hard way.
const stopPatience = 5 * time.Second

// Homeserver is a homeserver in a process of its own, on the loopback
// interface, without federation. It ends with the program that started it.
type Homeserver struct {
	Address string // base URL of the client-server API; the same after a restart
	Name    string // server name, the part after the colon of a user ID
	Dir     string // where it keeps everything: whoever wants to know what it stored looks here

	secret string // shared secret of the registration API
	log    io.Writer

	mu      sync.Mutex
	running *process // nil while stopped
}

// process is one run of the homeserver.
type process struct {
	command *exec.Cmd
	ended   chan struct{} // closed once the process is gone
}

// StartHomeserver starts a homeserver that keeps its data in dir, and returns
// once it answers. The same dir again gives the same homeserver: same address,
// accounts, and rooms. Its errors go to log, which may be nil.
func StartHomeserver(ctx context.Context, dir string, log io.Writer) (*Homeserver, error) {
	h := &Homeserver{Dir: dir, log: log}
	return h, h.start(ctx)
}

// Restart ends the homeserver if it runs and starts it at the same address.
//
// It kills it, and so should who wants to see nothing lost: Dendrite 0.15.2,
// asked to end, answers a waiting /sync with a position behind events and keys
// that the answer does not hold, and the client never gets them. A killed one
// answers nothing, and has stored what it accepted.
func (h *Homeserver) Restart(ctx context.Context) error {
	h.Kill()
	return h.start(ctx)
}

// Stop asks the homeserver to end and returns when it is gone. It is for the
// end of the play; see Restart.
func (h *Homeserver) Stop() { h.end(syscall.SIGTERM) }

// Kill ends the homeserver as a power cut would: without a chance to tidy up.
func (h *Homeserver) Kill() { h.end(syscall.SIGKILL) }

func (h *Homeserver) end(signal syscall.Signal) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.running == nil {
		return
	}
	// An error means that the process has ended already, which is the aim.
	_ = h.running.command.Process.Signal(signal)
	select {
	case <-h.running.ended:
	case <-time.After(stopPatience):
		_ = h.running.command.Process.Kill()
		<-h.running.ended
	}
	h.running = nil
}

func (h *Homeserver) start(ctx context.Context) error {
	binary, err := FindBinary("homeserver")
	if err != nil {
		return err
	}
	run, first, err := launch(exec.Command(binary, "-dir", h.Dir), h.log)
	if err != nil {
		return fmt.Errorf("starting the homeserver: %w", err)
	}
	h.mu.Lock()
	h.running = run
	h.mu.Unlock()

	var ready struct{ Address, Name, Secret string }
	if err := json.Unmarshal(first, &ready); err != nil {
		h.Stop()
		return errors.New("the homeserver said nothing at its start; its log tells why")
	}
	// Written once: whoever plays on the homeserver reads the fields meanwhile.
	if h.Address == "" {
		h.Address, h.Name, h.secret = ready.Address, ready.Name, ready.Secret
	}
	if err := h.awaitAnswer(ctx, run); err != nil {
		h.Stop()
		return err
	}
	return nil
}

// launch starts the command and returns its first line of output.
//
// It starts it from an operating system thread that is kept for as long as the
// process runs: on Linux the process is to end with its parent, and to the
// kernel the parent is the thread that started it.
func launch(command *exec.Cmd, log io.Writer) (*process, []byte, error) {
	command.Stderr = log
	command.SysProcAttr = EndWithParent()
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	run := &process{command: command, ended: make(chan struct{})}
	started := make(chan error)
	line := make(chan []byte, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(run.ended)
		err := command.Start()
		started <- err
		if err != nil {
			return
		}
		first, _ := bufio.NewReader(output).ReadBytes('\n')
		line <- first
		// However it ended, it is gone; that it was expected to run is noticed
		// by those who talk to it.
		_ = command.Wait()
	}()
	if err := <-started; err != nil {
		return nil, nil, err
	}
	return run, <-line, nil
}

// awaitAnswer returns once the homeserver answers requests.
func (h *Homeserver) awaitAnswer(ctx context.Context, run *process) error {
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.Address+"/_matrix/client/versions", nil)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the homeserver to answer: %w", ctx.Err())
		case <-run.ended:
			return errors.New("the homeserver ended at its start; its log tells why")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// FindBinary returns the path of a binary that the Makefile builds: in the
// folder that ASAPBOT_BIN names, else in bin/ at the root of the repository.
func FindBinary(name string) (string, error) {
	if bin := os.Getenv("ASAPBOT_BIN"); bin != "" {
		return existing(filepath.Join(bin, name))
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return existing(filepath.Join(dir, "bin", name))
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no %s binary: not inside the repository; set ASAPBOT_BIN", name)
		}
		dir = parent
	}
}

func existing(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("run make homeserver first: %w", err)
	}
	return path, nil
}
