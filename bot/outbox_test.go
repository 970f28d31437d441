package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// attempts notes when something was tried, in a room.
type attempts struct {
	mu sync.Mutex
	at []time.Time
}

func (a *attempts) note() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = append(a.at, time.Now())
}

func (a *attempts) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.at)
}

// failing has every send into a room fail, before or after it took effect.
func (s *stage) failing(room string, after bool, err error) *attempts {
	var a attempts
	s.server.stage(func(r request) error {
		if r.what == "Send" && r.room == room && r.after == after {
			a.note()
			return err
		}
		return nil
	})
	return &a
}

// A room whose sends fail keeps its order, is tried less and less often, and holds
// nobody else up.
func TestFailingRoomHoldsNobodyUp(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		other := s.desk("support")
		tries := s.failing(desk, false, errors.New("fake: out of order"))
		s.tell(desk, "say one", "say two", "say three")
		s.settle()
		s.server.say(person("coordinator-s"), other, "say four")
		s.settle()
		s.sees(other, "four")
		time.Sleep(10 * time.Minute)
		s.sees(desk)
		if n := tries.count(); n < 30 || n > 60 {
			t.Errorf("%d tries in ten minutes", n)
		}
		if n := s.log.mentions("could not be sent"); n < 3 || n > 10 {
			t.Errorf("%d lines in the log:\n%s", n, strings.Join(s.log.all(), "\n"))
		}
		s.server.healthy()
		time.Sleep(20 * time.Second)
		s.sees(desk, "one", "two", "three")
	})
}

// Whatever fails, a room's messages stand there once and in their order.
func TestOrderWithinARoom(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		var want []string
		n := 0
		s.server.delay = slow
		s.server.stage(func(r request) error {
			if r.what != "Send" {
				return nil
			}
			switch n++; n % 7 {
			case 1:
				return errors.New("fake: no answer")
			case 4:
				s.server.forget()
				return errors.New("fake: restarted")
			}
			time.Sleep(time.Duration(n%5) * 10 * time.Millisecond)
			return nil
		})
		for i := range 40 {
			want = append(want, fmt.Sprint("number ", i))
			s.tell(desk, "say "+want[i])
			if i%10 == 9 {
				time.Sleep(2 * time.Second)
				s.restart()
			}
		}
		time.Sleep(5 * time.Minute)
		s.sees(desk, want...)
	})
}

// What the homeserver will never take goes out of the way, and the core hears of it.
func TestPermanentRefusal(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		other := s.desk("support")
		s.failing(other, false, errFakeForbidden)
		s.server.say(person("coordinator-s"), other, "say something")
		s.settle()
		s.sees(desk, "undelivered n5")
		if n := s.entries(store.Outbox, ""); n != 0 {
			t.Errorf("%d entries are left", n)
		}
		s.server.healthy()
		s.server.say(person("coordinator-s"), other, "say more")
		s.settle()
		s.sees(other, "more")
	})
}

// What cannot be worded, or is to replace what does not stand there, is a fault of
// that one message.
func TestUnwordedMessage(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		for _, line := range []string{"unworded", "recard nothing", "say on we go"} {
			s.tell(desk, line)
			s.settle()
		}
		s.sees(desk, "undelivered n5", "undelivered n7", "on we go")
	})
}

// A room that cannot be opened is tried again for ever, and what belongs there waits.
func TestRoomThatDoesNotOpen(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		refused := errFakeForbidden
		s.server.stage(func(r request) error {
			if r.what == "OpenRoom" {
				return refused
			}
			return nil
		})
		s.tell(desk, "open K-1", "say patience")
		time.Sleep(10 * time.Minute)
		s.sees(desk, "patience")
		s.restart()
		time.Sleep(time.Minute)
		s.server.healthy()
		time.Sleep(time.Minute)
		if s.room(flows.Shared("K-1")) == "" {
			t.Error("the room is not open")
		}
	})
}

// A case may say something at a desk that is not open yet.
func TestDeskThatIsNotOpenYet(t *testing.T) {
	staged(t, func(s *stage) {
		s.prepare = func(b *Bot) { b.step, b.stepNetwork = toyCase, toyNetwork }
		s.config.Services = s.config.Services[1:] // the programme comes later
		s.start()
		s.settle()
		support := s.desk("support")
		s.server.say(person("coordinator-s"), support, "open K-1")
		s.settle()
		room := s.room(flows.Shared("K-1"))
		s.stop()
		s.config = services("en")
		s.server.stage(func(r request) error {
			if r.what == "OpenRoom" {
				return errors.New("fake: later")
			}
			return nil
		})
		s.start()
		s.tell(room, "desk hello", "say here")
		time.Sleep(time.Minute)
		s.sees(room, "here")
		s.restart()
		time.Sleep(time.Minute)
		s.server.healthy()
		time.Sleep(time.Minute)
		s.sees(s.desk("programme"), "hello")
	})
}

// The echo may come before the answer to sending, long before.
func TestEchoBeforeTheAnswer(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.server.stage(func(r request) error {
			if r.what == "Send" && r.after {
				time.Sleep(30 * time.Second)
			}
			return nil
		})
		s.tell(desk, "ask what?")
		time.Sleep(10 * time.Second)
		if n := s.entries(store.Outbox, ""); n != 1 { // the message that says "delivered"
			t.Errorf("%d entries in the outbox", n)
		}
		s.restart()
		time.Sleep(5 * time.Minute)
		s.sees(desk, "what? ( ) Yes ( ) No", "delivered poll/n5")
	})
}

// Only the echo after a restart tells that a message had been sent: the answer was
// never heard, and the homeserver has forgotten the transaction.
func TestEchoOnlyAfterRestart(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.server.delay = slow
		s.server.stage(func(r request) error {
			if r.what == "Send" && r.after {
				s.server.forget()
				r.of.crash()
			}
			return nil
		})
		s.tell(desk, "ask what?")
		<-s.life.ended
		s.server.healthy()
		time.Sleep(time.Minute)
		s.start()
		s.settle()
		s.sees(desk, "what? ( ) Yes ( ) No", "delivered poll/n5")
	})
}

// A vote may come in the same batch as the poll's own echo.
func TestVoteBesideTheEcho(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.server.stage(func(r request) error {
			if r.what == "Send" && r.after {
				if said := s.server.said(desk); said[len(said)-1].content.Poll != nil {
					s.server.vote(person("coordinator-p"), desk, said[len(said)-1].ID, said[len(said)-1].choice("yes"))
				}
				time.Sleep(time.Second)
				return errors.New("fake: no answer")
			}
			return nil
		})
		s.tell(desk, "ask what?")
		time.Sleep(time.Minute)
		s.server.healthy()
		time.Sleep(time.Minute)
		s.sees(desk, "what? ( ) Yes ( ) No", "delivered poll/n5", "tapped yes of poll/n5")
	})
}

// A message that stays is replaced and pinned, also when all three wait together.
func TestStandingMessage(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.failing(desk, false, errors.New("fake: later"))
		s.tell(desk, "card one", "recard two")
		s.settle()
		s.restart()
		s.settle()
		s.server.healthy()
		time.Sleep(time.Minute)
		s.sees(desk, "one", "(instead of an earlier one) two")
		card := s.server.said(desk)[1]
		if pinned := s.server.pinned(desk); !slices.Equal(pinned, []string{card.ID}) {
			t.Errorf("%q is pinned, not %s", pinned, card.ID)
		}
	})
}

// slowRooms opens more rooms than are served side by side; whatever is sent there, and not
// to the desk, hangs for most of a minute in a homeserver that takes its time.
func (s *stage) slowRooms(desk string) (rooms []string) {
	for i := range 2 * parallel {
		code := flows.CaseCode(fmt.Sprintf("K-%02d", i))
		s.tell(desk, "open "+string(code))
		s.settle()
		rooms = append(rooms, s.room(flows.Shared(code)))
	}
	s.server.stage(func(r request) error {
		if r.what == "Send" && !r.after && r.room != desk {
			time.Sleep(50 * time.Second)
		}
		return nil
	})
	return rooms
}

// Eight rooms hang in a homeserver that takes its time; an alert leaves all the
// same, and before what is older.
func TestUrgentLane(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		rooms := s.slowRooms(desk)
		for _, room := range rooms {
			s.tell(room, "say slow")
		}
		s.settle()
		s.tell(desk, "say not urgent")
		s.settle()
		s.sees(desk)
		s.tell(desk, "urgent come")
		s.settle()
		s.sees(desk, "not urgent", "come") // in its room's order
		time.Sleep(5 * time.Minute)
		for _, room := range rooms {
			s.sees(room, "slow")
		}
	})
}

// Many rooms are to be called, in a homeserver that takes its time: they take turns, and
// whoever waits for an answer has it at once. Each is called in the end.
func TestCallsTakeTurns(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		rooms := s.slowRooms(desk)
		for _, room := range rooms {
			s.tell(room, "ring come")
		}
		s.settle()
		s.tell(desk, "say at once")
		s.settle()
		s.sees(desk, "at once")
		time.Sleep(51 * time.Second)
		called := 0
		for _, room := range rooms {
			called += len(s.server.said(room))
		}
		if called != bells {
			t.Errorf("%d rooms are called in the time of one call", called)
		}
		time.Sleep(15 * time.Minute)
		for _, room := range rooms {
			s.sees(room, "(rings ) come")
		}
	})
}

// While an alert is on its way nothing else begins to ring; afterwards it does.
func TestNothingRingsBesideAnAlert(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		rooms := s.slowRooms(desk)
		alerted, reminded := rooms[0], rooms[1]
		s.tell(alerted, "urgent come")
		s.tell(reminded, "ring come")
		time.Sleep(55 * time.Second)
		s.sees(alerted, "come")
		s.sees(reminded)
		time.Sleep(50 * time.Second)
		s.sees(reminded, "(rings ) come")
	})
}

// Something urgent does not hang behind what the homeserver fails to take in the same
// room, and what was overtaken is sent later, once.
func TestUrgentOvertakes(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		hangs := ""
		s.server.stage(func(r request) error {
			if r.what != "Send" || r.room != desk || r.after {
				return nil
			}
			if hangs == "" {
				hangs = r.transaction
			}
			if r.transaction == hangs && hangs != "over" {
				return errors.New("fake: out of order")
			}
			return nil
		})
		s.tell(desk, "say one")
		s.settle()
		s.tell(desk, "say two")
		s.settle()
		s.sees(desk)
		s.tell(desk, "urgent come")
		s.settle()
		s.sees(desk, "come")
		s.tell(desk, "urgent quick")
		s.settle()
		s.restart()
		s.settle()
		s.sees(desk, "come", "quick")
		hangs = "over"
		time.Sleep(10 * time.Minute)
		s.sees(desk, "come", "quick", "one", "two")
	})
}

// Without the homeserver nothing is tried in vain, and the log stays readable.
func TestHomeserverDownForADay(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.tell(desk, "set morning 12h", "say before")
		s.settle()
		down := errors.New("fake: connection refused")
		var tries attempts
		s.server.stage(func(r request) error {
			if r.what == "Update" || r.what == "Read" {
				return nil
			}
			if r.what == "Send" {
				tries.note()
			}
			return down
		})
		for range 20 {
			s.tell(desk, "say during")
		}
		time.Sleep(24 * time.Hour)
		if n := len(s.log.all()); n > 150 {
			t.Errorf("%d lines in the log", n)
		}
		if n := tries.count(); n > 5 {
			t.Errorf("%d sends were tried in vain", n)
		}
		s.server.healthy()
		time.Sleep(time.Minute)
		if got := s.texts(desk); len(got) != 22 || s.count(desk, "during") != 20 {
			t.Errorf("the desk sees %q", got)
		}
		s.wants(1, desk, "fired morning")
		if s.log.mentions("answers again") != 1 {
			t.Error("the log does not say that the homeserver is back")
		}
	})
}

// BenchmarkOutbox empties an outbox with something for very many rooms.
func BenchmarkOutbox(b *testing.B) {
	for _, rooms := range []int{100, 10_000} {
		b.Run(fmt.Sprint(rooms), func(b *testing.B) {
			for b.Loop() {
				o := newOutbox()
				o.received(1, nil)
				for i := range rooms {
					in := flows.Shared(flows.CaseCode(fmt.Sprint("K-", i)))
					o.add([]*outgoing{{Seq: uint64(i), place: in, effect: flows.Say{To: in}, transaction: fmt.Sprint(i)}})
				}
				for range rooms {
					one, _ := o.take(time.Now())
					o.sent(one, "$")
					o.forget(map[*outgoing]bool{one: true})
					o.putDown(one, time.Now())
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rooms), "ns/message")
		})
	}
}

// A service whose language has changed is spoken to in that language, in the rooms
// that are there and in those that are still to open; also after a crash.
func TestRoomsWhereTheLanguageChanges(t *testing.T) {
	staged(t, func(s *stage) {
		s.start()
		s.settle()
		support := s.desk("support")
		s.server.say(person("coordinator-s"), support, "help")
		s.settle()
		s.wants(1, support, "What you can write here")
		s.stop()
		s.config = services("it")
		s.start()
		s.settle()
		for range 2 {
			s.server.say(person("coordinator-s"), support, "aiuto")
			s.settle()
			s.restart()
			s.settle()
		}
		s.wants(1, support, "What you can write here")
		s.wants(2, support, "Cosa puoi scrivere qui")
		if n := s.entries(store.Outbox, ""); n != 0 {
			t.Errorf("%d entries wait", n)
		}
	})
	staged(t, func(s *stage) {
		closed := func(r request) error {
			if r.what == "OpenRoom" {
				return errors.New("fake: later")
			}
			return nil
		}
		s.server.stage(closed)
		s.start()
		s.settle()
		s.stop()
		s.config = services("it")
		s.start()
		s.settle()
		s.server.stage(func(request) error { return nil })
		time.Sleep(time.Hour)
		support := s.desk("support")
		s.server.say(person("coordinator-s"), support, "aiuto")
		s.settle()
		s.wants(1, support, "Cosa puoi scrivere qui")
	})
}
