package flows_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/meeting"
	"asapbot/flows/message"

	"pgregory.net/rapid"
)

// ahead is a history in which meetings are planned, moved and cancelled, while people
// are away, the bot is off, and the clock is set; and what was said ahead of them.
type ahead struct {
	*house
	code flows.CaseCode
	// furthest is the latest moment at which the bot has looked at the meeting that is
	// planned now, and since is when it was confirmed or it last changed who is told.
	furthest, since time.Time
	said            map[string]bool // who was told of which meeting, at which of its moments
	promised        []promise       // ahead of the meeting that is planned now
}

// promise is that somebody put a reminder off, and was told until when. had are those to
// whom it has come.
type promise struct {
	to   flows.Person
	side int
	at   time.Time
	had  map[flows.Person]bool
}

// TestReminders: of each meeting, everybody is told at most once for each moment ahead
// of it, whatever happens; nobody of one that was cancelled, moved, or has begun; and
// what is to come has its timer.
func TestReminders(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		a := &ahead{house: h, said: map[string]bool{}}
		h.begin()
		for _, s := range serviceIDs[:2] {
			h.say(coordinatorOf(s), flows.Desk(s), "add "+string(staffOf(s)[3])+" deputy")
		}
		a.code = h.pair("programme", "support")
		h.agree(a.code, 0)
		h.agree(a.code, 1)
		h.arrive()
		h.heard = a.hear
		todo := map[string]func(*rapid.T){}
		for name, do := range a.doings() {
			todo[name] = func(*rapid.T) { do(c); a.look() }
		}
		r.Repeat(todo)
	})
}

func (a *ahead) doings() map[string]func(chance) {
	return map[string]func(chance){
		"plan": func(c chance) {
			in := pick(c, "in", []time.Duration{3 * time.Minute, 50 * time.Minute, 9 * time.Hour, 30 * time.Hour, 4 * 24 * time.Hour, 9 * 24 * time.Hour, 20 * 24 * time.Hour})
			a.plan(a.now.Add(in+time.Duration(c.below("hours", 24))*time.Hour), true)
		},
		"move": func(c chance) {
			if m := a.cases[a.code].Meetings.Next; !m.IsZero() {
				a.plan(m.Start.Add(pick(c, "by", []time.Duration{-26 * time.Hour, -time.Hour, time.Hour, 3 * 24 * time.Hour})), false)
			}
		},
		"cancel":   func(chance) { a.plan(time.Time{}, false) },
		"personal": func(c chance) { a.personal(c) },
		"people": func(c chance) {
			s := pick(c, "of", serviceIDs[:2])
			all := staffOf(s)
			a.say(all[0], flows.Desk(s), pick(c, "line", []string{"add " + string(all[2]), "assign " + string(a.code) + " " + string(all[2]), "assign " + string(a.code) + " " + string(all[1])}))
			a.arrive()
		},
		"in or out": func(c chance) {
			s := pick(c, "of", serviceIDs[:2])
			by := pick(c, "by", staffOf(s))
			in := pick(c, "room", []flows.Place{flows.Direct(by), flows.Private(a.code, s), flows.Shared(a.code)})
			if !a.inside[in][by] {
				return
			}
			if oneIn(c, "in", 2) {
				a.take(in.Case, flows.Joined{By: by, In: in})
			} else {
				a.take(in.Case, flows.Left{By: by, In: in})
			}
		},
		"time": func(c chance) {
			a.pass(pick(c, "how long", []time.Duration{time.Minute, 50 * time.Minute, 5 * time.Hour, 23 * time.Hour, 50 * time.Hour}))
		},
		"time 2": func(c chance) {
			a.pass(pick(c, "how long", []time.Duration{time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}))
		},
		"the bot is off, or the clock is set": func(c chance) {
			a.now = a.now.Add(pick(c, "by", []time.Duration{time.Minute, 3 * time.Hour, 30 * time.Hour, 12 * 24 * time.Hour, -time.Minute, -2 * time.Hour, -30 * time.Hour, -12 * 24 * time.Hour}))
			a.note("", flows.TimerFired{Name: "(the clock is set)"})
		},
		"a late timer": func(chance) {
			if timer, found := a.due(a.now); found {
				a.fire(timer)
				a.looked()
			}
		},
		"a tap": func(c chance) {
			questions := slices.DeleteFunc(slices.Clone(a.asked), func(q question) bool {
				return !strings.HasPrefix(string(q.Key), "remind/") && !strings.HasPrefix(string(q.Key), "prepare/") && !strings.HasPrefix(string(q.Key), "paper/")
			})
			if len(questions) == 0 {
				return
			}
			q := pick(c, "question", questions)
			by := q.To.Person
			if by == "" {
				by = pick(c, "by", staffOf(q.To.Service))
			}
			a.tap(by, q, pick(c, "choice", q.Choices).ID)
		},
		"somebody says something": func(c chance) {
			in := pick(c, "room", []flows.Place{flows.Shared(a.code), flows.Private(a.code, "support")})
			by := pick(c, "by", append(staffOf("support"), stranger))
			a.say(by, in, pick(c, "line", []string{"!status", "!help", "hello"}))
		},
	}
}

// plan has the next meeting at a time, or none, as its confirmation leaves it.
func (a *ahead) plan(start time.Time, another bool) {
	c := a.cases[a.code]
	m := &c.Meetings
	switch {
	case start.IsZero():
		m.Next = meeting.Meeting{}
	case another || m.Next.IsZero():
		m.Made++
		m.Next = meeting.Meeting{Number: m.Made, Start: start.UTC()}
	default:
		m.Next.Start, m.Next.Sequence = start.UTC(), m.Next.Sequence+1
	}
	a.cases[a.code] = c
	listed := a.network.Cases[a.code] // as the case would have reported it
	listed.Report.Meeting = m.Next.Start.UTC()
	a.network.Cases[a.code] = listed
	a.furthest, a.since, a.promised = time.Time{}, a.now, nil
	a.take(a.code, flows.TimerFired{}) // the step that confirms it
}

// personal has somebody change what they have set for themselves.
func (a *ahead) personal(c chance) {
	p := pick(c, "person", append(staffOf("programme")[1:], staffOf("support")[1:]...))
	if !a.opened[flows.Direct(p)] {
		return
	}
	a.say(p, flows.Direct(p), pick(c, "line", []string{"away", "away until Friday", "back", "quiet 20-7", "quiet 0-24", "quiet off", "remind 2d 3h", "remind off", "remind default", "remind 50m 5m", "zone Athens"}))
}

// hear notes what is said ahead of a meeting.
func (a *ahead) hear(of flows.CaseCode, e flows.Effect) {
	say, ok := e.(flows.Say)
	if !ok || of != a.code {
		return
	}
	if at := says(say, "reminder.put_off"); at >= 0 {
		by := a.tapped().By
		a.promised = append(a.promised, promise{by, sideOf(a.cases[of], by), *say.Text[at].Args["At"].Time, map[flows.Person]bool{}})
	}
	at := says(say, "reminder.meeting")
	if at < 0 {
		return
	}
	c := a.cases[a.code]
	next := c.Meetings.Next
	if start := say.Text[at].Args["Start"].Time; next.IsZero() || !start.Equal(next.Start) || !a.now.Before(next.Start) || c.State == flows.Closed {
		a.fail("somebody is reminded of %v, and the next meeting is %v", start, next)
	}
	people := say.Mention
	if say.To.Kind == flows.DirectRoom {
		people = []flows.Person{say.To.Person}
	}
	for _, p := range people {
		a.told(p, next)
	}
}

// says is where a message stands in what is said, below 0 where it does not.
func says(say flows.Say, id message.ID) int {
	return slices.IndexFunc(say.Text, func(m message.Message) bool { return m.ID == id })
}

// tapped is the tap that the bot answers now; the zero value where it answers none.
func (a *ahead) tapped() flows.Tapped {
	in, _ := a.inputs[len(a.inputs)-1].in.(flows.Tapped)
	return in
}

// told: nobody is told twice for one moment, unless it was promised. What a colleague hands
// on is for no moment, and comes once.
func (a *ahead) told(p flows.Person, next meeting.Meeting) {
	c := a.cases[a.code]
	i := sideOf(c, p)
	if i < 0 {
		a.fail("%s is reminded, and does not work here", p)
	}
	var newest time.Time
	for _, at := range a.moments(i, p) {
		if !at.After(a.now) {
			newest = at
		}
	}
	key := fmt.Sprint(p, next.Number, next.Start.Unix(), newest.Unix())
	handed := a.tapped().Choice == "deputies"
	if handed {
		key = fmt.Sprint(p, next.Number, next.Sequence, "handed on")
	}
	if a.said[key] && (handed || !a.owed(p)) {
		a.fail("%s is reminded twice of meeting %d, for %v", p, next.Number, newest)
	}
	a.said[key] = true
	for _, one := range a.promised {
		if one.to == p && !handed {
			one.had[p] = true // also where a moment came before it
		}
	}
}

// owed reports whether a promise is due for somebody, and notes that they have had it:
// their own, or that of somebody of the service who is not there any more to hear it.
func (a *ahead) owed(p flows.Person) bool {
	i := sideOf(a.cases[a.code], p)
	due := func(one promise) bool { return one.side == i && !one.had[p] && !one.at.After(a.now) }
	at := slices.IndexFunc(a.promised, func(one promise) bool { return one.to == p && due(one) })
	if at < 0 {
		at = slices.IndexFunc(a.promised, due)
	}
	if at >= 0 {
		a.promised[at].had[p] = true
	}
	return at >= 0
}

// moments are those of a person for the next meeting.
func (a *ahead) moments(i int, p flows.Person) []time.Time {
	s := a.cases[a.code].Sides[i]
	zone, _ := time.LoadLocation(s.Service.Zone)
	return s.Duty.Personal[p].Remind.Or(meeting.DefaultReminders).Moments(a.cases[a.code].Meetings.Next.Start, zone)
}

// pass lets time pass, with whatever comes due.
func (a *ahead) pass(d time.Duration) {
	end := a.now.Add(d)
	for range 500 {
		timer, found := a.due(end)
		if !found {
			break
		}
		if at := a.timers[timer]; at.After(a.now) {
			a.now = at
		}
		a.fire(timer)
		a.looked()
	}
	a.now = end
}

// looked notes that the bot has looked at the meeting ahead.
func (a *ahead) looked() {
	if m := a.cases[a.code].Meetings.Next; !m.IsZero() && a.now.Before(m.Start) && a.now.After(a.furthest) {
		a.furthest = a.now
	}
}

// look: whatever is still to be told of the next meeting, or to be asked for ahead of it,
// has a timer, which comes in time.
func (a *ahead) look() {
	c := a.cases[a.code]
	next := c.Meetings.Next
	if next.IsZero() || !a.now.Before(next.Start) {
		return
	}
	a.take(a.code, flows.TimerFired{}) // the clock may have been set since anything happened
	a.looked()
	c = a.cases[a.code]
	at, set := a.timers[timerOf{a.code, "meeting"}]
	pending := func(m time.Time) bool { return m.After(a.furthest) && m.After(a.since) && (!set || at.After(m)) }
	for i, s := range c.Sides {
		for _, p := range people(s) {
			if m := slices.IndexFunc(a.moments(i, p), pending); m >= 0 {
				a.fail("nothing reminds %s at %v of meeting %v; the timer is set for %v", p, a.moments(i, p)[m], next, at)
			}
		}
		zone, _ := time.LoadLocation(s.Service.Zone)
		for _, m := range s.Service.Prepare.Or(meeting.DefaultPreparation).Moments(next.Start, zone) {
			if pending(m) {
				a.fail("nothing asks %s at %v for what is to be prepared for meeting %v; the timer is set for %v", s.Service.ID, m, next, at)
			}
		}
	}
}
