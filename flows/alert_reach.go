package flows

import (
	"slices"

	"asapbot/flows/alert"
)

// listens notes that what a person is sent can be read again, or cannot: they have
// written something, or the bot's messages are withheld from their device.
func (t *turn) listens(i int, p Person, does bool) {
	s := &t.c.Sides[i]
	deaf := slices.Contains(s.Deaf, p)
	switch {
	case does && deaf:
		s.Deaf = without(s.Deaf, []Person{p})
	case !does && !deaf && s.works(p):
		s.Deaf = append(slices.Clone(s.Deaf), p)
	}
}

// reads notes that whoever taps has read the question. What the bot says to a person
// alone is the Network's to note.
func (t *turn) reads(i int, in Tapped) {
	if in.In.Kind == CaseRoom || in.In.Kind == PrivateRoom {
		t.listens(i, in.By, true)
		return
	}
	if !slices.Contains(t.c.Sides[i].Duty.Direct, in.By) {
		t.do(TellNetwork{Input: Read{By: in.By}})
	}
}

// noticed takes what became of a notice outside of Matrix.
func (t *turn) noticed(key Key, failed, tried bool) {
	for at, e := range t.c.Alerts {
		n := slices.IndexFunc(e.Calls, func(c Call) bool { return c.Notice == key && key != "" })
		if n < 0 {
			continue
		}
		t.editEvent(at, func(e *CriticalEvent) {
			e.Calls = slices.Clone(e.Calls)
			e.Calls[n].Failed, e.Calls[n].Tried = failed, tried
		})
	}
}

// notSaid takes a call's message that the homeserver refuses for good.
func (t *turn) notSaid(in Undelivered) {
	for at, e := range t.c.Alerts {
		if in.Key == "" || !slices.ContainsFunc(e.Calls, func(c Call) bool { return c.Said == in.Key }) {
			continue
		}
		t.editEvent(at, func(e *CriticalEvent) {
			e.Calls = slices.Clone(e.Calls)
			for n, c := range e.Calls {
				if c.Said == in.Key {
					e.Calls[n].Room = ""
				}
			}
		})
	}
}

// lookAfterCalls finds those of whom it is known by now that it did not reach them:
// they work there no more, or are in no room where they could read it and no notice
// left. The next are told at once, and the other service hears of it.
func (t *turn) lookAfterCalls() {
	for at, e := range t.c.Alerts {
		if !e.Alert.Open() {
			continue
		}
		for _, c := range e.Calls {
			if t.c.lostCall(c) {
				t.stepAlert(at, alert.Unreached{Side: c.Side, Person: string(c.Person)})
			}
		}
	}
}

func (c Case) lostCall(call Call) bool {
	i, staff := c.staffSide(call.Person)
	if !staff || i != call.Side {
		return true
	}
	return call.Failed && (call.Room == "" || c.whereTold(i, call.Person) == "")
}
