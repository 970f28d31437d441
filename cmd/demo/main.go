// Command demo plays a first case with real parts, on this machine alone, and then
// stays up so that it can be tried with any Matrix client.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"asapbot/cmd/demo/play"
)

// patience is how long the whole case may take. It is far more than it needs, even
// on a slow machine.
const patience = 10 * time.Minute

func main() {
	once := flag.Bool("once", false, "end after the case; the exit status says whether everything was seen by those who should see it, and by nobody else")
	language := flag.String("lang", "en", "language of both services: en or it")
	verbose := flag.Bool("v", false, "show what the bot and the homeserver log")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := demo(ctx, *once, *verbose, *language); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

func demo(ctx context.Context, once, verbose bool, language string) error {
	dir, err := os.MkdirTemp("", "asapbot-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	screen := &screen{out: os.Stdout, language: language}
	options := play.Options{Dir: dir, Language: language, Progress: screen.progress, OnSeen: screen.seen}
	if verbose {
		options.Log = os.Stderr
	}
	scene, err := play.Open(ctx, options)
	if err != nil {
		return err
	}
	defer scene.Close()
	screen.progress("the case begins")
	playing, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := scene.FirstCase(playing); err != nil {
		return err
	}
	if wrong := scene.Proof(); len(wrong) > 0 {
		for _, w := range wrong {
			fmt.Fprintln(os.Stderr, "demo:", w)
		}
		return fmt.Errorf("%d things are not as they should be", len(wrong))
	}
	screen.progress("everybody has seen what they should, once, and nobody anything else")
	if once {
		return nil
	}
	screen.invitation(scene)
	select {
	case <-ctx.Done():
		return nil
	case <-scene.Bot.Ended():
		return fmt.Errorf("the bot has ended by itself")
	}
}
