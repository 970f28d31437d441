// Command bench measures the bot: on a real homeserver against a bare echo bot in
// the same room, and its core and store by themselves. Every figure stands beside
// the one that it is to be compared with, taken in the same run, because machines
// are shared and noisy. Nothing here passes or fails.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	rounds := flag.Int("rounds", 3, "how many checklists are answered for the round trip")
	due := flag.Int("reminders", reminders, "how many reminders come due at one moment")
	only := flag.String("only", "", "one part alone: step, answers, homeserver, alerts or reminders")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := bench(ctx, *rounds, *due, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func bench(ctx context.Context, rounds, due int, only string) error {
	dir, err := os.MkdirTemp("", "asapbot-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, part := range []struct {
		name    string
		measure func() error
	}{
		{"step", stepAlone},
		{"answers", func() error { return answers(ctx, dir) }},
		{"homeserver", func() error { return onHomeserver(ctx, dir, rounds) }},
		{"alerts", func() error { return alerts(ctx, dir, 4, 10) }},
		{"reminders", func() error { return dueAtOnce(ctx, dir, due) }},
	} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.measure(); err != nil {
			return err
		}
	}
	return nil
}

// times are measured durations.
type times []time.Duration

// at is the duration below which a share of them lies, 0 to 1.
func (t times) at(share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

func (t times) String() string {
	return fmt.Sprintf("median %7.2f ms   9 of 10 within %7.2f ms   (%d times)", ms(t.at(.5)), ms(t.at(.9)), len(t))
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func head(what string) { fmt.Printf("\n%s\n", what) }

// compare prints two rows and the ratio of their medians.
func compare(name string, t times, other string, o times, goal string) {
	fmt.Printf("  %-34s %s\n  %-34s %s\n", name, t, other, o)
	fmt.Printf("  %-34s %.2f   (goal: %s)\n", "ratio of the medians", float64(t.at(.5))/float64(o.at(.5)), goal)
}
