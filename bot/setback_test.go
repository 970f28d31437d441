package bot

import (
	"testing"
	"time"

	"asapbot/flows"
)

// withAlert is a bot with an alert that nobody answers, raised by the programme. In a
// quarter of an hour the coordinator of victim support is told next.
func withAlert(t *testing.T, test func(s *stage, next string)) {
	t.Helper()
	staged(t, func(s *stage) {
		s.start()
		s.settle()
		if err := s.play(openedCase(t)); err != nil {
			t.Fatal(err)
		}
		if err := s.act("manager-p case: !alert weapon he showed a knife"); err != nil {
			t.Fatal(err)
		}
		s.settle()
		next := s.room(flows.Direct(flows.Person(person("coordinator-s"))))
		s.wants(0, next, askedNext)
		test(s, next)
	})
}

// askedNext stands in what those read who are told next.
const askedNext = "answer below, then call"

// A clock that is set back by an hour keeps nobody waiting, and repeats nothing.
func TestClockSetBackDuringAnAlert(t *testing.T) {
	withAlert(t, func(s *stage, next string) {
		time.Sleep(10 * time.Minute)
		s.setClock(-time.Hour)
		time.Sleep(4 * time.Minute)
		s.wants(0, next, askedNext)
		time.Sleep(2 * time.Minute)
		s.wants(1, next, askedNext)
		s.setClock(-time.Hour) // and once more
		time.Sleep(12 * time.Minute)
		s.wants(1, next, askedNext)
		time.Sleep(4 * time.Minute)
		s.wants(2, next, askedNext) // everybody once more: it was the last rung
		if n := s.log.mentions("the machine's clock was set back"); n != 2 {
			t.Errorf("the log says so %d times", n)
		}
	})
}

// One that is set ahead tells the next at once, once, and goes on from there.
func TestClockSetAheadDuringAnAlert(t *testing.T) {
	withAlert(t, func(s *stage, next string) {
		time.Sleep(time.Minute)
		s.setClock(time.Hour)
		time.Sleep(15 * time.Second)
		s.wants(1, next, askedNext)
		time.Sleep(14 * time.Minute)
		s.wants(1, next, askedNext)
		time.Sleep(time.Minute)
		s.wants(2, next, askedNext)
		if n := s.log.mentions("clock"); n != 0 {
			t.Errorf("the log speaks of it %d times", n)
		}
	})
}

// Where the clock was set back while the bot was off, nobody waits longer than those who
// are told ever have to answer.
func TestClockSetBackWhileOff(t *testing.T) {
	withAlert(t, func(s *stage, next string) {
		s.kill()
		s.setClock(-5 * time.Hour)
		time.Sleep(time.Minute)
		s.start()
		time.Sleep(31 * time.Minute) // in the night that it now is, half an hour
		s.wants(1, next, askedNext)
	})
}

// A bot that was off for two days tells the next as soon as it is back, once.
func TestOffForTwoDaysDuringAnAlert(t *testing.T) {
	withAlert(t, func(s *stage, next string) {
		s.kill()
		time.Sleep(48 * time.Hour)
		s.start()
		time.Sleep(30 * time.Second)
		s.wants(1, next, askedNext)
		time.Sleep(14 * time.Minute)
		s.wants(1, next, askedNext)
		time.Sleep(time.Minute)
		s.wants(2, next, askedNext)
	})
}

// What is no step of a clock is none: a correction of seconds, a slow commit.
func TestSmallCorrectionsOfTheClock(t *testing.T) {
	withAlert(t, func(s *stage, next string) {
		for range 20 {
			s.setClock(-time.Second)
			time.Sleep(20 * time.Second)
		}
		if n := s.log.mentions("clock"); n != 0 {
			t.Errorf("the log speaks of it %d times", n)
		}
	})
}
