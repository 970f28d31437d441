package flows_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"asapbot/flows"
)

// longLives are ways in which a case may grow old.
var longLives = map[string]func(*house, chance, flows.CaseCode){
	"assessed again and again": func(h *house, c chance, code flows.CaseCode) {
		h.complete(c, code, 0, 60)
		h.complete(c, code, 1, 60)
		h.settle(c)
	},
	"corrected again and again": func(h *house, c chance, code flows.CaseCode) {
		side := c.below("side", 2)
		s := h.cases[code].Sides[side]
		in := flows.Private(code, s.Service.ID)
		h.say(s.Manager, in, fmt.Sprintf("correct %d", 1+c.below("question", 34)))
		h.arrive()
		h.say(s.Manager, in, pick(c, "answer", []string{"n", "current", "earlier"}))
		h.complete(c, code, side, 30)
	},
	"one interview without end": func(h *house, c chance, code flows.CaseCode) {
		s := h.cases[code].Sides[0]
		in := flows.Private(code, s.Service.ID)
		if s.Interview == nil || !s.Interview.Open() {
			h.say(s.Manager, in, "!checklist")
		}
		h.arrive()
		h.say(s.Manager, in, pick(c, "line", []string{"1-34 n", "1-34 current", "correct 5 earlier", "note 7 she said so", "skip", "back", "n", "current", "stop", "go on", "pause", "resume", "1-34 x"}))
	},
	"notes without end": func(h *house, c chance, code flows.CaseCode) {
		s := h.cases[code].Sides[0]
		in := flows.Private(code, s.Service.ID)
		if s.Interview == nil || !s.Interview.Open() {
			h.say(s.Manager, in, "!checklist")
		}
		h.say(s.Manager, in, fmt.Sprintf("note %d %s", 1+c.below("question", 34), strings.Repeat("word ", 20)))
	},
	"every questionnaire again and again": func(h *house, c chance, code flows.CaseCode) {
		side := c.below("side", 2)
		s := h.cases[code].Sides[side]
		h.say(s.Manager, flows.Private(code, s.Service.ID), pick(c, "which", []string{"questionnaire episode", "correct 3 6", "checklist", "impact T0", "impact T1", "impact T4", "began today until 1/1/2028", "impact T2 missing", "change", "episode", "element shared a car", "share 3", "timeline"}))
		h.complete(c, code, side, 60)
	},
	"people come and go": func(h *house, c chance, _ flows.CaseCode) {
		h.staff(c)
		h.configure(c)
		in := h.room(c)
		by := pick(c, "by", staffOf(pick(c, "of", serviceIDs)))
		h.take(in.Case, flows.Left{By: by, In: in})
		h.take(in.Case, flows.Joined{By: by, In: in})
	},
	"meetings without end": func(h *house, c chance, code flows.CaseCode) {
		h.aboutMeetings(c)
		h.say(h.cases[code].Sides[0].Manager, flows.Shared(code), "!meeting in person, "+strings.Repeat("<", c.below("place", 400)))
		h.tick(pick(c, "after", []time.Duration{time.Minute, time.Hour, 30 * time.Hour}))
	},
	"alerts without end": func(h *house, c chance, code flows.CaseCode) {
		side := c.below("side", 2)
		s := h.cases[code].Sides[side]
		in := pick(c, "room", []flows.Place{flows.Shared(code), flows.Private(code, s.Service.ID)})
		h.say(s.Manager, in, "!alert "+pick(c, "kind", []string{"weapon", "threat", "stalking", "breach", "release", "date", "own child", "suicide"})+strings.Repeat(" word", 30))
		h.say(s.Manager, in, pick(c, "then", []string{"!on it", "!alert close 1 spoken", "!contact", "!cannot", fmt.Sprintf("!alert close %d it is settled", h.cases[code].AlertsMade), "!measure until 1/12/2027 something"}))
		h.noticesAre(c)
		h.tick(pick(c, "after", []time.Duration{time.Minute, time.Hour, 3 * time.Hour}))
	},
	"meetings held without end": longMeetings,
	"as much as can be written": func(h *house, c chance, code flows.CaseCode) {
		long := strings.Repeat("<", flows.MaxText-40) // takes the most room when it is stored
		for i, s := range h.cases[code].Sides {
			in := flows.Private(code, s.Service.ID)
			h.say(s.Manager, in, "!checklist")
			h.say(s.Manager, in, "!correct 7")
			for _, line := range []string{"1-34 n", long, long, "low", long, "high", long, long} {
				h.arrive()
				h.say(s.Manager, in, line)
				h.say(s.Manager, in, fmt.Sprintf("note %d %s", 1+c.below("question", 34), long))
			}
			if !oneIn(c, "signs", 3) {
				h.complete(c, code, i, 30)
			}
			h.say(s.Manager, flows.Shared(code), "!contact "+long)
			h.say(s.Manager, flows.Shared(code), "!third "+long)
			h.say(s.Manager, flows.Shared(code), "!level high high")
		}
		h.say(h.cases[code].Sides[0].Manager, flows.Shared(code), "!because "+long)
	},
	"anything": func(h *house, c chance, _ flows.CaseCode) {
		all := actions()
		all[pick(c, "action", sortedKeys(all))](h, c)
	},
}

// TestCaseStaysBounded: a case is as large as its instrument, and not as its age.
func TestCaseStaysBounded(t *testing.T) {
	for name, live := range longLives {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inputs, most := 5000, largestCase
			if strings.HasPrefix(name, "as much") {
				inputs, most = 1000, largestEver
			}
			h, c := newHouse(t), thrown{rand.New(rand.NewPCG(1, 2))}
			h.quick = true
			h.begin()
			k := h.pair("programme", "support")
			h.agree(k, 0)
			h.agree(k, 1)
			largest := 0
			for n := 0; h.taken < inputs && n < inputs; n++ {
				live(h, c, k)
				h.tick(time.Minute)
				if n%10 == 0 {
					for _, one := range h.cases {
						largest = max(largest, len(code(t, one)))
					}
				}
			}
			t.Logf("%d inputs, %d checklists begun, at most %d bytes", h.taken, h.cases[k].Sides[0].Interviews, largest)
			if largest > most {
				t.Errorf("a case of %d bytes", largest)
			}
		})
	}
}

// What a case may take at most: with texts of an ordinary length, and however long
// they are.
const (
	largestCase = 64 << 10
	largestEver = 512 << 10
)
