package flows_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"asapbot/bot/render"
	"asapbot/flows"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// mark is a word of one service's own: whatever its people write in its own rooms
// contains it, and nothing that contains it may ever stand elsewhere. Nobody's is
// that of those who must not be heard.
func mark(s flows.ServiceID) string { return "onlyof" + strings.ReplaceAll(string(s), "_", "") + "q" }

const nobody flows.ServiceID = "nobody"

// view is what a joint view has shown.
type view struct {
	forms  int
	signed [2]*risk.Assessment
	counts risk.Levels
}

// checkEffect holds for every effect, whatever led to it.
func (h *house) checkEffect(of flows.CaseCode, e flows.Effect) {
	h.t.Helper()
	switch e := e.(type) {
	case flows.Say:
		h.place(of, e.To)
		h.said(of, e.To, e.Key, e.Mention)
		h.checkSay(of, e)
	case flows.Ask:
		h.place(of, e.To)
		h.said(of, e.To, e.Key, e.Mention)
		h.rendersAsk(e)
	case flows.Pin:
		h.place(of, e.In)
		h.stood(of, e.In, e.Message)
	case flows.OpenRoom:
		h.place(of, e.Place)
		if h.opened[e.Place] {
			h.fail("%v is opened twice", e.Place)
		}
		h.opened[e.Place] = true
	case flows.Invite:
		h.place(of, e.To)
		h.mayBeIn(e.To, e.Person, "invited to")
		if h.inside[e.To] == nil {
			h.inside[e.To] = map[flows.Person]bool{}
		}
		h.inside[e.To][e.Person] = true
	case flows.Remove:
		h.place(of, e.From)
		delete(h.inside[e.From], e.Person)
	case flows.Enter:
		if _, err := h.render.Message("en", h.zone, e.What); err != nil {
			h.fail("a line of the journal: %v", err)
		}
	case flows.Keep:
		if of == "" || e.ID == "" {
			h.fail("a record without a case or a name: %q", e.ID)
		}
		return // the service's own
	}
	h.unmarked(of, e)
}

// place holds effects to the case's rooms and the desks of its two services; the
// Network's to the desks.
func (h *house) place(of flows.CaseCode, p flows.Place) {
	h.t.Helper()
	_, known := h.network.Services[p.Service]
	if of == "" {
		if p.Kind != flows.DeskRoom || p.Case != "" || !known {
			h.fail("the Network does something in %v", p)
		}
		return
	}
	c := h.cases[of]
	its := p.Service == c.Sides[0].Service.ID || p.Service == c.Sides[1].Service.ID
	switch p.Kind {
	case flows.CaseRoom:
		if p == flows.Shared(of) {
			return
		}
	case flows.PrivateRoom:
		if p.Case == of && its {
			return
		}
	case flows.DeskRoom:
		if p.Case == "" && its {
			return
		}
	}
	h.fail("%s does something in %v", of, p)
}

// said holds keys to one use, and mentions to those who may be there.
func (h *house) said(of flows.CaseCode, to flows.Place, key flows.Key, mention []flows.Person) {
	h.t.Helper()
	if h.keys[of] == nil {
		h.keys[of] = map[flows.Key]bool{}
	}
	if key == "" || h.keys[of][key] {
		h.fail("%s uses the key %q twice", of, key)
	}
	h.keys[of][key] = true
	if !h.opened[to] {
		h.fail("something is said in %v, which was never opened", to)
	}
	for _, p := range mention {
		h.mayBeIn(to, p, "mentioned in")
	}
}

// mayBeIn: desks are for those who work at the service; a case's rooms for those
// who work the case.
func (h *house) mayBeIn(p flows.Place, person flows.Person, what string) {
	h.t.Helper()
	if !h.allowed(p, person) {
		h.fail("%s is %s %v, and does not work there", person, what, p)
	}
}

func (h *house) allowed(p flows.Place, person flows.Person) bool {
	if p.Kind == flows.DeskRoom {
		return h.works(p.Service, person)
	}
	for _, s := range h.cases[p.Case].Sides {
		if (p.Kind == flows.CaseRoom || p.Service == s.Service.ID) && slices.Contains(people(s), person) {
			return h.works(s.Service.ID, person)
		}
	}
	return false
}

// stood holds Pin and Replace to what was said there to stay.
func (h *house) stood(of flows.CaseCode, in flows.Place, key flows.Key) {
	h.t.Helper()
	if at, ok := h.stays[of][key]; !ok || at != in {
		h.fail("%s: %q was not said in %v to stay", of, key, in)
	}
}

func (h *house) checkSay(of flows.CaseCode, e flows.Say) {
	h.t.Helper()
	if e.Replace != "" {
		h.stood(of, e.To, e.Replace)
	}
	if e.Stays {
		if h.stays[of] == nil {
			h.stays[of] = map[flows.Key]flows.Place{}
		}
		h.stays[of][e.Key] = e.To
	}
	for _, m := range e.Text {
		h.counts(m)
	}
	for _, languages := range [][]string{{"en"}, {"it"}, {"en", "it"}} {
		out, err := h.render.Say(render.Room{Languages: languages, Zone: h.zone}, e)
		if err != nil {
			h.fail("%s: %v", code(h.t, e), err)
		}
		if strings.TrimSpace(out.Markdown) == "" {
			h.fail("nothing is said: %s", code(h.t, e))
		}
		if e.Notify {
			h.lockScreen(e, out.Markdown)
		}
	}
}

// counts renders a message that counts something with every form of its plural.
func (h *house) counts(m message.Message) {
	h.t.Helper()
	for _, arg := range m.Args {
		for _, inner := range arg.List {
			h.counts(inner)
		}
	}
	if m.Args["Count"].Number == nil {
		return
	}
	for _, n := range []int{0, 1, 2, 7, 34} {
		m := message.New(m.ID, m.Args, message.Args{"Count": message.Number(n)})
		for _, lang := range []string{"en", "it"} {
			if _, err := h.render.Message(lang, h.zone, m); err != nil {
				h.fail("%d: %v", n, err)
			}
		}
	}
}

func (h *house) rendersAsk(e flows.Ask) {
	h.t.Helper()
	for _, languages := range [][]string{{"en"}, {"it"}, {"en", "it"}} {
		out, err := h.render.Ask(render.Room{Languages: languages, Zone: h.zone}, e)
		if err != nil {
			h.fail("%s: %v", code(h.t, e), err)
		}
		if len(e.Choices) == 0 {
			continue
		}
		seen := map[string]bool{}
		for i, c := range out.Poll.Choices {
			if c.ID != e.Choices[i].ID || c.Label == "" || seen[c.Label] {
				h.fail("choice %q of %s reads %q", c.ID, e.Key, c.Label)
			}
			seen[c.Label] = true
		}
		if out.Poll.Question == "" || len(e.Choices) > 20 {
			h.fail("no question that can be sent: %s", e.Key) // MSC3381: at most 20 answers
		}
	}
}

// onLockScreens are the messages with which a text that rings may begin, and what
// their first line may contain. A new one is added here only by somebody who has
// read that line in every language with a stranger looking over their shoulder.
var onLockScreens = map[message.ID][]string{
	"ring.case":              {"Code"},
	"ring.joint":             {"Code"},
	"ring.desk":              {"Code"},
	"ring.checklist":         {"Code"},
	"unreadable.no_key":      {"Person"},
	"unreadable.unverified":  {"Person", "Device"},
	"unreadable.unencrypted": {"Person"},
	"unreadable.not_text":    {"Person"},
	"unreadable.too_long":    {"Person", "Max"},
	"unreadable.not_legible": {"Person"},
	"unreadable.withheld":    {"Person", "Device"},
}

// lockScreen looks at the first line of what rings: it is of a known message, and
// has neither a level, nor an item, nor anybody's words.
func (h *house) lockScreen(e flows.Say, markdown string) {
	h.t.Helper()
	may, known := onLockScreens[e.Text[0].ID]
	if !known {
		h.fail("%s rings, and nobody has said that a bystander may read it", e.Text[0].ID)
	}
	first, _, _ := strings.Cut(markdown, "\n")
	if first == "" {
		h.fail("%s rings with an empty line", e.Text[0].ID)
	}
	for name, arg := range e.Text[0].Args {
		if slices.Contains(may, name) {
			continue
		}
		// What only later lines use must not be in the first one.
		if words := h.words(arg); words != "" && strings.Contains(first, words) {
			h.fail("%s shows %s to a bystander: %q", e.Text[0].ID, name, first)
		}
	}
	for _, word := range unfit() {
		if strings.Contains(strings.ToLower(first), word) {
			h.fail("%s shows %q to a bystander: %q", e.Text[0].ID, word, first)
		}
	}
}

// words are an argument as it is shown.
func (h *house) words(a message.Arg) string {
	text, err := h.render.Message("en", h.zone, message.New("plain", message.Args{"Text": a}))
	if err != nil {
		h.fail("an argument: %v", err)
	}
	return text
}

// unfit is what no lock screen may show: the levels, and the questions.
var unfit = func() func() []string {
	var words []string
	return func() []string {
		if words != nil {
			return words
		}
		r := render.New(nil, render.Instruments)
		for _, lang := range []string{"en", "it"} {
			for _, l := range []risk.Level{risk.Low, risk.Medium, risk.High, risk.Extreme, risk.NotEnough, risk.None} {
				text, _ := r.Message(lang, nil, message.New(message.ID("level."+string(l))))
				words = append(words, strings.ToLower(text))
			}
			for _, d := range instrument.Library() {
				for _, q := range d.Questions() {
					words = append(words, strings.ToLower(q.Label.In(lang)), strings.ToLower(q.Short.In(lang)))
				}
			}
		}
		words = slices.DeleteFunc(words, func(s string) bool { return s == "" })
		return words
	}
}()

// unmarked: one service's own words stand in its own rooms only. The one exception
// is the reason of a signed judgement in the joint view (DOMAIN rule 5).
func (h *house) unmarked(of flows.CaseCode, e flows.Effect) {
	h.t.Helper()
	if _, tells := e.(flows.TellCase); tells {
		return // looked at in what follows
	}
	var at flows.Place
	if say, ok := e.(flows.Say); ok {
		at = say.To
		say.Text = slices.Clone(say.Text)
		for i, m := range say.Text {
			if m.ID == "joint.levels" && at == flows.Shared(of) {
				say.Text[i] = h.withoutReasons(of, m)
			}
		}
		e = say
	}
	if ask, ok := e.(flows.Ask); ok {
		at = ask.To
	}
	text := code(h.t, e)
	for s := range h.network.Services {
		if strings.Contains(text, mark(s)) && (at.Service != s || at.Kind == flows.CaseRoom) {
			h.fail("words of %s's own reach %v: %s", s, at, text)
		}
	}
	if strings.Contains(text, mark(nobody)) {
		h.fail("words of somebody who is not heard: %s", text)
	}
}

// withoutReasons is the joint view's levels without the signed reasons, which must
// be exactly those.
func (h *house) withoutReasons(of flows.CaseCode, m message.Message) message.Message {
	h.t.Helper()
	args := message.Args{}
	for name, arg := range m.Args {
		args[name] = arg
	}
	for i, side := range []string{"Programme", "Support"} {
		signed := h.cases[of].Sides[i].Signed
		for name, reason := range map[string]string{side + "Reason": signed.Adult.Reason, side + "ChildrenReason": signed.Children.Reason} {
			if got := args[name].Text; got != nil && *got != "" && *got != reason {
				h.fail("the joint view shows a reason that was not signed: %q", *got)
			}
			delete(args, name)
		}
	}
	return message.New(m.ID, args)
}

// changed holds for every step of a case.
func (h *house) changed(of flows.CaseCode, before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	by, place := author(in)
	if before.Code != "" {
		h.ownSide(before, after, by, place, in, effects)
	}
	for i := range after.Sides {
		h.checkInterview(after.Sides[i].Interview)
		h.interviewKept(i, before, after, by, in)
		h.checkSigned(i, before, after, effects)
	}
	h.checkJoint(of, before, after, in, effects)
}

// author is who caused an input, and where.
func author(in flows.Input) (flows.Person, flows.Place) {
	switch in := in.(type) {
	case flows.Said:
		return in.By, in.In
	case flows.Tapped:
		return in.By, in.In
	case flows.TookBack:
		return in.By, in.In
	case flows.Joined:
		return in.By, in.In
	case flows.Left:
		return in.By, in.In
	case flows.Unreadable:
		return in.By, in.In
	case flows.Delivered:
		return "", in.In
	case flows.Undelivered:
		return in.Person, in.In
	}
	return "", flows.Place{}
}

// ownSide: what a person does changes their own side only, and says nothing in the
// other service's rooms; what a stranger does changes nothing.
func (h *house) ownSide(before, after flows.Case, by flows.Person, place flows.Place, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	if by == "" && place.IsZero() {
		return
	}
	own := -1
	if by != "" {
		own = sideOf(before, by)
	} else if place.Kind == flows.PrivateRoom {
		own = slices.IndexFunc(before.Sides[:], func(s flows.Side) bool { return s.Service.ID == place.Service })
	}
	if own < 0 && by != "" {
		for _, e := range effects {
			if _, ignores := e.(flows.Ignore); !ignores {
				h.fail("a stranger causes %s", code(h.t, e))
			}
		}
		if unheard(h, before) != unheard(h, after) {
			h.fail("a stranger changes the case by %s", code(h.t, in))
		}
		return
	}
	if own < 0 {
		return
	}
	other := 1 - own
	if place.Kind == flows.PrivateRoom && place.Service == before.Sides[other].Service.ID && unheard(h, before) != unheard(h, after) {
		h.fail("what %s does in the other service's room changes the case", by)
	}
	if !reflect.DeepEqual(before.Sides[other], after.Sides[other]) {
		h.fail("%s of side %d changes the other side\n%s", by, own, different(code(h.t, before.Sides[other]), code(h.t, after.Sides[other])))
	}
	if before.Joint.Forms == after.Joint.Forms &&
		(before.Joint.Votes[other] != after.Joint.Votes[other] || before.Joint.Contacts[other] != after.Joint.Contacts[other]) {
		h.fail("%s votes or records a contact for the other side", by)
	}
	foreign := before.Sides[other].Service.ID
	for _, e := range effects {
		if to, ok := destination(e); ok && to.Kind != flows.CaseRoom && to.Service == foreign {
			h.fail("%s of the other service causes, at %v, %s", by, to, code(h.t, e))
		}
	}
}

// unheard is a case without the marks of the messages that arrived.
func unheard(h *house, c flows.Case) string {
	c.Heard = nil
	return code(h.t, c)
}

func destination(e flows.Effect) (flows.Place, bool) {
	switch e := e.(type) {
	case flows.Say:
		return e.To, true
	case flows.Ask:
		return e.To, true
	case flows.Pin:
		return e.In, true
	case flows.OpenRoom:
		return e.Place, true
	case flows.Invite:
		return e.To, true
	case flows.Remove:
		return e.From, true
	}
	return flows.Place{}, false
}

// checkInterview: an interview holds answers to its instrument's questions, and
// stands at a step that there is.
func (h *house) checkInterview(iv *interview.Interview) {
	h.t.Helper()
	if iv == nil {
		return
	}
	def := iv.Definition()
	for name, a := range iv.Answers {
		q, ok := def.Question(name)
		if !ok {
			h.fail("an answer to %q, which is no question", name)
		}
		if _, offered := def.Choice(q, a.Value); a.Value != "" && q.Type == instrument.TypeSelectOne && !offered {
			h.fail("%q is no answer to %s", a.Value, name)
		}
	}
	if iv.At == "" || iv.State == interview.Stopped {
		h.fail("an interview stands at %q and is %s", iv.At, iv.State)
	}
	for _, l := range []risk.Level{iv.Adult.Level, iv.Children.Level} {
		if _, ok := risk.ParseLevel(string(l)); l != "" && !ok {
			h.fail("%q is no level", l)
		}
	}
	if len(iv.Skipped) > len(def.Questions()) {
		h.fail("%d questions skipped", len(iv.Skipped))
	}
}

// interviewKept: an open interview ends by the person who is interviewed, and its
// answers pass on whole to whoever takes it over.
func (h *house) interviewKept(i int, before, after flows.Case, by flows.Person, in flows.Input) {
	h.t.Helper()
	was, is := before.Sides[i].Interview, after.Sides[i].Interview
	if was == nil || !was.Open() || was == is {
		return
	}
	switch {
	case string(by) == was.By:
	case is != nil && is.Number == was.Number:
		resumed := is.State == interview.Asking && is.By == string(by) // taken over
		if !reflect.DeepEqual(is.Answers, was.Answers) || is.Adult != was.Adult || is.Children != was.Children || is.State != was.State && !resumed {
			h.fail("%s changes what %s answers", code(h.t, in), was.By)
		}
	default:
		h.fail("%s ends the open interview of %s, with %d answers", code(h.t, in), was.By, len(was.Answers))
	}
}

// checkSigned: what is signed has a level for both, and a reason where one is
// needed (DOMAIN rule 6); it is kept whole.
func (h *house) checkSigned(i int, before, after flows.Case, effects []flows.Effect) {
	h.t.Helper()
	was, is := before.Sides[i].Signed, after.Sides[i].Signed
	if is == nil {
		if was != nil {
			h.fail("a signed assessment is gone")
		}
		return
	}
	if reflect.DeepEqual(was, is) {
		return
	}
	form := after.Sides[i].Form
	if iv := before.Sides[i].Interview; form == nil || iv == nil || form.Number != iv.Number {
		h.fail("an assessment without its form")
	}
	for name, j := range map[string]struct {
		risk.Judgement
		score instrument.Result
		floor risk.Level
	}{
		"adult":    {is.Adult, is.AdultScore, form.Floors.Adult},
		"children": {is.Children, is.ChildrenScore, form.Floors.Children},
	} {
		if _, ok := risk.ParseLevel(string(j.Level)); !ok {
			h.fail("%s: signed without a level", name)
		}
		if name == "children" && (j.Level == risk.None) != (j.score.Level == instrument.None) {
			h.fail("%s: judged %s where the answers give %s", name, j.Level, j.score.Level)
		}
		// Where nothing applies there is nothing to judge, and no reason is asked.
		if j.Level != risk.None && risk.NeedsReason(j.Level, j.score, j.floor) && strings.TrimSpace(j.Reason) == "" {
			h.fail("%s: signed without the reason that is needed", name)
		}
	}
	if is.Version > 1 && strings.TrimSpace(form.Reason) == "" {
		h.fail("corrected without a reason")
	}
	keeps := 0
	for _, e := range effects {
		if k, ok := e.(flows.Keep); ok {
			keeps++
			if code(h.t, k.Record.Assessment) != code(h.t, is) {
				h.fail("another assessment is kept than was signed")
			}
		}
	}
	if keeps != 1 {
		h.fail("a signed assessment is kept %d times", keeps)
	}
}

// counts are the levels that count: the agreed ones, otherwise the higher.
func counts(j flows.Joint) risk.Levels {
	if !j.Settled.IsZero() {
		return j.Votes[0]
	}
	return j.Provisional
}

func open(j flows.Joint) bool {
	outcome := !j.Settled.IsZero() || j.Third.Who != ""
	return !j.Due.IsZero() && (!outcome || j.Contacts[0].At.IsZero() || j.Contacts[1].At.IsZero())
}

func shares(c flows.Case) bool { return c.Sides[0].Agreement.Given() && c.Sides[1].Agreement.Given() }

// below reports whether either level is lower than it was.
func below(is, was risk.Levels) bool {
	return was.Adult.Above(is.Adult) || was.Children.Above(is.Children)
}

// checkJoint: both views cross when both have signed and agreed, and only then; the
// higher level counts, until both agree on another, with a reason.
func (h *house) checkJoint(of flows.CaseCode, before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	a, b := after.Sides[0], after.Sides[1]
	shown := slices.ContainsFunc(effects, func(e flows.Effect) bool {
		say, ok := e.(flows.Say)
		return ok && slices.ContainsFunc(say.Text, func(m message.Message) bool { return m.ID == "joint.levels" || m.ID == "joint.items" })
	})
	made := after.Joint.Forms != before.Joint.Forms
	if made && !shown {
		h.fail("a joint view is made and not shown")
	}
	if shown && !made { // again, to somebody who came in
		v := h.shown[of]
		if !shares(after) || !reflect.DeepEqual(v.signed, [2]*risk.Assessment{a.Signed, b.Signed}) {
			h.fail("the joint view that is shown again is not the one that was shown\nprogramme %s\nsupport %s", code(h.t, a.Signed), code(h.t, b.Signed))
		}
	}
	was, is := counts(before.Joint), counts(after.Joint)
	if made {
		if !shares(after) || a.Signed == nil || b.Signed == nil || a.Round != b.Round || a.Round != after.Joint.Round {
			h.fail("a joint view without both signatures and agreements")
		}
		for _, s := range []*risk.Assessment{a.Signed, b.Signed} {
			floors := risk.Levels{
				Adult:    risk.Max(s.Adult.Level, risk.Level(s.AdultScore.Level), risk.Level(s.AdultScore.AtLeast)),
				Children: risk.Max(s.Children.Level, risk.Level(s.ChildrenScore.Level), risk.Level(s.ChildrenScore.AtLeast)),
			}
			if below(is, floors) {
				h.fail("%+v counts, and %s has %+v", is, s.Service, floors)
			}
		}
		// A correction may take back what its own side had judged too high; what both
		// had agreed on, and what counted before this round, it cannot lower.
		floor := was
		if before.Joint.Round == after.Joint.Round && before.Joint.Settled.IsZero() {
			floor = before.Joint.Before
		}
		if below(is, floor) {
			h.fail("%+v counted, and after a joint view %+v does", floor, is)
		}
		h.shown[of] = view{forms: after.Joint.Forms, signed: [2]*risk.Assessment{a.Signed, b.Signed}, counts: is}
		return
	}
	if settled := before.Joint.Settled.IsZero() && !after.Joint.Settled.IsZero(); settled {
		v := after.Joint.Votes
		if v[0] != v[1] || v[0].Adult == "" || v[0].Children == "" || v != before.Joint.Votes {
			h.fail("agreed, with the votes %+v", v)
		}
		if strings.TrimSpace(after.Joint.Reason) == "" && (v[0] != before.Joint.Provisional || before.Joint.Divergence.Any()) {
			h.fail("agreed without a reason")
		}
		if by, _ := author(in); sideOf(before, by) < 0 {
			h.fail("agreed by nobody of the case")
		}
		return
	}
	if was != is {
		h.fail("the level that counts changes from %+v to %+v by %s", was, is, code(h.t, in))
	}
	// What both have signed for the newest view is what the view has shown.
	if after.Joint.Round > 0 && shares(after) && a.Round == after.Joint.Round && b.Round == a.Round {
		if !reflect.DeepEqual(h.shown[of].signed, [2]*risk.Assessment{a.Signed, b.Signed}) {
			h.fail("both have signed for view %d, and something else was shown", a.Round)
		}
	}
}

// afterwards holds when everything that follows from an input is done.
func (h *house) afterwards() {
	h.t.Helper()
	for _, k := range h.kept {
		if now := effectsCode(h.t, k.effects); now != k.written {
			h.fail("a later step changed earlier effects\nfrom %s\nto   %s", k.written, now)
		}
	}
	if len(h.kept) > 2 {
		h.kept = h.kept[len(h.kept)-2:]
	}
	for of, c := range h.cases {
		if c.Code == "" {
			continue
		}
		listed, ok := h.network.Cases[of]
		if !ok {
			h.fail("%s is not listed", of)
		}
		h.checkListed(c, listed)
		h.checkTimers(c)
		for _, s := range c.Sides {
			for _, p := range people(s) {
				if !h.works(s.Service.ID, p) {
					h.fail("%s works %s, and no longer at %s", p, of, s.Service.ID)
				}
			}
			if now := h.network.Services[s.Service.ID]; !reflect.DeepEqual(s.Service, now) {
				h.fail("%s knows its service as %s, and the Network as %s", of, code(h.t, s.Service), code(h.t, now))
			}
			if iv := s.Interview; iv != nil && iv.Open() && !slices.Contains(people(s), flows.Person(iv.By)) {
				h.fail("the open interview of %s waits for %s, who does not work the case", of, iv.By)
			}
		}
	}
	for p, inside := range h.inside {
		for person := range inside {
			h.mayBeIn(p, person, "still in")
		}
	}
	h.apart()
	if len(h.network.Codes) > 0 {
		h.hasTimer("", "codes")
	}
}

// apart: nobody works at two services, so that the two views of a case stay two.
func (h *house) apart() {
	h.t.Helper()
	at := map[flows.Person]flows.ServiceID{}
	for id, s := range h.network.Services {
		all := slices.Clone(s.Coordinators)
		for _, m := range h.network.Staff[id] {
			all = append(all, m.Person)
		}
		for _, p := range all {
			if other, works := at[p]; works && other != id {
				h.fail("%s works at %s and at %s", p, other, id)
			}
			at[p] = id
		}
	}
}

func (h *house) checkListed(c flows.Case, listed flows.CaseListing) {
	h.t.Helper()
	r := listed.Report
	if due := open(c.Joint) && shares(c); r.State != c.State || r.Level != counts(c.Joint).Adult ||
		r.Due.IsZero() == due || due && !r.Due.Equal(c.Joint.Due) {
		h.fail("%s is listed as %+v", c.Code, r)
	}
	if listed.Managers != [2]flows.Person{c.Sides[0].Manager, c.Sides[1].Manager} {
		h.fail("%s is listed with %v", c.Code, listed.Managers)
	}
	if (c.State == flows.Awaiting) != open(c.Joint) {
		h.fail("%s is %s, and its divergence is open: %v", c.Code, c.State, open(c.Joint))
	}
	if agreed := !c.Joint.Settled.IsZero(); agreed && c.State != flows.Agreed && c.State != flows.Awaiting {
		h.fail("%s is %s, and both have agreed", c.Code, c.State)
	}
}

// checkTimers: what must not be forgotten has its timer.
func (h *house) checkTimers(c flows.Case) {
	h.t.Helper()
	if open(c.Joint) && shares(c) {
		h.hasTimer(c.Code, "divergence")
	}
	for _, s := range c.Sides {
		if s.Interview != nil && s.Interview.Open() {
			h.hasTimer(c.Code, "idle/"+string(s.Service.ID))
		}
	}
}

func (h *house) hasTimer(of flows.CaseCode, name string) {
	h.t.Helper()
	if _, ok := h.timers[timerOf{of, name}]; !ok {
		h.fail("%s: nothing is going to remind of %q", of, name)
	}
}

// repeated says what the core makes of an input that comes a second time, on the
// value that the first has left. A message or a tap with the same mark changes
// nothing and is not answered: the store of the homeserver may repeat it. Who is
// where, what stands in a room, and what the Network tells change nothing; people
// who have not come in are invited anew. A timer reminds again in the same words.
func repeated[V any](h *house, step func(V, flows.Input, time.Time) (V, []flows.Effect), after V, was string, in flows.Input, effects []flows.Effect, changed bool) {
	h.t.Helper()
	twice, more := step(after, in, h.now)
	is := code(h.t, twice)
	switch in := in.(type) {
	case flows.Configured, flows.Staffed:
		more = slices.DeleteFunc(more, func(e flows.Effect) bool { _, invites := e.(flows.Invite); return invites })
	case flows.Left:
		// Who is not there and leaves has declined to come: the desk is told.
		more = slices.DeleteFunc(more, func(e flows.Effect) bool {
			say, says := e.(flows.Say)
			return says && say.To.Kind == flows.DeskRoom && say.Text[len(say.Text)-1].ID == "desk.declined_case"
		})
		was, is = unnumbered(was), unnumbered(is)
	case flows.TimerFired:
		if x, y := unnumbered(effectsCode(h.t, effects)), unnumbered(effectsCode(h.t, more)); x != y {
			h.fail("%s says\n%s\nand a second time\n%s", code(h.t, in), x, y)
		}
		if x, y := unnumbered(was), unnumbered(is); x != y {
			h.fail("%s changes something a second time\n%s", code(h.t, in), different(x, y))
		}
		return
	case flows.Tapped:
		if changed { // otherwise the tap itself was one that came again
			in.Ref += "'"
			tapped, answer := step(after, in, h.now)
			h.tappedAgain(in, was, code(h.t, tapped), answer)
		}
	case flows.TookBack, flows.Unreadable, flows.Undelivered, flows.Invited, flows.Verifying:
		return // each is told each time: the shell lets none of them through twice
	}
	// Whom the bot does not hear it ignores each time: only the operator's log tells.
	more = slices.DeleteFunc(more, func(e flows.Effect) bool { _, ignores := e.(flows.Ignore); return ignores })
	more = slices.DeleteFunc(more, func(e flows.Effect) bool { _, ignores := e.(flows.Ignore); return ignores })
	if len(more) > 0 || was != is {
		h.fail("%s changes something a second time: %s\n%s", code(h.t, in), effectsCode(h.t, more), different(was, is))
	}
}

// toSecondTaps are the answers to a tap that is given once more.
var toSecondTaps = []message.ID{
	"interview.no_such_choice", "interview.vote_taken_back", "interview.vote_after_signing",
	"interview.vote_too_late", "interview.not_yours",
	"agreement.already", "agreement.since_when", "agreement.not_yet_noted", "agreement.to_withdraw",
	"joint.old_question", "joint.no_contact_yet", "joint.already_agreed", "joint.stopped",
}

// tappedAgain: whoever taps the same choice once more changes no answer, and gets
// at most one of the messages above, or the open question again.
func (h *house) tappedAgain(in flows.Input, after, twice string, more []flows.Effect) {
	h.t.Helper()
	for _, e := range more {
		switch e := e.(type) {
		case flows.Say:
			for _, m := range e.Text {
				if !slices.Contains(toSecondTaps, m.ID) {
					h.fail("%s a second time says %s", code(h.t, in), m.ID)
				}
			}
		case flows.Ask:
			if !strings.HasPrefix(string(e.Key), "interview/") {
				h.fail("%s a second time asks %s", code(h.t, in), e.Key)
			}
		case flows.SetTimer, flows.Ignore:
		default:
			h.fail("%s a second time causes %s", code(h.t, in), code(h.t, e))
		}
	}
	if x, y := unnumbered(after), unnumbered(twice); x != y {
		h.fail("%s changes something a second time\n%s", code(h.t, in), different(x, y))
	}
}

var numbers = regexp.MustCompile(`"(said|asked)":\d+|"(c|n|agreement/c|basis/c|card/c)\d+"|"interview/[a-z_0-9]+/\d+/\d+|"heard":\[[^\]]*\],`)

// unnumbered is a written value without what only counts.
func unnumbered(s string) string { return numbers.ReplaceAllString(s, `"#`) }
