package flows

import "time"

// OpenActions are those of one side, as its desk lists them.
type OpenActions struct {
	Count int `json:"count"`
	// First is the earliest day on which one of them is due, as midnight in UTC.
	First time.Time `json:"first"`
}

// actionsOf are the open actions whose owners work on a side; those of somebody who works
// on neither any more are everybody's.
func (c Case) actionsOf(i int) OpenActions {
	var open OpenActions
	if c.closed() {
		return open
	}
	for _, a := range c.Actions {
		if side, works := c.side(a.Owner); works && side != i {
			continue
		}
		year, month, day := a.Due.Date()
		due := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		if open.Count == 0 || due.Before(open.First) {
			open.First = due
		}
		open.Count++
	}
	return open
}

// nextMeeting is when the case's next meeting begins; zero where none is confirmed.
func (c Case) nextMeeting() time.Time {
	if c.closed() {
		return time.Time{}
	}
	return c.Meetings.Next.Start.Round(0).UTC()
}
