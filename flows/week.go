package flows

import (
	"slices"
	"time"

	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// weekDays is how many days a week at the desk looks ahead, today among them.
const weekDays = 7

// week is what a service has to do in the next days, and what it is late with. Nothing
// stands in it but codes, levels and dates.
type week struct {
	first, last time.Time // its days, in the service's zone
	items       []item    // in the order in which they are shown
}

// item is something of one case, or of a partnership, that the week shows.
type item struct {
	code    string
	manager Person     // of a case
	level   risk.Level // of a case; a partnership has none
	team    bool       // it is a partnership's, and everybody's
	what    message.Message
	at      time.Time
	when    message.Arg // how the day is shown
	rank    rank
}

// rank puts what is open or late before what is to come, and that before what has no
// day.
type rank int

const (
	rankAlert rank = iota
	rankLate
	rankAhead
	rankUndated
)

// week shows what a service has to do. A coordinator sees it as one list; whoever works
// cases sees those of their own before the others.
func (t *networkTurn) week(s ServiceID, m Member) {
	if t.n.Services[s].Kind == Agency {
		t.say(s, "agency.not_at_desk")
		return
	}
	w := t.weekOf(s)
	mine := func(i item) bool {
		return i.team || i.manager == m.Person || slices.Contains(t.n.standIns(s, i.manager), m.Person)
	}
	yours := slices.DeleteFunc(slices.Clone(w.items), func(i item) bool { return !mine(i) })
	others := slices.DeleteFunc(slices.Clone(w.items), mine)
	text := []message.Message{message.New("week.title", w.days())}
	switch {
	case len(w.items) == 0:
		text = []message.Message{message.New("week.nothing", w.days())}
	case m.Role == Coordinator || !t.n.worksOn(s, m.Person):
		text = append(text, message.New("week.list", message.Args{"Items": message.List(lines(w.items, ""))}))
	default:
		text = append(text, message.New("week.yours", message.Args{"Items": message.List(lines(yours, m.Person))}))
		if len(others) > 0 {
			text = append(text, message.New("week.others", message.Args{"Items": message.List(lines(others, ""))}))
		}
	}
	t.do(Say{Key: t.key(), To: Desk(s), Text: text})
}

// worksOn reports whether a person works on any case of their service.
func (n Network) worksOn(s ServiceID, p Person) bool {
	return slices.ContainsFunc(n.casesOf(s, ""), func(code CaseCode) bool {
		c := n.Cases[code]
		manager := c.Managers[slices.Index(c.Services[:], s)]
		return manager == p || slices.Contains(n.standIns(s, manager), p)
	})
}

// weekOf gathers what the cases of a service have reported.
func (t *networkTurn) weekOf(s ServiceID) week {
	today := t.n.Services[s].midnight(t.now)
	w := week{first: today, last: today.AddDate(0, 0, weekDays-1)}
	for _, code := range t.n.casesOf(s, "") {
		c := t.n.Cases[code]
		side := slices.Index(c.Services[:], s)
		w.gather(c.Report, side, item{code: string(code), manager: c.Managers[side]}, t.now)
	}
	for _, code := range t.n.partnershipsOf(s) {
		w.addPartnership(t.n.Partnerships[code])
	}
	slices.SortStableFunc(w.items, func(a, b item) int {
		if a.rank != b.rank {
			return int(a.rank - b.rank)
		}
		return a.at.Compare(b.at)
	})
	return w
}

// gather adds what one case has to do.
func (w *week) gather(r Reported, side int, of item, now time.Time) {
	of.level = r.Level
	if r.Alerts > 0 {
		w.add(of, rankAlert, message.New("week.alerts", message.Args{"Count": message.Number(r.Alerts)}))
	}
	if r.State == Closed {
		return // whose last questionnaires are asked for in its own rooms
	}
	w.addTimed(of.due(r.Due, "week.contact"), r.Due.Before(now))
	w.addTimed(of.due(r.Review, "week.review"), r.Review.Before(now))
	past := r.Meeting.Before(w.first)
	meeting := message.ID("week.meeting")
	if past {
		meeting = "week.meeting_past"
	}
	w.addTimed(of.due(r.Meeting, meeting), past)
	w.addActions(of, r.Actions[side])
	if n := r.Impact[side]; n > 0 {
		w.add(of, rankUndated, message.New("desk.impact", message.Args{"Count": message.Number(n)}))
	}
}

// due is an item with its moment, and what is due then.
func (i item) due(at time.Time, what message.ID, args ...message.Args) item {
	i.at, i.when, i.what = at, message.Time(at), message.New(what, args...)
	return i
}

// addActions adds a case's open actions, in one line, on the day of the first.
func (w *week) addActions(of item, open OpenActions) {
	if open.Count == 0 {
		return
	}
	year, month, day := open.First.Date()
	of = of.due(time.Date(year, month, day, 0, 0, 0, 0, w.first.Location()), "week.actions", message.Args{"Count": message.Number(open.Count)})
	of.when = message.Day(of.at)
	w.addTimed(of, of.at.Before(w.first))
}

// addPartnership adds the first meeting of two teams, and a last day that comes.
func (w *week) addPartnership(p Partnership) {
	of := item{code: string(p.Code), team: true}
	if !p.met() {
		w.addTimed(of.due(p.Planned, "week.teams"), p.Planned.Before(w.first))
	}
	year, month, day := p.Terms.Until.Date()
	of = of.due(time.Date(year, month, day, 0, 0, 0, 0, w.first.Location()), "week.partnership")
	of.when = message.Day(of.at)
	if p.agreed() && !of.at.Before(w.first) {
		w.addTimed(of, false)
	}
}

// addTimed adds what has a moment, where that is late or within the week.
func (w *week) addTimed(i item, late bool) {
	switch {
	case i.at.IsZero() || !i.at.Before(w.last.AddDate(0, 0, 1)):
	case late:
		i.when = message.Nested(message.New("week.since", message.Args{"Due": i.when}))
		i.rank = rankLate
		w.items = append(w.items, i)
	default:
		i.rank = rankAhead
		w.items = append(w.items, i)
	}
}

// add adds what has no moment of its own.
func (w *week) add(i item, r rank, what message.Message) {
	i.rank, i.what, i.when = r, what, message.Text("")
	w.items = append(w.items, i)
}

// lines are items, one a line, as many as a message has room for. Those of whoever
// reads them do not name them.
func lines(items []item, reader Person) []message.Message {
	var all []message.Message
	for _, i := range items[:min(len(items), listed)] {
		args := message.Args{
			"When": i.when, "Code": message.Text(i.code), "What": message.Nested(i.what),
			"Level": message.Text(""), "Manager": message.Text(""),
		}
		if !i.team {
			args["Level"] = message.Nested(levelMessage(i.level))
		}
		if i.manager != reader {
			args["Manager"] = message.Person(string(i.manager))
		}
		all = append(all, message.New("week.line", args))
	}
	if more := len(items) - listed; more > 0 {
		all = append(all, message.New("desk.more_cases", message.Args{"Count": message.Number(more)}))
	}
	return all
}

// days are the first and the last day of the week.
func (w week) days() message.Args {
	return message.Args{"First": message.Day(w.first), "Last": message.Day(w.last)}
}

// counts are how many items there are of each kind.
func (w week) counts() message.Args {
	var n [rankUndated + 1]int
	for _, i := range w.items {
		n[i.rank]++
	}
	return message.Args{
		"Alerts": message.Number(n[rankAlert]), "Late": message.Number(n[rankLate]),
		"Ahead": message.Number(n[rankAhead] + n[rankUndated]),
	}
}
