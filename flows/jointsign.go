package flows

import (
	"slices"
	"time"

	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Signature is one service's name under the joint assessment.
type Signature struct {
	By Person    `json:"by,omitempty"`
	At time.Time `json:"at,omitzero"`
}

// Signatures are both services' names under the same.
type Signatures [2]Signature

func (s Signatures) both() bool { return !s[0].At.IsZero() && !s[1].At.IsZero() }

// Choices of the joint assessment's questions that are no levels.
const (
	signNow       = "sign"
	signLater     = "later"
	followThird   = "third"
	followEarlier = "earlier"
	followTalk    = "talk"
)

// askSign shows the joint assessment, levels, reason and actions, and asks both
// services to sign it.
func (t *turn) askSign() {
	t.sayAll(Shared(t.c.Code), append([]message.Message{message.New("joint.assessment")}, t.c.assessmentText()...))
	t.do(Ask{
		Key: t.poll("sign"), To: Shared(t.c.Code), Text: message.New("joint.ask_sign"),
		Choices: choices("joint.choice_", signNow, signLater),
	})
}

// assessmentText is the joint assessment as both sign it.
func (c Case) assessmentText() []message.Message {
	j := c.Joint
	text := []message.Message{message.New("joint.agreed", message.Args{
		"Level": message.Nested(j.levels(j.Votes[0])), "Reason": message.Text(j.Reason),
	})}
	return append(text, c.actionLines("joint.no_actions")...)
}

// signJoint signs for one service.
func (t *turn) signJoint(i int, by Person) {
	room := Shared(t.c.Code)
	if !t.viewed() {
		return
	}
	j := &t.c.Joint
	switch {
	case j.Settled.IsZero():
		t.say(room, "joint.sign_too_early")
		return
	case !j.Signed[i].At.IsZero():
		return // tapped twice
	}
	j.Signed[i] = Signature{By: by, At: t.now}
	t.enter(by, i, "journal.joint_signed")
	t.say(room, "joint.signed", message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Person": message.Person(string(by)),
	})
	if j.signed() {
		t.recordShared(Record{
			Kind: RecordJointLevel, Levels: j.Votes[0],
			Line:  message.New("record.joint_signed", levelArgs(j.Votes[0])),
			Whole: append(t.c.assessmentText(), t.signatures(), message.New("joint.never_to_him")),
		})
		t.say(room, "joint.signed_both")
	}
}

func (t *turn) signatures() message.Message {
	args := message.Args{}
	for i, name := range []string{"Programme", "Support"} {
		args[name] = message.Text(t.c.Sides[i].Service.Name)
		args[name+"Person"] = message.Person(string(t.c.Joint.Signed[i].By))
	}
	return message.New("joint.signatures", args)
}

// signed reports whether both services have signed the joint assessment.
func (j Joint) signed() bool { return j.Signed.both() }

// changedAssessment asks anew where one service has signed an assessment that is
// another by now. What both have signed stands; what comes later is in the records.
func (t *turn) changedAssessment() {
	j := &t.c.Joint
	if j.Settled.IsZero() || j.signed() || j.Signed == (Signatures{}) {
		return
	}
	j.Signed = Signatures{}
	t.askSign()
}

// dispute records that the two propose different levels, and asks what follows: the
// higher level goes on counting (DOMAIN rule 6).
func (t *turn) dispute(i int, by Person) {
	j := t.c.Joint
	t.enter(by, i, "journal.joint_disputed")
	t.recordShared(Record{
		Kind: RecordJointLevel, Line: message.New("record.joint_disputed"),
		Whole: []message.Message{t.proposals(), message.New("joint.disputed", levelArgs(j.Provisional))},
	})
	t.say(Shared(t.c.Code), "joint.disputed", levelArgs(j.Provisional))
	t.do(Ask{
		Key: t.poll("follows"), To: Shared(t.c.Code), Text: message.New("joint.ask_follows"),
		Choices: choices("joint.follow_", followTalk, followThird, followEarlier),
	})
}

func (t *turn) proposals() message.Message {
	j := t.c.Joint
	return message.New("joint.proposals", message.Args{
		"Programme": message.Text(t.c.Sides[0].Service.Name), "ProgrammeLevel": message.Nested(j.levels(j.Votes[0])),
		"Support": message.Text(t.c.Sides[1].Service.Name), "SupportLevel": message.Nested(j.levels(j.Votes[1])),
	})
}

// follows takes what the two do where they disagree.
func (t *turn) follows(i int, by Person, choice string) {
	room, j := Shared(t.c.Code), &t.c.Joint
	switch {
	case !j.Settled.IsZero():
		t.say(room, "joint.already_agreed")
	case choice == followThird:
		t.say(room, "joint.third_how")
	case choice == followTalk:
		t.say(room, "joint.talk_again")
	case !j.Earlier.IsZero():
		// recorded already
	default:
		open := j.open()
		j.Earlier = t.now
		t.enter(by, i, "journal.joint_earlier")
		t.reviewBy(t.earlier(), "review.disputed")
		args := message.Args{"Due": message.Time(t.c.Review.Due)}
		t.recordShared(Record{Kind: RecordJointLevel, By: by, Line: message.New("record.joint_earlier", args)})
		t.say(room, "joint.earlier_recorded", args)
		t.settle(open)
	}
}

// earlier is when two services that disagree look at the case again: as soon as a
// high level asks for, and a high one as soon as after a critical event.
func (t *turn) earlier() time.Time {
	r := t.c.Settings.Reviews
	if slices.Contains([]risk.Level{risk.High, risk.Extreme}, t.c.counts().Max()) {
		return t.now.Add(r.Event)
	}
	return t.c.morning(t.now.Add(r.High))
}
