package flows_test

import (
	"reflect"
	"slices"
	"strings"

	"asapbot/flows"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// view is what a joint view has shown: what both sides had signed.
type view [2]*risk.Assessment

// changed holds for every step of a case.
func (h *house) changed(of flows.CaseCode, before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	by, place := author(in)
	before, effects = lapsed(h, before, effects)
	if before.Code != "" {
		h.ownSide(before, after, by, place, in, effects)
	}
	for i := range after.Sides {
		h.checkInterview(after.Sides[i].Interview)
		h.interviewKept(i, before, after, by, in)
		h.checkSigned(i, before, after, effects)
	}
	h.checkJoint(of, before, after, in, effects)
	h.checkAlerts(before, after, in, effects)
	h.checkPlanning(before, after, in, effects)
	h.checkHeld(of, before, after, in, effects)
}

// lapsed is a case after what had run out has ended and what has passed is noted, which
// time alone does whatever the input is, and the effects without those of that.
func lapsed(h *house, c flows.Case, effects []flows.Effect) (flows.Case, []flows.Effect) {
	if c.Code == "" {
		return c, effects
	}
	after, ended := flows.Step(c, flows.TimerFired{}, h.now)
	var those []string
	for _, e := range ended {
		those = append(those, unnumbered(code(h.t, e)))
	}
	return after, slices.DeleteFunc(slices.Clone(effects), func(e flows.Effect) bool {
		return slices.Contains(those, unnumbered(code(h.t, e)))
	})
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
		if i := slices.IndexFunc(before.Sides[:], func(s flows.Side) bool { return s.Service.ID == place.Service }); own < 0 && i >= 0 && place.Kind == flows.PrivateRoom && slices.Contains(before.Sides[i].Contacts, by) {
			own = i
		}
		if own < 0 && (place.Kind == flows.DirectRoom || place.Kind == flows.DeskRoom) {
			own = staffSideOf(before, by)
		}
	} else if place.Kind == flows.PrivateRoom {
		own = slices.IndexFunc(before.Sides[:], func(s flows.Side) bool { return s.Service.ID == place.Service })
	}
	if i := guestOf(before, by); i >= 0 {
		h.guestsPart(before, after, in, effects)
		return
	}
	if own < 0 && by != "" {
		for _, e := range effects {
			if _, ignores := e.(flows.Ignore); !ignores {
				h.fail("a stranger causes %s", code(h.t, e))
			}
		}
		if unheard(h, before) != unheard(h, after) {
			h.fail("a stranger changes the case by %s\n%s", code(h.t, in), different(unheard(h, before), unheard(h, after)))
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
	met := !before.Meetings.Now.IsZero() // a meeting under way is both services' contact
	if before.Joint.Forms == after.Joint.Forms &&
		(before.Joint.Votes[other] != after.Joint.Votes[other] || before.Joint.Contacts[other] != after.Joint.Contacts[other] && !met) {
		h.fail("%s votes or records a contact for the other side", by)
	}
	if before.Flag.Made == after.Flag.Made && before.Flag.Contacts[other] != after.Flag.Contacts[other] && !met {
		h.fail("%s records a contact for the other side", by)
	}
	if code(h.t, before.Alerts) != code(h.t, after.Alerts) {
		return // an alert is meant for the other service; what it says of whom, unmarked holds
	}
	foreign := before.Sides[other].Service.ID
	for _, e := range effects {
		if to, ok := destination(e); ok && to.Kind != flows.CaseRoom && to.Service == foreign && !missesAgain(e) {
			h.fail("%s of the other service causes, at %v, %s", by, to, code(h.t, e))
		}
	}
}

// missesAgain reports whether an effect tells a desk of a meeting that was missed again:
// that is both services' to know, whoever says so.
func missesAgain(e flows.Effect) bool {
	say, ok := e.(flows.Say)
	return ok && say.To.Kind == flows.DeskRoom && say.Text[len(say.Text)-1].ID == "desk.meetings_missed"
}

// guestOf finds the agency that a person is in a case for.
func guestOf(c flows.Case, p flows.Person) int {
	return slices.IndexFunc(c.Guests, func(g flows.Guest) bool { return slices.Contains(g.People, p) })
}

// guestsPart: what somebody of another agency does changes nothing but that agency's
// part, no level that counts, and is seen in the case room alone.
func (h *house) guestsPart(before, after flows.Case, in flows.Input, effects []flows.Effect) {
	h.t.Helper()
	for _, e := range effects {
		if to, ok := destination(e); ok && to != flows.Shared(after.Code) {
			h.fail("an agency causes, at %v, %s", to, code(h.t, e))
		}
	}
	before.Guests, before.Records, before.Said, before.Card = after.Guests, after.Records, after.Said, after.Card
	if x, y := unheard(h, before), unheard(h, after); x != y {
		h.fail("an agency changes the case by %s\n%s", code(h.t, in), different(x, y))
	}
}

// unheard is a case without the marks of the messages that arrived.
func unheard(h *house, c flows.Case) string {
	c.Heard = nil
	return code(h.t, c)
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
	var form *interview.Interview
	for _, e := range effects {
		if k, ok := e.(flows.Keep); ok && k.Record.Kind == flows.RecordChecklist && k.Record.Number == after.Sides[i].Record {
			form = k.Record.Form
		}
	}
	if iv := before.Sides[i].Interview; form == nil || iv == nil || form.Number != iv.Number || form.Number != after.Sides[i].Form {
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
		if k, ok := e.(flows.Keep); ok && k.Record.Kind == flows.RecordChecklist {
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
	outcome := !j.Settled.IsZero() || j.Third.Who != "" || !j.Earlier.IsZero()
	return !j.Due.IsZero() && (!outcome || j.Contacts[0].At.IsZero() || j.Contacts[1].At.IsZero())
}

// flagged reports whether something that one side alone reports waits for both.
func flagged(f flows.Flag) bool {
	return !f.Due.IsZero() && (f.Outcome == "" || f.Contacts[0].At.IsZero() || f.Contacts[1].At.IsZero())
}

func agreed(c flows.Case) bool {
	return c.Sides[0].Agreement.Given() && c.Sides[1].Agreement.Given()
}

// shares reports whether both agreements hold and cover the checklist; covers, whether
// both hold and something of one side's may cross.
func shares(c flows.Case) bool {
	return covers(c, 0, flows.TopicChecklist) && covers(c, 1, flows.TopicChecklist)
}

func covers(c flows.Case, from int, topic flows.Topic) bool {
	a := c.Sides[from].Agreement
	return c.Sides[0].Agreement.Given() && c.Sides[1].Agreement.Given() &&
		(len(a.Topics) == 0 || slices.Contains(a.Topics, topic))
}

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
		if !shares(after) || !reflect.DeepEqual(h.shown[of], view{a.Signed, b.Signed}) {
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
		h.shown[of] = view{a.Signed, b.Signed}
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
		if !reflect.DeepEqual(h.shown[of], view{a.Signed, b.Signed}) {
			h.fail("both have signed for view %d, and something else was shown", a.Round)
		}
	}
}
