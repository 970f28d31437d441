package flows

import (
	"slices"
	"strconv"

	"asapbot/flows/alert"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// The questions about what is to be prepared for the next meeting:
// prepare/<number of the meeting>/<its start>/<unique> offers to begin, and
// paper/… asks what was done on paper.
const (
	preparePoll = "prepare"
	paperPoll   = "paper"
)

// What is still to be done for a meeting, and what else can be tapped about it.
const (
	toResume    = "resume-" // and the number of what lies open
	toAssess    = "checklist"
	toGive      = "impact-" // and the time point, 0 to 4
	toTell      = "episode"
	doneOnPaper = "paper"
	prepareThen = "later"
	allOfThem   = "all"
)

// toDo is something that a service has still to do for its next meeting. What the other
// has done by then it does not learn.
type toDo struct {
	id    string
	label message.Message
}

// toDos are what a side has still to do for the next meeting (DOMAIN section 1): a
// questionnaire that lies open, its blind checklist, the questionnaires on change that
// are due, and an episode that an alert tells of. What was done on paper is left out.
func (t *turn) toDos(i int) []toDo {
	s := t.c.Sides[i]
	var all []toDo
	open := func(instrument string) bool { return s.answering() && s.Interview.Instrument == instrument }
	if s.answering() {
		all = append(all, toDo{toResume + strconv.Itoa(s.Interview.Number), message.New("prepare.resume", message.Args{"Title": titled(*s.Interview)})})
	}
	if !t.assessed(i) && !open(checklist) {
		all = append(all, toDo{toAssess, message.New("prepare.checklist")})
	}
	for _, p := range t.dueSittings(i) {
		if !s.answering() || s.Interview.Parameters[timePoint] != picture.TimePoint(p) {
			all = append(all, toDo{toGive + strconv.Itoa(p), message.New("prepare.impact", pointArgs(p))})
		}
	}
	if t.untold(i) && !open(episodeInstrument) {
		all = append(all, toDo{toTell, message.New("prepare.episode")})
	}
	return slices.DeleteFunc(all, func(one toDo) bool { return slices.Contains(t.c.Meetings.Paper[i], one.id) })
}

// assessed reports whether a side has signed a checklist for the next joint view, or since
// the last meeting one that is not to be renewed by the next.
func (t *turn) assessed(i int) bool {
	s, m := t.c.Sides[i], t.c.Meetings
	switch {
	case s.Signed == nil:
		return false
	case s.Round > t.c.Joint.Round:
		return true
	}
	return s.Signed.At.After(m.Last) && !t.c.Review.Due.Before(m.Next.Start)
}

// episodic are the kinds of alerts that tell of an episode of recidivism (DOMAIN sections
// 7 and 8).
var episodic = []alert.Kind{alert.Violence, alert.ThreatToKill, alert.Weapon, alert.Stalking, alert.ChildHarmed, alert.Breach}

// untold reports whether an alert since the last meeting tells of an episode, and the side
// has recorded none since. Of the other side's alerts it knows the kind only while both
// agreements hold.
func (t *turn) untold(i int) bool {
	known := t.c.Meetings.Last
	if told := t.c.Sides[i].Episode; told.After(known) {
		known = told
	}
	return slices.ContainsFunc(t.c.Alerts, func(e CriticalEvent) bool {
		return slices.Contains(episodic, e.Alert.Kind) && e.Alert.Last.After(known) && e.Alert.End != alert.Withdrawn &&
			t.c.kindCrosses(e, shown{side: i})
	})
}

// labels are what is still to be done, one a line.
func labels(left []toDo) []message.Message {
	var all []message.Message
	for _, one := range left {
		all = append(all, one.label)
	}
	return all
}
