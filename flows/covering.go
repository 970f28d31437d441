package flows

import (
	"slices"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// cover shows who covers whom, or changes it: `cover`, `cover @anna:server by
// @ben:server 1–15 August`, `cover @anna:server off`. Coordinators may, and those who
// will be away.
func (t *networkTurn) cover(s ServiceID, m Member, c command.Command, people []Person) {
	service := t.n.Services[s]
	first, last, isPeriod := coverPeriod(c.Rest, t.now.In(zone(service.Zone)), service.Language)
	ends := len(people) == 1 && endsCover(c.Rest, service.Language)
	switch {
	case c.Rest != "" && len(people) == 0 && !isPeriod && talk(c):
		// "cover for me, will you?"
	case service.Kind == Agency:
		t.say(s, "agency.not_at_desk")
	case c.Rest == "":
		t.listCovers(s)
	case !ends && (len(people) != 2 || !isPeriod):
		t.say(s, "cover.how")
	case m.Role != Coordinator && m.Person != people[0]:
		t.say(s, "cover.not_you", message.Args{"Away": message.Person(string(people[0]))})
	case ends:
		t.stopCover(s, people[0], m.Person)
	default:
		t.arrange(s, m.Person, Cover{
			Away: people[0], By: people[1], From: t.later(first), Back: last.AddDate(0, 0, 1).UTC(),
		})
	}
}

// coverPeriod reads the days of a cover, which are all that may be said beside the people
// and little words. Where the client marked the people, their names are in the line, and
// the days are what it ends with.
func coverPeriod(said string, now time.Time, language string) (first, last time.Time, ok bool) {
	parts := matrixID.Split(said, -1)
	for _, part := range parts {
		if command.Fillers(part) {
			continue
		}
		rest, from, to, isPeriod := command.PeriodAtEnd(command.BeforeFillers(part), now, language)
		if ok || !isPeriod || len(parts) > 1 && !command.Fillers(rest) {
			return first, last, false
		}
		first, last, ok = from, to, true
	}
	return first, last, ok
}

// later is the moment itself, or now where it lies behind.
func (t *networkTurn) later(at time.Time) time.Time {
	if now := t.now.Round(0); at.Before(now) {
		return now
	}
	return at.UTC()
}

// endsCover reports whether a line says at its end that a cover is to end.
func endsCover(line, language string) bool {
	words := strings.Fields(command.BeforeFillers(matrixID.ReplaceAllString(line, " ")))
	if len(words) == 0 {
		return false
	}
	c, _ := command.Parse(words[len(words)-1], language)
	return c.Word == command.Off || c.Word == command.Stop || c.Word == command.Returned
}

// arrange keeps a cover, and begins it where it is to begin now.
func (t *networkTurn) arrange(s ServiceID, by Person, c Cover) {
	if refusal := t.refuseCover(s, c); refusal.ID != "" {
		t.sayAll(s, []message.Message{refusal})
		return
	}
	t.n.CoversMade++
	c.Number = t.n.CoversMade
	t.n.Covers[s] = append(slices.Clone(t.n.Covers[s]), c)
	t.do(Enter{By: by, Side: s, What: message.New("journal.cover", message.Args{"Person": message.Person(string(c.Away))})})
	args := c.args(t.n.Services[s])
	if !c.From.After(t.now) {
		args["Period"] = message.Nested(message.New("cover.from_now", args))
	}
	text := []message.Message{message.New("cover.set", args)}
	for _, other := range t.n.Covers[s] {
		if other.By == c.Away && other.absence().meets(c.absence()) {
			text = append(text, message.New("cover.needs_another", other.args(t.n.Services[s])))
		}
	}
	t.ringAtDesk(s, without([]Person{c.Away, c.By}, []Person{by}), "ring.at_desk", text...)
	if c.From.After(t.now) {
		t.do(SetTimer{Name: c.timer(), At: c.From})
		return
	}
	t.beginCover(s, c)
}

// refuseCover says why a cover cannot be; nothing where it can.
func (t *networkTurn) refuseCover(s ServiceID, c Cover) message.Message {
	args := c.args(t.n.Services[s])
	for _, p := range []Person{c.Away, c.By} {
		who := message.Args{"Person": message.Person(string(p))}
		m, works := t.n.member(s, p)
		at, anywhere := t.n.serviceOf(p)
		switch {
		case anywhere && at != s:
			return message.New("staff.works_elsewhere", who)
		case !works:
			return message.New("staff.not_here", who)
		case m.Role == PartnerContact:
			return message.New("cover.no_cases", who)
		}
	}
	if c.Away == c.By {
		return message.New("cover.oneself", args)
	}
	switch {
	case !c.From.Before(c.Back):
		return message.New("cover.past")
	case c.Back.Sub(t.now) > furthest:
		return message.New("cover.far", args)
	case len(t.n.Covers[s]) >= mostCovers:
		return message.New("cover.full", message.Args{"Max": message.Number(mostCovers)})
	}
	for _, other := range t.n.Covers[s] {
		switch {
		case !other.absence().meets(c.absence()):
		case other.Away == c.Away:
			return message.New("cover.already", other.args(t.n.Services[s]))
		case other.Away == c.By:
			return message.New("cover.by_covered", other.args(t.n.Services[s]))
		}
	}
	if away := t.n.Personal[c.By].Away; away.meets(c.absence()) {
		return message.New("cover.by_away", args, message.Args{
			"First": message.Day(away.From.In(zone(t.n.Services[s].Zone))), "Back": t.back(c.By, away),
		})
	}
	return message.Message{}
}

// stopCover ends the cover of a person early: the one that has begun, otherwise the
// next.
func (t *networkTurn) stopCover(s ServiceID, away, by Person) {
	c := t.n.coverOf(s, away)
	if c.Number == 0 {
		t.say(s, "cover.not_covered", message.Args{"Away": message.Person(string(away))})
		return
	}
	id := message.ID("cover.called_off")
	if c.Begun {
		id = "cover.over"
	}
	t.say(s, id, c.args(t.n.Services[s]))
	t.endCover(s, c, by)
}

// listCovers shows who covers whom, those that begin first before the others.
func (t *networkTurn) listCovers(s ServiceID) {
	all := slices.SortedStableFunc(slices.Values(t.n.Covers[s]), func(a, b Cover) int { return a.From.Compare(b.From) })
	if len(all) == 0 {
		t.say(s, "cover.none")
		return
	}
	var lines []message.Message
	for _, c := range all {
		id := message.ID("cover.line")
		if c.Begun {
			id = "cover.line_now"
		}
		lines = append(lines, message.New(id, c.args(t.n.Services[s])))
	}
	t.say(s, "cover.list", message.Args{"Covers": message.List(lines)})
}

// ringAtDesk rings at the desk for some people; where there are none it is said quietly.
func (t *networkTurn) ringAtDesk(s ServiceID, people []Person, first message.ID, text ...message.Message) {
	if len(people) > 0 {
		text = append([]message.Message{message.New(first)}, text...)
	}
	t.do(Say{Key: t.key(), To: Desk(s), Notify: len(people) > 0, Mention: people, Text: text})
}
