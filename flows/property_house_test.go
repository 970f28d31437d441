package flows_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"asapbot/bot/render"
	"asapbot/flows"

	"pgregory.net/rapid"
)

// The properties are checked over histories: a house drives the Network and the
// Cases together, as bot/commit.go does, and looks at every step and every effect.
// What happens in a history is chosen by a chance, so that the same histories serve
// rapid (which shrinks them), the native fuzzer, and long runs.

// chance makes the choices of a history.
type chance interface {
	// below is a number from 0 up to n, n excluded.
	below(label string, n int) int
}

// drawn is rapid's chance.
type drawn struct{ *rapid.T }

func (d drawn) below(label string, n int) int { return rapid.IntRange(0, n-1).Draw(d.T, label) }

// thrown is the chance of long runs: it has a seed and is quick.
type thrown struct{ *rand.Rand }

func (d thrown) below(_ string, n int) int { return d.IntN(n) }

func pick[V any](c chance, label string, of []V) V { return of[c.below(label, len(of))] }

// one in n.
func oneIn(c chance, label string, n int) bool { return c.below(label, n) == n-1 }

// timerOf is one aggregate's timer; the Network's has no case.
type timerOf struct {
	of   flows.CaseCode
	name string
}

// question is a poll, or a question to be answered in words, that was asked.
type question struct {
	of flows.CaseCode
	flows.Ask
}

// message of a person that can be edited or deleted later.
type written struct {
	by  flows.Person
	in  flows.Place
	ref flows.Ref
}

// house is everything that the bot would have stored, and what was seen so far.
type house struct {
	accepts []flows.Accept // of new identities
	t       rapid.TB
	now     time.Time
	// quick leaves out the checks of every step: for long runs.
	quick bool
	// heard is called with every effect, before it is carried out; of is empty for
	// the Network's.
	heard func(of flows.CaseCode, e flows.Effect)

	network flows.Network
	cases   map[flows.CaseCode]flows.Case
	timers  map[timerOf]time.Time
	zone    *time.Location

	asked   []question
	notices []noticeOf        // of which nobody knows yet what became of them
	waiting []flows.Delivered // questions that do not stand in their rooms yet
	coming  []flows.Joined    // the invited who are not in yet
	written []written
	inputs  []input // the latest
	refs    map[flows.Place]int

	keys    map[flows.CaseCode]map[flows.Key]bool
	stays   map[flows.CaseCode]map[flows.Key]flows.Place
	opened  map[flows.Place]bool
	inside  map[flows.Place]map[flows.Person]bool // invited and not taken out
	shown   map[flows.CaseCode]view
	met     map[flows.CaseCode]map[int]bool // meetings that were begun
	records map[flows.CaseCode]map[string]flows.Record
	kept    []kept
	render  *render.Renderer
	steps   int
	taken   int // inputs so far
	log     []string
	begun   int // where the history begins, after what is the same in all
}

// input is what happened, and to which aggregate.
type input struct {
	of flows.CaseCode
	in flows.Input
}

func newHouse(t rapid.TB) *house {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatalf("no time zones: %v", err)
	}
	h := &house{
		t: t, zone: rome, now: time.Date(2026, 11, 23, 9, 0, 0, 0, rome),
		cases: map[flows.CaseCode]flows.Case{}, timers: map[timerOf]time.Time{},
		keys:   map[flows.CaseCode]map[flows.Key]bool{},
		stays:  map[flows.CaseCode]map[flows.Key]flows.Place{},
		opened: map[flows.Place]bool{}, inside: map[flows.Place]map[flows.Person]bool{},
		shown: map[flows.CaseCode]view{}, records: map[flows.CaseCode]map[string]flows.Record{}, refs: map[flows.Place]int{}, render: render.New(nil, render.Instruments),
	}
	return h
}

// fail ends the test with the history that led to it.
func (h *house) fail(format string, args ...any) {
	h.t.Helper()
	// A panic of the house's own is no finding; the history is what is to be read.
	h.t.Fatalf("%s\nhistory:\n%s", fmt.Sprintf(format, args...), strings.Join(h.log[h.begun:], "\n"))
}

// take hands an input to its aggregate and carries out what follows, as one commit.
func (h *house) take(of flows.CaseCode, in flows.Input) {
	h.taken++
	h.note(of, in)
	h.inputs = append(h.inputs, input{of, in})
	if len(h.inputs) > 30 {
		h.inputs = h.inputs[1:]
	}
	h.step(of, in)
	if !h.quick {
		h.afterwards()
	}
}

func (h *house) note(of flows.CaseCode, in flows.Input) {
	if h.quick {
		return
	}
	h.log = append(h.log, fmt.Sprintf("  %s %s", h.now.Format("02 15:04:05"), brief(h.t, of, in)))
}

// brief is an input as a history shows it.
func brief(t rapid.TB, of flows.CaseCode, in flows.Input) string {
	by, place := author(in)
	who, _, _ := strings.Cut(strings.TrimPrefix(string(by), "@"), ":")
	at := strings.TrimSpace(fmt.Sprintf("%s %s", place.Kind, place.Service))
	rest := code(t, in)
	switch in := in.(type) {
	case flows.Said:
		rest = fmt.Sprintf("%q", in.Text)
		if in.Edits != "" {
			rest += " in place of " + strings.TrimSpace(string(in.Edits))
		}
		rest += " as " + strings.TrimSpace(string(in.Ref))
	case flows.Tapped:
		rest = fmt.Sprintf("taps %q in %s", in.Choice, in.Poll)
	case flows.Joined, flows.Left:
		rest = fmt.Sprintf("%T", in)
	case flows.Delivered:
		rest = "stands there: " + string(in.Key)
	case flows.TimerFired:
		rest = "timer " + in.Name
	}
	return short(fmt.Sprintf("%s %s, %s: %s", of, who, at, rest))
}

func short(s string) string {
	if len(s) > 400 {
		return s[:400] + "…"
	}
	return s
}

func (h *house) step(of flows.CaseCode, in flows.Input) {
	var effects []flows.Effect
	if of == "" {
		before := h.network
		h.network, effects = stepped(h, flows.StepNetwork, before, in)
		h.alliedOrHurried(before, h.network)
	} else {
		before := h.cases[of]
		var after flows.Case
		after, effects = stepped(h, flows.Step, before, in)
		h.cases[of] = after
		if !h.quick {
			h.changed(of, before, after, in, effects)
		}
	}
	for _, e := range effects {
		h.do(of, e)
	}
}

// do carries out one effect.
func (h *house) do(of flows.CaseCode, e flows.Effect) {
	if h.heard != nil {
		h.heard(of, e)
	}
	if !h.quick {
		h.checkEffect(of, e)
	}
	switch e := e.(type) {
	case flows.Ask:
		h.asked = append(h.asked, question{of, e})
		if len(h.asked) > 60 {
			h.asked = h.asked[1:]
		}
		h.waiting = append(h.waiting, flows.Delivered{Key: e.Key, In: e.To})
	case flows.Notify:
		h.notices = append(h.notices, noticeOf{of, e})
		if len(h.notices) > 40 {
			h.notices = h.notices[1:]
		}
	case flows.Invite:
		h.coming = append(h.coming, flows.Joined{By: e.Person, In: e.To})
	case flows.SetTimer:
		h.timers[timerOf{of, e.Name}] = e.At
	case flows.CancelTimer:
		delete(h.timers, timerOf{of, e.Name})
	case flows.Keep:
		if h.records[of] == nil {
			h.records[of] = map[string]flows.Record{}
		}
		h.records[of][e.ID] = e.Record
	case flows.Recall:
		in := flows.Recalled{For: e.For}
		for _, id := range e.IDs {
			if r, ok := h.records[of][id]; ok {
				in.Records = append(in.Records, r)
			}
		}
		h.step(of, in)
	case flows.TellNetwork:
		h.note("", e.Input)
		h.step("", e.Input)
	case flows.TellCase:
		h.note(e.Case, e.Input)
		h.step(e.Case, e.Input)
	}
}

// due is the timer that came due first, if one has.
func (h *house) due(at time.Time) (timerOf, bool) {
	all := slices.SortedFunc(maps.Keys(h.timers), func(a, b timerOf) int {
		if d := h.timers[a].Compare(h.timers[b]); d != 0 {
			return d
		}
		return strings.Compare(string(a.of)+a.name, string(b.of)+b.name)
	})
	if len(all) == 0 || h.timers[all[0]].After(at) {
		return timerOf{}, false
	}
	return all[0], true
}

// fire lets the timer go off.
func (h *house) fire(timer timerOf) {
	delete(h.timers, timer)
	h.take(timer.of, flows.TimerFired{Name: timer.name})
}

// tick lets time pass, with whatever comes due.
func (h *house) tick(d time.Duration) {
	end := h.now.Add(d)
	for range 500 {
		timer, found := h.due(end)
		if !found {
			break
		}
		if at := h.timers[timer]; at.After(h.now) {
			h.now = at
		}
		h.fire(timer)
	}
	h.now = end
}

// arrive lets everybody who was invited come in, and every question arrive.
func (h *house) arrive() {
	for len(h.coming) > 0 {
		j := h.coming[0]
		h.coming = h.coming[1:]
		h.take(j.In.Case, j)
	}
	h.deliver()
}

func (h *house) deliver() {
	for len(h.waiting) > 0 {
		d := h.waiting[0]
		h.waiting = h.waiting[1:]
		h.take(d.In.Case, d)
	}
}

// talk is in whatever people of both services say to each other: what they write in
// the case room, or in that of a partnership, without the mark of a command. It is nobody
// else's.
const talk = "amongusq"

// say lets a person write a line.
func (h *house) say(by flows.Person, in flows.Place, text string) flows.Ref {
	between := in.Kind == flows.CaseRoom || in.Kind == flows.PartnershipRoom
	if between && !strings.HasPrefix(strings.TrimSpace(text), "!") {
		text = strings.ReplaceAll(text, "openly", talk)
	}
	ref, dice := h.next(in)
	h.written = append(h.written, written{by, in, ref})
	if len(h.written) > 40 {
		h.written = h.written[1:]
	}
	h.take(in.Case, flows.Said{By: by, In: in, Ref: ref, Text: text, Dice: dice})
	return ref
}

// tap lets a person vote.
func (h *house) tap(by flows.Person, q question, choice string) {
	ref, dice := h.next(q.To)
	h.take(q.of, flows.Tapped{By: by, In: q.To, Ref: ref, Poll: q.Key, Choice: choice, Dice: dice})
}

// newest is the newest question in a room whose key ends as given.
func (h *house) newest(in flows.Place, end string) (question, bool) {
	for _, q := range slices.Backward(h.asked) {
		if q.To == in && strings.HasSuffix(string(q.Key), end) {
			return q, true
		}
	}
	return question{}, false
}

// next is the mark of the next message in a room, as long as a real one, and its
// random bytes.
func (h *house) next(in flows.Place) (flows.Ref, flows.Dice) {
	h.refs[in]++
	ref := fmt.Sprintf("%s/%s/%s/%d", in.Kind, in.Service, string(in.Case)+string(in.Partnership), h.refs[in])
	sum := sha256.Sum256([]byte(ref))
	return flows.Ref(fmt.Sprintf("$%-43s", ref)), flows.Dice(hex.EncodeToString(sum[:16]))
}

// codes are the cases' codes, in order.
func (h *house) codes() []flows.CaseCode { return slices.Sorted(maps.Keys(h.cases)) }

// works reports whether a person works at a service now.
func (h *house) works(s flows.ServiceID, p flows.Person) bool {
	if slices.Contains(h.network.Services[s].Coordinators, p) {
		return true
	}
	return slices.ContainsFunc(h.network.Staff[s], func(m flows.Member) bool { return m.Person == p })
}

// people of one side of a case.
func people(s flows.Side) []flows.Person {
	if s.Manager == "" {
		return s.Others // nobody else is left at the service
	}
	return append([]flows.Person{s.Manager}, s.Others...)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func sideOf(c flows.Case, p flows.Person) int {
	return slices.IndexFunc(c.Sides[:], func(s flows.Side) bool { return p != "" && slices.Contains(people(s), p) })
}
