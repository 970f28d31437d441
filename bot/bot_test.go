package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/flows"
)

// While nothing can be stored, at whatever stop, nothing is lost, nothing is said
// twice, and the log says so now and then; afterwards the bot goes on by itself.
func TestNothingCanBeStored(t *testing.T) {
	troubles := map[string]error{
		"full disk": store.ErrFull,
		"unknown":   fmt.Errorf("store: %w", fs.ErrPermission),
	}
	for name, trouble := range troubles {
		t.Run(name, func(t *testing.T) {
			withToy(t, func(s *stage, desk string) {
				until, commits, troubled := time.Now(), 0, 0 // the loop's alone
				s.server.stage(func(r request) error {
					if r.what != "Update" || r.after {
						return nil
					}
					if commits++; commits%3 == 0 && time.Now().After(until.Add(time.Second)) {
						until = time.Now().Add(20 * time.Second) // it begins at every stop in turn
						troubled++
					}
					if time.Now().Before(until) {
						return trouble
					}
					return nil
				})
				var want []string
				s.tell(desk, "set tea 10m")
				for i := range 30 {
					text := fmt.Sprint("number ", i)
					s.tell(desk, "say "+text)
					want = append(want, text)
					time.Sleep(time.Duration(i) * time.Second)
				}
				time.Sleep(5 * time.Minute)
				s.server.healthy()
				time.Sleep(5 * time.Minute)
				s.sees(desk, append(want, "fired tea")...)
				if n := s.log.mentions("nothing can be stored"); n == 0 || n > 3*troubled {
					t.Errorf("%d lines in the log for %d troubles", n, troubled)
				}
			})
		})
	}
}

// A disk that is full for hours does not fill the log as well.
func TestFullDiskForHours(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		waiting := s.hidden(desk, "say patience")
		s.settle()
		s.server.stage(func(r request) error {
			if r.what == "Update" {
				return store.ErrFull
			}
			return nil
		})
		s.key(desk, waiting)
		time.Sleep(2 * time.Hour) // with a message in the inbox
		s.tell(desk, "say on")
		time.Sleep(2 * time.Hour) // and with one that does not get there
		if n := len(s.log.all()); n > 60 {
			t.Errorf("%d lines", n)
		}
		goroutines := runtime.NumGoroutine()
		time.Sleep(2 * time.Hour)
		if n := runtime.NumGoroutine(); n > goroutines+1 {
			t.Errorf("%d goroutines, %d hours later", goroutines, n)
		}
		s.server.healthy()
		s.settle()
		s.sees(desk, "patience", "on")
	})
}

// The disk may be full when the bot starts.
func TestFullDiskAtTheStart(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.stop()
		s.config.Settings.WrongCodes++ // so that there is something to store
		s.server.stage(func(r request) error {
			if r.what == "Update" {
				return store.ErrFull
			}
			return nil
		})
		s.start()
		s.tell(desk, "say patience")
		time.Sleep(time.Minute)
		s.server.healthy()
		s.settle()
		s.sees(desk, "patience")
	})
}

// These errors end the bot, wherever they come from, and an operator sees them.
func TestErrorsThatEndTheBot(t *testing.T) {
	for _, end := range []error{matrix.ErrLoggedOut, matrix.ErrBroken, store.ErrDamaged, store.ErrRestart} {
		for _, at := range []string{"Sync", "Read", "Backfill", "Update"} {
			ofStore := errors.Is(end, store.ErrDamaged) || errors.Is(end, store.ErrRestart)
			if ofStore != (at == "Update") {
				continue
			}
			t.Run(fmt.Sprint(at, " ", end), func(t *testing.T) {
				withToy(t, func(s *stage, desk string) {
					s.server.page = 1
					s.kill()
					s.tell(desk, "say one", "say two")
					s.server.stage(func(r request) error {
						if r.what == at {
							return fmt.Errorf("somewhere: %w", end)
						}
						return nil
					})
					s.start()
					s.settle()
					select {
					case <-s.life.ended:
					default:
						t.Fatal("the bot goes on")
					}
					if !errors.Is(s.life.err, end) {
						t.Errorf("the bot ends with %v", s.life.err)
					}
					synctest.Wait() // nothing of it is left
					s.server.healthy()
					s.start()
					s.settle()
					s.sees(desk, "one", "two")
				})
			})
		}
	}
}

// When it is told to stop, the bot stops at once, whatever it is doing, with no
// goroutine left behind: the bubble would tell.
func TestStop(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.server.stage(func(r request) error {
			if r.what == "Send" && !r.after {
				time.Sleep(time.Second)
			}
			return nil
		})
		for i := range 20 {
			s.tell(desk, "say hello", "set tea 1s")
			time.Sleep(time.Duration(i) * 313 * time.Millisecond)
			begin := time.Now()
			s.stop()
			if d := time.Since(begin); d > time.Second {
				t.Errorf("stopping takes %v", d)
			}
			s.start()
		}
		time.Sleep(5 * time.Minute)
		s.wants(20, desk, "hello")
	})
}

// A context that ends for a reason of its own is no error either.
func TestStopWithACause(t *testing.T) {
	withToy(t, func(s *stage, _ string) {
		s.stop()
		ctx, cancel := context.WithCancelCause(context.Background())
		l := &life{}
		b, err := New(Options{
			Homeserver: newFakeClient(s.server, l), State: mortal{s.store, l, s.server}, Configured: s.config,
			Now: time.Now, Sweep: "@every 1s", Log: s.life.bot.log, Dice: s.life.bot.dice,
		})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Minute, func() { cancel(errors.New("enough")) })
		if err := b.Run(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestBadSweep(t *testing.T) {
	staged(t, func(s *stage) {
		s.prepare = func(b *Bot) { b.sweep = "now and then" }
		s.start()
		<-s.life.ended
		if s.life.err == nil {
			t.Error("the bot runs without a clock")
		}
	})
}

// What belongs to a case that was erased stops nothing: not what waits to be sent,
// nor its timers, nor what people still write in its rooms.
func TestErasedCase(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "open K-1", "open K-2")
		s.settle()
		gone, other := s.room(flows.Shared("K-1")), s.room(flows.Shared("K-2"))
		s.tell(gone, "say one", "ask what?", "set tea 10m", "enter something", "keep record")
		s.tell(other, "set tea 10m")
		s.settle()
		poll := s.server.said(gone)[1].ID
		s.failing(gone, false, errors.New("fake: later"))
		s.tell(gone, "say two", "card three")
		s.settle()
		erase := func() {
			if err := s.store.Update(func(tx store.Tx) error { return tx.Erase("K-1") }); err != nil {
				t.Fatal(err)
			}
		}
		erase() // while the bot runs
		s.server.healthy()
		s.tell(gone, "say four")
		s.server.vote(person("coordinator-p"), gone, poll, "yes")
		s.tell(other, "say here")
		time.Sleep(time.Minute)
		s.failing(gone, false, errors.New("fake: later"))
		s.tell(gone, "say five")
		s.settle()
		s.kill()
		erase()
		s.server.healthy()
		s.start()
		s.settle()
		s.tell(gone, "say six")
		s.tell(other, "say still here")
		time.Sleep(20 * time.Minute)
		s.sees(other, "here", "still here")
		s.wants(1, desk, "fired tea")
		s.wants(0, gone, "six")
		if n := s.entries(store.Outbox, "") + s.entries(store.Timers, "") + s.entries(store.Inbox, ""); n != 0 {
			t.Errorf("%d entries are left", n)
		}
		for _, line := range s.log.all() {
			if strings.Contains(line, "ERROR") {
				t.Error(line)
			}
		}
	})
}

// What the client has to say outside of a sync reaches the right people, once.
func TestVerificationAndWithheldKeys(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		anna := person("coordinator-p")
		s.tell(desk, "open K-1")
		s.settle()
		room := s.room(flows.Shared("K-1"))
		b := s.bot()
		if !b.MayVerify(anna, "") || !b.MayVerify(anna, desk) || b.MayVerify(anna, room) ||
			b.MayVerify(anna, "!elsewhere") || b.MayVerify(person("stranger"), "") {
			t.Error("the wrong people, or the wrong rooms, verify")
		}
		s.server.stage(func(r request) error {
			if r.what == "Update" {
				return store.ErrFull
			}
			return nil
		})
		for range 2 {
			b.Withheld(desk, anna, "PHONE", false)
		}
		b.Withheld("!elsewhere", anna, "PHONE", false)
		b.Verifying(anna, "PHONE", []string{"Dog", "Cat"})
		b.Verifying(person("stranger"), "PHONE", []string{"Dog", "Cat"})
		time.Sleep(30 * time.Second)
		s.server.healthy()
		time.Sleep(30 * time.Second)
		s.wants(1, desk, "unreadable withheld PHONE")
		s.wants(1, desk, "compare Dog Cat")
		s.restart()
		s.settle()
		s.bot().Withheld(desk, anna, "PHONE", false)
		s.settle()
		s.wants(1, desk, "unreadable withheld PHONE")
	})
}

// Nothing that anybody says is in the log, whatever goes wrong.
func TestLogHoldsNoWords(t *testing.T) {
	secrets := []string{"sister", "safe place", "begun to threaten", "more than once", "Thursday", "0123", "high", "injury", "K-8901"}
	lines, err := script(firstCase)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		var requests atomic.Int64
		s.server.stage(func(r request) error {
			switch n := requests.Add(1); {
			case n%5 == 0 && r.what == "Update" && !r.after:
				return store.ErrFull
			case n%7 == 0 && r.what != "Sync" && r.what != "Update":
				return errors.New("fake: out of order")
			}
			return nil
		})
		s.start()
		if err := s.play(lines); err != nil {
			t.Error(err)
		}
		s.hidden(s.room(flows.Private(s.theCase(), "support")), "she lives with her sister")
		time.Sleep(10 * time.Minute)
		for _, line := range s.log.all() {
			for _, secret := range secrets {
				if strings.Contains(line, secret) {
					t.Errorf("%q is in the log: %s", secret, line)
				}
			}
		}
		if len(s.log.all()) == 0 {
			t.Error("nothing is logged at all")
		}
		s.stop()
	})
}
