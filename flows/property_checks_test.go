package flows_test

import (
	"slices"
	"strings"

	"asapbot/flows"
	"asapbot/flows/message"
)

// mark is a word of one service's own: whatever its people write in its own rooms
// contains it, and nothing that contains it may ever stand elsewhere. Nobody's is
// that of those who must not be heard.
func mark(s flows.ServiceID) string { return "onlyof" + strings.ReplaceAll(string(s), "_", "") + "q" }

// secret is a word of one service's own whose source is protected: it never leaves the
// service's own room, however it got there.
func secret(s flows.ServiceID) string {
	return "secretof" + strings.ReplaceAll(string(s), "_", "") + "q"
}

const nobody flows.ServiceID = "nobody"

// together are the messages that show both sides what was compared, and of which topic:
// they are said and kept only while both agreements hold and cover it.
var together = map[message.ID]flows.Topic{
	"joint.levels": flows.TopicChecklist, "joint.items": flows.TopicChecklist, "joint.flags": flows.TopicChecklist,
	"agenda.level_agreed": flows.TopicChecklist, "agenda.level_provisional": flows.TopicChecklist, "agenda.view_new": flows.TopicChecklist,
	"agenda.differs": flows.TopicChecklist, "agenda.differs_critical": flows.TopicChecklist, "agenda.checklist_missing": flows.TopicChecklist,
	"agenda.her_alone": flows.TopicEpisodes, "agenda.him_alone": flows.TopicEpisodes, "agenda.both": flows.TopicEpisodes, "agenda.by_others": flows.TopicEpisodes,
	"agenda.given_his": flows.TopicImpact, "agenda.given_hers": flows.TopicImpact, "agenda.stopped": flows.TopicImpact,
	"agenda.his_move": flows.TopicImpact, "agenda.her_move": flows.TopicImpact,
	"joint.agreed": flows.TopicChecklist, "joint.vote_recorded": flows.TopicChecklist, "joint.signed_both": flows.TopicChecklist,
}

// covered: nothing is shown to both, or kept for both, that an agreement does not cover.
func (h *house) covered(of flows.CaseCode, e flows.Effect) {
	h.t.Helper()
	var text []message.Message
	switch e := e.(type) {
	case flows.Say:
		text = e.Text
	case flows.Keep:
		text = append([]message.Message{e.Record.Line}, e.Record.Whole...)
	case flows.Attach:
		text = e.Text
		if e.Paper != nil {
			for _, part := range e.Paper.Parts {
				text = append(text, part.Text...)
			}
		}
	}
	for _, m := range inside(text) {
		topic, shown := together[m.ID]
		if shown && !(covers(h.cases[of], 0, topic) && covers(h.cases[of], 1, topic)) {
			h.fail("%s is shown, and the agreements do not cover it: %s", m.ID, code(h.t, e))
		}
	}
}

// checkEffect holds for every effect, whatever led to it.
func (h *house) checkEffect(of flows.CaseCode, e flows.Effect) {
	h.t.Helper()
	h.covered(of, e)
	switch e := e.(type) {
	case flows.Say:
		h.place(of, e.To)
		h.said(of, e.To, e.Key, e.Mention)
		h.checkSay(of, e)
	case flows.Ask:
		h.place(of, e.To)
		h.said(of, e.To, e.Key, e.Mention)
		h.rendersAsk(e)
	case flows.Attach:
		h.place(of, e.To)
		h.said(of, e.To, e.Key, nil)
		h.checkAttach(e)
	case flows.Pin:
		h.place(of, e.In)
		h.stood(of, e.In, e.Message)
	case flows.OpenRoom:
		h.place(of, e.Place)
		if h.opened[e.Place] {
			h.fail("%v is opened twice", e.Place)
		}
		h.opened[e.Place] = true
	case flows.Speak:
		h.place(of, e.In)
		if !h.opened[e.In] || len(e.Languages) == 0 {
			h.fail("speaks %v in %v", e.Languages, e.In)
		}
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
	case flows.Accept:
		h.mayAccept(e)
	case flows.Enter:
		if _, err := h.render.Message("en", h.zone, e.What); err != nil {
			h.fail("a line of the journal: %v", err)
		}
	case flows.Keep:
		h.keeps(of, e)
		return
	case flows.Notify:
		h.notifies(of, e)
	case flows.Recall:
		return // what is asked for was kept already
	}
	h.unmarked(of, e)
}

// notifies holds notices to the staff, and to saying nothing of a case: there is no
// room for it in the effect, and its key does not name one either.
func (h *house) notifies(of flows.CaseCode, e flows.Notify) {
	h.t.Helper()
	if !h.worksAt(of, e.Person) {
		h.fail("%s is told outside of Matrix, and does not work there", e.Person)
	}
	if h.keys[of] == nil {
		h.keys[of] = map[flows.Key]bool{}
	}
	if e.Key == "" || h.keys[of][e.Key] || len(e.Key) > 12 || strings.Contains(string(e.Key), "K-") {
		h.fail("a notice has the key %q", e.Key)
	}
	h.keys[of][e.Key] = true
	if e.Way != "" && !slices.Contains([]string{flows.Mail, "ntfy"}, e.Way) {
		h.fail("a notice goes by %q", e.Way)
	}
}

// worksAt reports whether a person works at one of a case's services; at any, where
// there is no case.
func (h *house) worksAt(of flows.CaseCode, p flows.Person) bool {
	for s := range h.network.Services {
		its := of == "" || s == h.cases[of].Sides[0].Service.ID || s == h.cases[of].Sides[1].Service.ID
		if its && h.works(s, p) {
			return true
		}
	}
	return false
}

// place holds effects to the case's rooms, the desks of its two services and their
// people's direct rooms; the Network's to desks, direct rooms, and those of partnerships.
func (h *house) place(of flows.CaseCode, p flows.Place) {
	h.t.Helper()
	_, known := h.network.Services[p.Service]
	if p.Kind == flows.DirectRoom {
		// Somebody may have gone who is then taken out.
		if p != flows.Direct(p.Person) || !h.opened[p] && !h.worksAt(of, p.Person) {
			h.fail("%q does something in %v", of, p)
		}
		return
	}
	if of == "" {
		if _, stands := h.network.Partnerships[p.Partnership]; stands && p == flows.Between(p.Partnership) {
			return
		}
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
// who work the case; a direct room for its person.
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
	if p.Kind == flows.DirectRoom {
		return p == flows.Direct(person) && h.worksAt("", person)
	}
	if p.Kind == flows.PartnershipRoom {
		both := h.network.Partnerships[p.Partnership].Services
		return h.works(both[0], person) || h.works(both[1], person)
	}
	for _, g := range h.cases[p.Case].Guests {
		if p.Kind == flows.CaseRoom && slices.Contains(g.People, person) {
			return h.works(g.Service.ID, person)
		}
	}
	for _, s := range h.cases[p.Case].Sides {
		if (p.Kind == flows.CaseRoom || p.Service == s.Service.ID) && slices.Contains(people(s), person) {
			return h.works(s.Service.ID, person)
		}
		if p.Kind == flows.PrivateRoom && p.Service == s.Service.ID && slices.Contains(s.Contacts, person) {
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
			if m.ID == "alert.words" {
				say.Text[i] = h.withoutWords(of, at, m)
			}
			if (m.ID == "element.line" || m.ID == "agenda.block") && at == flows.Shared(of) && h.someCovers(of, flows.TopicElements) {
				say.Text[i] = withoutElements(m) // somebody said that it is shared
			}
			if (m.ID == "history.page" || m.ID == "history.whole") && at.Kind == flows.PrivateRoom {
				say.Text[i] = withoutElements(m) // it lists what was looked at when it was kept
			}
		}
		e = say
	}
	if ask, ok := e.(flows.Ask); ok {
		at = ask.To
	}
	if file, ok := e.(flows.Attach); ok {
		at = file.To
		if file.Paper != nil && h.someCovers(of, flows.TopicElements) {
			file.Paper = paperWithoutElements(*file.Paper)
			e = file
		}
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

// keeps holds records to their service: what is kept for one may hold its own words,
// and of the other's no more than what the joint view showed.
func (h *house) keeps(of flows.CaseCode, k flows.Keep) {
	h.t.Helper()
	service, _, _ := strings.Cut(k.ID, "/")
	c := h.cases[of]
	for i, s := range c.Sides {
		if string(s.Service.ID) == service && (k.Record.Number < 1 || k.Record.Number > c.Records[i]) {
			h.fail("record %q is kept, and %d are counted", k.ID, c.Records[i])
		}
	}
	for _, m := range append([]message.Message{k.Record.Line}, k.Record.Whole...) {
		if _, err := h.render.Message("en", h.zone, m); err != nil {
			h.fail("a record: %v", err)
		}
	}
	k.Record.Whole = slices.Clone(k.Record.Whole)
	for i, m := range k.Record.Whole {
		if m.ID == "alert.words" {
			k.Record.Whole[i] = h.withoutWords(of, flows.Private(of, flows.ServiceID(service)), m)
		}
		if m.ID == "joint.levels" {
			k.Record.Whole[i] = h.withoutReasons(of, m)
		}
		if m.ID == "agenda.block" && h.someCovers(of, flows.TopicElements) {
			k.Record.Whole[i] = withoutElements(m)
		}
	}
	if r := &k.Record; r.Shared { // somebody said so, and the agreements cover it
		if r.Element != nil && h.someCovers(of, flows.TopicElements) {
			r.Element, r.Line = nil, message.New(r.Line.ID)
		}
		if r.Episode != nil && h.someCovers(of, flows.TopicEpisodes) {
			r.Whole = slices.DeleteFunc(r.Whole, func(m message.Message) bool { return m.ID == "episode.account" })
		}
	}
	text := code(h.t, k)
	for s := range h.network.Services {
		if string(s) != service && strings.Contains(text, mark(s)) {
			h.fail("words of %s's own are kept for %s: %s", s, service, text)
		}
	}
}

// someCovers reports whether something of one side's may cross.
func (h *house) someCovers(of flows.CaseCode, topic flows.Topic) bool {
	c := h.cases[of]
	return covers(c, 0, topic) || covers(c, 1, topic)
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

func destination(e flows.Effect) (flows.Place, bool) {
	switch e := e.(type) {
	case flows.Say:
		return e.To, true
	case flows.Ask:
		return e.To, true
	case flows.Attach:
		return e.To, true
	case flows.Pin:
		return e.In, true
	case flows.OpenRoom:
		return e.Place, true
	case flows.Speak:
		return e.In, true
	case flows.Invite:
		return e.To, true
	case flows.Remove:
		return e.From, true
	}
	return flows.Place{}, false
}

// mayAccept: a new identity is accepted by a coordinator of the person's own service,
// and never by that person.
func (h *house) mayAccept(e flows.Accept) {
	h.t.Helper()
	h.accepts = append(h.accepts, e)
	for id, s := range h.network.Services {
		inStaff := slices.ContainsFunc(h.network.Staff[id], func(m flows.Member) bool { return m.Person == e.Person })
		if slices.Contains(s.Coordinators, e.By) && (inStaff || slices.Contains(s.Coordinators, e.Person)) && e.By != e.Person {
			return
		}
	}
	h.fail("%s accepts the new identity of %s", e.By, e.Person)
}
