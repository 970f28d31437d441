package flows

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Action is something that the two services agreed to do, whose it is, and by when.
type Action struct {
	Number int       `json:"number"` // counts the case's actions; `!done 3` names it
	What   string    `json:"what"`
	Owner  Person    `json:"owner"`
	Due    time.Time `json:"due"` // the day, in the case room's zone
	By     Person    `json:"by"`  // who wrote it down
	// Told says that its owner's desk was told that it is overdue.
	Told bool `json:"told,omitempty"`
}

// openActions is how many may be open in a case at a time: what is longer than a
// screen is nobody's list any more.
const openActions = 20

// actionTimer comes due on the morning of the next day on which an action is due or
// asked for again.
const actionTimer = "actions"

// action writes an action down, or lists the open ones where nothing follows:
// `!action ask the police about the order by Friday`, with somebody else's name where
// it is theirs.
func (t *turn) action(i int, in Said, c command.Command) {
	room, s := Shared(t.c.Code), t.c.Sides[i].Service
	if c.Rest == "" {
		t.sayAll(room, t.c.actionLines("action.none"))
		return
	}
	if !t.c.shares(TopicChecklist) {
		t.sayAll(room, []message.Message{t.c.notShared(TopicChecklist)})
		return
	}
	c.Rest = inFull(c.Rest, in.Mentions, t.c.people())
	owner := in.By
	if named := mentioned(c.Rest, in.Mentions); len(named) > 0 {
		owner = named[0]
	}
	what, due, err := command.MomentAtEnd(matrixID.ReplaceAllString(c.Rest, " "), t.now.In(zone(s.Zone)), s.Language)
	what = strings.Join(strings.Fields(command.BeforeFillers(what)), " ")
	_, works := t.c.side(owner)
	switch {
	case err == command.Past:
		t.say(room, "action.past", message.Args{"Day": message.Day(due)})
	case err != nil || what == "":
		t.say(room, "action.how")
	case !works:
		t.say(room, "action.not_here", message.Args{"Person": message.Person(string(owner))})
	case len(t.c.Actions) >= openActions:
		t.say(room, "action.too_many", message.Args{"Max": message.Number(openActions)})
	default:
		t.c.ActionsMade++
		t.addAction(i, Action{Number: t.c.ActionsMade, What: what, Owner: owner, Due: t.c.dayOf(due), By: in.By})
	}
}

// addAction keeps an action. Who has signed the assessment without it is asked again.
func (t *turn) addAction(i int, a Action) {
	t.c.Actions = append(slices.Clone(t.c.Actions), a)
	t.enter(a.By, i, "journal.action")
	t.recordShared(Record{Kind: RecordAction, By: a.By, Line: message.New("record.action", a.args())})
	t.say(Shared(t.c.Code), "action.added", a.args())
	t.setActionTimer()
	t.changedAssessment()
}

// done closes an action: `!done 3`, with what came of it.
func (t *turn) done(i int, by Person, rest string) {
	room := Shared(t.c.Code)
	number, note, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, err := strconv.Atoi(command.Only(number))
	at := slices.IndexFunc(t.c.Actions, func(a Action) bool { return a.Number == n })
	if err != nil || at < 0 {
		t.sayAll(room, t.c.actionLines("action.none"))
		return
	}
	a := t.c.Actions[at]
	t.c.Actions = slices.Delete(slices.Clone(t.c.Actions), at, at+1)
	args := message.Args{"Note": message.Text(strings.TrimSpace(note)), "By": message.Person(string(by))}
	t.enter(by, i, "journal.action_done")
	t.recordShared(Record{Kind: RecordAction, By: by, Line: message.New("record.action_done", a.args(), args)})
	t.say(room, "action.done", a.args(), args)
	t.setActionTimer()
}

func (a Action) args() message.Args {
	return message.Args{
		"Number": message.Number(a.Number), "What": message.Text(a.What),
		"Owner": message.Person(string(a.Owner)), "Day": message.Day(a.Due),
	}
}

// actionLines lists the open actions; none is said where there are none.
func (c Case) actionLines(none message.ID) []message.Message {
	if len(c.Actions) == 0 {
		return []message.Message{message.New(none)}
	}
	return []message.Message{message.New("action.list", message.Args{"Actions": message.List(actionList(c.Actions))})}
}

func actionList(actions []Action) []message.Message {
	var lines []message.Message
	for _, a := range actions {
		lines = append(lines, message.New("action.line", a.args()))
	}
	return lines
}

// setActionTimer runs until the next morning on which an action is to be recalled.
func (t *turn) setActionTimer() {
	var next time.Time
	for _, a := range t.c.Actions {
		if at := t.c.recallAction(a, t.now); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if next.IsZero() {
		t.do(CancelTimer{Name: actionTimer})
		return
	}
	t.do(SetTimer{Name: actionTimer, At: next})
}

// overdueDays is how many days after its day an action is asked for again, and its
// owner's desk is told: it is overdue by more than one (ours).
const overdueDays = 2

// recallAction is the first morning after a moment on which an action is asked for:
// on its day, when it is overdue by more than a day, and then once a week.
func (c Case) recallAction(a Action, after time.Time) time.Time {
	if at := c.morning(a.Due); at.After(after) {
		return at
	}
	weeks := max(0, int(after.Sub(a.Due)/(7*24*time.Hour))-1)
	for {
		if at := c.morning(a.Due.AddDate(0, 0, overdueDays+7*weeks)); at.After(after) {
			return at
		}
		weeks++
	}
}

// recallActions reminds the owners of what is due, and tells the desk of an owner who
// is late.
func (t *turn) recallActions() {
	today := t.c.dayOf(t.now)
	due := slices.DeleteFunc(slices.Clone(t.c.Actions), func(a Action) bool { return a.Due.After(today) })
	var owners []Person
	for _, a := range due {
		if !slices.Contains(owners, a.Owner) {
			owners = append(owners, a.Owner)
		}
	}
	if len(due) > 0 && t.c.shares(TopicChecklist) {
		t.tell(Shared(t.c.Code), owners, "ring.case",
			message.New("action.due", message.Args{"Actions": message.List(actionList(due))}))
	}
	t.tellOverdue(today)
	t.setActionTimer()
}

// tellOverdue tells each owner's desk, once for each action. Where its owner has gone,
// both desks hear of it: somebody has to take it over.
func (t *turn) tellOverdue(today time.Time) {
	var late [2]int
	t.c.Actions = slices.Clone(t.c.Actions)
	for n, a := range t.c.Actions {
		if a.Told || a.Due.AddDate(0, 0, overdueDays).After(today) {
			continue
		}
		t.c.Actions[n].Told = true
		owner, works := t.c.side(a.Owner)
		for i := range t.c.Sides {
			if i == owner || !works {
				late[i]++
			}
		}
	}
	for i, count := range late {
		if count > 0 {
			t.tellDesk(i, "desk.action_overdue", message.Args{"Count": message.Number(count)})
		}
	}
}
