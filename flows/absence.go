package flows

import (
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// furthest is how far ahead an absence may end. What lies beyond is more likely a
// slip in the year.
const furthest = 400 * 24 * time.Hour

// setAway takes an absence, with both its days; without any it begins now, and
// nobody knows when it ends.
func (t *networkTurn) setAway(s ServiceID, p Person, said string) {
	tag, name := t.n.speaks(s, p)
	now := t.now.Round(0) // as it is stored
	away := Absence{From: now}
	if said != "" {
		first, last, ok := command.Period(said, now.In(zone(name)), tag)
		back := last.AddDate(0, 0, 1)
		switch {
		case !ok:
			t.answer(p, message.New("direct.away_how"))
			return
		case last.Before(first), !back.After(now):
			t.answer(p, message.New("direct.away_past", message.Args{"First": message.Day(first), "Last": message.Day(last)}))
			return
		case back.Sub(now) > furthest:
			t.answer(p, message.New("direct.away_far", message.Args{"Last": message.Day(last)}))
			return
		}
		away.Back = back.UTC()
		if first.After(now) {
			away.From = first.UTC()
		}
	}
	before := t.n.Personal[p].Away
	t.change(p, func(set *Personal) { set.Away = away })
	t.sayAbsence(s, p, before)
}

// isAbsence reports whether a line says that somebody will be away, and when: also without
// a mark nobody may believe in vain that it was noted.
func isAbsence(c command.Command, now time.Time, s Service) bool {
	_, _, when := command.Period(c.Rest, now.In(zone(s.Zone)), s.Language)
	return c.Word == command.Away && when
}

// sayAbsence repeats an absence in plain words, and which one it takes the place of if
// that does not lie behind, and tells the colleagues.
func (t *networkTurn) sayAbsence(s ServiceID, p Person, before Absence) {
	text := t.absence(s, p)
	args := message.Args{"Absence": message.Nested(text), "Before": message.Text("")}
	if !before.From.IsZero() && !before.over(t.now) && before != t.n.Personal[p].Away {
		_, name := t.n.speaks(s, p)
		args["Before"] = message.Nested(message.New("absence.replaced", message.Args{
			"First": message.Day(before.From.In(zone(name))), "Back": t.back(p, before),
		}))
	}
	t.answer(p, message.New("direct.away_set", args))
	t.tellDesk(s, p, "desk.away", message.Args{
		"Person": message.Person(string(p)), "Absence": message.Nested(text),
	})
	t.do(Enter{By: p, Side: s, What: message.New("journal.away")})
	t.coversAway(s, p)
}

// absence is a person's absence in plain words, and who is told in their place.
func (t *networkTurn) absence(s ServiceID, p Person) message.Message {
	away := t.n.Personal[p].Away
	_, name := t.n.speaks(s, p)
	args := message.Args{
		"First": message.Day(away.From.In(zone(name))), "Back": t.back(p, away), "Instead": t.instead(s, p),
	}
	switch {
	case away.Back.IsZero():
		return message.New("absence.open", args)
	case !away.From.After(t.now):
		return message.New("absence.until", args)
	}
	return message.New("absence.period", args)
}

// back is the day on which a person is there again; nothing where nobody knows.
func (t *networkTurn) back(p Person, away Absence) message.Arg {
	if away.Back.IsZero() {
		return message.Text("")
	}
	s, _ := t.n.serviceOf(p)
	_, name := t.n.speaks(s, p)
	return message.Day(away.Back.In(zone(name)))
}

// instead says who is told in the place of somebody who works on cases: the deputies,
// of those who are there when the absence begins.
func (t *networkTurn) instead(s ServiceID, p Person) message.Arg {
	if m, _ := t.n.member(s, p); m.Role == Deputy || m.Role == Supervisor {
		return message.Text("")
	}
	var there []message.Message
	duty, from := t.n.duty(s), t.n.Personal[p].Away.From
	for _, deputy := range t.n.standInsAt(s, p, from) {
		if !duty.Away(deputy, from) {
			there = append(there, message.New("absence.deputy", message.Args{"Person": message.Person(string(deputy))}))
		}
	}
	if len(there) == 0 {
		return message.Nested(message.New("absence.nobody"))
	}
	return message.Nested(message.New("absence.told", message.Args{"Deputies": message.List(there)}))
}

// returned ends an absence, and that somebody covers the person.
func (t *networkTurn) returned(s ServiceID, p Person) {
	covered := t.n.covered(s, p)
	if away := t.n.Personal[p].Away; (away.From.IsZero() || away.over(t.now)) && !covered {
		t.answer(p, message.New("direct.not_away"))
		return
	}
	t.change(p, func(set *Personal) { set.Away = Absence{} })
	t.answer(p, message.New("direct.returned"))
	t.tellDesk(s, p, "desk.returned", message.Args{"Person": message.Person(string(p))})
	t.do(Enter{By: p, Side: s, What: message.New("journal.returned")})
	if covered {
		c := t.n.coverOf(s, p)
		t.say(s, "cover.over", c.args(t.n.Services[s]))
		t.endCover(s, c, p)
	}
}
