package flows_test

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/interview"
	"asapbot/flows/meeting"

	"pgregory.net/rapid"
)

// Blindness is tested as non-interference: the same history is played twice, and
// differs only in what one side (A) answers, notes and judges in its own room.
// Whatever the other side (B) gets, and everything that the case keeps for it, must
// be the same in both, up to the joint view.

// act is one thing that happens in both histories. What is visible to B is chosen by
// its seed, the same in both; what A does in its own room by its own two.
type act struct {
	kind string
	seed uint64
	own  [2]uint64
}

func (a act) shared() chance { return thrown{rand.New(rand.NewPCG(a.seed, 1))} }

func (a act) of(run int) chance { return thrown{rand.New(rand.NewPCG(a.own[run], 2))} }

func drawActs(r *rapid.T, kinds []string) []act {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) act {
		seeds := rapid.Uint64Range(0, 1<<16)
		return act{
			kind: rapid.SampledFrom(kinds).Draw(r, "kind"), seed: seeds.Draw(r, "seed"),
			own: [2]uint64{seeds.Draw(r, "first"), seeds.Draw(r, "second")},
		}
	}), 3, 25).Draw(r, "acts")
}

// run is one of the two histories.
type run struct {
	*house
	code flows.CaseCode
	a, b int // sides
	seen []string
	// toB are the questions that B can tap: what A is asked in its own room pushes none of
	// them out.
	toB []question
}

func newRun(r *rapid.T, a int) *run {
	h := newHouse(r)
	h.quick = true
	h.begin()
	u := &run{house: h, a: a, b: 1 - a}
	u.code = h.pair("programme", "support")
	h.heard = u.hear
	return u
}

func (u *run) side(i int) flows.Side { return u.cases[u.code].Sides[i] }

func (u *run) room(i int) flows.Place { return flows.Private(u.code, u.side(i).Service.ID) }

// hear keeps what B gets: in the case room, in B's own room and at B's desk. Keys
// are numbered over all rooms, and nobody sees them.
func (u *run) hear(_ flows.CaseCode, e flows.Effect) {
	to, visible := destination(e)
	foreign := u.side(u.a).Service.ID
	if timer, ok := e.(flows.SetTimer); ok {
		// What A has put off waits, too; A alone is asked for A's questionnaires; and a
		// measure of A's own ends for A.
		visible = !slices.Contains([]string{"idle/" + string(foreign), "impact/" + string(foreign), "meeting", "measures"}, timer.Name)
	}
	switch e := e.(type) {
	case flows.Ask:
		if e.To == u.room(u.b) || e.To == flows.Shared(u.code) {
			u.toB = append(u.toB, question{u.code, e})
		}
	case flows.TellNetwork: // what a case reports is compared as it is listed
		_, reported := e.Input.(flows.Reported)
		visible = !reported
	case flows.Notify:
		visible = slices.Contains(staffOf(u.side(u.b).Service.ID), e.Person)
	}
	if to.Kind == flows.DirectRoom && slices.Contains(staffOf(foreign), to.Person) {
		return
	}
	if visible && to.Service != foreign {
		u.seen = append(u.seen, keyNumbers.ReplaceAllString(code(u.t, e), `$1#`))
	}
}

var keyNumbers = regexp.MustCompile(`("(?:key|message|replace)":"[a-z_0-9/-]*?)[cn]\d+`)

// view is everything that is B's, as it stands. What A has put off, or done on paper, is
// A's, and so is when the meetings' timer comes because of it.
func (u *run) view() string {
	c := u.cases[u.code]
	c.Meetings.Reminders[u.a], c.Meetings.Preparing[u.a], c.Meetings.Paper[u.a] = meeting.Reminders{}, meeting.Reminders{}, nil
	c.Meetings.Wakes = time.Time{}
	c.Meetings.Minutes.First[u.a], c.Meetings.Minutes.Records[u.a] = 0, 0 // as A's history numbers them
	n := u.network
	n.Cases = maps.Clone(n.Cases)
	listed := n.Cases[u.code]
	listed.Report.Impact[u.a] = 0 // for A's own desk
	n.Cases[u.code] = listed
	return code(u.t, c.Sides[u.b]) + code(u.t, c.Joint) + code(u.t, c.Meetings) + string(c.State) + code(u.t, n) +
		fmt.Sprint(u.timers[timerOf{u.code, "divergence"}].Unix())
}

// A's own doings, which may differ.
var hidden = []string{"A talks", "A talks", "A talks", "A talks", "A alerts"}

// What both histories have alike.
var alike = []string{
	"B talks", "B talks", "B signs", "A begins", "A signs", "A signs", "both sign", "B taps", "case room", "case room",
	"a meeting", "a meeting", "A agrees", "B agrees", "A withdraws", "A limits", "B limits", "a last day", "A ends", "B ends", "time", "time", "desk", "staff", "in or out", "configuration",
}

func (u *run) play(n int, a act, unlike bool) {
	own := a.of(0)
	if unlike {
		own = a.of(n)
	}
	c := a.shared()
	switch a.kind {
	case "A talks":
		u.talks(own, unlike)
	case "A talks and signs":
		u.talks(own, false)
		if iv := u.side(u.a).Interview; iv != nil && iv.Open() && iv.Instrument == "episode" {
			return // its last answer may share it, and means to
		}
		if oneIn(own, "signs", 2) {
			u.signs(own, u.a)
		}
	case "A alerts":
		u.alerts(n, own, unlike, false)
	case "A alerts, of any kind":
		u.alerts(n, own, unlike, true)
	case "A begins":
		u.arriveAt(u.a)
		u.say(u.side(u.a).Manager, u.room(u.a), pick(c, "word", []string{"!checklist", "correct 7", "judgement"}))
	case "A signs":
		u.signs(own, u.a)
	case "B signs":
		u.signs(c, u.b)
	case "both sign":
		u.signs(own, u.a)
		u.signs(c, u.b)
	case "B talks":
		u.bTalks(c)
	case "B taps":
		u.bTaps(c)
	case "case room":
		u.inCaseRoom(c)
	case "a meeting":
		k := u.cases[u.code]
		k.Meetings.Made++
		in := pick(c, "in", []time.Duration{20 * time.Hour, 30 * time.Hour, 80 * time.Hour})
		k.Meetings.Next = meeting.Meeting{Number: k.Meetings.Made, Start: u.now.Add(in).UTC()}
		u.cases[u.code] = k
		listed := u.network.Cases[u.code] // as the case would have reported it
		listed.Report.Meeting = k.Meetings.Next.Start
		u.network.Cases[u.code] = listed
		u.take(u.code, flows.TimerFired{}) // the step that confirms it
	case "A agrees":
		u.say(u.side(u.a).Manager, u.room(u.a), "!agreed today")
	case "B agrees":
		u.say(u.side(u.b).Manager, u.room(u.b), "!agreed today")
	case "A withdraws":
		u.say(u.side(u.a).Manager, u.room(u.a), "!withdraw")
	case "A limits", "B limits":
		i := map[string]int{"A limits": u.a, "B limits": u.b}[a.kind]
		u.say(u.side(i).Manager, u.room(i), pick(c, "limit", []string{"!limit checklist", "!limit impact episodes", "!limit none"}))
	case "A ends", "B ends":
		i := map[string]int{"A ends": u.a, "B ends": u.b}[a.kind]
		u.say(u.side(i).Manager, u.room(i), "!ends")
		if q, ok := u.newest(u.room(i), ""); ok && strings.HasPrefix(string(q.Key), "ends/") {
			u.tap(u.side(i).Manager, q, pick(c, "how", q.Choices).ID)
		}
	case "a last day":
		i := c.below("side", 2)
		u.say(u.side(i).Manager, u.room(i), pick(c, "until", []string{"!renew until today", "!renew until tomorrow", "!agreed today until tomorrow only checklist", "!renew without end"}))
	case "time":
		u.tick(pick(c, "how long", []time.Duration{time.Minute, 5 * time.Hour, 30 * time.Hour, 75 * time.Hour}))
	case "desk":
		i := c.below("side", 2)
		s := u.side(i)
		u.say(staffOf(s.Service.ID)[0], flows.Desk(s.Service.ID), pick(c, "line", []string{"status", "people", "help", "add @deputy-" + string(s.Service.ID) + ":example.org deputy"}))
		u.comeIn()
	case "staff":
		s := u.side(c.below("side", 2))
		all := staffOf(s.Service.ID)
		u.say(all[0], flows.Desk(s.Service.ID), "add "+string(all[2]))
		u.say(all[0], flows.Desk(s.Service.ID), pick(c, "line", []string{
			"assign " + string(u.code) + " " + string(all[2]), "assign " + string(u.code) + " " + string(all[1]), "remove " + string(all[1]) + " " + string(all[2]),
		}))
		u.comeIn()
	case "in or out":
		i := c.below("side", 2)
		in := pick(c, "room", []flows.Place{flows.Shared(u.code), u.room(i)})
		by := pick(c, "by", people(u.side(i)))
		u.take(u.code, flows.Left{By: by, In: in})
		u.take(u.code, flows.Joined{By: by, In: in})
	case "configuration":
		u.configure(c)
		u.comeIn()
	}
}

// comeIn lets the invited come; arriveAt lets the questions of one side arrive.
func (u *run) comeIn() {
	for len(u.coming) > 0 {
		j := u.coming[0]
		u.coming = u.coming[1:]
		u.take(j.In.Case, j)
	}
}

func (u *run) arriveAt(i int) {
	for _, d := range u.waiting {
		if d.In == u.room(i) {
			u.take(d.In.Case, d)
		}
	}
	in := u.room(i)
	u.waiting = slices.DeleteFunc(slices.Clone(u.waiting), func(d flows.Delivered) bool { return d.In == in })
}

// hides reports whether an input of A's stays within A's own room: it neither signs
// nor changes the agreement, nor begins or ends an interview, which B may come to
// know of in its time.
func (u *run) hides(in flows.Input) bool {
	before := u.cases[u.code]
	after, _ := flows.Step(before, in, u.now)
	was, is := before.Sides[u.a], after.Sides[u.a]
	open := func(s flows.Side) int {
		if s.Interview == nil || !s.Interview.Open() {
			return 0
		}
		return s.Interview.Number
	}
	if before.Records[u.b] != after.Records[u.b] || !u.courseStays(in) {
		return false
	}
	return u.alertsStay(in) && code(u.t, before.Ended) == code(u.t, after.Ended) && code(u.t, was.Signed) == code(u.t, is.Signed) && code(u.t, was.Agreement) == code(u.t, is.Agreement) && open(was) == open(is)
}

// courseStays reports whether an input leaves the days of the programme, and how much
// is due, as they are: A's own desk counts that.
func (u *run) courseStays(in flows.Input) bool {
	before := u.cases[u.code]
	after, _ := flows.Step(before, in, u.now)
	return code(u.t, before.Course) == code(u.t, after.Course) &&
		code(u.t, before.Sides[u.a].Sittings) == code(u.t, after.Sides[u.a].Sittings)
}

// talks lets A do anything in its own room, a different number of times. Where the
// histories are to stay comparable, nothing that shows elsewhere.
func (u *run) talks(c chance, hide bool) {
	by, in, m := u.side(u.a).Manager, u.room(u.a), mark(u.side(u.a).Service.ID)
	if iv := u.side(u.a).Interview; iv != nil && iv.Open() && !oneIn(c, "another", 5) {
		by = flows.Person(iv.By)
	}
	for range c.below("lines", 12) {
		if oneIn(c, "arrive", 2) {
			u.arriveAt(u.a)
		}
		ref, _ := u.next(in)
		var doing flows.Input = flows.Said{By: by, In: in, Ref: ref, Text: text(c, u.house, m)}
		var mine []written
		for _, w := range u.written {
			if w.in == in {
				mine = append(mine, w)
			}
		}
		var asked []question
		for _, q := range u.asked {
			if q.To == in && len(q.Choices) > 0 {
				asked = append(asked, q)
			}
		}
		switch kind := c.below("doing", 6); {
		case kind == 1 && len(mine) > 0:
			doing = flows.Said{By: by, In: in, Ref: ref, Edits: pick(c, "edits", mine).ref, Text: text(c, u.house, m)}
		case kind == 2 && len(mine) > 0:
			doing = flows.TookBack{By: by, In: in, Ref: pick(c, "takes back", mine).ref}
		case kind >= 3 && len(asked) > 0:
			q := pick(c, "question", asked)
			if kind > 3 {
				q = asked[len(asked)-1]
			}
			doing = flows.Tapped{By: by, In: in, Ref: ref, Poll: q.Key, Choice: pick(c, "choice", q.Choices).ID}
		}
		if _, said := doing.(flows.Said); said {
			u.written = append(u.written, written{by, in, ref})
		}
		if !hide && u.agreementStays(doing) && u.alertsStay(doing) && u.courseStays(doing) || u.hides(doing) {
			u.take(u.code, doing)
		}
	}
}

// alertsStay reports whether an input raises no alert, answers none, and is no contact
// about one: all of that is meant to reach B.
func (u *run) alertsStay(in flows.Input) bool {
	before := u.cases[u.code]
	after, _ := flows.Step(before, in, u.now)
	return code(u.t, before.Alerts) == code(u.t, after.Alerts)
}

// alerts lets A raise an alert whose words stay in A's own room, or whose kind must
// not be known to B either.
func (u *run) alerts(n int, own chance, unlike, kinds bool) {
	kind := "weapon"
	c := u.cases[u.code]
	if agreed := c.Sides[0].Agreement.Given() && c.Sides[1].Agreement.Given(); kinds && unlike && !agreed {
		kind = []string{"stalking", "he has a gun"}[n]
	}
	u.say(u.side(u.a).Manager, u.room(u.a), fmt.Sprintf("alert own %s he said %d", kind, own.below("words", 1000)))
}

// agreementStays reports whether an input leaves both agreements as they are.
func (u *run) agreementStays(in flows.Input) bool {
	before := u.cases[u.code]
	after, _ := flows.Step(before, in, u.now)
	if before.Records[u.b] != after.Records[u.b] || code(u.t, before.Course) != code(u.t, after.Course) {
		return false // A shares it, and means to
	}
	for i := range before.Sides {
		was, is := before.Sides[i].Agreement, after.Sides[i].Agreement
		was.Basis, is.Basis = "", "" // nobody else learns of it
		if code(u.t, was) != code(u.t, is) {
			return false
		}
	}
	return code(u.t, before.Ended) == code(u.t, after.Ended)
}

// signs takes a side's checklist to its signature, in its own room only.
func (u *run) signs(c chance, i int) {
	usual := pick(c, "usual answer", []string{"n", "earlier", "current", "?", "x"})
	number := u.side(i).Interviews
	for range 150 {
		u.arriveAt(i)
		s, in := u.side(i), u.room(i)
		iv := s.Interview
		switch {
		case iv != nil && iv.Open() && iv.State == interview.Paused:
			u.say(flows.Person(iv.By), in, "resume")
		case iv != nil && iv.Open():
			u.answerStep(c, iv, flows.Person(iv.By), in, usual)
		case s.Interviews == number:
			u.say(s.Manager, in, "!checklist")
			if u.side(i).Interviews == number {
				return // it was signed already, and the other side's is awaited
			}
		default:
			return
		}
		if now := u.side(i).Interview; iv != nil && iv.Open() && (now == nil || !now.Open()) {
			return
		}
	}
	u.fail("side %d cannot come to an end", i)
}

// corrects reports whether what lies open on A's side corrects something that was signed.
func (u *run) corrects() bool {
	iv := u.side(u.a).Interview
	return iv != nil && iv.Open() && iv.Corrects > 0
}

func (u *run) bTalks(c chance) {
	u.arriveAt(u.b)
	in := u.room(u.b)
	by := u.side(u.b).Manager
	if iv := u.side(u.b).Interview; iv != nil && iv.Open() {
		by = flows.Person(iv.By)
	}
	for range 1 + c.below("lines", 4) {
		said := flows.Said{By: by, In: in, Text: text(c, u.house, "openly")}
		if u.agreementStays(said) {
			u.say(by, in, said.Text)
		}
	}
	u.say(by, in, pick(c, "word", []string{"status", "help", "correct 7", "judgement", "checklist", "stato"}))
}

func (u *run) bTaps(c chance) {
	var asked []question
	for _, q := range u.toB {
		if len(q.Choices) > 0 && !strings.HasPrefix(string(q.Key), "agreement") {
			asked = append(asked, q)
		}
	}
	if len(asked) == 0 {
		return
	}
	asked = asked[max(0, len(asked)-12):]
	q := pick(c, "question", asked)
	u.tap(u.side(u.b).Manager, q, pick(c, "choice", q.Choices).ID)
}

func (u *run) inCaseRoom(c chance) {
	by := u.side(c.below("by", 2)).Manager
	word := pick(c, "word", []string{"contact", "level", "because", "third", "status", "help", "note", "change", "episodes", "timeline", "checklist", "current", "agenda", "agenda", "begin", "minutes"})
	rest := pick(c, "rest", []string{"", " low", " high medium", " low low", " police 24/11/2026", " we spoke"})
	u.say(by, flows.Shared(u.code), "!"+word+rest)
}

// eachSide checks a property for both sides as the one that differs.
func eachSide(t *testing.T, property func(r *rapid.T, a int)) {
	for a, name := range []string{"programme", "support"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(r *rapid.T) { property(r, a) })
		})
	}
}

// TestBlind: until the joint view, nothing of what one side answers, notes or judges
// reaches the other (DOMAIN rule 5).
func TestBlind(t *testing.T) {
	eachSide(t, func(r *rapid.T, a int) {
		acts := drawActs(r, append(hidden, alike...))
		from := rapid.IntRange(0, len(acts)/2).Draw(r, "differs from")
		before := rapid.SampledFrom([]string{"nothing", "both agree", "a view"}).Draw(r, "before")
		runs := [2]*run{newRun(r, a), newRun(r, a)}
		for _, u := range runs {
			u.begins(before)
		}
		for i, one := range acts {
			if (one.kind == "A signs" || one.kind == "both sign") && runs[0].corrects() != runs[1].corrects() {
				return // that something was corrected shows, and in one of the two only it is
			}
			var forms [2]int
			for n, u := range runs {
				u.seen = nil
				forms[n] = u.cases[u.code].Joint.Forms
				u.play(n, one, i >= from)
			}
			if i >= from && runs[0].cases[runs[0].code].Joint.Forms > forms[0] && runs[1].cases[runs[1].code].Joint.Forms > forms[1] {
				return // the joint view: from now on what differs may show
			}
			runs[0].same(runs[1], one)
		}
	})
}

// TestNothingWithoutAgreement: while an agreement is missing, withdrawn, over, or does
// not cover the checklist, the other side does not even learn whether anything was signed.
func TestNothingWithoutAgreement(t *testing.T) {
	eachSide(t, func(r *rapid.T, a int) {
		before := rapid.SampledFrom([]string{
			"nothing", "B agrees", "A agrees", "a view, A withdraws", "a view, B withdraws",
			"both agree, A limits", "a view, A limits", "a view, B limits", "a view, A ends", "a view, B ends",
		}).Draw(r, "before")
		runs := [2]*run{newRun(r, a), newRun(r, a)}
		for _, u := range runs {
			u.begins(before)
		}
		kinds := slices.DeleteFunc(slices.Clone(alike), func(s string) bool {
			return slices.Contains([]string{"A agrees", "B agrees", "A withdraws", "A limits", "B limits", "a last day", "A begins", "A signs", "both sign"}, s)
		})
		for _, one := range drawActs(r, append(kinds, "A talks and signs", "A talks and signs", "A talks and signs", "A talks and signs", "A alerts, of any kind")) {
			for n, u := range runs {
				u.seen = nil
				u.play(n, one, true)
			}
			runs[0].same(runs[1], one)
		}
	})
}

// begins brings a case to where the histories begin to differ.
func (u *run) begins(how string) {
	c := act{seed: 7}.shared()
	view := strings.HasPrefix(how, "a view")
	for name, i := range u.sides() {
		if view || strings.HasPrefix(how, "both agree") || how == name+" agrees" {
			u.say(u.side(i).Manager, u.room(i), "!agreed today")
		}
	}
	if view {
		u.signs(c, u.a)
		u.signs(c, u.b)
	}
	for name, i := range u.sides() {
		if strings.HasSuffix(how, name+" withdraws") {
			u.say(u.side(i).Manager, u.room(i), "!withdraw")
		}
		if strings.HasSuffix(how, name+" limits") {
			u.say(u.side(i).Manager, u.room(i), "!limit elements")
		}
		if strings.HasSuffix(how, name+" ends") {
			u.say(u.side(i).Manager, u.room(i), "!agreed today until today")
		}
	}
	if strings.HasSuffix(how, "ends") {
		u.now = u.now.Add(20 * time.Hour) // its own timer has not come yet
		u.take(u.code, flows.TimerFired{})
	}
}

// sides are A's and B's, in the same order in both histories.
func (u *run) sides() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) { _ = yield("A", u.a) && yield("B", u.b) }
}

// same fails where B could tell the two histories apart.
func (u *run) same(v *run, a act) {
	u.t.Helper()
	if x, y := strings.Join(u.seen, "\n"), strings.Join(v.seen, "\n"); x != y {
		u.t.Fatalf("after %q the other side sees\n%s", a.kind, different(x, y))
	}
	if x, y := u.view(), v.view(); x != y {
		u.t.Fatalf("after %q the other side has\n%s", a.kind, different(x, y))
	}
}
