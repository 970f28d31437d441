package flows

import (
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

// Joint is what the two services see and decide together, once both have signed
// (DOMAIN rules 5 and 6).
type Joint struct {
	Round int       `json:"round"` // counts the joint views; 0 before the first
	Shown time.Time `json:"shown,omitzero"`
	// Forms counts how often this round's view was shown: once, and again after
	// each correction. Votes belong to one form.
	Forms int `json:"forms"`
	// Before are the levels that counted before this round.
	Before      risk.Levels     `json:"before,omitzero"`
	Provisional risk.Levels     `json:"provisional,omitzero"`
	Divergence  risk.Divergence `json:"divergence,omitzero"`
	Due         time.Time       `json:"due,omitzero"` // when contact and joint level must be recorded
	Contacts    [2]Contact      `json:"contacts"`
	Votes       [2]risk.Levels  `json:"votes"`
	Reason      string          `json:"reason,omitempty"` // of the joint level
	Settled     time.Time       `json:"settled,omitzero"` // when both levels were agreed, with their reason
	Third       Third           `json:"third,omitzero"`
}

// Contact is one side's record that the two have spoken.
type Contact struct {
	By   Person    `json:"by,omitempty"`
	At   time.Time `json:"at,omitzero"`
	How  string    `json:"how,omitempty"` // one of ways
	Note string    `json:"note,omitempty"`
}

// Third is a third service that was consulted, where the two disagree.
type Third struct {
	Who string    `json:"who,omitempty"`
	Day time.Time `json:"day,omitzero"`
	By  Person    `json:"by,omitempty"`
}

const (
	jointPoll       = "joint" // joint/<form>/<contact, adult or children>
	divergenceTimer = "divergence"
	notYetContact   = "no_contact"
)

// ways in which two case managers have contact.
var ways = []string{"phone", "in_person", "video"}

// jointLevels are what can be agreed on.
var jointLevels = []risk.Level{risk.Low, risk.Medium, risk.High, risk.Extreme, risk.NotEnough}

// open reports whether the divergence's clock runs.
func (j Joint) open() bool { return !j.Due.IsZero() && !j.closed() }

// closed reports whether everything is recorded that the divergence asks for: the
// contact by both, and its outcome.
func (j Joint) closed() bool {
	outcome := !j.Settled.IsZero() || j.Third.Who != ""
	return outcome && !j.Contacts[0].At.IsZero() && !j.Contacts[1].At.IsZero()
}

// counts are the levels that count now: the agreed ones, otherwise the higher.
func (c Case) counts() risk.Levels {
	if !c.Joint.Settled.IsZero() {
		return c.Joint.Votes[0]
	}
	return c.Joint.Provisional
}

// floors are the levels below which one service alone cannot go.
func (c Case) floors() risk.Levels { return c.counts() }

// compare shows the joint view when both have signed for the same round, and only
// then (DOMAIN rule 5); and again when one of them has corrected.
func (t *turn) compare() {
	a, b := t.c.Sides[0], t.c.Sides[1]
	if !t.c.shares() || a.Signed == nil || b.Signed == nil || a.Round != b.Round {
		return
	}
	again := a.Round == t.c.Joint.Round
	if again && !a.Signed.At.After(t.c.Joint.Shown) && !b.Signed.At.After(t.c.Joint.Shown) {
		return // nothing has changed since
	}
	j := Joint{Round: a.Round, Before: t.c.counts(), Shown: t.now, Forms: t.c.Joint.Forms + 1}
	if again {
		j.Before, j.Contacts, j.Third = t.c.Joint.Before, t.c.Joint.Contacts, t.c.Joint.Third
	}
	def, _ := instrument.Get(a.Signed.Instrument, a.Signed.Edition)
	j.Divergence = risk.Compare(def, *a.Signed, *b.Signed, risk.Thresholds{Share: t.c.Settings.ScoreShare})
	j.Provisional = risk.Provisional(*a.Signed, *b.Signed, j.Before)
	if j.Divergence.Any() {
		j.Due = t.now.Add(t.c.Settings.ContactWithin)
		if again && t.c.Joint.open() {
			j.Due = t.c.Joint.Due // a correction does not turn the clock back
		}
	}
	t.c.Joint = j
	t.c.State = Opened
	for i := range t.c.Sides {
		t.enter("", i, "journal.joint_view", message.Args{"Round": message.Number(j.Round)})
	}
	t.showJoint(def)
	if j.open() {
		t.c.State = Awaiting
		t.do(SetTimer{Name: divergenceTimer, At: j.Due})
	} else {
		t.do(CancelTimer{Name: divergenceTimer})
	}
	t.askJoint()
}

// showJoint puts both views side by side, in a form that a telephone draws.
func (t *turn) showJoint(def *instrument.Definition) {
	j := t.c.Joint
	first := message.ID("joint.equal")
	if j.Divergence.Any() {
		first = "joint.differ" // the line that a lock screen shows
	}
	text := []message.Message{message.New(first, message.Args{"Code": message.Text(string(t.c.Code))}), t.levelsSideBySide()}
	if items := t.differing(def); len(items) > 0 {
		text = append(text, message.New("joint.items", message.Args{
			"Count": message.Number(len(items)), "Items": message.List(items),
		}))
	}
	if flags := t.flags(def); len(flags) > 0 {
		text = append(text, message.New("joint.flags", message.Args{"Flags": message.List(flags)}))
	}
	text = append(text, message.New("joint.counts", message.Args{
		"Adult":    message.Nested(levelMessage(j.Provisional.Adult)),
		"Children": message.Nested(levelMessage(j.Provisional.Children)),
	}))
	if !j.Due.IsZero() {
		text = append(text, message.New("joint.contact", message.Args{"Due": message.Time(j.Due)}))
	}
	text = append(text, message.New("joint.never_to_him"))
	t.tell(Shared(t.c.Code), t.c.managers(), text...)
}

func (t *turn) levelsSideBySide() message.Message {
	args := message.Args{}
	for i, name := range []string{"Programme", "Support"} {
		s := t.c.Sides[i]
		args[name] = message.Text(s.Service.Name)
		args[name+"Adult"] = message.Nested(levelMessage(s.Signed.Adult.Level))
		args[name+"Children"] = message.Nested(levelMessage(s.Signed.Children.Level))
		args[name+"AdultScore"] = message.Nested(interview.ScoreMessage(s.Signed.AdultScore))
		args[name+"ChildrenScore"] = message.Nested(interview.ScoreMessage(s.Signed.ChildrenScore))
		args[name+"Reason"] = message.Text(s.Signed.Adult.Reason)
		args[name+"ChildrenReason"] = message.Text(s.Signed.Children.Reason)
	}
	return message.New("joint.levels", args)
}

// differing lists every item that was answered differently. Notes stay with the
// service that wrote them.
func (t *turn) differing(def *instrument.Definition) []message.Message {
	var items []message.Message
	for _, name := range t.c.Joint.Divergence.Differs {
		q, _ := def.Question(name)
		items = append(items, message.New("joint.item", message.Args{
			"Number": message.Number(q.Number), "Question": itemLabel(def, name),
			"Programme": t.answerOf(0, def, name), "Support": t.answerOf(1, def, name),
		}))
	}
	return items
}

func itemLabel(def *instrument.Definition, name string) message.Arg {
	return message.Of(message.Label{Instrument: def.ID, Version: def.Version, Question: name, Short: true})
}

func (t *turn) answerOf(side int, def *instrument.Definition, name string) message.Arg {
	choice := t.c.Sides[side].Signed.Answers[name]
	if choice == "" {
		return message.Nested(message.New("joint.not_answered"))
	}
	return message.Of(message.Label{Instrument: def.ID, Version: def.Version, Question: name, Choice: choice})
}

// flags says why the views are flagged as divergent (DOMAIN section 5).
func (t *turn) flags(def *instrument.Definition) []message.Message {
	d := t.c.Joint.Divergence
	var flags []message.Message
	for _, f := range []struct {
		raised bool
		id     message.ID
	}{
		{d.AdultLevels, "flag.adult_levels"}, {d.ChildrenLevels, "flag.children_levels"},
		{d.AdultScore, "flag.adult_score"}, {d.ChildrenScore, "flag.children_score"},
	} {
		if f.raised {
			flags = append(flags, message.New(f.id))
		}
	}
	if len(d.Critical) > 0 {
		var items []message.Message
		for _, name := range d.Critical {
			q, _ := def.Question(name)
			items = append(items, message.New("item.question", message.Args{
				"Number": message.Number(q.Number), "Question": itemLabel(def, name),
			}))
		}
		flags = append(flags, message.New("flag.critical", message.Args{
			"Count": message.Number(len(items)), "Items": message.List(items),
		}))
	}
	if d.OppositeTrend {
		flags = append(flags, message.New("flag.opposite_trend"))
	}
	if d.Unusual {
		flags = append(flags, message.New("flag.unusual"))
	}
	return flags
}

func (t *turn) poll(name string) Key {
	return Key(jointPoll + "/" + strconv.Itoa(t.c.Joint.Forms) + "/" + name)
}

// askJoint asks both for the contact, where the views differ, and for the levels
// that they agree on.
func (t *turn) askJoint() {
	room, j := Shared(t.c.Code), t.c.Joint
	if !j.Due.IsZero() && (j.Contacts[0].At.IsZero() || j.Contacts[1].At.IsZero()) {
		t.do(Ask{
			Key: t.poll("contact"), To: room, Text: message.New("joint.ask_contact"),
			Choices: choices("contact.", append(slices.Clone(ways), notYetContact)...),
		})
	}
	var levels []Choice
	for _, l := range jointLevels {
		levels = append(levels, Choice{ID: string(l), Label: levelMessage(l)})
	}
	t.do(Ask{Key: t.poll("adult"), To: room, Text: message.New("joint.ask_adult"), Choices: levels})
	if j.Provisional.Children != risk.None {
		t.do(Ask{Key: t.poll("children"), To: room, Text: message.New("joint.ask_children"), Choices: levels})
	}
}

// tappedJoint takes one service's vote in the case room.
func (t *turn) tappedJoint(i int, form, question string, in Tapped) {
	if form != strconv.Itoa(t.c.Joint.Forms) {
		t.say(in.In, "joint.old_question")
		return
	}
	if in.Choice == "" {
		return // a vote taken back: the recorded one stands until another is given
	}
	switch {
	case question == "contact" && in.Choice == notYetContact:
		t.say(in.In, "joint.no_contact_yet", message.Args{"Due": message.Time(t.c.Joint.Due)})
	case question == "contact" && slices.Contains(ways, in.Choice):
		t.contact(i, in.By, in.Choice, "")
	case slices.Contains(jointLevels, risk.Level(in.Choice)):
		votes := t.c.Joint.Votes[i]
		if question == "adult" {
			votes.Adult = risk.Level(in.Choice)
		} else {
			votes.Children = risk.Level(in.Choice)
		}
		t.vote(i, in.By, votes)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// contact records that this side's case manager has spoken with the other's.
func (t *turn) contact(i int, by Person, how, note string) {
	if t.c.Joint.Round == 0 {
		t.say(Shared(t.c.Code), "joint.not_yet")
		return
	}
	t.c.Joint.Contacts[i] = Contact{By: by, At: t.now, How: how, Note: note}
	t.enter(by, i, "journal.contact")
	t.say(Shared(t.c.Code), "joint.contact_recorded", message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Person": message.Person(string(by)),
	})
	t.settle()
}

// levels takes a vote in words: `!level high`, `!level high medium` for the adult
// and the children.
func (t *turn) levels(i int, by Person, rest string) {
	if t.c.Joint.Round == 0 {
		t.say(Shared(t.c.Code), "joint.not_yet")
		return
	}
	var given []risk.Level
	for line := onlyWords(rest); line != ""; {
		c, ok := command.Parse(line, t.c.Sides[i].Service.Language)
		if !ok || !slices.Contains(jointLevels, risk.Level(c.Word)) {
			given = nil
			break
		}
		given = append(given, risk.Level(c.Word))
		line = onlyWords(c.Rest)
	}
	if len(given) == 0 || len(given) > 2 {
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

// vote records which levels one side would agree on.
func (t *turn) vote(i int, by Person, votes risk.Levels) {
	j := &t.c.Joint
	if !j.Settled.IsZero() {
		t.say(Shared(t.c.Code), "joint.already_agreed")
		return
	}
	if j.Provisional.Children == risk.None {
		votes.Children = risk.None
	}
	if j.Votes[i] == votes {
		return
	}
	j.Votes[i] = votes
	t.enter(by, i, "journal.joint_vote")
	t.say(Shared(t.c.Code), "joint.vote_recorded", message.Args{
		"Service":  message.Text(t.c.Sides[i].Service.Name),
		"Adult":    message.Nested(levelMessage(votes.Adult)),
		"Children": message.Nested(levelMessage(votes.Children)),
	})
	a, b := j.Votes[0], j.Votes[1]
	switch {
	case a.Adult == "" || b.Adult == "" || a.Children == "" || b.Children == "":
	case a == b:
		t.askReason()
	default:
		t.disagree()
	}
}

// askReason asks why: a joint level is agreed with its reason, and one that is
// lower than what counts is named so (DOMAIN rule 6).
func (t *turn) askReason() {
	j := t.c.Joint
	id := message.ID("joint.ask_reason")
	if j.Provisional.Adult.Above(j.Votes[0].Adult) || j.Provisional.Children.Above(j.Votes[0].Children) {
		id = "joint.ask_reason_lower"
	}
	t.say(Shared(t.c.Code), id, message.Args{
		"Adult":    message.Nested(levelMessage(j.Votes[0].Adult)),
		"Children": message.Nested(levelMessage(j.Votes[0].Children)),
	})
}

// disagree records that the two stay apart: the higher level goes on counting.
func (t *turn) disagree() {
	j := t.c.Joint
	t.say(Shared(t.c.Code), "joint.disputed", message.Args{
		"Adult":    message.Nested(levelMessage(j.Provisional.Adult)),
		"Children": message.Nested(levelMessage(j.Provisional.Children)),
	})
}

// because takes the reason of the joint level, and with it the level is agreed.
func (t *turn) because(i int, by Person, reason string) {
	j := &t.c.Joint
	switch {
	case !j.Settled.IsZero():
		t.say(Shared(t.c.Code), "joint.already_agreed")
		return
	case j.Votes[0] != j.Votes[1] || j.Votes[0].Adult == "" || j.Votes[0].Children == "":
		t.say(Shared(t.c.Code), "joint.reason_too_early")
		return
	case reason == "":
		t.say(Shared(t.c.Code), "joint.reason_empty")
		return
	}
	j.Reason, j.Settled = reason, t.now
	t.enter(by, i, "journal.joint_level", message.Args{
		"Adult":    message.Nested(levelMessage(j.Votes[0].Adult)),
		"Children": message.Nested(levelMessage(j.Votes[0].Children)),
	})
	t.say(Shared(t.c.Code), "joint.agreed", message.Args{
		"Adult":    message.Nested(levelMessage(j.Votes[0].Adult)),
		"Children": message.Nested(levelMessage(j.Votes[0].Children)),
		"Reason":   message.Text(reason),
	})
	t.c.State = Agreed
	t.settle()
}

// third records that a third service was consulted: `!third police 24/11/2026`.
func (t *turn) third(i int, by Person, rest string) {
	if t.c.Joint.Round == 0 {
		t.say(Shared(t.c.Code), "joint.not_yet")
		return
	}
	s := t.c.Sides[i].Service
	who, day := rest, t.today(i)
	if cut := strings.LastIndexAny(rest, " \t"); cut > 0 {
		if d, ok := command.Day(rest[cut+1:], t.in(s), s.Language); ok {
			who, day = rest[:cut], d
		}
	}
	if who = onlyWords(who); who == "" {
		t.say(Shared(t.c.Code), "joint.third_how")
		return
	}
	t.c.Joint.Third = Third{Who: who, Day: day, By: by}
	t.enter(by, i, "journal.third")
	t.say(Shared(t.c.Code), "joint.third_recorded", message.Args{
		"Who": message.Text(who), "Day": message.Day(day),
	})
	if t.c.Joint.Settled.IsZero() {
		t.c.State = Disputed
	}
	t.settle()
}

// settle stops the clock when everything is recorded, and otherwise says what is
// missing.
func (t *turn) settle() {
	j := t.c.Joint
	if j.Due.IsZero() {
		return
	}
	if j.closed() {
		t.do(CancelTimer{Name: divergenceTimer})
		t.say(Shared(t.c.Code), "joint.closed")
		return
	}
	if j.Settled.IsZero() && j.Third.Who == "" {
		return // the questions stand in the room
	}
	t.c.State = Awaiting
	t.say(Shared(t.c.Code), "joint.contact_missing", message.Args{
		"Missing": message.List(t.missing()),
	})
}

// missing lists what the divergence still waits for.
func (t *turn) missing() []message.Message {
	var missing []message.Message
	for i, c := range t.c.Joint.Contacts {
		if c.At.IsZero() {
			missing = append(missing, message.New("missing.contact", message.Args{
				"Service": message.Text(t.c.Sides[i].Service.Name),
			}))
		}
	}
	if t.c.Joint.Settled.IsZero() && t.c.Joint.Third.Who == "" {
		missing = append(missing, message.New("missing.level"))
	}
	return missing
}

// fired takes a timer. Each may come late, after downtime: what no longer holds is
// not said.
func (t *turn) fired(in TimerFired) {
	for i := range t.c.Sides {
		if in.Name == idleTimer(t.c.Sides[i].Service.ID) {
			t.remind(i)
		}
	}
	if in.Name == divergenceTimer && t.c.Joint.open() {
		t.overdue()
	}
}

// overdue reminds both case managers and tells both desks, again and again until
// the contact is recorded: silence is never success (DOMAIN rule 10).
func (t *turn) overdue() {
	t.tell(Shared(t.c.Code), t.c.managers(), message.New("joint.overdue", message.Args{
		"Code": message.Text(string(t.c.Code)),
	}), message.New("joint.overdue_missing", message.Args{"Missing": message.List(t.missing())}))
	for i := range t.c.Sides {
		s := t.c.Sides[i].Service
		t.tell(Desk(s.ID), s.Coordinators, message.New("desk.overdue", message.Args{
			"Code": message.Text(string(t.c.Code)),
		}))
	}
	t.do(SetTimer{Name: divergenceTimer, At: t.now.Add(t.c.Settings.ContactWithin)})
}
