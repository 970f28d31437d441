package flows_test

import (
	"strings"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/message"

	"pgregory.net/rapid"
)

// drawInput makes any input at all, sensible or not.
func drawInput(r *rapid.T, h *house) flows.Input {
	c := drawn{r}
	if oneIn(c, "of people", 8) {
		return drawOfPeople(r, h)
	}
	any := rapid.OneOf(rapid.String(), rapid.SampledFrom(append(odd, "\xff\xfe", strings.Repeat("x", 60_000), "idle/support", "divergence", "codes", "partnership/", "partnership/P-0")))
	word := func(label string) string { return any.Draw(r, label) }
	person := func() flows.Person {
		return pick(c, "person", append(staffOf(pick(c, "service", serviceIDs)), stranger, "", flows.Person(word("odd person"))))
	}
	place := func() flows.Place {
		odd := flows.Place{Kind: flows.PlaceKind(word("odd kind")), Service: flows.ServiceID(word("odd service")), Case: flows.CaseCode(word("odd case"))}
		if all := h.partnerships(); len(all) > 0 && oneIn(c, "between", 4) {
			return flows.Between(pick(c, "partnership", all))
		}
		return pick(c, "place", []flows.Place{h.room(c), h.room(c), flows.Direct(person()), {}, odd, {Kind: flows.PrivateRoom, Case: pickCode(c, h)}})
	}
	key := func() flows.Key {
		if len(h.asked) > 0 && oneIn(c, "asked", 2) {
			return pick(c, "key", h.asked).Key
		}
		return flows.Key(pick(c, "odd key", []string{"", "/", "interview", "partner/1/n1", "partner/x", "interview/1/2", "interview/1/1/", "interview/2/1/xyz", "interview/x/y/z", "interview/programme/1/1/xyz", "interview/support/1/99/stop.really", "interview/programme/1/2", "joint/1", "joint/x/y", "joint/1/adult", "agreement/", "basis/x", "remind/1/2/c3", "remind/1", "prepare/1/2/c3", "paper/x/y/z", word("key")}))
	}
	service := func() flows.Service {
		return flows.Service{
			ID: flows.ServiceID(pick(c, "id", []string{"programme", "support", "", word("id")})), Name: word("name"), Kind: flows.Kind(word("kind")),
			Language: pick(c, "language", []string{"en", "it", "", word("language")}), Zone: pick(c, "zone", []string{"UTC", "", "Nowhere/At all"}),
			Coordinators: []flows.Person{person(), person()}, Emergency: word("number"),
			Digest: pick(c, "digest", []string{"", "0 8 * * MON", "@every 1s", "TZ=", "CRON_TZ=UTC * * * * *", "0 8 29 2 *", word("digest")}),
		}
	}
	party := func() flows.Party {
		return flows.Party{Service: service(), Manager: person(), Others: []flows.Person{person(), person()}}
	}
	settings := flows.Settings{
		CodeValid: time.Duration(c.below("hours", 100)-50) * time.Hour, WrongCodes: c.below("wrong", 4) - 1,
		ContactWithin: time.Duration(c.below("contact", 100)-50) * time.Hour, RemindAfter: time.Duration(c.below("remind", 3)-1) * time.Hour,
		ScoreShare: []float64{0, -1, 0.2, 7}[c.below("share", 4)],
	}
	dice := flows.Dice(pick(c, "dice", []string{"", "0", "zz", "00112233445566778899aabbccddeeff", word("dice")}))
	switch c.below("input", 19) {
	case 0:
		return flows.Tapped{By: person(), In: place(), Ref: flows.Ref(word("ref")), Poll: key(), Choice: word("choice"), Dice: dice}
	case 1:
		return flows.TookBack{By: person(), In: place(), Ref: flows.Ref(word("ref"))}
	case 2:
		return flows.Joined{By: person(), In: place()}
	case 3:
		return flows.Left{By: person(), In: place()}
	case 4:
		return flows.Unreadable{By: person(), In: place(), Why: flows.Fault(word("why")), Device: word("device")}
	case 5:
		return flows.Invited{By: person(), Room: word("room")}
	case 6:
		return flows.Verifying{By: person(), In: place(), Device: word("device"), Emojis: []string{word("emoji")}}
	case 7:
		return flows.TimerFired{Name: word("timer")}
	case 8:
		return flows.Delivered{Key: key(), In: place()}
	case 9:
		return flows.Undelivered{Key: key(), In: place(), Person: person()}
	case 10:
		return flows.Configured{Services: []flows.Service{service(), service()}, Settings: settings}
	case 11:
		var urgent *flows.Emergency
		if oneIn(c, "emergency", 2) {
			urgent = &flows.Emergency{By: person(), Service: flows.ServiceID(word("of")), Reason: word("reason")}
		}
		return flows.Paired{Code: flows.CaseCode(word("code")), Sides: [2]flows.Party{party(), party()}, Settings: settings, Emergency: urgent}
	case 12:
		return flows.Staffed{Party: party(), By: person()}
	case 14:
		return flows.IdentityReset{By: person(), Identity: word("identity")}
	case 15:
		return flows.Accepted{Person: person(), Identity: word("identity"), By: person(), Refused: oneIn(c, "refused", 2)}
	case 17:
		return flows.Read{By: person()}
	case 18:
		return flows.ClockSetBack{By: time.Duration(c.below("back", 100)-50) * time.Hour}
	case 13:
		return flows.Reported{Code: pickCode(c, h), State: flows.CaseState(word("state")), Due: h.now}
	}
	if all := h.partnerships(); len(all) > 0 && oneIn(c, "in a partnership", 3) {
		line := pick(c, "line", partnershipLines) + pick(c, "end", []string{"", " " + word("words")})
		return flows.Said{By: person(), In: flows.Between(pick(c, "partnership", all)), Ref: flows.Ref(word("ref")), Text: line, Mentions: []flows.Person{person()}}
	}
	said := flows.Said{By: person(), In: place(), Ref: flows.Ref(word("ref")), Text: word("text"), Mentions: []flows.Person{person()}, Dice: dice}
	if oneIn(c, "edits", 3) && len(h.written) > 0 {
		said.Edits = pick(c, "edited", h.written).ref
	}
	return said
}

// TestAnything: whatever comes in, and to which aggregate, in whatever state: Step
// comes to an end, tells the same again, and gives what can be stored.
func TestAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		h, c := newHouse(r), drawn{r}
		h.quick = true
		h.begin()
		if oneIn(c, "a partnership", 2) {
			h.ally("programme", "support")
		}
		code := h.pair("programme", "support")
		h.agree(code, 0)
		if oneIn(c, "a view", 2) {
			h.agree(code, 1)
			h.complete(c, code, 0, 60)
			h.complete(c, code, 1, 60)
		}
		h.complete(c, code, c.below("side", 2), c.below("steps", 12))
		for range rapid.IntRange(1, 20).Draw(r, "inputs") {
			in := drawInput(r, h)
			h.log = append(h.log, short(brief(r, code, in)))
			for _, before := range []flows.Case{h.cases[code], {}} {
				after, effects := steady(h, flows.Step, before, in)
				if oneIn(c, "goes on", 3) && before.Code != "" && after.Sides[0].Service.ID == "programme" {
					h.cases[code] = after
				}
				h.spoken(effects)
			}
			network, effects := steady(h, flows.StepNetwork, h.network, in)
			h.spoken(effects)
			if oneIn(c, "goes on", 3) {
				h.network = network
			}
			h.now = h.now.Add(pick(c, "time", []time.Duration{0, time.Hour, -time.Hour, 1000 * time.Hour, -24 * 365 * 100 * time.Hour}))
		}
	})
}

// steady steps as the bot does, from what is stored, twice.
func steady[V any](h *house, step func(V, flows.Input, time.Time) (V, []flows.Effect), v V, in flows.Input) (V, []flows.Effect) {
	h.t.Helper()
	var read [2]V
	_, read[0] = store(h, v)
	_, read[1] = store(h, v)
	_, stored := store(h, taggedInput{in})
	after, effects := step(read[0], stored.in, h.now)
	store(h, after)
	for _, e := range effects {
		store(h, taggedEffect{e})
	}
	if x, y := h.result(after, effects), h.result(step(read[1], stored.in, h.now)); x != y {
		h.fail("the same step twice gives\n%s", different(x, y))
	}
	if x, y := code(h.t, read[0]), code(h.t, read[1]); x != y {
		h.fail("Step changed its argument\n%s", different(x, y))
	}
	return after, effects
}

// spoken: what is said has a message; words of the program's own are never empty.
func (h *house) spoken(effects []flows.Effect) {
	h.t.Helper()
	for _, e := range effects {
		switch e := e.(type) {
		case flows.Say:
			if len(e.Text) == 0 || e.Key == "" || e.Text[0].ID == "" {
				h.fail("nothing is said: %s", code(h.t, e))
			}
		case flows.Attach:
			if len(e.Text) == 0 || e.Key == "" || e.Name.ID == "" {
				h.fail("nothing is shown: %s", code(h.t, e))
			}
		case flows.Ask:
			if e.Key == "" || e.Text.ID == message.ID("") {
				h.fail("nothing is asked: %s", code(h.t, e))
			}
		}
	}
}
