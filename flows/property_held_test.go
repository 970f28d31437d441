package flows_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows"
	"asapbot/flows/message"
)

// meets lets the two plan a meeting, hold it, let it pass, or go on with one.
func (h *house) meets(c chance) {
	code := pickCode(c, h)
	if code == "" {
		return
	}
	in := flows.Shared(code)
	say := func(side int, line string) {
		if by := h.cases[code].Sides[side].Manager; by != "" {
			h.say(by, in, line)
			h.arrive()
		}
	}
	tap := func(side int, poll string) {
		q, ok := h.newestOf(in, poll)
		if by := h.cases[code].Sides[side].Manager; ok && by != "" {
			h.tap(by, q, pick(c, poll, q.Choices).ID)
		}
	}
	for range 1 + c.below("steps", 6) {
		side := c.below("side", 2)
		switch c.below("what", 6) {
		case 0:
			say(side, "!meeting "+h.now.In(h.zone).Add(pick(c, "ahead", []time.Duration{time.Hour, 3 * time.Hour, 50 * time.Hour})).Format("2/1/2006 15:04"))
			say(1-side, "!meeting yes")
			say(side, "!meeting yes")
		case 1:
			h.tick(pick(c, "passes", []time.Duration{time.Hour, 3 * time.Hour, 26 * time.Hour, 50 * time.Hour}))
		case 2:
			tap(side, pick(c, "poll", []string{"held/", "whynot/", "minutes/", "walk/"}))
		default:
			say(side, pick(c, "line", []string{
				"!begin", "!begin", "!inizia @manager-s:example.org", "!minutes", "!minutes", "!minutes sign", "!minutes correct it was Tuesday",
				"!present @manager-p:example.org", "!present remove @manager-s:example.org", "!present", "!agenda", "!agenda 2", "!agenda x", "!verbale firma", "!meeting cancel",
			}))
		}
	}
	for range c.below("on", 9) {
		tap(c.below("who", 2), "walk/")
	}
}

// newestOf is the newest question in a room whose key begins as given.
func (h *house) newestOf(in flows.Place, begin string) (question, bool) {
	for _, q := range slices.Backward(h.asked) {
		if q.To == in && strings.HasPrefix(string(q.Key), begin) {
			return q, true
		}
	}
	return question{}, false
}

// checkHeld: minutes are signed by each service once for each version, by somebody
// of its own; a meeting that was begun is never one that was not held; and what is to be
// said of meetings has its timer.
func (h *house) checkHeld(of flows.CaseCode, before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	was, is := before.Meetings, after.Meetings
	same := was.Minutes.Number == is.Minutes.Number && was.Minutes.Version == is.Minutes.Version
	for i := range is.Minutes.Signed {
		a, b := was.Minutes.Signed[i], is.Minutes.Signed[i]
		by, _ := author(in)
		switch {
		case same && a == b:
		case !same && b == flows.Signature{}:
		case same && a == flows.Signature{} && b.By == by && sideOf(before, by) == i:
		default:
			h.fail("the minutes of %d, version %d, had the signature %+v and have %+v", is.Minutes.Number, is.Minutes.Version, a, b)
		}
	}
	if !same && !(is.Minutes.Number > was.Minutes.Number && is.Minutes.Version == 1 || is.Minutes.Number == was.Minutes.Number && is.Minutes.Version == was.Minutes.Version+1) {
		h.fail("minutes %d.%d follow on %d.%d", is.Minutes.Number, is.Minutes.Version, was.Minutes.Number, was.Minutes.Version)
	}
	if h.met == nil {
		h.met = map[flows.CaseCode]map[int]bool{}
	}
	if h.met[of] == nil {
		h.met[of] = map[int]bool{}
	}
	if now := is.Now.Number; now > 0 {
		if is.Next.Number == now {
			h.fail("meeting %d is under way, and is to come", now)
		}
		h.met[of][now] = true
	}
	for _, e := range effects {
		k, ok := e.(flows.Keep)
		if ok && slices.Contains([]message.ID{"record.not_held", "record.held_without"}, k.Record.Line.ID) && h.met[of][*k.Record.Line.Args["Number"].Number] {
			h.fail("meeting %d was begun, and is recorded as %s", *k.Record.Line.Args["Number"].Number, k.Record.Line.ID)
		}
	}
	asked := is.Missed.Start.Equal(is.Next.Start) && is.Missed.Asked > 1 // and the clock was set back since
	if is.Wakes.IsZero() && (is.Next.Start.After(h.now) && !asked || !is.Now.IsZero()) && after.State != flows.Closed && after.Sides[0].Agreement.Given() && after.Sides[1].Agreement.Given() {
		h.fail("a meeting is to come or under way, and nothing is going to remind of it: %s", code(h.t, is))
	}
}

// longMeetings is a case that meets for ever.
func longMeetings(h *house, c chance, code flows.CaseCode) {
	a, b, in := h.cases[code].Sides[0].Manager, h.cases[code].Sides[1].Manager, flows.Shared(code)
	for _, by := range []flows.Person{a, b} {
		h.say(by, in, "!begin "+string(a)+" "+string(b))
		h.say(by, in, "!present "+string(a)+" "+string(b))
	}
	h.say(a, in, "!minutes")
	for n := range c.below("corrections", 12) {
		h.say(b, in, "!minutes correct "+strconv.Itoa(n)+strings.Repeat(" word", 90))
		h.say(a, in, "!minutes sign")
	}
	h.meets(c)
	h.tick(time.Hour)
}

// withoutElements is a message without the observations in it, which somebody has shared.
func withoutElements(m message.Message) message.Message {
	if m.ID == "element.line" {
		return message.New(m.ID)
	}
	args := message.Args{}
	for name, arg := range m.Args {
		if arg.Message != nil {
			arg = message.Nested(withoutElements(*arg.Message))
		}
		if arg.List != nil {
			arg = message.List(allWithoutElements(arg.List))
		}
		args[name] = arg
	}
	return message.New(m.ID, args)
}

func allWithoutElements(all []message.Message) []message.Message {
	var text []message.Message
	for _, m := range all {
		text = append(text, withoutElements(m))
	}
	return text
}

// paperWithoutElements is the same of a document.
func paperWithoutElements(p flows.Paper) *flows.Paper {
	parts := slices.Clone(p.Parts)
	for i := range parts {
		parts[i].Text = allWithoutElements(parts[i].Text)
	}
	p.Parts = parts
	return &p
}

// inside are messages and all that stand in them.
func inside(all []message.Message) []message.Message {
	text := slices.Clone(all)
	for _, m := range all {
		for _, arg := range m.Args {
			if arg.Message != nil {
				text = append(text, inside([]message.Message{*arg.Message})...)
			}
			text = append(text, inside(arg.List)...)
		}
	}
	return text
}
