package flows

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// tappedJoint takes one service's vote in the case room. A vote taken back changes
// nothing: the recorded one stands until another is given.
func (t *turn) tappedJoint(i int, form, question string, in Tapped) {
	level := risk.Level(in.Choice)
	votes := t.c.Joint.Votes[i]
	switch {
	case form != strconv.Itoa(t.c.Joint.Forms):
		t.say(in.In, "joint.old_question")
	case in.Choice == "":
	case question == "sign" && in.Choice == signNow:
		t.signJoint(i, in.By)
	case question == "sign" && in.Choice == signLater:
		t.say(in.In, "joint.sign_later")
	case question == "follows" && slices.Contains([]string{followTalk, followThird, followEarlier}, in.Choice):
		if t.viewed() {
			t.follows(i, in.By, in.Choice)
		}
	case question == "contact" && in.Choice == noContact:
		t.noContactYet(i)
	case question == "contact" && slices.Contains(ways, in.Choice):
		if t.c.Joint.Contacts[i].How != in.Choice {
			t.contact(i, Contact{By: in.By, At: t.now, How: in.Choice})
		}
	case question == "adult" && slices.Contains(jointLevels, level):
		votes.Adult = level
		t.vote(i, in.By, votes)
	case question == "children" && slices.Contains(t.c.Joint.childrenLevels(), level):
		votes.Children = level
		t.vote(i, in.By, votes)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// noContactYet takes a contact back that was recorded by a slip, and lets the clock
// run on.
func (t *turn) noContactYet(i int) {
	if !t.viewed() {
		return
	}
	t.c.Joint.Contacts[i] = Contact{}
	t.restartClock()
	t.say(Shared(t.c.Code), "joint.no_contact_yet", message.Args{"Due": message.Time(t.c.Joint.Due)})
}

// viewed reports whether there is a joint view to decide about, and says so where
// there is none: before both have signed, and after an agreement was withdrawn.
func (t *turn) viewed() bool {
	switch {
	case t.c.agreed() && !t.c.shares(TopicChecklist):
		t.sayAll(Shared(t.c.Code), []message.Message{t.c.notShared(TopicChecklist)})
	case t.c.Joint.Round == 0:
		t.say(Shared(t.c.Code), "joint.not_yet")
	case !t.c.agreed():
		t.say(Shared(t.c.Code), "joint.stopped")
	default:
		return true
	}
	return false
}

// contact records that this side's case manager has spoken with the other's.
func (t *turn) contact(i int, c Contact) {
	ofAlert, ofFlag := t.spoke(i, c.By), t.spokeOfFlag(i, c)
	if !ofAlert && !ofFlag && !t.viewed() {
		return
	}
	open := t.c.Joint.open()
	if t.c.Joint.Round > 0 && t.c.shares(TopicChecklist) {
		t.c.Joint.Contacts[i] = c
	}
	t.enter(c.By, i, "journal.contact")
	t.recordShared(Record{Kind: RecordContact, By: c.By, Line: contactLine(c), Whole: c.whole()})
	t.say(Shared(t.c.Code), "joint.contact_recorded", message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Person": message.Person(string(c.By)),
	})
	t.settle(open)
	if ofFlag {
		t.askOutcome()
	}
}

// contactLine says that there was a contact, and how.
func contactLine(c Contact) message.Message {
	if c.How == "" {
		return message.New("record.contact")
	}
	return message.New(message.ID("record.contact_" + c.How))
}

func (c Contact) whole() []message.Message {
	if c.Note == "" {
		return nil
	}
	return []message.Message{message.New("plain", message.Args{"Text": message.Text(c.Note)})}
}

// levels takes a vote in words: `!level high`, `!level high medium` for the adult
// and the children.
func (t *turn) levels(i int, by Person, rest string) {
	if !t.viewed() {
		return
	}
	given := readLevels(rest, t.c.Sides[i].Service.Language)
	if len(given) == 0 || len(given) > 2 || given[0] == risk.None ||
		len(given) == 2 && !slices.Contains(t.c.Joint.childrenLevels(), given[1]) {
		t.say(Shared(t.c.Code), "joint.level_how")
		return
	}
	votes := t.c.Joint.Votes[i]
	votes.Adult = given[0]
	if len(given) == 2 {
		votes.Children = given[1]
	}
	t.vote(i, by, votes)
}

// readLevels reads one level after the other, with little words between them;
// nothing where something else stands there. A letter that is a little word as well
// (in Italian "e" is extreme, and "and") is a level among letters, "a e"; between
// two levels it is the little word, "alto e medio"; elsewhere nobody can tell.
func readLevels(line, language string) []risk.Level {
	var given []risk.Level
	var either []int // which of them may be little words
	letters := true
	line = strings.NewReplacer(",", " ", ";", " ", "/", " ", "·", " ").Replace(line)
	for line = strings.TrimSpace(line); line != ""; {
		first, rest, _ := strings.Cut(line, " ")
		c, _ := command.Parse(line, language)
		level, isLevel := risk.ParseLevel(string(c.Word))
		little := command.Filler(first)
		switch {
		case isLevel:
			if little {
				either = append(either, len(given))
			}
			letters = letters && utf8.RuneCountInString(first) == 1
			given, line = append(given, level), c.Rest
		case little && len(given) > 0:
			line = strings.TrimSpace(rest)
		default:
			return nil
		}
	}
	if len(given) == 3 && slices.Contains(either, 1) {
		given, either = slices.Delete(given, 1, 2), slices.DeleteFunc(either, func(i int) bool { return i == 1 })
	}
	if len(either) > 0 && !letters {
		return nil
	}
	return given
}

// vote records which levels one side would agree on.
func (t *turn) vote(i int, by Person, votes risk.Levels) {
	if !t.viewed() {
		return
	}
	j := &t.c.Joint
	if !j.Settled.IsZero() {
		t.say(Shared(t.c.Code), "joint.already_agreed")
		return
	}
	if j.Provisional.Children == risk.None {
		votes.Children = risk.None
	}
	if j.Votes[i] == votes {
		return // tapped twice
	}
	j.Votes[i] = votes
	t.enter(by, i, "journal.joint_vote")
	t.say(Shared(t.c.Code), "joint.vote_recorded", message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Level": message.Nested(j.levels(votes)),
	})
	a, b := j.Votes[0], j.Votes[1]
	switch {
	case a.Adult == "" || b.Adult == "" || a.Children == "" || b.Children == "":
	case a != b:
		t.dispute(i, by)
	case j.Divergence.Any() || a != j.Provisional:
		t.askReason()
	default:
		t.agreeOn("", by, i)
	}
}

// askReason asks why: after a divergence, and where the joint level is another
// than the one that counts, it is agreed with its reason (DOMAIN rule 6).
func (t *turn) askReason() {
	j := t.c.Joint
	id := message.ID("joint.ask_reason")
	if j.Provisional.Adult.Above(j.Votes[0].Adult) || j.Provisional.Children.Above(j.Votes[0].Children) {
		id = "joint.ask_reason_lower"
	}
	t.say(Shared(t.c.Code), id, message.Args{"Level": message.Nested(j.levels(j.Votes[0]))})
}

// levels words what is proposed. Of children it speaks where the view has any.
func (j Joint) levels(l risk.Levels) message.Message {
	args := message.Args{"Adult": message.Nested(levelMessage(l.Adult))}
	switch {
	case j.Provisional.Children == risk.None:
		return message.New("levels.adult", args)
	case l.Children == risk.None:
		return message.New("levels.no_children", args)
	}
	args["Children"] = message.Nested(levelMessage(l.Children))
	return message.New("levels.both", args)
}

// because takes the reason of the joint level, and with it the level is agreed.
func (t *turn) because(i int, by Person, reason string) {
	if !t.viewed() {
		return
	}
	j := t.c.Joint
	switch {
	case !j.Settled.IsZero():
		t.say(Shared(t.c.Code), "joint.already_agreed")
	case j.Votes[0] != j.Votes[1] || j.Votes[0].Adult == "" || j.Votes[0].Children == "":
		t.say(Shared(t.c.Code), "joint.reason_too_early")
	case reason == "":
		t.say(Shared(t.c.Code), "joint.reason_empty")
	default:
		t.agreeOn(reason, by, i)
	}
}

// agreeOn makes what both propose the joint level.
func (t *turn) agreeOn(reason string, by Person, i int) {
	j := &t.c.Joint
	open := j.open()
	j.Reason, j.Settled = reason, t.now
	t.enter(by, i, "journal.joint_level", levelArgs(j.Votes[0]))
	t.recordShared(Record{
		Kind: RecordJointLevel, By: by, Levels: j.Votes[0],
		Line:  message.New("record.joint_level", levelArgs(j.Votes[0])),
		Whole: []message.Message{message.New("record.joint_reason", message.Args{"Reason": message.Text(reason)})},
	})
	t.flagSettled(levelAgreed)
	t.nextReview()
	t.askSign()
	t.settle(open)
}

// third records that a third service was consulted: `!third police 24/11/2026`,
// `!third police yesterday`. Without a day it was today.
func (t *turn) third(i int, by Person, rest string) {
	if !t.c.flagRuns() && !t.viewed() {
		return
	}
	s := t.c.Sides[i].Service
	who, day, dated := command.DayAtEnd(rest, t.now.In(zone(s.Zone)), s.Language)
	if !dated {
		day = t.today(i)
	}
	if who = command.Only(who); t.noName(i, who) || day.After(t.today(i)) {
		t.say(Shared(t.c.Code), "joint.third_how")
		return
	}
	open := t.c.Joint.open()
	if t.c.Joint.Round > 0 && t.c.shares(TopicChecklist) {
		t.c.Joint.Third = Third{Who: who, Day: day, By: by}
	}
	t.flagSettled(thirdService)
	t.enter(by, i, "journal.third")
	t.recordShared(Record{Kind: RecordContact, By: by, Line: message.New("record.third", message.Args{
		"Who": message.Text(who), "Day": message.Day(day),
	})})
	t.say(Shared(t.c.Code), "joint.third_recorded", message.Args{
		"Who": message.Text(who), "Day": message.Day(day),
	})
	t.settle(open)
}

// noName reports whether no third service is named: `!third service yesterday` is the
// command and a day.
func (t *turn) noName(i int, who string) bool {
	language := t.c.Sides[i].Service.Language
	c, known := command.Parse(command.Spoken(command.Third, language)+" "+who, language)
	return who == "" || known && c.Word == command.Third && c.Rest == ""
}
