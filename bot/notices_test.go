package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
	"asapbot/flows/message"
)

// fakeWays are mail and ntfy in memory. What they do with a notice tests decide.
type fakeWays struct {
	server *fakeServer
	// staged is asked before a notice is taken; it may wait or refuse.
	staged atomic.Pointer[func(flows.Way) error]

	mu   sync.Mutex
	told []string // "anna@example.org: A message …"
	name []string
}

func (f *fakeWays) stage(how func(flows.Way) error) { f.staged.Store(&how) }

// all is what was told, oldest first.
func (f *fakeWays) all() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.told)
}

// names are those of the notices, each of which is told once but for crashes.
func (f *fakeWays) names() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.name)
}

// fakeOutside are they as one bot, alive or dead, sees them.
type fakeOutside struct {
	f    *fakeWays
	life *life
}

func (o fakeOutside) Send(ctx context.Context, way flows.Way, name, text string) error {
	o.life.mustLive()
	r := request{what: "Notice", of: o.life}
	if err := o.f.server.fault(r); err != nil {
		return err
	}
	if how := o.f.staged.Load(); how != nil {
		if err := (*how)(way); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	o.life.mustLive()
	o.f.mu.Lock()
	o.f.told, o.f.name = append(o.f.told, way.Address+": "+text), append(o.f.name, name)
	o.f.mu.Unlock()
	r.after = true
	err := o.f.server.fault(r)
	o.life.mustLive()
	return err
}

const (
	anna   = "@coordinator-s:example.org"
	waits  = "A message waits for you in Element."
	mailed = "anna@example.org: " + waits
	pushed = "ntfy://ntfy.example.org/topic-4711: " + waits
)

// notifying is a stage on which a coordinator has two ways, of which the first was
// tried; and a case of the toy kind that notifies her at every word.
func notifying(t *testing.T, test func(*stage)) {
	staged(t, func(s *stage) {
		s.prepare = func(b *Bot) { b.stepNetwork = notifies }
		s.start()
		s.settle()
		direct := s.room(flows.Direct(anna))
		s.server.say(anna, direct, "notify mail anna@example.org")
		s.settle()
		s.server.say(anna, direct, "notify ntfy https://ntfy.example.org/topic-4711")
		s.settle()
		if got := s.outside.all(); !slices.Equal(got, []string{mailed, pushed}) {
			t.Fatalf("the trials are %q", got)
		}
		s.outside.told, s.outside.name = nil, nil
		test(s)
		for _, line := range s.log.all() {
			for _, secret := range []string{"topic-4711", "anna@example.org"} {
				if strings.Contains(line, secret) {
					t.Errorf("the log holds %q", line)
				}
			}
		}
	})
}

// notifies is the Network, which notifies the coordinator of victim support as well
// when somebody writes "now" or "soon" at a desk, and says there what became of it.
func notifies(n flows.Network, in flows.Input, now time.Time) (flows.Network, []flows.Effect) {
	key := func() flows.Key {
		n.Said++
		return flows.Key(fmt.Sprint("n", n.Said))
	}
	say := func(text string) []flows.Effect {
		plain := message.New("plain", message.Args{"Text": message.Text(text)})
		return []flows.Effect{flows.Say{Key: key(), To: flows.Desk("support"), Text: []message.Message{plain}}}
	}
	switch in := in.(type) {
	case flows.Said:
		if in.Text == "now" || in.Text == "soon" {
			return n, []flows.Effect{flows.Notify{Key: key(), Person: anna, Urgent: in.Text == "now"}}
		}
		if rest, ok := strings.CutPrefix(in.Text, "say "); ok {
			return n, say(rest)
		}
		if who, ok := strings.CutPrefix(in.Text, "notify @"); ok {
			return n, []flows.Effect{flows.Notify{Key: key(), Person: flows.Person("@" + who)}}
		}
	case flows.NoticeSent:
		if in.Person == anna && len(n.Ways[anna]) == 2 {
			return n, say("told by " + in.Way)
		}
	case flows.NoticeFailed:
		return n, say(fmt.Sprintf("not told: %s", strings.Join(in.Tried, " ")))
	}
	return flows.StepNetwork(n, in, now)
}

var errRefused = errors.New("the server refused")

// Each way in its order, until one works; and the core hears what became of it.
func TestWaysInTheirOrder(t *testing.T) {
	notifying(t, func(s *stage) {
		desk := s.desk("support")
		s.server.say(anna, desk, "soon")
		s.settle()
		s.wants(1, desk, "told by mail")
		s.outside.stage(func(w flows.Way) error {
			if w.Kind == flows.Mail {
				return errRefused
			}
			return nil
		})
		s.server.say(anna, desk, "soon")
		s.settle()
		if got := s.outside.all(); !slices.Equal(got, []string{mailed, pushed}) {
			t.Errorf("told were %q", got)
		}
		s.wants(2, desk, "told by ntfy") // with the trial
		s.outside.stage(func(flows.Way) error { return errRefused })
		s.server.say(anna, desk, "now")
		s.settle()
		s.wants(1, desk, "not told: mail ntfy")
		s.server.say(anna, desk, "notify @manager-s:example.org")
		s.server.say(anna, desk, "notify @stranger:example.org")
		s.settle()
		s.wants(3, desk, "not told:")
		if n := s.entries(store.Outbox, ""); n != 0 {
			t.Errorf("%d entries are left", n)
		}
		if s.log.mentions("somebody could not be told outside of Matrix") != 3 {
			t.Errorf("the log says\n%s", strings.Join(s.log.all(), "\n"))
		}
	})
}

// Who has changed their language is told in it.
func TestNoticeInThePersonsLanguage(t *testing.T) {
	notifying(t, func(s *stage) {
		s.server.say(anna, s.room(flows.Direct(anna)), "language italiano")
		s.settle()
		s.server.say(anna, s.desk("support"), "soon")
		s.settle()
		if got := s.outside.all(); len(got) != 1 || got[0] != "anna@example.org: Un messaggio ti aspetta in Element." {
			t.Errorf("told were %q", got)
		}
	})
}

// While a homeserver does not answer notices leave, and while mail hangs messages do.
func TestNoticesAndMessagesDoNotWaitForEachOther(t *testing.T) {
	notifying(t, func(s *stage) {
		desk := s.desk("support")
		hang := make(chan struct{})
		s.outside.stage(func(flows.Way) error { <-hang; return nil })
		s.server.say(anna, desk, "soon")
		s.settle()
		for i := range 20 {
			s.server.say(anna, desk, fmt.Sprintf("say %d is said", i))
		}
		s.settle()
		s.wants(20, desk, "is said")
		close(hang)
		s.settle()
		s.wants(1, desk, "told by mail")

		s.outside.stage(func(flows.Way) error { return nil })
		s.server.say(anna, desk, "now")
		s.server.stage(func(r request) error {
			if r.what == "Send" {
				return errors.New("fake: the homeserver is down")
			}
			return nil
		})
		s.settle()
		if got := s.outside.all(); len(got) != 2 {
			t.Errorf("told were %q", got)
		}
		s.wants(1, desk, "told by mail")
		s.server.healthy()
		time.Sleep(time.Minute)
		s.wants(2, desk, "told by mail")
	})
}

// Many notices for one person, while one is under way, are one.
func TestNoticesOfOnePersonAreOne(t *testing.T) {
	notifying(t, func(s *stage) {
		desk := s.desk("support")
		hang := make(chan struct{})
		s.outside.stage(func(flows.Way) error { <-hang; return nil })
		for range 10 {
			s.server.say(anna, desk, "soon")
			s.settle()
		}
		close(hang)
		s.settle()
		if got := s.outside.all(); len(got) != 2 {
			t.Errorf("told were %q", got)
		}
		s.wants(10, desk, "told by mail")
	})
}

// However much is under way, there is room for what is urgent.
func TestUrgentNoticesPass(t *testing.T) {
	n := newNotices()
	add := func(seq uint64, p flows.Person, urgent bool) {
		n.add(&outgoing{Seq: seq, effect: flows.Notify{Person: p, Urgent: urgent}, place: flows.Place{Kind: outside, Person: p}})
	}
	for i := range uint64(parallel + 3) {
		add(i, flows.Person(fmt.Sprint("@", i)), false)
	}
	for range parallel {
		if n.take() == nil {
			t.Fatal("there was room")
		}
	}
	if n.take() != nil {
		t.Error("there was no room")
	}
	add(100, "@urgent", true)
	if all := n.take(); len(all) != 1 || all[0].place.Person != "@urgent" {
		t.Errorf("%v was taken", all)
	}
}

// personalDay is what a person does in their direct room, and at the desk.
var personalDay = []string{
	"coordinator-s direct: notify mail anna@example.org",
	"coordinator-s direct: notify ntfy https://ntfy.example.org/topic-4711",
	"coordinator-s direct: language it",
	"coordinator-s direct: quiet 20:00-7:00",
	"coordinator-s direct: avvisi prova",
	"coordinator-s desk: add @manager-s:example.org",
	"tick 2m", // until the room is open, however often the bot is started again
	"manager-s direct: away until Friday",
	"coordinator-s desk: oncall Sat-Sun 8-8 @manager-s:example.org",
	"manager-s direct: notify mail manager@example.org",
	"coordinator-s desk: remove @manager-s:example.org",
}

// TestCrashMatrixOfNotices plays it with a fault at every commit, every action and
// every notice. Everybody has seen every message once, and every notice has gone out,
// at most once more than there were crashes.
func TestCrashMatrixOfNotices(t *testing.T) {
	const stride = 12 // of fewer, none gets as far as to note that it is done
	undisturbed, want := noticesWith(t, injection{})
	if len(want) != 5 {
		t.Fatalf("%d notices went out", len(want))
	}
	for _, in := range injections {
		for from := range stride {
			in.every, in.from = stride, from
			t.Run(fmt.Sprintf("%s/%d", in.name, from), func(t *testing.T) {
				t.Parallel()
				o, told := noticesWith(t, in)
				o.compare(t, undisturbed)
				if t.Failed() {
					t.Logf("log:\n%s", strings.Join(o.log, "\n"))
				}
				if len(told) != len(want) {
					t.Errorf("%d notices have gone out, of %d", len(told), len(want))
				}
				for name, n := range told {
					if n > 1+o.faults {
						t.Errorf("%s went out %d times with %d faults", name, n, o.faults)
					}
				}
			})
		}
	}
}

// noticesWith plays it with faults, and counts the notices by their names.
func noticesWith(t *testing.T, in injection) (o outcomeOf, told map[string]int) {
	told = map[string]int{}
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.server.delay = in.delayed
		if fault := in.fault; fault != nil {
			in.fault = func(s *stage, r request) error {
				if err := fault(s, r); r.what != "Notice" { // a way that fails is told, and not tried again
					return err
				}
				return nil
			}
		}
		o = s.playedWith(in, personalDay)
		for _, name := range s.outside.names() {
			told[name]++
		}
	})
	return o, maps.Clone(told)
}
