package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// interviewPoll begins the keys of an interview's questions:
// interview/<service>/<number>/<how many were asked>/<step>.
const interviewPoll = "interview"

// asked is one of an interview's questions, by its key.
type asked struct {
	number, asked int
	step          string
}

func (t *turn) interviewKey(i int, iv interview.Interview, step string) Key {
	return Key(fmt.Sprintf("%s/%s/%d/%d/%s", interviewPoll, t.c.Sides[i].Service.ID, iv.Number, iv.Asked, step))
}

// readInterviewKey reads what interviewKey made. The service stands there only to
// keep the two services' keys apart: whose a question is, its room says.
func readInterviewKey(k Key) (asked, bool) {
	parts := strings.Split(string(k), "/")
	n := len(parts)
	if n < 5 || parts[0] != interviewPoll {
		return asked{}, false
	}
	number, err := strconv.Atoi(parts[n-3])
	count, err2 := strconv.Atoi(parts[n-2])
	return asked{number: number, asked: count, step: parts[n-1]}, err == nil && err2 == nil
}

// checklist is the instrument of the joint risk assessment.
const checklist = "checklist"

// idleTimer recalls a questionnaire that lies open.
func idleTimer(s ServiceID) string { return "idle/" + string(s) }

// hears reports whether a line belongs to the open interview: it is from the
// person whom the bot interviews, or corrects what they answered.
func (t *turn) hears(i int, in Said) bool {
	s := t.c.Sides[i]
	return s.answering() && s.Interview.By == string(in.By) && (in.Edits != "" || !t.aside(i, in.Text))
}

// aside reports whether a line is about the case and not an answer, even while a
// questionnaire is open.
func (t *turn) aside(i int, line string) bool {
	s := t.c.Sides[i].Service
	c, _ := command.Parse(line, s.Language)
	switch c.Word {
	case command.Alert:
		return c.Bare() || !t.writes(i) || alarming(c.Rest, s.Language)
	case command.OnIt, command.PassOn, command.AlreadyKnown:
		return c.Rest == "" && slices.ContainsFunc(t.c.Alerts, func(e CriticalEvent) bool { return e.Alert.Open() && !e.Alert.Sides[i].Answered() })
	case command.Element:
		return c.Rest != "" && (c.Marked || !t.c.Sides[i].Interview.InWords())
	case command.Withdraw, command.Checklist, command.Change, command.Episode, command.Timeline:
		return c.Rest == ""
	case command.Impact:
		_, _, ok := t.readPoint(i, c.Rest)
		return ok
	case command.Questionnaire:
		return c.Rest == "" || len(t.named(i, c.Rest)) > 0
	case command.Agreed:
		return c.Rest == "" || t.readTerms(i, c.Rest, false).agrees()
	case command.Ends:
		return t.asksEnding(i, c)
	case command.Limit:
		return c.Rest == "" || t.readTerms(i, c.Rest, false).limits()
	case command.Renew:
		return c.Rest == "" || t.readTerms(i, c.Rest, true).renews()
	}
	return false
}

// writes reports whether the open questionnaire waits for a text in somebody's own
// words, which may begin with any word: "an alarm is installed".
func (t *turn) writes(i int) bool {
	iv := t.c.Sides[i].Interview
	def := iv.Definition()
	if def == nil {
		return false
	}
	q, isQuestion := def.Question(iv.At)
	return !isQuestion || q.Type == instrument.TypeText
}

func (t *turn) answered(i int, in Said) {
	t.interview(i, interview.Wrote{
		Ref: string(in.Ref), Edits: string(in.Edits), Line: in.Text,
		Languages: []string{t.c.Sides[i].Service.Language},
	})
}

// tappedAnswer takes a vote on one of an interview's questions.
func (t *turn) tappedAnswer(i int, q asked, in Tapped) {
	s := t.c.Sides[i]
	switch {
	case !s.answering() || s.Interview.Number != q.number:
		if in.Choice != "" {
			t.lateVote(in.In, s, q.number)
		}
	case s.Interview.By != string(in.By):
		t.say(in.In, "interview.not_yours", message.Args{"Person": message.Person(s.Interview.By), "Other": other(*s.Interview)})
	default:
		t.interview(i, interview.Voted{Ref: string(in.Ref), Step: q.step, Choice: in.Choice, Asked: q.asked})
	}
}

// lateVote explains why a vote on an interview that is not open changes nothing.
func (t *turn) lateVote(in Place, s Side, number int) {
	if s.Signed != nil && s.Form == number {
		t.say(in, "interview.vote_after_signing", message.Args{"Other": message.Text("")})
		return
	}
	t.say(in, "interview.vote_too_late")
}

// other is an interview's title, where it is not the risk checklist.
func other(iv interview.Interview) message.Arg {
	if def := iv.Definition(); def != nil {
		return interview.Other(def)
	}
	return message.Text("")
}

func (t *turn) delivered(in Delivered) {
	i, private := t.c.sideIn(in.In)
	q, ok := readInterviewKey(in.Key)
	if !private || !ok {
		return
	}
	if s := t.c.Sides[i]; s.answering() && s.Interview.Number == q.number {
		t.interview(i, interview.Shown{Step: q.step, Asked: q.asked})
	}
}

func (t *turn) tookBack(in TookBack) {
	i, ok := t.c.sideIn(in.In)
	if !ok {
		return
	}
	if s := t.c.Sides[i]; s.answering() && s.Interview.By == string(in.By) {
		t.interview(i, interview.TookBack{Ref: string(in.Ref)})
	}
}

// begin opens the checklist for the next joint view, or goes on with the open one.
func (t *turn) begin(i int, by Person) {
	switch s := t.c.Sides[i]; {
	case t.busy(i, by, checklist):
	case s.Signed != nil && s.Round > t.c.Joint.Round:
		t.say(t.c.private(i), "checklist.already_signed")
	default:
		t.beginNew(i, by)
	}
}

// goOn goes on with the open questionnaire. The case manager may take one over that
// somebody else began.
func (t *turn) goOn(i int, by Person) {
	switch s := t.c.Sides[i]; {
	case s.Interview.By == string(by):
		t.interview(i, interview.Resumed{})
	case by == s.Manager:
		t.passInterview(i, by)
		t.enter(by, i, "journal.checklist_taken_over")
		t.interview(i, interview.Resumed{})
	default:
		t.noInterview(i)
	}
}

func (t *turn) beginNew(i int, by Person) {
	def, ok := instrument.Latest(checklist)
	if !ok {
		t.say(t.c.private(i), "checklist.version_missing")
		return
	}
	t.enter(by, i, "journal.checklist_begun")
	t.beginWith(i, by, def, nil)
}

// beginWith opens a questionnaire, with the values of its parameters.
func (t *turn) beginWith(i int, by Person, def *instrument.Definition, parameters map[string]string) {
	setting := t.setting(i, by)
	setting.Parameters = parameters
	iv, replies := interview.Begin(setting, def, t.here(i))
	t.c.Sides[i].Corrects = 0
	t.took(i, iv, replies)
}

// here is now in a service's zone, where an interview needs the day.
func (t *turn) here(i int) time.Time { return t.now.In(zone(t.c.Sides[i].Service.Zone)) }

// setting is what a new interview is begun with. What was agreed is its floor.
func (t *turn) setting(i int, by Person) interview.Setting {
	s := &t.c.Sides[i]
	s.Interviews++
	return interview.Setting{
		Number: s.Interviews, By: string(by), Floors: t.c.floors(), Emergency: s.Service.Emergency,
	}
}

// correct reopens what was signed at one question, as a new version.
func (t *turn) correct(i int, by Person, c command.Command) {
	n, err := strconv.Atoi(command.Only(c.Rest))
	signed := t.c.Sides[i].Signed
	switch record, question, ok := twoNumbers(c.Rest); {
	case ok:
		t.correctRecord(i, by, record, question)
		return
	case err != nil && !c.Bare():
		return // talk that begins with the word
	case t.c.Sides[i].answering():
		t.noInterview(i)
		return
	case signed == nil:
		t.say(t.c.private(i), "checklist.nothing_signed")
		return
	}
	def, ok := instrument.Get(signed.Instrument, signed.Edition)
	if !ok {
		t.say(t.c.private(i), "checklist.version_missing")
		return
	}
	if _, ok := def.ByNumber(n); !ok {
		t.say(t.c.private(i), "checklist.correct_which")
		return
	}
	t.recallForm(i, t.c.Sides[i].Record, by, n)
}

// rejudge reopens the judgement that was signed, as a new version.
func (t *turn) rejudge(i int, by Person) {
	switch s := t.c.Sides[i]; {
	case s.answering():
		t.noInterview(i)
	case s.Signed == nil:
		t.say(t.c.private(i), "checklist.nothing_signed")
	default:
		t.recallForm(i, s.Record, by, judgement)
	}
}

// judgement stands for the judgement where the number of a question is asked for.
const judgement = 0

// nextInstead reports whether the next checklist is the place for what has changed:
// where the other side has signed for the next joint view already, a corrected old one
// would be compared with a new one. While nothing crosses, that they have signed is not
// to be known.
func (t *turn) nextInstead(i int) bool {
	s := t.c.Sides[i]
	return t.c.shares(TopicChecklist) && s.Round == t.c.Joint.Round && t.c.Sides[1-i].Round > s.Round
}

// floorsOf are the levels below which a corrected checklist cannot go: those of its
// first signature, until the two services have agreed on others.
func (t *turn) floorsOf(form interview.Interview) risk.Levels {
	if t.c.Joint.Settled.IsZero() {
		return form.Floors
	}
	return t.c.floors()
}

// definition is the instrument in the version that an interview was begun in. A
// version that was once released stays in the program (a test holds it); it can be
// missing only where an older program meets newer answers.
func (t *turn) definition(i int, iv interview.Interview) (*instrument.Definition, bool) {
	def := iv.Definition()
	if def == nil {
		t.say(t.c.private(i), "checklist.version_missing")
	}
	return def, def != nil
}

// interview hands an input to the open interview.
func (t *turn) interview(i int, in interview.Input) {
	def, ok := t.definition(i, *t.c.Sides[i].Interview)
	if !ok {
		return
	}
	iv, replies := t.c.Sides[i].Interview.Step(in, def, t.here(i))
	t.took(i, iv, replies)
}

// took keeps an interview's new state and says what it says.
func (t *turn) took(i int, iv interview.Interview, replies []interview.Reply) {
	for _, r := range replies {
		t.reply(i, iv, r)
	}
	t.c.Sides[i].Interview = &iv
	idle := idleTimer(t.c.Sides[i].Service.ID)
	switch {
	case iv.State == interview.Signed:
		t.do(CancelTimer{Name: idle})
		t.sign(i, iv)
	case iv.State == interview.Stopped:
		t.do(CancelTimer{Name: idle})
		t.enter(Person(iv.By), i, "journal.checklist_stopped")
		t.c.Sides[i].Interview = nil
	case len(replies) > 0:
		t.do(SetTimer{Name: idle, At: t.now.Add(t.c.Settings.RemindAfter)})
	}
}

func (t *turn) reply(i int, iv interview.Interview, r interview.Reply) {
	to := t.c.private(i)
	if r.Step == "" {
		t.sayAll(to, r.Text)
		return
	}
	ask := Ask{Key: t.interviewKey(i, iv, r.Step), To: to, Text: r.Text[0]}
	for _, c := range r.Choices {
		ask.Choices = append(ask.Choices, Choice{ID: c.ID, Label: c.Label})
	}
	t.do(ask)
}

// remind recalls a questionnaire that lies open.
func (t *turn) remind(i int) {
	s := t.c.Sides[i]
	if !s.answering() {
		return
	}
	t.tell(t.c.private(i), []Person{Person(s.Interview.By)}, "ring.checklist", message.New("checklist.reminder", message.Args{"Other": other(*s.Interview)}))
	t.do(SetTimer{Name: idleTimer(s.Service.ID), At: t.now.Add(3 * t.c.Settings.RemindAfter)})
}
