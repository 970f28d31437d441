package meeting

import (
	"slices"
	"time"
)

// Reminders are how far the people of one service were told of one meeting ahead of it:
// that it comes, or what is still to be prepared for it. Each moment ahead is used once,
// whatever restarts, clocks and absences do: those up to Done lie behind for everybody.
// They belong to the meeting at its start; moved, it begins anew.
type Reminders struct {
	Number int       `json:"number"`
	Start  time.Time `json:"start"`
	// Since is when the meeting was confirmed, or when it last changed who is told and
	// how long ahead. What was due by then is overtaken, and never told.
	Since time.Time `json:"since"`
	// Done is the newest moment that lies behind.
	Done time.Time `json:"done,omitzero"`
	// Waits are those who are told later than at a moment: their telephones must not
	// ring, or they have put it off. Nobody stands there twice.
	Waits []Wait `json:"waits,omitempty"`
	// Passed says that the deputies were told because somebody asked for it.
	Passed bool `json:"passed,omitempty"`
}

// Wait is somebody who is told at a later time.
type Wait struct {
	Who string    `json:"who"`
	At  time.Time `json:"at"`
	// Own says that they have asked for it themselves.
	Own bool `json:"own,omitempty"`
}

// Listener is somebody of the service, and the moments at which they are told.
type Listener struct {
	Who     string
	Moments []time.Time
	// There says that they are not absent, and read what they are told; Told, that they
	// are the one to be told now, and no substitute.
	There, Told bool
	// Rings is the first moment, from another on, at which their telephone may ring;
	// zero where there is none.
	Rings func(time.Time) time.Time
}

// Reminder is that somebody is told now.
type Reminder struct {
	Who string
	// Late says that it comes late, Silent that their telephone must not ring, and Own that
	// they have asked for it themselves.
	Late, Silent, Own bool
}

// punctual is how late something may come without saying so, and tooShort how long
// before a meeting it is of no use any more to wait (ours).
const (
	punctual = 10 * time.Minute
	tooShort = 15 * time.Minute
)

// Of are the reminders of a meeting, those that there are or new ones.
func (r Reminders) Of(m Meeting, now time.Time) Reminders {
	switch {
	case m.IsZero():
		return Reminders{}
	case r.of(m):
		return r
	}
	return Reminders{Number: m.Number, Start: m.Start, Since: now}
}

func (r Reminders) of(m Meeting) bool { return r.Number == m.Number && r.Start.Equal(m.Start) }

// Holds reports whether there is a meeting, and it has not begun.
func (r Reminders) Holds(now time.Time) bool { return r.Number > 0 && now.Before(r.Start) }

// pending reports whether a moment does not lie behind.
func (r Reminders) pending(at time.Time) bool {
	return at.After(r.Done) && at.After(r.Since) && at.Before(r.Start)
}

// Next is when somebody is to be told, or a moment passes; zero for never. It may lie
// behind.
func (r Reminders) Next(all []Listener, now time.Time) time.Time {
	if !r.Holds(now) {
		return time.Time{}
	}
	var moments []time.Time
	for _, l := range all {
		moments = append(moments, l.Moments...)
	}
	moments = slices.DeleteFunc(moments, func(at time.Time) bool { return !r.pending(at) })
	for _, w := range r.Waits {
		moments = append(moments, w.At)
	}
	if len(moments) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(moments, time.Time.Compare)
}

// Due is what is to be told now, and the reminders after that. Of several moments that
// one person has missed the nearest to the meeting is told. Who is to be told and may not
// hear it now is told as soon as they may, unless that is of no use any more: then it
// comes in silence.
func (r Reminders) Due(all []Listener, now time.Time) (Reminders, []Reminder) {
	if !r.Holds(now) {
		return r, nil
	}
	waits := r.handedOn(all, now)
	var told []Reminder
	done := r.Done
	r.Waits = nil
	for _, l := range all {
		wait, due := waits[l.Who]
		due = due && !wait.At.After(now)
		for _, at := range l.Moments {
			if !r.pending(at) || at.After(now) {
				continue
			}
			if done.Before(at) {
				done = at
			}
			if l.Told {
				wait, due = Wait{At: at}, true
			}
		}
		wait.Who = l.Who
		switch rings := l.rings(now); {
		case due && rings.After(now) && rings.Before(r.Start.Add(-tooShort)):
			wait.At = rings
			r.Waits = append(r.Waits, wait)
		case due:
			told = append(told, Reminder{Who: l.Who, Late: now.Sub(wait.At) > punctual, Silent: !rings.Equal(now), Own: wait.Own})
		case !wait.At.IsZero():
			r.Waits = append(r.Waits, wait)
		}
	}
	r.Done = done
	return r, told
}

// handedOn is until when each of those waits who are to be told later. What is due for
// somebody who is not the one to be told any more goes to those who are, unless it is
// their own and they are there.
func (r Reminders) handedOn(all []Listener, now time.Time) map[string]Wait {
	waits := map[string]Wait{}
	for _, w := range r.Waits {
		its := slices.IndexFunc(all, func(l Listener) bool { return l.Who == w.Who })
		if its >= 0 && (w.At.After(now) || all[its].Told || w.Own && all[its].There) {
			waits[w.Who] = w
			continue
		}
		for _, l := range all {
			if _, has := waits[l.Who]; l.Told && !has {
				waits[l.Who] = Wait{At: w.At}
			}
		}
	}
	return waits
}

func (l Listener) rings(now time.Time) time.Time {
	if l.Rings == nil {
		return now
	}
	return l.Rings(now)
}

// PutOff has somebody told at a moment, because they ask for it, in place of one at which
// they were to be told.
func (r Reminders) PutOff(who string, at time.Time) Reminders {
	r.Waits = append(slices.DeleteFunc(slices.Clone(r.Waits), func(w Wait) bool { return w.Who == who }), Wait{Who: who, At: at, Own: true})
	return r
}

// Allows reports whether something can be put off until a moment: the meeting is then
// still ahead, with some time left.
func (r Reminders) Allows(at time.Time) bool { return at.Before(r.Start.Add(-tooShort)) }

// Anew passes over what was due by now: from now on other people are told, or at other
// moments.
func (r Reminders) Anew(now time.Time) Reminders {
	if r.Number > 0 {
		r.Since = now
	}
	return r
}

// First is the earliest moment that is still ahead, of one listener; zero for none.
func (r Reminders) First(l Listener) time.Time {
	for _, at := range l.Moments {
		if r.pending(at) {
			return at
		}
	}
	return time.Time{}
}
