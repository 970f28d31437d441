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

// Due says that a side's moment to be told once more has come. It may come late.
type Due struct{ Side int }

// Unreached says that somebody who was told could not be reached, by no way: the next
// rung is told at once, unless others were told with them.
type Unreached struct {
	Side   int
	Person string
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

// Reopened takes the end back: both sides are told anew.
type Reopened struct{}

func (Responded) input() {}
func (Due) input()       {}
func (Unreached) input() {}
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

// Silent is to tell the other side that a whole service was told and nobody answers.
type Silent struct{ Side int }

// Taken is to say who has taken it for a side.
type Taken struct{ Side int }

func (Tell) reply()   {}
func (Silent) reply() {}
func (Taken) reply()  {}

// House is what an alert needs to know of the two services at this moment: whom to
// tell, rung by rung (never none while a service has one person), and how long a rung
// has to answer.
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
	t.a.Sides[from].Taken = Answer{By: by, At: now, How: OnIt}
	for side := range t.a.Sides {
		t.climb(side)
	}
	return t.a, t.replies
}

// Step takes one input.
func (a Alert) Step(in Input, h House, now time.Time) (Alert, []Reply) {
	t := turn{a: a.clone(), house: h, now: now}
	switch in := in.(type) {
	case Responded:
		t.responded(in)
	case Due:
		t.due(in.Side)
	case Unreached:
		t.unreached(in)
	case Happened:
		t.a.Count++
		t.a.Last = now
	case Spoke:
		t.a.Sides[in.Side].Talked = Answer{By: in.By, At: now}
		t.take(in.Side, in.By, OnIt) // who has spoken has taken it
	case Finished:
		t.finish(in.How)
	case Reopened:
		t.reopen()
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

func (t *turn) responded(in Responded) {
	switch {
	case !t.a.Open():
	case in.How == PassOn:
		if s := t.a.Sides[in.Side]; !s.Answered() || s.Taken.By == in.By {
			t.a.Sides[in.Side].Taken = Answer{}
			t.climb(in.Side)
		}
	default:
		t.take(in.Side, in.By, in.How)
	}
}

// take notes who answers for a side; the first one does.
func (t *turn) take(side int, by string, how Response) {
	s := &t.a.Sides[side]
	if !t.a.Open() || s.Answered() {
		return
	}
	s.Taken, s.Next = Answer{By: by, At: t.now, How: how}, time.Time{}
	t.do(Taken{Side: side})
}

// due climbs where the moment has come; an early or a second firing changes nothing.
func (t *turn) due(side int) {
	s := t.a.Sides[side]
	if t.a.Open() && !s.Answered() && !s.Next.IsZero() && !t.now.Before(s.Next) {
		t.climb(side)
	}
}

// unreached climbs at once where everybody who was told last is out of reach.
func (t *turn) unreached(in Unreached) {
	s := t.a.Sides[in.Side]
	if !t.a.Open() || s.Answered() || len(s.Told) == 0 || s.Told[len(s.Told)-1] != in.Person {
		return
	}
	if ladder := t.house.Ladder(in.Side); s.Rung <= len(ladder) && s.Rung > 0 && len(ladder[s.Rung-1].People) == 1 && s.Rounds == 0 {
		t.climb(in.Side)
	}
}

// climb tells the next rung. After the last one everybody is told again and again,
// and the other side learns that nobody answers, until a person ends it. Those who
// have taken it are told once, and then not asked any more.
func (t *turn) climb(side int) {
	s := &t.a.Sides[side]
	ladder := t.house.Ladder(side)
	if s.Rung < len(ladder) {
		rung := ladder[s.Rung]
		s.Rung++
		t.tell(side, rung, false)
	} else {
		s.Rounds++
		for _, rung := range ladder {
			t.tell(side, rung, true)
		}
		t.do(Silent{Side: side})
	}
	if !s.Answered() {
		s.Next = t.now.Add(t.house.Within(side))
	}
}

func (t *turn) tell(side int, rung Rung, again bool) {
	s := &t.a.Sides[side]
	for _, p := range rung.People {
		if !slices.Contains(s.Told, p) {
			s.Told = append(s.Told, p)
		}
	}
	t.do(Tell{Side: side, As: rung.As, People: rung.People, Again: again})
}

func (t *turn) finish(how Ending) {
	if !t.a.Open() {
		return
	}
	t.a.End, t.a.Ended = how, t.now
	for i := range t.a.Sides {
		t.a.Sides[i].Next = time.Time{}
	}
}

// reopen begins to tell both sides anew.
func (t *turn) reopen() {
	if t.a.Open() {
		return
	}
	t.a.End, t.a.Ended, t.a.Last = "", time.Time{}, t.now
	for i := range t.a.Sides {
		t.a.Sides[i] = Side{}
		t.climb(i)
	}
}
