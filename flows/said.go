package flows

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// said takes a line in one of the case's rooms. Between people it is theirs: the
// bot hears its commands and the answers of whom it is interviewing, and nothing
// else.
func (t *turn) said(in Said) {
	i, ok := t.c.side(in.By)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if utf8.RuneCountInString(in.Text) > MaxText {
		t.unreadable(Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: TooLong})
		return
	}
	language := t.c.Sides[i].Service.Language
	if in.In.Kind == CaseRoom {
		if c, known := command.Parse(in.Text, language); c.Marked && in.Edits == "" {
			t.inShared(i, c, known, in)
		}
		return
	}
	if own, ok := t.c.sideIn(in.In); !ok || own != i {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if t.hears(i, in) {
		t.answered(i, in)
		return
	}
	c, known := command.Parse(in.Text, language)
	if in.Edits != "" || !known && !c.Marked {
		return
	}
	t.inPrivate(i, c, known, in)
}

// inPrivate carries out a command in a service's own room.
func (t *turn) inPrivate(i int, c command.Command, known bool, in Said) {
	if !known {
		t.say(in.In, "private.not_understood")
		return
	}
	bare := c.Rest == "" || c.Marked
	switch {
	case c.Word == command.Agreed:
		t.agree(i, in.By, c)
	case c.Word == command.Withdraw && bare:
		t.withdraw(i, in.By)
	case c.Word == command.Checklist && bare:
		t.begin(i, in.By)
	case c.Word == command.Correct:
		t.correct(i, in.By, c)
	case c.Word == command.Judge && bare:
		t.rejudge(i, in.By)
	case c.Word == command.Status && bare:
		t.status(i)
	case c.Word == command.Help && bare:
		t.say(in.In, "private.help")
	case c.Word == command.Resume && bare, c.Word == command.Back && bare, c.Word == command.Skip && bare,
		c.Word == command.Pause && bare, c.Word == command.Stop && bare, c.Word == command.Sign && bare,
		c.Word == command.Unknown && bare, c.Word == command.Block && bare, c.Word == command.Note && c.Marked:
		t.say(in.In, "private.no_interview")
	case c.Marked:
		t.say(in.In, "private.not_here")
	}
}

// inShared carries out a command in the room of both services.
func (t *turn) inShared(i int, c command.Command, known bool, in Said) {
	if !known {
		t.say(in.In, "case.not_understood")
		return
	}
	switch c.Word {
	case command.Help:
		t.say(in.In, "case.help")
	case command.Status:
		t.sayAll(in.In, t.c.card())
	case command.Contact:
		t.contact(i, in.By, "", c.Rest)
	case command.Level:
		t.levels(i, in.By, c.Rest)
	case command.Because:
		t.because(i, in.By, c.Rest)
	case command.Third:
		t.third(i, in.By, c.Rest)
	default:
		// Above all answers to the checklist: here they would reach the other side.
		t.say(in.In, "case.wrong_room")
	}
}

// tapped takes a vote, by the key of the question that it was for.
func (t *turn) tapped(in Tapped) {
	i, ok := t.c.side(in.By)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	parts := strings.SplitN(string(in.Poll), "/", 4)
	switch parts[0] {
	case agreementPoll, basisPoll:
		if own, ok := t.c.sideIn(in.In); ok && own == i {
			t.tappedAgreement(i, parts[0], in)
		}
	case interviewPoll:
		if own, ok := t.c.sideIn(in.In); ok && own == i && len(parts) == 4 {
			number, _ := strconv.Atoi(parts[1])
			t.tappedAnswer(i, number, parts[3], in)
		}
	case jointPoll:
		if in.In.Kind == CaseRoom && len(parts) == 3 {
			t.tappedJoint(i, parts[1], parts[2], in)
		}
	}
}

// status says in a service's own room how far its part has come.
func (t *turn) status(i int) {
	s := t.c.Sides[i]
	text := append([]message.Message{}, t.c.card()...)
	if s.Interview != nil && s.Interview.Open() {
		text = append(text, message.New("private.interview_open", message.Args{
			"Person": message.Person(s.Interview.By),
		}))
	}
	t.sayAll(t.c.private(i), text)
}
