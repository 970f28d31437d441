package play

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"asapbot/cmd/demo/stage"
)

// Bot is the bot in a process of its own.
type Bot struct {
	dir string
	log io.Writer

	mu      sync.Mutex
	running *exec.Cmd
	ended   chan struct{}
}

// Start starts the bot, in the folder where it was before.
func (b *Bot) Start() error {
	binary, err := stage.FindBinary("asapbot")
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running != nil {
		return errors.New("the bot runs already")
	}
	command := exec.Command(binary, "run", "--config", filepath.Join(b.dir, "config.yaml"))
	command.Stdout, command.Stderr = b.log, b.log
	command.SysProcAttr = stage.EndWithParent()
	if err := command.Start(); err != nil {
		return fmt.Errorf("starting the bot: %w", err)
	}
	ended := make(chan struct{})
	go func() {
		_ = command.Wait() // how it ended is not for us to judge: tests kill it
		close(ended)
	}()
	b.running, b.ended = command, ended
	return nil
}

// Ended is closed when the bot's process has ended.
func (b *Bot) Ended() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

// Stop asks the bot to end and waits until it has.
func (b *Bot) Stop() { b.end(syscall.SIGTERM) }

// Kill ends the bot as a power cut would.
func (b *Bot) Kill() { b.end(syscall.SIGKILL) }

func (b *Bot) end(signal os.Signal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running == nil {
		return
	}
	_ = b.running.Process.Signal(signal) // an error means that it has ended
	select {
	case <-b.ended:
	case <-time.After(10 * time.Second):
		_ = b.running.Process.Kill()
		<-b.ended
	}
	b.running = nil
}
