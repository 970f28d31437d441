package flows

import (
	"slices"
	"strconv"

	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// jointPoll begins the keys of the joint view's questions:
// joint/<form>/<contact, adult or children>/<unique>.
const jointPoll = "joint"

// ways in which two case managers have contact.
var ways = []string{"phone", "in_person", "video"}

// noContact says that they had none yet.
const noContact = "no_contact"

// jointLevels are what can be agreed on.
var jointLevels = []risk.Level{risk.Low, risk.Medium, risk.High, risk.Extreme, risk.NotEnough}

// sayJoint puts both views side by side, in a form that a telephone draws. It
// rings for people: the first lines say nothing of it, and ask to be read alone.
// first is what is to be said of this view before all else.
func (t *turn) sayJoint(people []Person, first ...message.Message) {
	view := t.jointText()
	if len(view) == 0 {
		return
	}
	text := append(slices.Clone(first), view...)
	if t.c.Joint.open() {
		text = append(text, message.New("joint.contact", message.Args{"Due": message.Time(t.c.Joint.Due)}))
	}
	text = append(text, message.New("joint.never_to_him"))
	t.tell(Shared(t.c.Code), people, "ring.joint", text...)
}

// jointText is what the two views show side by side; nothing where the questions
// are not there any more.
func (t *turn) jointText() []message.Message {
	j := t.c.Joint
	def, ok := instrument.Get(t.c.Sides[0].Signed.Instrument, t.c.Sides[0].Signed.Edition)
	if !ok {
		return nil
	}
	id := message.ID("joint.equal")
	if j.Divergence.Any() {
		id = "joint.differ"
	}
	text := []message.Message{message.New(id), t.levelsSideBySide()}
	if items := t.differing(def); len(items) > 0 {
		text = append(text, message.New("joint.items", message.Args{
			"Count": message.Number(len(items)), "Items": message.List(items),
		}))
	}
	if flags := t.flags(def); len(flags) > 0 {
		text = append(text, message.New("joint.flags", message.Args{"Flags": message.List(flags)}))
	}
	if j.Settled.IsZero() {
		text = append(text, message.New("joint.counts", levelArgs(j.Provisional)))
	}
	return text
}

func (t *turn) levelsSideBySide() message.Message {
	args := message.Args{}
	for i, name := range []string{"Programme", "Support"} {
		s := t.c.Sides[i]
		args[name] = message.Text(s.Service.Name)
		args[name+"Adult"] = message.Nested(judgedMessage(s.Signed.Adult.Level, s.Signed.AdultScore))
		args[name+"Children"] = message.Nested(judgedMessage(s.Signed.Children.Level, s.Signed.ChildrenScore))
		args[name+"AdultScore"] = message.Nested(interview.ScoreMessage(s.Signed.AdultScore))
		args[name+"ChildrenScore"] = message.Nested(interview.ScoreMessage(s.Signed.ChildrenScore))
		args[name+"Reason"] = message.Text(s.Signed.Adult.Reason)
		args[name+"ChildrenReason"] = message.Text(s.Signed.Children.Reason)
	}
	return message.New("joint.levels", args)
}

// judgedMessage is a judged level, and what the answers gave where that differs:
// the higher one counts.
func judgedMessage(judged risk.Level, score instrument.Result) message.Message {
	args := message.Args{"Judged": message.Nested(levelMessage(judged))}
	computed := risk.Level(score.Level)
	if judged == computed {
		return message.New("joint.judged", args)
	}
	args["Computed"] = message.Nested(levelMessage(computed))
	return message.New("joint.judged_differs", args)
}

// differing lists every item that was answered differently. Notes stay with the
// service that wrote them.
func (t *turn) differing(def *instrument.Definition) []message.Message {
	var items []message.Message
	for _, name := range t.c.Joint.Divergence.Differs {
		items = append(items, message.New("joint.item", message.Args{
			"Item":      message.Nested(interview.ItemLine(def, name)),
			"Programme": t.answerOf(0, def, name), "Support": t.answerOf(1, def, name),
		}))
	}
	return items
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
	raise := func(raised bool, id message.ID) {
		if raised {
			flags = append(flags, message.New(id))
		}
	}
	a, b := t.c.Sides[0].Signed.Children.Level, t.c.Sides[1].Signed.Children.Level
	children := (a == risk.None) != (b == risk.None)
	raise(d.AdultLevels, "flag.adult_levels")
	raise(d.ChildrenLevels && !children, "flag.children_levels")
	raise(children, "flag.children_none")
	raise(d.AdultScore, "flag.adult_score")
	raise(d.ChildrenScore, "flag.children_score")
	if len(d.Critical) > 0 {
		var items []message.Message
		for _, name := range d.Critical {
			items = append(items, interview.ItemLine(def, name))
		}
		flags = append(flags, message.New("flag.critical", message.Args{
			"Count": message.Number(len(items)), "Items": message.List(items),
		}))
	}
	raise(d.OppositeTrend, "flag.opposite_trend")
	raise(d.Unusual, "flag.unusual")
	return flags
}

// poll is the key of one of this view's questions.
func (t *turn) poll(name string) Key {
	return Key(jointPoll + "/" + strconv.Itoa(t.c.Joint.Forms) + "/" + name + "/" + string(t.key()))
}

// askJoint asks both for the contact, where the views differ, and for the levels
// that they agree on.
func (t *turn) askJoint() {
	room, j := Shared(t.c.Code), t.c.Joint
	if j.open() && (j.Contacts[0].At.IsZero() || j.Contacts[1].At.IsZero()) {
		t.do(Ask{
			Key: t.poll("contact"), To: room, Text: message.New("joint.ask_contact"),
			Choices: choices("contact.", append(slices.Clone(ways), noContact)...),
		})
	}
	if !j.Settled.IsZero() {
		return
	}
	t.do(Ask{
		Key: t.poll("adult"), To: room, Text: message.New("joint.ask_adult"), Choices: levelChoices(jointLevels),
	})
	if j.Provisional.Children != risk.None {
		t.do(Ask{
			Key: t.poll("children"), To: room, Text: message.New("joint.ask_children"),
			Choices: levelChoices(j.childrenLevels()),
		})
	}
}

func levelChoices(levels []risk.Level) []Choice {
	var cs []Choice
	for _, l := range levels {
		cs = append(cs, Choice{ID: string(l), Label: levelMessage(l)})
	}
	return cs
}

// childrenLevels are what can be agreed on for the children: also that there are
// none, where one of the two says so.
func (j Joint) childrenLevels() []risk.Level {
	if j.NoChildren {
		return append(slices.Clone(jointLevels), risk.None)
	}
	return jointLevels
}
