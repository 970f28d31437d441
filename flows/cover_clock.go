package flows

import (
	"slices"

	"asapbot/flows/message"
)

// coverDue takes a cover's timer, however late: it begins, or it is over. It comes due
// at midnight, and was told before: nobody is rung.
func (t *networkTurn) coverDue(number int) {
	for _, s := range t.n.services() {
		i := slices.IndexFunc(t.n.Covers[s], func(c Cover) bool { return c.Number == number })
		if i < 0 {
			continue
		}
		switch c := t.n.Covers[s][i]; {
		case !t.now.Before(c.Back):
			id := message.ID("cover.over")
			if !c.Begun {
				id = "cover.missed"
			}
			t.say(s, id, c.args(t.n.Services[s]))
			t.endCover(s, c, "")
		case !c.Begun && !t.now.Before(c.From):
			t.say(s, "cover.begins", c.args(t.n.Services[s]))
			t.beginCover(s, c)
		}
		return
	}
}

// beginCover lets whoever covers into the rooms of the cases.
func (t *networkTurn) beginCover(s ServiceID, c Cover) {
	t.n.Covers[s] = slices.Clone(t.n.Covers[s])
	for i := range t.n.Covers[s] {
		if t.n.Covers[s][i].Number == c.Number {
			t.n.Covers[s][i].Begun = true
		}
	}
	t.do(SetTimer{Name: c.timer(), At: c.Back})
	t.restaff(s, c.Away, "")
}

// endCover takes whoever covered out of the rooms where they were for that alone.
func (t *networkTurn) endCover(s ServiceID, c Cover, by Person) {
	t.n.Covers[s] = slices.DeleteFunc(slices.Clone(t.n.Covers[s]), func(other Cover) bool { return other.Number == c.Number })
	t.do(CancelTimer{Name: c.timer()})
	t.do(Enter{By: by, Side: s, What: message.New("journal.cover_over", message.Args{"Person": message.Person(string(c.Away))})})
	if c.Begun {
		t.restaff(s, c.Away, "")
	}
}

// endCovers ends what has lost one of its two people. Where nobody covers any more, the
// coordinators must know.
func (t *networkTurn) endCovers() {
	for _, s := range t.n.services() {
		for _, c := range t.n.Covers[s] {
			_, away := t.n.caseworker(s, c.Away)
			_, by := t.n.caseworker(s, c.By)
			switch args := c.args(t.n.Services[s]); {
			case !away:
				t.say(s, "cover.nobody_away", args)
				t.endCover(s, c, "")
			case !by:
				t.ringAtDesk(s, t.n.Services[s].Coordinators, "ring.at_desk", message.New("cover.nobody_covers", args))
				t.endCover(s, c, "")
			}
		}
	}
}

// coversAway tells the coordinators of somebody who will be away and was to cover for
// others.
func (t *networkTurn) coversAway(s ServiceID, p Person) {
	for _, c := range t.n.Covers[s] {
		if c.By == p && t.n.Personal[p].Away.meets(c.absence()) {
			t.ringAtDesk(s, without(t.n.Services[s].Coordinators, []Person{p}), "ring.at_desk", message.New("cover.needs_another", c.args(t.n.Services[s])))
		}
	}
}
