package flows

import (
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Closure is that both services end the work on a case: one proposes it with a
// reason, and the other confirms.
type Closure struct {
	Number int       `json:"number"` // counts the proposals
	Side   int       `json:"side"`   // whose it is
	By     Person    `json:"by,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Closed time.Time `json:"closed,omitzero"`
	// Reopened is when the case was taken up again.
	Reopened time.Time `json:"reopened,omitzero"`
}

// closePoll begins the keys of the confirmation: close/<number>/<unique>.
const closePoll = "close"

// What can be tapped about it.
const (
	closeNow   = "close"
	closeLater = "not_yet"
)

// closed reports whether the work on the case has ended. From then on the bot asks
// and reminds of nothing.
func (c Case) closed() bool { return !c.Closure.Closed.IsZero() }

// rests reports whether a side answers nothing any more: the case is closed, and no
// questionnaire on change is open. The last one comes months after the end.
func (c Case) rests(i int) bool {
	s := c.Sides[i]
	return c.closed() && !(s.answering() && s.Interview.Parameters[timePoint] != "")
}

// proposeClosing takes one service's proposal, and asks the other.
func (t *turn) proposeClosing(i int, by Person, reason string) {
	room := Shared(t.c.Code)
	reason = strings.TrimSpace(reason)
	if reason == "" {
		t.say(room, "close.how")
		return
	}
	t.c.Closure = Closure{
		Number: t.c.Closure.Number + 1, Side: i, By: by, Reason: reason, Reopened: t.c.Closure.Reopened,
	}
	t.enter(by, i, "journal.close_proposed")
	args := message.Args{"Service": message.Text(t.c.Sides[i].Service.Name), "Other": message.Text(t.c.Sides[1-i].Service.Name)}
	text := []message.Message{message.New("close.proposed", args)}
	if t.c.Joint.open() && t.c.shares(TopicChecklist) {
		text = append(text, message.New("close.missing", message.Args{"Missing": message.List(t.missing())}))
	} else if t.c.flagRuns() {
		text = append(text, message.New("close.missing", message.Args{"Missing": message.List(t.flagMissing())}))
	}
	t.tell(room, t.c.Sides[1-i].managers(), "ring.case", text...)
	t.do(Ask{
		Key: Key(closePoll + "/" + strconv.Itoa(t.c.Closure.Number) + "/" + string(t.key())), To: room,
		Text: message.New("close.ask", args), Choices: choices("close.tap_", closeNow, closeLater),
	})
}

// tappedClosing takes the other service's answer.
func (t *turn) tappedClosing(i int, number string, in Tapped) {
	c := &t.c.Closure
	switch {
	case in.Choice == "":
	case number != strconv.Itoa(c.Number) || c.By == "":
		t.say(in.In, "close.old_question")
	case i == c.Side:
		t.say(in.In, "close.other_confirms", message.Args{"Other": message.Text(t.c.Sides[1-i].Service.Name)})
	case in.Choice == closeNow:
		t.close(i, in.By)
	case in.Choice == closeLater:
		t.c.Closure = Closure{Number: c.Number, Reopened: c.Reopened}
		t.enter(in.By, i, "journal.close_refused")
		t.say(in.In, "close.refused", message.Args{"Service": message.Text(t.c.Sides[i].Service.Name)})
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// close ends the work on the case: no timer of it runs any more.
func (t *turn) close(i int, by Person) {
	t.endPlanning()
	c := &t.c.Closure
	c.Closed = t.now
	t.enter(by, i, "journal.closed")
	t.recordShared(Record{
		Kind: RecordClosing, By: by, Line: message.New("record.closed"),
		Whole: []message.Message{message.New("plain", message.Args{"Text": message.Text(c.Reason)})},
	})
	t.c.Review = Review{}
	timers := []string{divergenceTimer, reviewTimer, actionTimer, measureTimer}
	for _, s := range t.c.Sides {
		timers = append(timers, idleTimer(s.Service.ID), endTimer(s.Service.ID), endedTimer(s.Service.ID))
	}
	for _, name := range timers {
		t.do(CancelTimer{Name: name})
	}
	t.say(Shared(t.c.Code), "close.closed")
	if !t.c.Meetings.Now.IsZero() {
		t.lookUp(Query{What: ForMinutes, By: by}) // what was discussed in it is not lost
	}
}

// reopenCase takes the work up again, at once and whoever asks for it.
func (t *turn) reopenCase(i int, by Person, reason string) {
	switch reason = strings.TrimSpace(reason); {
	case !t.c.closed():
		t.say(Shared(t.c.Code), "close.not_closed")
	case reason == "":
		t.say(Shared(t.c.Code), "close.reopen_how")
	default:
		t.resume(by, i, message.New("plain", message.Args{"Text": message.Text(reason)}))
	}
}

// resume lets everything run again, with a first assessment soon. The endings are taken
// back with it.
func (t *turn) resume(by Person, i int, why message.Message) {
	t.c.Closure = Closure{Number: t.c.Closure.Number, Reopened: t.now}
	t.c.Ended = [2]Ending{}
	t.enter(by, i, "journal.reopened")
	t.recordShared(Record{
		Kind: RecordClosing, By: by, Line: message.New("record.reopened"), Whole: []message.Message{why},
	})
	t.reviewBy(t.now.Add(t.c.Settings.Reviews.Event), "review.reopened")
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("close.reopened", message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Due": message.Time(t.c.Review.Due),
	}))
	if t.c.shares(TopicChecklist) {
		t.restartClock()
	}
	t.setActionTimer()
	t.setMeasureTimer()
	t.proposeNext()
	for i, s := range t.c.Sides {
		t.watchEnd(i)
		if s.answering() {
			t.do(SetTimer{Name: idleTimer(s.Service.ID), At: t.now.Add(t.c.Settings.RemindAfter)})
		}
	}
}

// saidClosed takes a line where the case is closed: it can be read, and taken up again;
// and an agreement can be withdrawn at any time.
func (t *turn) saidClosed(i int, c command.Command, known bool, in Said) {
	private := in.In.Kind == PrivateRoom
	said := t.readTerms(i, command.AfterFillers(c.Rest), false)
	switch {
	case known && private && c.Bare() && c.Word == command.Status:
		t.status(i)
	case known && !private && c.Word == command.Status:
		t.sayAll(in.In, t.c.card())
	case known && private && c.Word == command.Impact:
		t.impact(i, in.By, c)
	case known && private && c.Word == command.History:
		t.history(i, c)
	case known && private && c.Word == command.Show:
		t.show(i, c)
	case known && private && c.Bare() && c.Word == command.Withdraw:
		t.withdraw(i, in.By)
	case known && private && c.Word == command.Agreed && said.agrees() && t.c.Ended[i].Over():
		t.agree(i, in.By, c)
	case known && !private && c.Word == command.Reopen:
		t.reopenCase(i, in.By, c.Rest)
	case c.Marked, known && c.Rest == "":
		t.say(in.In, "close.only")
	}
}
