package flows

import (
	"fmt"
	"strconv"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// interviewPoll begins the keys of an interview's questions:
// interview/<number>/<how many were asked>/<step>.
const interviewPoll = "interview"

// checklist is the instrument of the joint risk assessment.
const checklist = "checklist"

func idleTimer(s ServiceID) string { return "idle/" + string(s) }

// hears reports whether a line belongs to the open interview: it is from the
// person whom the bot interviews, or corrects what they answered.
func (t *turn) hears(i int, in Said) bool {
	iv := t.c.Sides[i].Interview
	if iv == nil || !iv.Open() || iv.By != string(in.By) {
		return false
	}
	return in.Edits != "" || !t.aside(i, in.Text)
}

// aside reports whether a line is about the case and not an answer, even while a
// questionnaire is open.
func (t *turn) aside(i int, line string) bool {
	s := t.c.Sides[i].Service
	c, _ := command.Parse(line, s.Language)
	switch c.Word {
	case command.Withdraw, command.Checklist:
		return c.Rest == ""
	case command.Agreed:
		_, isDay := command.Day(c.Rest, t.in(s), s.Language)
		return c.Rest == "" || isDay
	}
	return false
}

func (t *turn) answered(i int, in Said) {
	t.interview(i, interview.Wrote{
		Ref: string(in.Ref), Edits: string(in.Edits), Line: in.Text,
		Languages: []string{t.c.Sides[i].Service.Language},
	})
}

// tappedAnswer takes a vote on one of an interview's questions.
func (t *turn) tappedAnswer(i, number int, step string, in Tapped) {
	s := t.c.Sides[i]
	iv := s.Interview
	switch {
	case iv == nil || iv.Number != number || !iv.Open():
		t.say(in.In, t.lateVote(s, number))
	case iv.By != string(in.By):
		t.say(in.In, "interview.not_yours", message.Args{"Person": message.Person(iv.By)})
	default:
		t.interview(i, interview.Voted{Ref: string(in.Ref), Step: step, Choice: in.Choice})
	}
}

// lateVote explains why a vote on an interview that is not open changes nothing.
func (t *turn) lateVote(s Side, number int) message.ID {
	if s.Form != nil && s.Form.Number == number {
		return "interview.vote_after_signing"
	}
	return "interview.vote_too_late"
}

func (t *turn) delivered(in Delivered) {
	parts := strings.SplitN(string(in.Key), "/", 4)
	i, ok := t.c.sideIn(in.In)
	if !ok || len(parts) != 4 || parts[0] != interviewPoll {
		return
	}
	if iv := t.c.Sides[i].Interview; iv != nil && iv.Open() && strconv.Itoa(iv.Number) == parts[1] {
		t.interview(i, interview.Shown{Step: parts[3]})
	}
}

func (t *turn) tookBack(in TookBack) {
	i, ok := t.c.side(in.By)
	if !ok {
		return
	}
	if iv := t.c.Sides[i].Interview; iv != nil && iv.Open() && iv.By == string(in.By) {
		t.interview(i, interview.TookBack{Ref: string(in.Ref)})
	}
}

// begin opens the checklist for the next joint view, or repeats the open question.
func (t *turn) begin(i int, by Person) {
	s := &t.c.Sides[i]
	if s.Interview != nil && s.Interview.Open() {
		if s.Interview.By != string(by) {
			t.say(t.c.private(i), "interview.not_yours", message.Args{"Person": message.Person(s.Interview.By)})
			return
		}
		t.interview(i, interview.Wrote{Line: command.Mark + "resume"})
		return
	}
	if s.Signed != nil && s.Round > t.c.Joint.Round {
		t.say(t.c.private(i), "checklist.already_signed")
		return
	}
	def, _ := instrument.Latest(checklist)
	s.Interviews++
	iv, replies := interview.Begin(interview.Setting{
		Number: s.Interviews, By: string(by), Floors: t.c.floors(), Emergency: s.Service.Emergency,
	}, def, t.now)
	t.enter(by, i, "journal.checklist_begun")
	t.took(i, iv, replies)
}

// correct reopens what was signed, as a new version.
func (t *turn) correct(i int, by Person, c command.Command) {
	s := t.c.Sides[i]
	n, err := strconv.Atoi(onlyWords(c.Rest))
	if err != nil {
		if c.Rest == "" || c.Marked {
			t.say(t.c.private(i), "checklist.correct_which")
		}
		return
	}
	if s.Form == nil {
		t.say(t.c.private(i), "checklist.nothing_signed")
		return
	}
	q, ok := s.Form.Definition().ByNumber(n)
	if !ok {
		t.say(t.c.private(i), "checklist.correct_which")
		return
	}
	t.reopen(i, by, q.Name)
}

func (t *turn) rejudge(i int, by Person) {
	if t.c.Sides[i].Form == nil {
		t.say(t.c.private(i), "checklist.nothing_signed")
		return
	}
	t.reopen(i, by, "")
}

// reopen begins a correction. Where the other side has signed for the next joint
// view already, the next checklist is the place for what has changed: a corrected
// old one would be compared with a new one.
func (t *turn) reopen(i int, by Person, question string) {
	s := &t.c.Sides[i]
	if s.Round == t.c.Joint.Round && t.c.Sides[1-i].Round > s.Round {
		t.say(t.c.private(i), "checklist.next_instead")
		return
	}
	s.Interviews++
	iv, replies := interview.BeginCorrection(s.Interviews, *s.Form, s.Signed.Version, string(by), t.now, s.Form.Definition(), question)
	t.enter(by, i, "journal.correction_begun")
	t.took(i, iv, replies)
}

// interview hands an input to the open interview.
func (t *turn) interview(i int, in interview.Input) {
	iv, replies := t.c.Sides[i].Interview.Step(in, t.now)
	t.took(i, iv, replies)
}

// took keeps an interview's new state and says what it says.
func (t *turn) took(i int, iv interview.Interview, replies []interview.Reply) {
	for _, r := range replies {
		t.reply(i, iv, r)
	}
	t.c.Sides[i].Interview = &iv
	switch {
	case iv.State == interview.Signed:
		t.do(CancelTimer{Name: idleTimer(t.c.Sides[i].Service.ID)})
		t.sign(i, iv)
	case iv.State == interview.Stopped:
		t.do(CancelTimer{Name: idleTimer(t.c.Sides[i].Service.ID)})
		t.enter(Person(iv.By), i, "journal.checklist_stopped")
		t.c.Sides[i].Interview = nil
	case len(replies) > 0:
		t.do(SetTimer{Name: idleTimer(t.c.Sides[i].Service.ID), At: t.now.Add(t.c.Settings.RemindAfter)})
	}
}

func (t *turn) reply(i int, iv interview.Interview, r interview.Reply) {
	to := t.c.private(i)
	if r.Step == "" {
		t.sayAll(to, r.Text)
		return
	}
	ask := Ask{
		Key: Key(fmt.Sprintf("%s/%d/%d/%s", interviewPoll, iv.Number, iv.Asked, r.Step)),
		To:  to, Text: r.Text[0],
	}
	for _, c := range r.Choices {
		ask.Choices = append(ask.Choices, Choice{ID: c.ID, Label: c.Label})
	}
	t.do(ask)
}

// handOver passes an open interview to the new case manager: the answers stay.
func (t *turn) handOver(i int) {
	iv := *t.c.Sides[i].Interview
	iv.By = string(t.c.Sides[i].Manager)
	t.c.Sides[i].Interview = &iv
	t.tell(t.c.private(i), []Person{t.c.Sides[i].Manager}, message.New("interview.handed_over", message.Args{
		"Person": message.Person(iv.By),
	}))
}

// sign makes an assessment of a signed interview, keeps it whole outside of the
// case, and compares where both sides have signed.
func (t *turn) sign(i int, iv interview.Interview) {
	s := &t.c.Sides[i]
	def := iv.Definition()
	given := iv.Given()
	a := risk.Assessment{
		Service: string(s.Service.ID), By: iv.By, At: t.now, Version: iv.Corrects + 1,
		Instrument: iv.Instrument, Edition: iv.Version, Answers: given, Notes: iv.Notes(),
		AdultScore:    def.Score(instrument.Adult, given),
		ChildrenScore: def.Score(instrument.Children, given),
		Adult:         iv.Adult, Children: iv.Children,
	}
	if iv.Corrects == 0 {
		if s.Signed != nil {
			a.Before = s.Signed.Judged()
		}
		s.Round = t.c.Joint.Round + 1
	} else {
		a.Before = s.Signed.Before
	}
	s.Signed, s.Form = &a, &iv
	t.do(Keep{
		ID:     fmt.Sprintf("%s/%d/%d", s.Service.ID, iv.Number, a.Version),
		Record: Record{Assessment: a, Reason: iv.Reason},
	})
	t.enter(Person(iv.By), i, "journal.signed", message.Args{"Version": message.Number(a.Version)})
	t.sayAll(t.c.private(i), t.signedText(i, a, iv.Floors))
	t.compare()
}

// signedText confirms a signature: what it counts for, and what the joint view
// still waits for.
func (t *turn) signedText(i int, a risk.Assessment, floors risk.Levels) []message.Message {
	text := []message.Message{message.New("checklist.signed", message.Args{
		"Adult":    message.Nested(levelMessage(a.Adult.Level)),
		"Children": message.Nested(levelMessage(a.Children.Level)),
		"Version":  message.Number(a.Version),
	})}
	if a.Lowers(floors) {
		counts := a.Counts(floors)
		text = append(text, message.New("checklist.signed_lower", message.Args{
			"Adult":    message.Nested(levelMessage(counts.Adult)),
			"Children": message.Nested(levelMessage(counts.Children)),
		}))
	}
	other := t.c.Sides[1-i]
	switch {
	case !t.c.shares():
		text = append(text, message.New("checklist.waits_for_agreement"))
	case other.Round < t.c.Sides[i].Round:
		text = append(text, message.New("checklist.waits_for_other", message.Args{
			"Service": message.Text(other.Service.Name),
		}))
	}
	return text
}

// remind recalls a questionnaire that lies open.
func (t *turn) remind(i int) {
	s := t.c.Sides[i]
	if s.Interview == nil || !s.Interview.Open() {
		return
	}
	t.tell(t.c.private(i), []Person{Person(s.Interview.By)}, message.New("checklist.reminder"))
	t.do(SetTimer{Name: idleTimer(s.Service.ID), At: t.now.Add(3 * t.c.Settings.RemindAfter)})
}

// Record is what Keep moves out of a case.
type Record struct {
	Assessment risk.Assessment `json:"assessment"`
	Reason     string          `json:"reason,omitempty"` // of a correction
}
