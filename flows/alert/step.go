package alert

import (
	"slices"
	"time"
)

// Input is what can happen to an alert.
type Input interface{ input() }

// Responded is a person's answer for their side.
type Responded struct {
	Side int
	By   string
	How  Response
}

// Due says that time has passed. It may come late.
type Due struct{}

// SetBack says that the clock was set back, by so much: what was to happen in five
// minutes happens in five minutes. By is zero where nobody knows whether it was.
type SetBack struct{ By time.Duration }

// Unreached says that somebody who was told could not be reached, by no way: the next
// rung is told at once, unless it reached others who were told with them.
type Unreached struct {
	Side   int
	Person string
}

// Came says that somebody has come to a side whom it concerns: who works the case from
// now on is told, whichever rung is next.
type Came struct {
	Side   int
	Person string
	As     string
}

// Happened says that the same has happened again.
type Happened struct{ By string }

// Spoke records that a side has had contact with the other.
type Spoke struct {
	Side int
	By   string
}

// Finished ends the alert: closed with an outcome, or withdrawn as a slip.
type Finished struct{ How Ending }

// Reopened takes the end back: the sides are told anew. Who does that has it in their
// own hands, as who raises it.
type Reopened struct {
	Side int
	By   string
}

func (Responded) input() {}
func (Due) input()       {}
func (SetBack) input()   {}
func (Unreached) input() {}
func (Came) input()      {}
func (Happened) input()  {}
func (Spoke) input()     {}
func (Finished) input()  {}
func (Reopened) input()  {}

// Reply is what then is to be done.
type Reply interface{ reply() }

// Tell is to tell people of a side, now and urgently. Again says that they were told
// before.
type Tell struct {
	Side   int
	As     string
	People []string
	Again  bool
}

// Silent is to tell the other side that a whole service was told and nobody answers,
// or that nobody of it can be reached.
type Silent struct {
	Side int
	Lost bool
}

// Lost is to tell the other side that it reached none of those who were told last, and
// the next are told.
type Lost struct{ Side int }

// Taken is to say who has taken it for a side.
type Taken struct{ Side int }

// Remind is to remind of what is still to be done.
type Remind struct{}

func (Tell) reply()   {}
func (Silent) reply() {}
func (Lost) reply()   {}
func (Taken) reply()  {}
func (Remind) reply() {}

// House is what an alert needs to know of the two services at this moment: whom to
// tell, rung by rung (none only where nobody is left there), and how long a rung has
// to answer.
type House interface {
	Ladder(side int) []Rung
	Within(side int) time.Duration
}

// Raise begins an alert. Who raises it has it in their own hands: for that service it
// is taken.
func Raise(number int, kind Kind, by string, from int, h House, now time.Time) (Alert, []Reply) {
	t := turn{house: h, now: now, a: Alert{
		Number: number, Kind: kind, By: by, From: from, Raised: now, Count: 1, Last: now,
	}}
	t.begin(from, by)
	return t.a, t.replies
}

// Step takes one input.
func (a Alert) Step(in Input, h House, now time.Time) (Alert, []Reply) {
	t := turn{a: a.clone(), house: h, now: now}
	back, _ := in.(SetBack)
	t.nearer(back.By)
	switch in := in.(type) {
	case Responded:
		t.responded(in)
	case Due:
		t.due()
	case Unreached:
		t.unreached(in)
	case Came:
		if t.a.Open() && !t.a.Sides[in.Side].Answered() {
			t.tell(in.Side, Rung{As: in.As, People: []string{in.Person}}, false)
		}
	case Happened:
		t.a.Count++
		t.a.Last = now
	case Spoke:
		t.a.Sides[in.Side].Talked = Answer{By: in.By, At: now}
		t.take(in.Side, in.By, OnIt) // who has spoken has taken it
	case Finished:
		t.finish(in.How)
	case Reopened:
		t.reopen(in)
	}
	return t.a, t.replies
}

// turn is one Step under way.
type turn struct {
	a       Alert
	house   House
	now     time.Time
	replies []Reply
}

func (t *turn) do(r Reply) { t.replies = append(t.replies, r) }

// begin tells both sides; for one of them somebody has it in their hands.
func (t *turn) begin(side int, by string) {
	t.a.Asked, t.a.Sides = t.now, [2]Side{}
	t.a.Sides[side].Taken = Answer{By: by, At: t.now, How: OnIt}
	for i := range t.a.Sides {
		t.climb(i)
	}
	t.remindLater()
}

// nearer brings moments nearer by as much as the clock was set back; and where one lies
// further ahead than anybody is ever given, it must have been, and nobody waits for it.
func (t *turn) nearer(back time.Duration) {
	for i := range t.a.Sides {
		if s := &t.a.Sides[i]; !s.Next.IsZero() {
			s.Next = earlier(s.Next.Add(-back), t.now.Add(t.house.Within(i)))
		}
	}
	if !t.a.Remind.IsZero() {
		t.a.Remind = earlier(t.a.Remind.Add(-back), t.now.Add(lastReminder))
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (t *turn) responded(in Responded) {
	switch {
	case !t.a.Open():
	case in.How == PassOn:
		t.passOn(&t.a.Sides[in.Side], in)
	default:
		t.take(in.Side, in.By, in.How)
	}
}

// passOn tells the next rung, once for each time that somebody was told or has taken it.
func (t *turn) passOn(s *Side, in Responded) {
	switch {
	case s.Answered() && s.Taken.By != in.By:
	case !s.Answered() && slices.Contains(s.Passed, in.By):
	default:
		s.Taken, t.a.Remind = Answer{}, time.Time{}
		s.Passed = append(without(s.Passed, in.By), in.By)
		t.climb(in.Side)
	}
}

func without(people []string, who string) []string {
	var others []string
	for _, p := range people {
		if p != who {
			others = append(others, p)
		}
	}
	return others
}

// take notes who answers for a side; the first one does.
func (t *turn) take(side int, by string, how Response) {
	s := &t.a.Sides[side]
	if !t.a.Open() || s.Answered() {
		return
	}
	s.Taken, s.Next = Answer{By: by, At: t.now, How: how}, time.Time{}
	t.do(Taken{Side: side})
	t.remindLater()
}

// remindLater lets the clock of what follows run, once both have answered.
func (t *turn) remindLater() {
	t.a.Remind = time.Time{}
	if t.a.Open() && !t.a.Waits() {
		t.a.Remind = t.now.Add(min(firstReminder<<min(t.a.Reminded, 6), lastReminder))
	}
}

// due does what the moment has come for; an early or a second firing changes nothing.
func (t *turn) due() {
	for side := range t.a.Sides {
		if s := t.a.Sides[side]; t.a.Open() && !s.Answered() && !s.Next.IsZero() && !t.now.Before(s.Next) {
			t.climb(side)
		}
	}
	if t.a.Open() && !t.a.Remind.IsZero() && !t.now.Before(t.a.Remind) {
		t.a.Reminded++
		t.do(Remind{})
		t.remindLater()
	}
}

// unreached climbs at once where it has reached none of those who were told last.
// After the last rung only the other side can help, and is told so.
func (t *turn) unreached(in Unreached) {
	s := &t.a.Sides[in.Side]
	at := slices.IndexFunc(s.Told, func(told Told) bool { return told.Who == in.Person && !told.Lost })
	if !t.a.Open() || at < 0 {
		return
	}
	s.Told[at].Lost = true
	switch {
	case s.Answered() || !s.lost() || s.Rounds > 0 || at < len(s.Told)-s.Newest:
	case s.Rung < len(t.house.Ladder(in.Side)):
		t.do(Lost{Side: in.Side})
		t.climb(in.Side)
	default:
		t.do(Silent{Side: in.Side, Lost: true})
	}
}

// climb tells the next rung. After the last one everybody is told again and again,
// and the other side learns that nobody answers, until a person ends it. Those who
// have taken it are told once, and then not asked any more.
func (t *turn) climb(side int) {
	s := &t.a.Sides[side]
	ladder := t.house.Ladder(side)
	lost := s.lost()
	s.Newest = 0
	if s.Rung < len(ladder) {
		rung := ladder[s.Rung]
		s.Rung++
		t.tell(side, rung, false)
	} else {
		s.Rounds++
		for _, rung := range ladder {
			t.tell(side, rung, true)
		}
		t.do(Silent{Side: side, Lost: lost || len(ladder) == 0})
	}
	if !s.Answered() {
		s.Next = t.now.Add(t.house.Within(side))
	}
}

func (t *turn) tell(side int, rung Rung, again bool) {
	s := &t.a.Sides[side]
	for _, p := range rung.People {
		s.Passed = without(s.Passed, p)
		if at := slices.IndexFunc(s.Told, func(told Told) bool { return told.Who == p }); at >= 0 {
			if at >= len(s.Told)-s.Newest {
				s.Newest--
			}
			s.Told = slices.Delete(s.Told, at, at+1)
		}
		s.Told = append(s.Told, Told{Who: p, At: t.now})
		s.Newest++
	}
	t.do(Tell{Side: side, As: rung.As, People: rung.People, Again: again})
}

func (t *turn) finish(how Ending) {
	if !t.a.Open() {
		return
	}
	t.a.End, t.a.Ended, t.a.Remind = how, t.now, time.Time{}
	for i := range t.a.Sides {
		t.a.Sides[i].Next = time.Time{}
	}
}

// reopen begins to tell both sides anew.
func (t *turn) reopen(in Reopened) {
	if t.a.Open() {
		return
	}
	t.a.End, t.a.Ended, t.a.Last, t.a.Reminded = "", time.Time{}, t.now, 0
	t.begin(in.Side, in.By)
}
