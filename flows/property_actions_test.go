package flows_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/risk"
)

// what can happen in a history; those that matter most stand more than once.
func actions() map[string]func(*house, chance) {
	return map[string]func(*house, chance){
		"a command at a desk": func(h *house, c chance) {
			s := pick(c, "service", serviceIDs)
			by := pick(c, "by", staffOf(s))
			h.say(by, flows.Desk(s), text(c, h, h.markOf(by, flows.Desk(s))))
			h.someArrive(c)
		},
		"alert":          (*house).aboutAlerts,
		"alert 2":        (*house).aboutAlerts,
		"meetings":       (*house).aboutMeetings,
		"notices":        (*house).noticesAre,
		"partnership":    (*house).partnership,
		"partnership 2":  (*house).partnership,
		"staff":          (*house).staff,
		"staff 2":        (*house).staff,
		"desk":           (*house).atDesk,
		"conversation":   (*house).converse,
		"conversation 2": (*house).converse,
		"conversation 3": (*house).converse,
		"pair": func(h *house, c chance) {
			if len(h.cases) < 3 {
				h.pair(pick(c, "programme", []flows.ServiceID{"programme", "programme_2"}), pick(c, "support", []flows.ServiceID{"support", "support_2"}))
			}
		},
		"anybody says": func(h *house, c chance) {
			in := h.room(c)
			by := pick(c, "by", append(staffOf(pick(c, "of", serviceIDs)), stranger))
			h.say(by, in, text(c, h, h.markOf(by, in)))
		},
		"own room":   (*house).inOwnRoom,
		"own room 2": (*house).inOwnRoom,
		"case room": func(h *house, c chance) {
			code, _, by := h.own(c)
			if code != "" {
				word := pick(c, "word", []string{"contact", "level", "because", "third", "status", "help", "livello", "perché", "terzo", "contatto", "note", "change", "episodes", "timeline", "agenda", "begin", "minutes", "present"})
				rest := pick(c, "rest", []string{"", " low", " high", " high medium", " alto medio", " low low", " not enough", " police 24/11/2026", " we spoke", " x"})
				h.say(by, flows.Shared(code), "!"+word+rest)
			}
		},
		"case room, any text": func(h *house, c chance) {
			if code, _, by := h.own(c); code != "" {
				h.say(by, flows.Shared(code), text(c, h, "openly"))
			}
		},
		"meet":   (*house).meets,
		"meet 2": (*house).meets,
		"tap":    (*house).taps,
		"tap 2":  (*house).taps,
		"tap 3":  (*house).taps,
		"agree": func(h *house, c chance) {
			if code, side, _ := h.own(c); code != "" {
				h.agree(code, side)
			}
		},
		"agreement": func(h *house, c chance) {
			if code, side, by := h.own(c); code != "" {
				in := flows.Private(code, h.cases[code].Sides[side].Service.ID)
				for range 1 + c.below("lines", 3) {
					h.say(by, in, pick(c, "line", []string{"agreed today", "agreed 2/11/2026", "agreed since yesterday", "!agreed 2099-01-01", "agreed", "withdraw", "!ritiro",
						"agreed today until tomorrow", "agreed today only checklist episodes", "!limit impact", "limit checklist", "limit none", "limita scheda, episodi",
						"limit", "renew", "renew until 24/10/2027", "!renew until yesterday", "renew until tomorrow", "rinnova senza fine", "!limit x", "!renew x",
					}))
				}
				h.arrive()
			}
		},
		"ends": func(h *house, c chance) {
			code, side, by := h.own(c)
			if code == "" {
				return
			}
			in := flows.Private(code, h.cases[code].Sides[side].Service.ID)
			h.say(by, in, pick(c, "line", []string{"ends", "!ends 20/11/2026", "termina", "!ends tomorrow", "ends badly", "agreed today"}))
			h.arrive()
			if q, ok := h.newest(in, ""); ok && strings.HasPrefix(string(q.Key), "ends/") {
				h.tap(by, q, pick(c, "how", q.Choices).ID)
				h.tap(by, q, pick(c, "how else", q.Choices).ID)
			}
		},
		"close": func(h *house, c chance) {
			code := pickCode(c, h)
			if code == "" {
				return
			}
			in, side := flows.Shared(code), c.below("side", 2)
			h.say(h.cases[code].Sides[side].Manager, in, pick(c, "line", []string{"!close she is safe", "!close", "!chiudi tutto finito", "!reopen", "!reopen he is back"}))
			h.arrive()
			if q, ok := h.newest(in, ""); ok && strings.HasPrefix(string(q.Key), "close/") {
				h.tap(h.cases[code].Sides[1-side].Manager, q, pick(c, "answer", q.Choices).ID)
			}
			if h.cases[code].State == flows.Closed {
				h.say(h.cases[code].Sides[side].Manager, in, pick(c, "closed", []string{"!status", "!level high", "!contact", "!reopen he is back", "!help", "!reopen"}))
			}
		},
		"agency": func(h *house, c chance) {
			code := pickCode(c, h)
			if code == "" {
				return
			}
			in, side := flows.Shared(code), c.below("side", 2)
			h.say(h.cases[code].Sides[side].Manager, in, pick(c, "line", []string{
				"!agency agency", "!agency The agency", "!agency agency", "!ente agency", "!agency", "!agency x", "!agency remove agency",
			}))
			h.arrive()
			if q, ok := h.newest(in, ""); ok && strings.HasPrefix(string(q.Key), "agency/") {
				h.tap(h.cases[code].Sides[1-side].Manager, q, pick(c, "answer", []string{"yes", "yes", "no"}))
			}
			h.someArrive(c)
		},
		"somebody of an agency": func(h *house, c chance) {
			code := pickCode(c, h)
			if code == "" || len(h.cases[code].Guests) == 0 || len(h.cases[code].Guests[0].People) == 0 {
				return
			}
			by := pick(c, "by", h.cases[code].Guests[0].People)
			in := pick(c, "in", []flows.Place{flows.Shared(code), flows.Shared(code), flows.Private(code, "support")})
			switch c.below("does", 5) {
			case 0:
				h.say(by, in, text(c, h, h.markOf(by, in)))
			case 1:
				if len(h.asked) > 0 {
					if q := pick(c, "question", h.asked); len(q.Choices) > 0 && q.of == code {
						h.tap(by, q, pick(c, "choice", q.Choices).ID)
					}
				}
			case 2:
				all := staffOf("agency")
				h.say(all[0], flows.Desk("agency"), pick(c, "desk", []string{
					"status", "assign " + string(code) + " " + string(all[1]), "assign " + string(code) + " " + string(all[0]), "remove " + string(all[1]), "add " + string(all[1]),
				}))
				h.someArrive(c)
			default:
				h.say(by, in, pick(c, "line", []string{
					"!view high medium he was armed", "!view low because", "!view", "!view none x", "!status", "!help", "!level high", "!agency remove agency", "!contact", "!close x", "!parere alto armato",
				}))
			}
		},
		"sign":   func(h *house, c chance) { h.signs(c) },
		"sign 2": func(h *house, c chance) { h.signs(c) },
		"sign 3": func(h *house, c chance) { h.signs(c) },
		"settle": (*house).settle,
		"edit or delete": func(h *house, c chance) {
			if len(h.written) == 0 {
				return
			}
			m := pick(c, "message", h.written)
			by, in := m.by, m.in
			if oneIn(c, "by another", 6) {
				by = pick(c, "by", append(staffOf(pick(c, "of", serviceIDs)), stranger))
			}
			if oneIn(c, "delete", 3) {
				h.take(in.Case, flows.TookBack{By: by, In: in, Ref: m.ref})
				return
			}
			ref, dice := h.next(in)
			h.take(in.Case, flows.Said{By: by, In: in, Ref: ref, Edits: m.ref, Text: text(c, h, h.markOf(by, in)), Dice: dice})
		},
		"arrive": func(h *house, c chance) { h.arrive() },
		"one arrives, out of order or never": func(h *house, c chance) {
			if len(h.waiting) == 0 {
				return
			}
			i := c.below("which", len(h.waiting))
			d := h.waiting[i]
			h.waiting = slices.Delete(slices.Clone(h.waiting), i, i+1)
			if !oneIn(c, "never", 3) {
				h.take(d.In.Case, d)
			}
		},
		"in or out": func(h *house, c chance) {
			in := h.room(c)
			by := pick(c, "by", append(staffOf(pick(c, "of", serviceIDs)), stranger))
			if code, side, one := h.own(c); code != "" && !oneIn(c, "anybody", 3) {
				s := h.cases[code].Sides[side].Service.ID
				by, in = one, pick(c, "room", []flows.Place{flows.Shared(code), flows.Private(code, s), flows.Desk(s)})
			}
			for range 1 + c.below("both", 2) {
				if oneIn(c, "in", 2) {
					h.take(in.Case, flows.Joined{By: by, In: in})
				} else {
					h.take(in.Case, flows.Left{By: by, In: in})
				}
			}
		},
		"not taken": func(h *house, c chance) {
			in := h.room(c)
			by := pick(c, "by", append(staffOf(pick(c, "of", serviceIDs)), stranger))
			why := pick(c, "why", []flows.Fault{flows.NoKey, flows.Unverified, flows.Unencrypted, flows.NotText, flows.TooLong, flows.NotLegible, flows.Withheld, flows.OneWithheld})
			h.take(in.Case, flows.Unreadable{By: by, In: in, Ref: "$odd", Why: why, Device: "ABCDEF"})
		},
		"not sent": func(h *house, c chance) {
			in := h.room(c)
			var invited []flows.Person
			for p := range h.inside[in] {
				invited = append(invited, p)
			}
			slices.Sort(invited)
			if len(h.asked) > 0 && oneIn(c, "a question", 2) {
				q := pick(c, "question", h.asked)
				h.take(q.of, flows.Undelivered{Key: q.Key, In: q.To})
			} else if len(invited) > 0 {
				h.take(in.Case, flows.Undelivered{In: in, Person: pick(c, "person", invited)})
			}
		},
		"covers":             (*house).covers,
		"covers 2":           (*house).covers,
		"in a direct room":   (*house).inDirect,
		"in a direct room 2": (*house).inDirect,
		"told outside": func(h *house, c chance) {
			p := pick(c, "person", append(staffOf(pick(c, "of", serviceIDs)), stranger))
			if oneIn(c, "fails", 2) {
				h.take("", flows.NoticeFailed{Key: "n1", Person: p, Tried: [][]string{nil, {"mail"}, {"mail", "ntfy"}}[c.below("tried", 3)]})
				return
			}
			h.take("", flows.NoticeSent{Key: "n1", Person: p, Way: pick(c, "way", []string{"mail", "ntfy"})})
		},
		"invites, verifies": func(h *house, c chance) {
			s := pick(c, "of", serviceIDs)
			by := pick(c, "by", append(staffOf(s), stranger))
			if oneIn(c, "invites", 2) {
				h.take("", flows.Invited{By: by, Room: "!a:example.org"})
			} else {
				h.take("", flows.Verifying{By: by, In: flows.Desk(s), Device: "ABCDEF", Emojis: []string{"🐶", "🐱"}})
			}
		},
		"resets, accepted": func(h *house, c chance) {
			s := pick(c, "of", serviceIDs)
			all := append(staffOf(s), stranger)
			switch c.below("what", 3) {
			case 0:
				h.take("", flows.IdentityReset{By: pick(c, "by", all), Identity: pick(c, "identity", []string{"b", "c"})})
			case 1:
				h.say(pick(c, "by", all), flows.Desk(s), "accept "+string(pick(c, "whom", all)))
			case 2:
				if len(h.accepts) > 0 {
					e := pick(c, "of them", h.accepts)
					h.take("", flows.Accepted{Person: e.Person, Identity: e.Identity, By: e.By, Refused: oneIn(c, "refused", 3)})
				}
			}
		},
		"time": func(h *house, c chance) {
			h.tick(pick(c, "how long", []time.Duration{0, time.Second, 20 * time.Minute, 2 * time.Hour, 25 * time.Hour, 80 * time.Hour, 40 * 24 * time.Hour}))
		},
		"a day and more": func(h *house, c chance) { h.tick(25 * time.Hour) },
		"time without timers": func(h *house, c chance) {
			// The clock is set, also back; the timers come late.
			h.now = h.now.Add(pick(c, "by", []time.Duration{time.Minute, time.Hour, 100 * time.Hour, -time.Second, -time.Hour, -50 * time.Hour}))
			h.note("", flows.TimerFired{Name: "(the clock is set)"})
		},
		"a late timer": func(h *house, c chance) {
			if timer, found := h.due(h.now); found {
				h.fire(timer)
			}
		},
		"again": func(h *house, c chance) {
			if len(h.inputs) == 0 {
				return
			}
			again := pick(c, "which", h.inputs)
			switch again.in.(type) {
			case flows.TimerFired: // the store forgets a timer with the input that it becomes
			case flows.Configured: // an old configuration is a change
			default:
				h.take(again.of, again.in)
			}
		},
		"configuration": (*house).configure,
	}
}

func (h *house) someArrive(c chance) {
	if !oneIn(c, "not yet", 4) {
		h.arrive()
	}
}

// staff changes who works where.
func (h *house) staff(c chance) {
	s := pick(c, "service", serviceIDs[:4])
	all := staffOf(s)
	by := all[0]
	if oneIn(c, "by another", 8) {
		by = pick(c, "by", append(all, stranger))
	}
	p, q := pick(c, "whom", append(all[1:], staffOf("support")[1])), pick(c, "second", all)
	line := pick(c, "what", []string{"add {p} partner contact", "add {p}", "add {p} deputy", "add {p} deputy of {q}", "remove {p}", "remove {p} {q}", "assign {case} {p}"})
	h.say(by, flows.Desk(s), strings.NewReplacer("{p}", string(p), "{q}", string(q), "{case}", string(pickCode(c, h))).Replace(line))
	h.someArrive(c)
}

// atDesk asks, pairs and mistakes codes, at a desk.
func (h *house) atDesk(c chance) {
	s := pick(c, "service", serviceIDs)
	by := pick(c, "by", staffOf(s)[:2])
	digits := "12345678"
	if codes := h.network.Codes; len(codes) > 0 && !oneIn(c, "wrong", 3) {
		digits = pick(c, "which", codes).Digits
	}
	for range 1 + c.below("times", 6) {
		h.say(by, flows.Desk(s), pick(c, "line", []string{
			"status", "people", "help", "pair", "pair " + digits, "pair " + digits, "pair " + digits + " " + string(by),
			"remove", "add", "!assign", "pair 1234", "stato", "persone", "week", "settimana", "cover",
			"partner", "intesa " + digits, "partner status",
			"pair " + digits + " emergency openly it cannot wait", "pair " + digits + " urgenza", "pair emergency",
		}))
	}
	h.someArrive(c)
}

// converse lets the one who is interviewed use the words of the conversation. Who
// does not have one open begins it.
func (h *house) converse(c chance) {
	code, side, by := h.own(c)
	if code == "" {
		return
	}
	in := flows.Private(code, h.cases[code].Sides[side].Service.ID)
	own := mark(in.Service)
	for range 1 + c.below("lines", 10) {
		if iv := h.cases[code].Sides[side].Interview; iv == nil || !iv.Open() {
			h.say(by, in, pick(c, "begin", []string{"checklist", "correct 7", "judgement", "status", "history", "history checklist 3", "show 1", "questionnaire", "questionnaire episode", "questionnaire episode", "impact", "change", "episode", "episode", "timeline", "element her: " + own, "!element shared him " + own, "element shared " + own, "share 2", "share 3", "share 4", "impact T1", "impact T0", "impact T3 missing", "began 1/12/2026 until 1/6/2027", "began today", "half 1/3/2027", "correct 2 6", "correct 3 1"}))
		}
		if !oneIn(c, "not yet", 3) {
			h.arrive()
		}
		number := strconv.Itoa(c.below("number", 36))
		h.say(by, in, pick(c, "line", []string{
			"n", "c", "e", "?", "x", "1", "high", "low", "alto", "back", "back", "skip", "skip", "unknown", "block", "block c", "block z",
			"correct " + number, "correct " + number + " c", "correct x", "note", "note " + own, "note " + number + " " + own, "pause", "resume",
			"stop", "go on", "yes", "no", "delete", "sign", "judgement", "change judgement", "status", "help", "checklist",
			"1-34 n", number + " c", "1 n 2 zz", "zz 1", number + "-34 ?", "Words. " + own, "Words. " + own, "!sign", "withdraw", "agreed",
		}))
	}
}

// inOwnRoom lets somebody write in their service's own room of a case.
func (h *house) inOwnRoom(c chance) {
	code, side, by := h.own(c)
	if code == "" {
		return
	}
	in := flows.Private(code, h.cases[code].Sides[side].Service.ID)
	h.someArrive(c)
	for range 1 + c.below("lines", 4) {
		h.say(by, in, text(c, h, h.markOf(by, in)))
	}
}

// taps votes in a question that was asked: mostly the newest, by one of the case's
// people, with a choice that there is.
func (h *house) taps(c chance) {
	if len(h.asked) == 0 {
		return
	}
	q := h.asked[len(h.asked)-1]
	if !oneIn(c, "newest", 3) {
		q = pick(c, "question", h.asked)
	}
	if len(q.Choices) == 0 {
		return
	}
	choice := pick(c, "choice", q.Choices).ID
	switch c.below("odd", 10) {
	case 8:
		choice = ""
	case 9:
		choice = pick(c, "wrong", []string{"x", "current", "low", "sign", "none", "phone", "today", "stop"})
	}
	var all []flows.Person
	if q.To.Kind == flows.PartnershipRoom {
		for _, s := range h.network.Partnerships[q.To.Partnership].Services {
			all = append(all, h.network.Services[s].Coordinators...)
		}
	}
	for _, s := range h.cases[q.of].Sides {
		if q.To.Kind == flows.CaseRoom || q.To.Service == s.Service.ID {
			all = append(all, people(s)...)
		}
	}
	if len(all) == 0 {
		return // everybody has been removed
	}
	by := pick(c, "by", all)
	if oneIn(c, "another", 12) {
		by = pick(c, "by", append(staffOf(pick(c, "of", serviceIDs)), stranger))
	}
	for range 1 + c.below("twice", 2) {
		h.tap(by, q, choice)
	}
}

// agree records one side's agreement.
func (h *house) agree(code flows.CaseCode, side int) {
	s := h.cases[code].Sides[side]
	h.say(s.Manager, flows.Private(code, s.Service.ID), "!agreed today")
	h.arrive()
}

// signs takes a side's checklist from wherever it is to its signature, unless it is
// left half-way.
func (h *house) signs(c chance) {
	code, side, _ := h.own(c)
	if code == "" {
		return
	}
	h.complete(c, code, side, 30+c.below("patience", 40))
}

// complete answers what a side's interview asks, for so many steps.
func (h *house) complete(c chance, code flows.CaseCode, side, patience int) {
	usual := pick(c, "usual answer", []string{"n", "n", "earlier", "current", "?", "x"})
	for n := range patience {
		h.arrive()
		s := h.cases[code].Sides[side]
		in := flows.Private(code, s.Service.ID)
		iv := s.Interview
		if iv == nil || !iv.Open() {
			if n > 0 {
				return
			}
			h.say(s.Manager, in, pick(c, "begin", []string{"checklist", "scheda", "!checklist", "correct 7", "judgement"}))
			if now := h.cases[code].Sides[side].Interview; now == nil || !now.Open() {
				h.say(s.Manager, in, "!checklist")
			}
			continue
		}
		by := flows.Person(iv.By)
		if iv.State == interview.Paused {
			h.say(by, in, "resume")
			continue
		}
		h.answerStep(c, iv, by, in, usual)
	}
}

// answerStep answers the step at which an interview stands.
func (h *house) answerStep(c chance, iv *interview.Interview, by flows.Person, in flows.Place, usual string) {
	own := mark(in.Service)
	def := iv.Definition()
	switch q, isQuestion := def.Question(iv.At); {
	case isQuestion && !def.Judged():
		h.say(by, in, answerTo(c, q, own))
	case isQuestion && q.Type == instrument.TypeText:
		h.say(by, in, pick(c, "text", []string{"skip", "Her sister lives near. " + own, "note x " + own}))
	case isQuestion:
		var line strings.Builder
		fmt.Fprintf(&line, "%d-%d %s", q.Number, def.Numbered(), usual)
		for range c.below("others", 4) {
			fmt.Fprintf(&line, " %d %s", 1+c.below("item", def.Numbered()), pick(c, "answer", []string{"n", "current", "earlier", "?", "x"}))
		}
		h.say(by, in, line.String())
	case iv.At == interview.AdultLevel || iv.At == interview.ChildrenLevel:
		level := pick(c, "level", []string{"low", "medium", "high", "extreme", "not_enough"})
		if q, ok := h.newest(in, "/"+iv.At); ok {
			h.tap(by, q, level)
		} else {
			h.say(by, in, level)
		}
	case iv.At == interview.Signature:
		h.say(by, in, pick(c, "sign", []string{"sign", "sign", "firma", "1"}))
	case iv.At == interview.Stopping:
		h.say(by, in, "go on")
	default:
		h.say(by, in, "Because of what was said. "+own)
	}
}

// answerTo is an answer to any question, sometimes a wrong one.
func answerTo(c chance, q instrument.Question, own string) string {
	switch q.Type {
	case instrument.TypeSelectOne, instrument.TypeSelectMultiple:
		return pick(c, "choice", []string{"1", "1", "2", "3", "skip", "9"})
	case instrument.TypeDate:
		return pick(c, "day", []string{"yesterday", "today", "2/11/2026", "1/1/2020", "tomorrow"})
	case instrument.TypeInteger, instrument.TypeDecimal:
		return pick(c, "number", []string{"0", "5", "38", "-1", "skip"})
	}
	return pick(c, "text", []string{"skip", "What was said. " + own})
}

// settle lets both sides record contact, levels and a reason.
func (h *house) settle(c chance) {
	code := pickCode(c, h)
	if code == "" {
		return
	}
	in, sides := flows.Shared(code), h.cases[code].Sides
	level := pick(c, "level", []string{"low low", "high medium", "extreme high", "medium", "not enough low"})
	steps := []func(){
		func() { h.say(sides[0].Manager, in, "!contact we spoke") },
		func() { h.say(sides[1].Manager, in, "!contact") },
		func() { h.say(sides[0].Manager, in, "!level "+level) },
		func() { h.say(sides[1].Manager, in, "!level "+level) },
		func() { h.say(sides[c.below("by", 2)].Manager, in, "!because he moved away") },
	}
	if oneIn(c, "third", 4) {
		steps = append(steps, func() { h.say(sides[0].Manager, in, "!third police 24/11/2026") })
	}
	if oneIn(c, "actions", 2) {
		steps = append(steps,
			func() { h.say(sides[0].Manager, in, "!sign") },
			func() {
				h.say(sides[c.below("by", 2)].Manager, in, "!action ask the school by "+pick(c, "day", []string{"tomorrow", "2/12/2026", "yesterday"}))
			},
			func() { h.say(sides[1].Manager, in, "!sign") },
			func() { h.say(sides[1].Manager, in, fmt.Sprintf("!done %d it is so", 1+c.below("which", 3))) },
		)
	}
	from := c.below("from", len(steps))
	for i := range steps {
		if !oneIn(c, "left out", 8) {
			steps[(from*(c.below("order", 2))+i)%len(steps)]()
		}
	}
}

// configure changes the configuration, and starts the bot anew with it.
func (h *house) configure(c chance) {
	in := configured()
	for i := range in.Services {
		s := &in.Services[i]
		switch c.below("change", 12) {
		case 0:
			s.Coordinators = append(s.Coordinators, staffOf(s.ID)[2])
		case 1:
			s.Coordinators = []flows.Person{staffOf(s.ID)[3]}
		case 2:
			s.Name = "Another name"
		case 3:
			s.Language = pick(c, "language", []string{"en", "it"})
		case 4:
			s.Zone = pick(c, "zone", []string{"Europe/Sofia", "Atlantic/Azores", "UTC"})
		case 5:
			s.Emergency = "113"
		case 7:
			s.Digest = pick(c, "digest", []string{"0 8 * * MON", "30 2 * * *", "0 8 31 2 *", "every Monday"})
		case 6:
			s.Coordinators = append(s.Coordinators, pick(c, "of another", staffOf(pick(c, "service", serviceIDs))))
		}
	}
	if oneIn(c, "a service is gone", 6) {
		i := c.below("which", len(in.Services))
		in.Services = slices.Delete(in.Services, i, i+1)
	}
	if oneIn(c, "settings", 2) {
		in.Settings = flows.Settings{
			CodeValid: pick(c, "code", []time.Duration{time.Minute, time.Hour}), WrongCodes: 1 + c.below("wrong", 5),
			ClosedFor: time.Minute, ContactWithin: pick(c, "contact", []time.Duration{time.Hour, 72 * time.Hour}),
			RemindAfter: pick(c, "remind", []time.Duration{time.Hour, 72 * time.Hour}), ScoreShare: []float64{0, 0.1, 1}[c.below("share", 3)],
			Reviews: risk.DefaultIntervals,
		}
	}
	h.take("", in)
	h.someArrive(c)
}
