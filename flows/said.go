package flows

import (
	"strings"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// said takes a line in one of the case's rooms. Between people it is theirs: the
// bot hears its commands and the answers of whom it is interviewing, and nothing
// else.
func (t *turn) said(in Said) {
	if g, guest := t.c.guest(in.By); guest && in.In.Kind == CaseRoom {
		t.saidGuest(g, in)
		return
	}
	if in.In.Kind == DirectRoom || in.In.Kind == DeskRoom {
		t.saidElsewhere(in)
		return
	}
	i, ok := t.c.heardIn(in.By, in.In)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.listens(i, in.By, true)
	t.attends(i, in.In)
	private := in.In.Kind == PrivateRoom
	c, known := command.Parse(in.Text, t.c.Sides[i].Service.Language)
	answers := private && !t.c.rests(i) && t.hears(i, in)
	switch {
	case !answers && !c.Marked && !(private && known):
		// people talk to each other
	case t.again(in.Ref):
	case !answers && c.Word == command.Alert:
		c.Rest = shortened(c.Rest)
		t.ofAlerts(i, c, in)
	case utf8.RuneCountInString(in.Text) > MaxText:
		if answers || c.Marked {
			t.unreadable(Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: TooLong})
		}
	case answers:
		t.answered(i, in)
	case in.Edits != "":
		t.editedCommand(in.In, c, known)
	case t.c.closed():
		t.saidClosed(i, c, known, in)
	case private:
		t.inPrivate(i, c, known, in)
	default:
		t.inShared(i, c, known, in)
	}
}

// editedCommand: a command once carried out is not carried out again, and one that
// was not understood must be written anew. Whoever changed it must know.
func (t *turn) editedCommand(in Place, c command.Command, known bool) {
	if c.Marked || known && c.Rest == "" {
		t.say(in, "case.edit_not_taken")
	}
}

// inPrivate carries out a command in a service's own room.
func (t *turn) inPrivate(i int, c command.Command, known bool, in Said) {
	if !known {
		t.say(in.In, "private.not_understood")
		return
	}
	switch {
	case t.ofAlerts(i, c, in):
	case c.Word == command.Measure:
		t.measure(i, in, c)
	case t.c.Sides[i].contacts(in.By) && !t.forContact(i, c):
		if !talk(c) {
			t.say(in.In, "private.contact_only")
		}
	case c.Word == command.Agreed:
		t.agree(i, in.By, c)
	case c.Word == command.Limit:
		t.limit(i, in.By, c)
	case c.Word == command.Renew:
		t.renew(i, in.By, c)
	case c.Word == command.Ends:
		t.endsAttendance(i, c)
	case c.Word == command.Correct:
		t.correct(i, in.By, c)
	case c.Word == command.Questionnaire:
		t.questionnaire(i, in.By, c)
	case c.Word == command.Impact:
		t.impact(i, in.By, c)
	case c.Word == command.Element:
		t.element(i, in.By, c)
	case c.Word == command.Share:
		t.share(i, in.By, c)
	case c.Word == command.Began:
		t.began(i, in.By, c)
	case c.Word == command.Half:
		t.half(i, in.By, c)
	case c.Word == command.History:
		t.history(i, c)
	case c.Word == command.Show:
		t.show(i, c)
	case isAbsence(c, t.now, t.c.Sides[i].Service):
		t.say(in.In, "direct.belongs_here")
	case !c.Bare():
		// talk that begins with the word
	case c.Word == command.Meeting:
		t.sayAll(in.In, append(t.planned(), message.New("meeting.in_case_room")))
	case c.Word == command.Withdraw:
		t.withdraw(i, in.By)
	case c.Word == command.Checklist:
		t.begin(i, in.By)
	case c.Word == command.Resume && t.c.Sides[i].answering():
		t.goOn(i, in.By)
	case c.Word == command.Change:
		t.showChange(i)
	case c.Word == command.Episode:
		t.beginEpisode(i, in.By)
	case c.Word == command.Timeline:
		t.gather(i, ForTimeline)
	case c.Word == command.Judge:
		t.rejudge(i, in.By)
	case c.Word == command.Status:
		t.status(i)
	case c.Word == command.Help:
		t.help(i, in.By)
	case c.Word.Steers(), c.Marked && (c.Word == command.Unknown || c.Word == command.Note):
		t.noInterview(i)
	case c.Marked && c.Word.Personal():
		t.say(in.In, "direct.belongs_here")
	case c.Marked:
		t.say(in.In, "private.not_here")
	}
}

// noInterview answers a word that belongs to a questionnaire, where none is theirs.
func (t *turn) noInterview(i int) {
	if s := t.c.Sides[i]; s.answering() {
		t.say(t.c.private(i), "interview.not_yours", message.Args{
			"Person": message.Person(s.Interview.By), "Other": other(*s.Interview),
		})
		return
	}
	t.say(t.c.private(i), "private.no_interview")
}

// inShared carries out a command in the room of both services.
func (t *turn) inShared(i int, c command.Command, known bool, in Said) {
	if !known {
		t.say(in.In, "case.not_understood")
		return
	}
	if t.ofAlerts(i, c, in) {
		return
	}
	switch c.Word {
	case command.Help:
		t.say(in.In, "case.help")
	case command.Measure:
		t.measure(i, in, c)
	case command.Status:
		t.sayAll(in.In, t.c.card())
	case command.Contact:
		t.contact(i, Contact{By: in.By, At: t.now, Note: c.Rest})
	case command.Level:
		t.levels(i, in.By, c.Rest)
	case command.Because:
		t.because(i, in.By, c.Rest)
	case command.Third:
		t.third(i, in.By, c.Rest)
	case command.Action:
		t.action(i, in, c)
	case command.Done:
		t.done(i, in.By, c.Rest)
	case command.Agency:
		t.agency(i, in.By, c.Rest)
	case command.Meeting:
		t.meeting(i, in, c)
	case command.Move, command.CallOff: // which here only a meeting can be
		t.arrangeMeeting(i, in, c, c.Rest)
	case command.Close:
		t.proposeClosing(i, in.By, c.Rest)
	case command.Reopen:
		t.reopenCase(i, in.By, c.Rest)
	case command.Sign:
		t.signJoint(i, in.By)
	case command.Change:
		t.showSharedChange()
	case command.Episode:
		t.compareEpisodes()
	case command.Timeline:
		t.showSharedTimeline()
	case command.Agenda:
		t.agenda(in.By, c.Rest)
	case command.Begin:
		t.beginMeeting(i, in, c.Rest)
	case command.Present:
		t.present(i, in, c.Rest)
	case command.Minutes:
		t.minutes(i, in.By, c.Rest)
	default:
		t.say(in.In, elsewhere(c.Word))
	}
}

// elsewhere says where a word belongs that the case room does not know.
func elsewhere(w command.Word) message.ID {
	switch w {
	case command.Yes, command.No, command.GoOn, command.Resume, command.Stop:
		return "case.tap"
	}
	switch {
	case w.Personal():
		return "case.in_direct"
	case w.AtDesk():
		return "case.at_desk"
	}
	// Above all answers to the checklist: here they would reach the other side.
	return "case.wrong_room"
}

// tapped takes a vote, by the key of the question that it was for.
func (t *turn) tapped(in Tapped) {
	if _, guest := t.c.guest(in.By); guest && in.In.Kind == CaseRoom {
		t.tappedGuest(in)
		return
	}
	parts := strings.Split(string(in.Poll), "/")
	switch parts[0] {
	case alertPoll:
		t.tappedAlert(in, parts)
		return
	case remindPoll:
		t.tappedReminder(in, parts)
		return
	}
	i, ok := t.c.heardIn(in.By, in.In)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if t.again(in.Ref) {
		return
	}
	t.listens(i, in.By, true)
	t.attends(i, in.In)
	ours := in.In.Kind == PrivateRoom
	question, isQuestion := readInterviewKey(in.Poll)
	switch {
	case t.c.closed() && (t.c.rests(i) || !isQuestion) && parts[0] != impactPoll && parts[0] != missingPoll:
		if in.Choice != "" {
			t.say(in.In, "close.only")
		}
	case t.c.Sides[i].contacts(in.By) && !isQuestion && parts[0] != impactPoll && parts[0] != missingPoll:
		t.say(in.In, "private.contact_only")
	case parts[0] == agreementPoll && ours:
		t.tappedAgreement(i, in)
	case parts[0] == basisPoll && ours:
		t.tappedBasis(i, in)
	case parts[0] == limitPoll && ours && len(parts) == 3:
		t.tappedLimit(i, parts[1], in)
	case parts[0] == renewPoll && ours && len(parts) == 3:
		t.tappedRenewal(i, parts[1], in)
	case parts[0] == endsPoll && ours && len(parts) == 3:
		t.tappedEnding(i, parts[1], in)
	case parts[0] == closePoll && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedClosing(i, parts[1], in)
	case parts[0] == walkPoll && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedWalk(parts[1], in)
	case parts[0] == minutesPoll && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedMinutes(i, parts[1], in)
	case (parts[0] == heldPoll || parts[0] == whyNotPoll) && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedHeld(i, parts[0], parts[1], in)
	case parts[0] == agencyPoll && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedAgency(i, parts[1], in)
	case parts[0] == meetingPoll && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedMeeting(i, parts[1], in)
	case parts[0] == rhythmPoll && in.In.Kind == CaseRoom && len(parts) == 3:
		t.tappedRhythm(i, parts[1], in)
	case (parts[0] == impactPoll || parts[0] == missingPoll) && ours && len(parts) == 3:
		t.tappedSitting(i, parts[0], parts[1], in)
	case (parts[0] == preparePoll || parts[0] == paperPoll) && ours && len(parts) == 4:
		t.tappedPreparation(i, parts, in)
	case parts[0] == sharePoll && ours && len(parts) == 3:
		t.tappedShare(i, parts[1], in)
	case isQuestion && ours:
		t.tappedAnswer(i, question, in)
	case parts[0] == flagPoll && in.In.Kind == CaseRoom && len(parts) >= 3:
		t.tappedFlag(i, parts[1], parts[2], in)
	case parts[0] == jointPoll && in.In.Kind == CaseRoom && len(parts) >= 3:
		t.tappedJoint(i, parts[1], parts[2], in)
	}
}

// status says in a service's own room how far its part has come.
func (t *turn) status(i int) {
	s := t.c.Sides[i]
	text := t.c.card()
	if s.Agreement.Given() && !s.Agreement.Until.IsZero() {
		text = append(text, message.New("private.agreement", s.Agreement.args()))
	}
	if s.answering() {
		text = append(text, message.New("private.interview_open", message.Args{
			"Person": message.Person(s.Interview.By), "Other": other(*s.Interview),
		}))
	}
	t.sayAll(t.c.private(i), append(text, t.dueLines(i)...))
}
