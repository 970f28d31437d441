package play

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"asapbot/cmd/demo/stage"
)

// Bot is the bot in a process of its own.
type Bot struct {
	program string
	dir     string
	log     io.Writer

	mu      sync.Mutex
	running *exec.Cmd // nil while it does not run
	ended   chan struct{}
	ahead   time.Duration // of its clock
}

// Start starts the bot, in the folder where it was before.
func (b *Bot) Start() error {
	program := b.program
	if program == "" {
		var err error
		if program, err = stage.FindBinary("asapbot-ahead"); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running != nil {
		return errors.New("the bot runs already")
	}
	command := exec.Command(program, "run", "--config", filepath.Join(b.dir, "config.yaml"))
	command.Stdout, command.Stderr = b.log, b.log
	command.SysProcAttr = stage.EndWithParent()
	started, ended := make(chan error), make(chan struct{})
	go func() {
		// To the kernel the parent is the thread that started it: see stage.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(ended)
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // how it ended is for Stop to tell: tests kill it
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("starting the bot: %w", err)
	}
	b.running, b.ended = command, ended
	return nil
}

// Ahead lets the bot's clock run ahead by so much from now on. The bot is one that was
// built with the tag "ahead".
func (b *Bot) Ahead(by time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ahead += by
	file := filepath.Join(b.dir, "data", "ahead")
	if err := os.WriteFile(file+".new", []byte(b.ahead.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file) // whole at once: half of it would be a clock that was set back
}

// Now is the time that the bot goes by.
func (b *Bot) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.ahead)
}

// Ended is closed when the bot's process has ended.
func (b *Bot) Ended() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

// Stop asks the bot to end, waits until it has, and returns its exit status.
func (b *Bot) Stop() int { return b.end(syscall.SIGTERM) }

// Kill ends the bot as a power cut would.
func (b *Bot) Kill() { b.end(syscall.SIGKILL) }

func (b *Bot) end(signal os.Signal) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == nil {
		return 0
	}
	_ = b.running.Process.Signal(signal) // an error means that it has ended
	select {
	case <-b.ended:
	case <-time.After(10 * time.Second):
		_ = b.running.Process.Kill()
		<-b.ended
	}
	status := b.running.ProcessState.ExitCode()
	b.running = nil
	return status
}
