package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/bot/store"
	"asapbot/flows"
)

// numbers are lines that make the toy say the numbers from one to another.
func numbers(from, to int) (lines, want []string) {
	for i := from; i < to; i++ {
		lines, want = append(lines, fmt.Sprintf("say %d", i)), append(want, fmt.Sprint(i))
	}
	return lines, want
}

// hidden is a text whose key has not come.
func (s *stage) hidden(room, text string) (event string) {
	return s.server.postBroken(person("coordinator-p"), room,
		matrix.Message{Kind: matrix.Text, Text: text}, fmt.Errorf("fake: %w", matrix.ErrNoKey))
}

// key gives an event its key, and says so.
func (s *stage) key(room, event string) {
	s.server.mend(event)
	s.life.client.keys <- room
}

// A message without its key lets others pass, and is read when the key comes.
func TestWaitingForAKey(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		first, second := s.hidden(desk, "say first"), s.hidden(desk, "say second")
		s.tell(desk, "say third")
		s.settle()
		s.sees(desk, "third")
		s.key(desk, first)
		s.settle()
		s.sees(desk, "third", "first")
		s.restart()
		s.settle()
		s.key(desk, second)
		s.settle()
		time.Sleep(10 * time.Minute)
		s.sees(desk, "third", "first", "second")
	})
}

// Waiting messages that become readable together are handled in their order, and
// before what came after them, if that has not been handled yet.
func TestWaitingKeepsItsOrder(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		var events []string
		var want []string
		for i := range 3 * most {
			want = append(want, fmt.Sprint(i))
			events = append(events, s.hidden(desk, fmt.Sprint("say ", i)))
		}
		s.settle()
		for _, event := range events {
			s.server.mend(event)
		}
		s.life.client.keys <- desk
		s.settle()
		s.sees(desk, want...)
	})
}

// After three minutes the person is told, and only once.
func TestKeyThatNeverComes(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.hidden(desk, "say nothing")
		time.Sleep(keyWait - time.Second)
		s.sees(desk)
		time.Sleep(pollTimeout + 20*time.Second)
		s.sees(desk, "unreadable no\\_key")
		s.restart()
		time.Sleep(10 * time.Minute)
		s.sees(desk, "unreadable no\\_key")
		if n := s.entries(store.Inbox, ""); n != 0 {
			t.Errorf("%d entries are left in the inbox", n)
		}
	})
}

// The time in which neither the bot nor the homeserver could have brought the key
// does not count.
func TestDowntimeIsNoWaitingForAKey(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		first := s.hidden(desk, "say first")
		s.settle()
		s.kill()
		time.Sleep(time.Hour)
		s.server.delay = 0
		s.start()
		time.Sleep(time.Millisecond)
		s.key(desk, first)
		s.settle()
		s.sees(desk, "first")
		second := s.hidden(desk, "say second")
		s.settle()
		s.server.stage(func(r request) error {
			if r.what == "Sync" {
				return errors.New("fake: down")
			}
			return nil
		})
		time.Sleep(time.Hour)
		s.server.healthy()
		s.key(desk, second)
		s.settle()
		s.sees(desk, "first", "second")
	})
}

// One that fails to be read keeps its room's order and holds up nobody else. In the
// end the person is told.
func TestMessageThatFailsForEver(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		other := s.desk("support")
		s.tell(desk, "say before")
		s.server.postBroken(person("coordinator-p"), desk, matrix.Message{}, errors.New("fake: out of order"))
		s.tell(desk, "say after")
		for i := range 5 {
			s.server.say(person("coordinator-s"), other, fmt.Sprint("say ", i))
			time.Sleep(time.Second)
			s.sees(other, strings.Split("0 1 2 3 4", " ")[:i+1]...)
		}
		s.sees(desk, "before")
		time.Sleep(10 * time.Minute)
		s.sees(desk, "before", "unreadable no\\_key", "after")
		if n := s.log.mentions("cannot be handled"); n < 3 || n > 8 {
			t.Errorf("%d lines in the log", n)
		}
	})
}

// A trouble that passes changes nothing.
func TestReadingFailsForAWhile(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		var reads atomic.Int64
		s.server.stage(func(r request) error {
			if r.what == "Read" && reads.Add(1)%3 != 0 {
				return errors.New("fake: out of order")
			}
			return nil
		})
		lines, want := numbers(0, 20)
		s.tell(desk, lines...)
		time.Sleep(5 * time.Minute)
		s.sees(desk, want...)
	})
}

// An input that makes the core panic is put aside, without a word of what it says
// in the log, and so is what the core decides and nobody can store; the bot goes on.
func TestPanicIsParked(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "say one", "panic secret", "unstorable", "panic secret", "say two")
		s.settle()
		s.sees(desk, "one", "two")
		if n := s.entries(store.Parked, ""); n != 3 {
			t.Errorf("%d inputs are parked", n)
		}
		if n := s.log.mentions("panic at asapbot/bot.(*toy).obey"); n != 2 {
			t.Errorf("the log does not say where it panicked:\n%s", strings.Join(s.log.all(), "\n"))
		}
		if s.log.mentions("secret")+s.log.mentions("words") != 0 {
			t.Error("the log repeats what was said")
		}
		s.restart()
		s.tell(desk, "say three")
		s.settle()
		s.sees(desk, "one", "two", "three")
	})
}

// A person who writes ten thousand messages gets ten thousand answers, and nobody
// else has to wait for them: whoever writes meanwhile is in the next commit but one.
func TestFlood(t *testing.T) {
	const flood = 10_000
	withToy(t, func(s *stage, desk string) {
		other := s.desk("support")
		s.server.page = flood
		lines, want := numbers(0, flood)
		var asked, answered int       // by the other desk
		var reads, since, longest int // of the flood
		var mu sync.Mutex
		s.server.stage(func(r request) error {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case r.what == "Read" && r.room == desk:
				if reads++; reads%500 == 0 && asked == answered {
					s.server.say(person("coordinator-s"), other, fmt.Sprint("say ", asked))
					asked, since = asked+1, reads
				}
			case r.what == "Send" && r.room == other && r.after:
				answered++
				longest = max(longest, reads-since)
			}
			return nil
		})
		s.tell(desk, lines...)
		time.Sleep(10 * time.Minute)
		s.sees(desk, want...)
		if answered < 10 || asked != answered {
			t.Errorf("the other desk asks %d times and hears %d answers", asked, answered)
		}
		t.Logf("at most %d messages of the flood are read between a question of the other desk and its answer", longest)
		if longest > 20*most {
			t.Error("the flood comes first")
		}
	})
}

// What a limited timeline leaves out is filled in, in order, even if the bot is
// killed meanwhile, the homeserver repeats itself, and more gaps come.
func TestGaps(t *testing.T) {
	for _, overlap := range []int{0, 3} {
		t.Run(fmt.Sprint("overlap ", overlap), func(t *testing.T) {
			withToy(t, func(s *stage, desk string) {
				s.server.page, s.server.overlap = 20, overlap
				lines, want := numbers(0, 500)
				s.tell(desk, "say before")
				s.settle()
				s.kill()
				s.tell(desk, lines[:300]...)
				s.start()
				var crashing atomic.Int64
				s.server.stage(func(r request) error {
					if (r.what == "Backfill" || r.what == "Update") && crashing.Add(1)%15 == 0 {
						r.of.crash()
					}
					return nil
				})
				for i := 300; i < 500; i += 100 {
					for range 30 {
						if s.life.dead.Load() {
							<-s.life.ended
							s.start()
						}
						time.Sleep(time.Second)
					}
					s.tell(desk, lines[i:i+100]...)
				}
				for range 60 {
					if s.life.dead.Load() {
						<-s.life.ended
						s.start()
					}
					time.Sleep(time.Second)
				}
				s.sees(desk, append([]string{"before"}, want...)...)
				if n := s.entries(store.Inbox, ""); n != 0 {
					t.Errorf("%d entries are left in the inbox", n)
				}
			})
		})
	}
}

// A gap that the homeserver does not fill holds up its room and no other; if it
// never will, the room goes on without.
func TestGapThatIsNotFilled(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		other := s.desk("support")
		s.server.page = 5
		s.stop()
		lines, want := numbers(0, 10)
		s.tell(desk, lines...)
		refuse := func(err error) {
			s.server.stage(func(r request) error {
				if r.what == "Backfill" {
					return err
				}
				return nil
			})
		}
		refuse(errors.New("fake: out of order"))
		s.start()
		s.settle()
		s.server.say(person("coordinator-s"), other, "say here")
		time.Sleep(time.Minute)
		s.sees(desk)
		s.sees(other, "here")
		refuse(errFakeForbidden)
		time.Sleep(time.Minute)
		s.sees(desk, want[5:]...)
	})
}

// After a long time off, every room has a gap.
func TestGapsInEveryRoom(t *testing.T) {
	const desks = 200
	staged(t, func(s *stage) {
		s.config.Services = nil
		for i := range desks {
			s.config.Services = append(s.config.Services, flows.Service{
				ID: flows.ServiceID(fmt.Sprint("s", i)), Kind: flows.Support, Language: "en", Zone: "UTC",
				Coordinators: []flows.Person{flows.Person(person(fmt.Sprint("c", i)))},
			})
		}
		s.prepare = func(b *Bot) { b.step, b.stepNetwork = toyCase, toyNetwork }
		s.start()
		time.Sleep(time.Minute)
		s.stop()
		s.server.page = 2
		lines, want := numbers(0, 5)
		for i := range desks {
			for _, line := range lines {
				s.server.say(person(fmt.Sprint("c", i)), s.desk(flows.ServiceID(fmt.Sprint("s", i))), line)
			}
		}
		s.start()
		time.Sleep(time.Minute)
		for i := range desks {
			s.sees(s.desk(flows.ServiceID(fmt.Sprint("s", i))), want...)
		}
	})
}

// The homeserver may show an event twice, in one batch or later.
func TestReplays(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		event := s.tell(desk, "say once")
		s.settle()
		s.server.replay(event, event)
		s.settle()
		s.restart()
		s.server.replay(event)
		s.settle()
		s.sees(desk, "once")
	})
}

// Rooms that are not ours: what is said there is nobody's business, and the bot
// does not come when it is called.
func TestRoomsOfOthers(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		for range 2 { // it may be asked again
			s.server.inviteBot(person("stranger"), "!elsewhere")
			s.settle()
			if s.server.invites("!elsewhere") {
				t.Error("the invitation is not declined")
			}
		}
		s.server.mu.Lock()
		s.server.rooms["!elsewhere"].members[botUser] = "join"
		s.server.mu.Unlock()
		s.tell("!elsewhere", "say something")
		s.settle()
		if len(s.server.said("!elsewhere")) != 0 {
			t.Error("the bot talks in a room that is not its own")
		}
		s.server.inviteBot(person("stranger"), "!broken")
		s.server.stage(func(r request) error {
			if r.what == "Decline" && r.room == "!broken" {
				return errors.New("fake: out of order")
			}
			return nil
		})
		s.settle()
		s.server.inviteBot(person("stranger"), "!another")
		s.settle()
		if s.server.invites("!another") {
			t.Error("one invitation that cannot be declined holds up another")
		}
	})
}

// putBack undoes take, whatever lies between.
func TestPutBackUndoesTake(t *testing.T) {
	in := newInbox()
	var want []string
	for i := range 100 {
		e := entry{Seq: uint64(i), Event: &matrix.Event{ID: fmt.Sprint("$", i), Room: fmt.Sprint("!", i%7%5)}}
		in.add(e)
		want = append(want, e.Event.Room+e.Event.ID)
	}
	for range 5 {
		in.putBack(in.take())
	}
	in.fail("!3", time.Now())
	if es := in.take(); slices.ContainsFunc(es, func(e entry) bool { return e.room() == "!3" }) {
		t.Error("a room that rests has a turn")
	} else {
		in.putBack(es)
	}
	in.goOn("!3")
	var got []string
	for !in.idle() {
		for _, e := range in.take() {
			got = append(got, e.Event.Room+e.Event.ID)
		}
	}
	byRoom := func(list []string) []string {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b string) int { return strings.Compare(a[:2], b[:2]) })
		return list
	}
	if !slices.Equal(byRoom(got), byRoom(want)) {
		t.Errorf("got %v", byRoom(got))
	}
}
