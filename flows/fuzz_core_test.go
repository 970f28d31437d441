package flows_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
)

// seeds are lines with which the fuzzers begin: every kind that the conversations
// know, and what telephones make of them.
var seeds = append([]string{
	"n", "c", "Current", "attuale", "?", "non so", "3", "1 n 2 c 3-5 x 6 ?", "29-34 x", "1–3 n", "7: c, 8: n", "7 c because",
	"correct 12", "correct 12 n", "correggi 7", "note she told us", "note 12 she told us", "!note 3: x", "nota 99 x",
	"back", "skip", "unknown", "block", "block C", "pause", "resume", "stop", "go on", "delete", "sign", "yes", "no", "sì",
	"judgement", "change judgement", "high", "l", "not enough information", "status", "help?", "checklist", "withdraw",
	"agreed since 2/11/2026", "agreed today", "!agreed 99", "Her sister lives next door.", "2 neighbours look after her",
}, odd...)

// standing is a case in which somebody is being interviewed, at some step.
type standing struct {
	at   string
	kase flows.Case
}

// fuzzing is a house with a case at every step of an interview: plain, with the
// question not yet seen, paused, about to be stopped, and being corrected.
var fuzzing = sync.OnceValues(func() (*house, []standing) {
	h := newHouse(panics{})
	h.quick = true
	h.begin()
	k := h.pair("programme", "support")
	h.agree(k, 0)
	h.agree(k, 1)
	var all []standing
	keep := func(how string) {
		if iv := h.cases[k].Sides[0].Interview; iv != nil && iv.Open() {
			all = append(all, standing{how + iv.At, h.cases[k]})
		}
	}
	by := h.cases[k].Sides[0].Manager
	in := flows.Private(k, "programme")
	walk := func(how string) {
		for range 60 {
			keep(how + "unseen ")
			h.arrive()
			iv := h.cases[k].Sides[0].Interview
			if iv == nil || !iv.Open() {
				return
			}
			keep(how)
			here := h.cases[k]
			h.say(by, in, "stop")
			keep(how + "unseen ")
			h.arrive()
			keep(how)
			h.cases[k] = here
			h.say(by, in, "pause")
			keep(how + "paused ")
			h.cases[k] = here
			def := iv.Definition()
			switch q, isQuestion := def.Question(iv.At); {
			case isQuestion && q.Type == instrument.TypeSelectOne:
				h.say(by, in, []string{"no", "earlier", "?", "current", "x"}[q.Number%5])
			case iv.At == interview.AdultLevel || iv.At == interview.ChildrenLevel:
				h.say(by, in, "low")
			case iv.At == interview.Signature:
				h.say(by, in, "sign")
			default:
				h.say(by, in, "Words of their own.")
			}
		}
	}
	h.say(by, in, "checklist")
	walk("")
	h.say(by, in, "correct 12")
	walk("corrected ")
	other := h.cases[k].Sides[1].Manager // and once more after the joint view
	h.say(other, flows.Private(k, "support"), "checklist")
	h.complete(act{seed: 3}.shared(), k, 1, 60)
	h.say(by, in, "checklist")
	walk("second ")
	h.quick = false
	return h, all
})

// at is a house of its own in which the case stands as given.
func at(t *testing.T, s standing) *house {
	base, _ := fuzzing()
	h := *base
	h.t, h.log, h.begun, h.kept, h.inputs = t, nil, 0, nil, nil
	h.cases = map[flows.CaseCode]flows.Case{s.kase.Code: s.kase}
	h.asked, h.waiting, h.coming, h.written = nil, nil, nil, slices.Clone(base.written)
	h.keys = map[flows.CaseCode]map[flows.Key]bool{}
	h.stays = map[flows.CaseCode]map[flows.Key]flows.Place{s.kase.Code: {s.kase.Card: flows.Shared(s.kase.Code)}}
	h.opened, h.inside = map[flows.Place]bool{}, map[flows.Place]map[flows.Person]bool{}
	for _, side := range s.kase.Sides {
		h.opened[flows.Private(s.kase.Code, side.Service.ID)] = true
		h.opened[flows.Desk(side.Service.ID)] = true
		h.timers = map[timerOf]time.Time{{s.kase.Code, "idle/programme"}: h.now, {s.kase.Code, "idle/support"}: h.now, {s.kase.Code, "divergence"}: h.now, {"", "codes"}: h.now}
	}
	h.opened[flows.Shared(s.kase.Code)] = true
	h.refs = maps.Clone(base.refs)
	h.shown = map[flows.CaseCode]view{}
	if a, b := s.kase.Sides[0].Signed, s.kase.Sides[1].Signed; a != nil && b != nil {
		h.shown[s.kase.Code] = view{a, b}
	}
	listed := h.network.Cases[s.kase.Code]
	listed.Report.State, listed.Report.Level = s.kase.State, counts(s.kase.Joint).Adult
	if listed.Report.Due = (time.Time{}); open(s.kase.Joint) {
		listed.Report.Due = s.kase.Joint.Due
	}
	h.network.Cases = maps.Clone(h.network.Cases)
	h.network.Cases[s.kase.Code] = listed
	return &h
}

// FuzzSaid: whatever the person writes whom the bot interviews, at any step, new or
// in the place of what they wrote before: all that holds of a step holds.
func FuzzSaid(f *testing.F) {
	_, all := fuzzing()
	for i, line := range seeds {
		f.Add(line, uint16(i*7), i%5 == 0)
	}
	f.Fuzz(func(t *testing.T, line string, step uint16, edits bool) {
		s := all[int(step)%len(all)]
		h := at(t, s)
		in := flows.Private(s.kase.Code, "programme")
		by := flows.Person(s.kase.Sides[0].Interview.By)
		ref, dice := h.next(in)
		said := flows.Said{By: by, In: in, Ref: ref, Text: line, Dice: dice}
		if edits {
			said.Edits = h.written[len(h.written)-1-int(step)%min(8, len(h.written))].ref
			for _, source := range slices.Backward(s.kase.Sides[0].Interview.Sources) {
				said.Edits = flows.Ref(source.Ref)
				break
			}
		}
		words, _ := json.Marshal(line)
		h.heard = func(_ flows.CaseCode, e flows.Effect) {
			to, ok := destination(e)
			if ok && to != in && len(line) > 20 && strings.Contains(code(t, e), strings.Trim(string(words), `"`)) {
				t.Errorf("at %s: what was written reaches %v", s.at, to)
			}
		}
		h.take(s.kase.Code, said)
		if len(code(t, h.cases[s.kase.Code])) > len(code(t, s.kase))+4*6*flows.MaxText {
			t.Errorf("at %s: one line adds %d bytes", s.at, len(code(t, h.cases[s.kase.Code]))-len(code(t, s.kase)))
		}
	})
}

// FuzzCommand: a command is understood from whatever is typed, its argument is a part
// of that, and a day is a day.
func FuzzCommand(f *testing.F) {
	for i, line := range append(seeds, phrases()...) {
		f.Add(line, i%2 == 0)
	}
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		f.Fatal(err)
	}
	now := time.Date(2028, 2, 29, 23, 30, 0, 0, zone)
	f.Fuzz(func(t *testing.T, line string, english bool) {
		languages := []string{"it"}
		if english {
			languages = []string{"en", "it-CH"}
		}
		c, known := command.Parse(line, languages...)
		if again, _ := command.Parse(line, languages...); again != c {
			t.Errorf("%q is once %+v and once %+v", line, c, again)
		}
		if known != (c.Word != "") || known && !slices.Contains(command.All(), c.Word) {
			t.Errorf("%q is known: %v, as %q", line, known, c.Word)
		}
		if !strings.Contains(line, c.Rest) || known && len(c.Rest) >= len(line) {
			t.Errorf("the rest of %q is %q", line, c.Rest)
		}
		if c.Marked && !strings.HasPrefix(strings.TrimSpace(line), command.Mark) {
			t.Errorf("%q is marked", line)
		}
		if once := command.Only(line); command.Only(once) != once || !strings.Contains(line, once) {
			t.Errorf("%q is only %q", line, once)
		}
		if once := command.AfterFillers(line); command.AfterFillers(once) != once || !strings.HasSuffix(strings.TrimSpace(line), once) {
			t.Errorf("%q without fillers is %q", line, once)
		}
		day, ok := command.Day(line, now, languages...)
		if h, m, s := day.Clock(); ok && (h+m+s != 0 || day.Location() != zone || day.Year() < 2000 || day.Year() > 9999) {
			t.Errorf("%q is the day %s", line, day)
		}
	})
}

// FuzzInterviewLine: an interview takes any line at any step, and what it then holds
// is answers to its own questions.
func FuzzInterviewLine(f *testing.F) {
	h, all := fuzzing()
	for i, line := range seeds {
		f.Add(line, uint16(i*11), i%3 == 0)
	}
	f.Fuzz(func(t *testing.T, line string, step uint16, italian bool) {
		s := all[int(step)%len(all)]
		before := *s.kase.Sides[0].Interview
		def := before.Definition()
		in := interview.Wrote{Ref: "$new", Line: line, Languages: []string{"en"}}
		if italian {
			in.Languages = []string{"it"}
		}
		written := code(t, before)
		after, replies := before.Step(in, def, h.now)
		if after.State != interview.Stopped {
			at(t, s).checkInterview(&after)
		}
		if again, _ := before.Step(in, def, h.now); code(t, again) != code(t, after) {
			t.Errorf("at %s: %q gives once\n%s\nand once\n%s", s.at, line, code(t, after), code(t, again))
		}
		if code(t, before) != written {
			t.Errorf("at %s: %q changes the interview itself", s.at, line)
		}
		asks := 0
		for i, r := range replies {
			if r.Step == "" {
				continue
			}
			asks++
			if i != len(replies)-1 || r.Step != after.At || len(r.Text) != 1 {
				t.Errorf("at %s: %q asks %s, and the interview stands at %s", s.at, line, r.Step, after.At)
			}
		}
		if asks > 1 || after.Asked-before.Asked != asks {
			t.Errorf("at %s: %q asks %d questions and counts %d", s.at, line, asks, after.Asked-before.Asked)
		}
		if after.At != before.At && asks == 0 && after.State == interview.Asking {
			t.Errorf("at %s: %q moves to %s and does not ask it", s.at, line, after.At)
		}
		for name, a := range before.Answers {
			if now, ok := after.Answers[name]; !ok || a.Value != "" && now.Value == "" || len(now.Notes) < len(a.Notes) {
				t.Errorf("at %s: %q loses the answer to %s", s.at, line, name)
			}
		}
	})
}

// panics is the test of what is prepared before any test runs.
type panics struct{ testing.TB }

func (panics) Helper()                           {}
func (panics) Fatalf(format string, args ...any) { panic(format) }
