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
		h.say(s.Manager, in, pick(c, "answer", []string{"n", "c", "e"}))
		h.complete(c, code, side, 30)
	},
	"one interview without end": func(h *house, c chance, code flows.CaseCode) {
		s := h.cases[code].Sides[0]
		in := flows.Private(code, s.Service.ID)
		if s.Interview == nil || !s.Interview.Open() {
			h.say(s.Manager, in, "!checklist")
		}
		h.arrive()
		h.say(s.Manager, in, pick(c, "line", []string{"1-34 n", "1-34 c", "correct 5 e", "note 7 she said so", "skip", "back", "n", "c", "stop", "go on", "pause", "resume", "1-34 x"}))
	},
	"notes without end": func(h *house, c chance, code flows.CaseCode) {
		s := h.cases[code].Sides[0]
		in := flows.Private(code, s.Service.ID)
		if s.Interview == nil || !s.Interview.Open() {
			h.say(s.Manager, in, "!checklist")
		}
		h.say(s.Manager, in, fmt.Sprintf("note %d %s", 1+c.below("question", 34), strings.Repeat("word ", 20)))
	},
	"people come and go": func(h *house, c chance, _ flows.CaseCode) {
		h.staff(c)
		h.configure(c)
		in := h.room(c)
		by := pick(c, "by", staffOf(pick(c, "of", serviceIDs)))
		h.take(in.Case, flows.Left{By: by, In: in})
		h.take(in.Case, flows.Joined{By: by, In: in})
	},
	"anything": func(h *house, c chance, _ flows.CaseCode) {
		all := actions()
		all[pick(c, "action", sortedKeys(all))](h, c)
	},
}

// TestCaseStaysBounded: a case is as large as its instrument, and not as its age.
func TestCaseStaysBounded(t *testing.T) {
	inputs := 5000
	if testing.Short() {
		inputs = 500
	}
	for name, live := range longLives {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, c := newHouse(t), thrown{rand.New(rand.NewPCG(1, 2))}
			h.quick = true
			h.begin()
			code := h.pair("programme", "support")
			h.agree(code, 0)
			h.agree(code, 1)
			largest, taken := 0, 0
			for taken < inputs {
				before := h.taken
				live(h, c, code)
				h.tick(time.Minute)
				taken += max(1, h.taken-before)
				for _, one := range h.cases {
					largest = max(largest, len(stored(t, one)))
				}
			}
			t.Logf("%d inputs, %d checklists signed or stopped, at most %d bytes", taken, h.cases[code].Sides[0].Interviews, largest)
			if largest > largestCase {
				t.Errorf("a case of %d bytes", largest)
			}
		})
	}
}

// largestCase is what a case may take at most, with notes of an ordinary length.
const largestCase = 64 << 10

func stored(t *testing.T, c flows.Case) string { return code(t, c) }
