package flows

import (
	"slices"
	"time"

	"asapbot/flows/message"
)

// listed is how many cases a desk lists at once: a message has its limits.
const listed = 40

// status lists the service's cases, those that wait longest first, the closed ones at
// the end.
func (t *networkTurn) status(s ServiceID) {
	if t.n.Services[s].Kind == Agency {
		t.guestStatus(s)
		return
	}
	codes := t.n.casesOf(s, "")
	if len(codes) == 0 {
		t.sayAll(s, append([]message.Message{message.New("desk.no_cases")}, t.partnershipsDue(s)...))
		return
	}
	slices.SortStableFunc(codes, func(a, b CaseCode) int { return t.n.Cases[a].Report.compare(t.n.Cases[b].Report) })
	var lines []message.Message
	for _, code := range codes[:min(len(codes), listed)] {
		lines = append(lines, t.listing(s, code))
	}
	if more := len(codes) - listed; more > 0 {
		lines = append(lines, message.New("desk.more_cases", message.Args{"Count": message.Number(more)}))
	}
	t.sayAll(s, append([]message.Message{message.New("desk.status", message.Args{
		"Count": message.Number(len(codes)), "Cases": message.List(lines),
	})}, t.partnershipsDue(s)...))
}

// next is what a case waits for first: the contact, or the next assessment.
func (r Reported) next() time.Time {
	if r.Due.IsZero() || !r.Review.IsZero() && r.Review.Before(r.Due) {
		return r.Review
	}
	return r.Due
}

func (r Reported) compare(other Reported) int {
	switch {
	case r.State == Closed && other.State != Closed:
		return 1
	case r.State != Closed && other.State == Closed:
		return -1
	}
	return r.next().Compare(other.next())
}

// listing is a case in one line.
func (t *networkTurn) listing(s ServiceID, code CaseCode) message.Message {
	c := t.n.Cases[code]
	side := slices.Index(c.Services[:], s)
	args := message.Args{
		"Code": message.Text(string(code)), "Manager": message.Person(string(c.Managers[side])),
		"Other": message.Text(t.n.Services[c.Services[1-side]].Name),
		"State": message.Nested(message.New(message.ID("state." + string(c.Report.State)))),
		"Level": message.Nested(levelMessage(c.Report.Level)), "Review": message.Text(""), "Impact": message.Text(""),
	}
	if n := c.Report.Impact[side]; n > 0 {
		args["Impact"] = message.Nested(message.New("desk.impact", message.Args{"Count": message.Number(n)}))
	}
	if review := c.Report.Review; !review.IsZero() {
		id := message.ID("desk.review")
		if review.Before(t.now) {
			id = "desk.review_late"
		}
		args["Review"] = message.Nested(message.New(id, message.Args{"Due": message.Time(review)}))
	}
	if c.Report.Alerts > 0 {
		args["State"] = message.Nested(message.New("desk.alert"))
	}
	switch {
	case c.Report.State == Closed:
		return message.New("desk.case_closed", args)
	case c.Report.Due.IsZero():
		return message.New("desk.case", args)
	case c.Report.Due.Before(t.now):
		args["Due"] = message.Time(c.Report.Due)
		return message.New("desk.case_late", args)
	}
	args["Due"] = message.Time(c.Report.Due)
	return message.New("desk.case_due", args)
}
