// Command demo plays a case with real parts, on this machine alone, and then stays up so
// that it can be tried with any Matrix client.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"asapbot/cmd/demo/play"
)

// patience is how long the whole case may take. It is far more than it needs, even
// on a slow machine.
const patience = 15 * time.Minute

// wish is what the demo is asked for.
type wish struct {
	once, verbose bool
	language      string
	pictures      string // the folder for pictures, calendar files and papers; when empty, one that is removed in the end
}

func main() {
	var w wish
	flag.BoolVar(&w.once, "once", false, "end after the case; the exit status says whether everything was seen by those who should see it, and by nobody else")
	flag.StringVar(&w.language, "lang", "en", "language of both services: en or it")
	flag.BoolVar(&w.verbose, "v", false, "show what the bot and the homeserver log")
	flag.StringVar(&w.pictures, "pictures", "", "`folder` in which pictures, calendar files and papers are kept (default: one that is removed in the end)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := demo(ctx, w); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

func demo(ctx context.Context, w wish) error {
	dir, err := os.MkdirTemp("", "asapbot-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if w.pictures == "" {
		w.pictures = filepath.Join(dir, "pictures")
	}
	screen := newScreen(os.Stdout, w.language)
	options := play.Options{Dir: dir, Language: w.language, Progress: screen.progress, OnSeen: screen.seen}
	if w.verbose {
		options.Log = os.Stderr
	}
	scene, err := play.Open(ctx, options)
	if err != nil {
		return err
	}
	defer scene.Close()
	playing, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := whole(playing, scene, screen, w.pictures); err != nil {
		return err
	}
	if w.once {
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

// whole plays the case to its end, and looks at what everybody has seen of it.
func whole(ctx context.Context, scene *play.Scene, screen *screen, pictures string) error {
	screen.progress("the case begins")
	if err := scene.FirstCase(ctx); err != nil {
		return err
	}
	if err := proven(scene.Proof()); err != nil {
		return err
	}
	screen.shorten()
	if err := scene.Meetings(ctx); err != nil {
		return err
	}
	if err := proven(scene.ProofOfMeetings(ctx)); err != nil {
		return err
	}
	kept, err := scene.KeepFiles(ctx, pictures)
	if err != nil {
		return err
	}
	screen.progress(fmt.Sprintf("everybody has seen what they should, once, and nobody anything else; %d pictures, %d calendar files and %d papers lie in %s",
		kept.Pictures, kept.Calendars, kept.Papers, pictures))
	return nil
}

// proven is an error where something is wrong.
func proven(wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	for _, w := range wrong {
		fmt.Fprintln(os.Stderr, "demo:", w)
	}
	return fmt.Errorf("%d things are not as they should be", len(wrong))
}
