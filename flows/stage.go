package flows

import (
	"slices"
	"strconv"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// Stage is where a meeting stands: the four elements one by one (guidelines D 3.4), then
// what is decided.
type Stage int

// The stages, in their order.
const (
	StageRisk Stage = 1 + iota
	StageEpisodes
	StageChange
	StageElements
	StageLevel
	StageActions
	StageNext
)

// walkPoll begins the keys of the question that leads on: walk/<meeting>-<stage>/<unique>.
const walkPoll = "walk"

// What can be tapped there.
const (
	walkOn  = "on"
	walkEnd = "end"
)

// showStage shows where the meeting stands, and asks to go on.
func (t *turn) showStage() {
	switch stage := t.c.Meetings.Now.Stage; stage {
	case StageLevel:
		t.showLevel()
	case StageActions:
		t.sayAll(Shared(t.c.Code), append([]message.Message{message.New("held.actions")}, t.c.actionLines("joint.no_actions")...))
		t.askOn()
	case StageNext:
		t.sayAll(Shared(t.c.Code), append([]message.Message{message.New("held.next")}, t.planned()...))
		t.proposeNext()
		t.askOn()
	case StageRisk: // which needs no records
		t.sayElementOf(t.pack(nil, nil), stage)
	default:
		t.lookUp(Query{What: ForStage, Question: int(stage)})
	}
}

// sayElementOf shows one of the four elements whole. Of the risk that is the joint view
// itself, where nobody has signed anew since then.
func (t *turn) sayElementOf(p pack, stage Stage) {
	if t.c.Meetings.Now.Stage != stage {
		return
	}
	text := t.partText(p, int(stage))
	if stage == StageRisk && t.c.viewStands() {
		if view := t.jointText(); len(view) > 0 {
			text = append([]message.Message{message.New("held.risk")}, append(view, message.New("joint.never_to_him"))...)
		}
	}
	if children := t.part(p, partChildren); stage == StageElements && len(children.lines) > 0 {
		text = append([]message.Message{text[0]}, t.partText(p, partChildren)...)
	}
	t.sayAll(Shared(t.c.Code), text)
	t.askOn()
}

// showLevel takes the joint assessment, with the questions of the joint view.
func (t *turn) showLevel() {
	t.meetingIsContact()
	room, j := Shared(t.c.Code), t.c.Joint
	text := []message.Message{message.New("held.level")}
	switch {
	case !t.c.shares(TopicChecklist):
		t.sayAll(room, append(text, t.c.notShared(TopicChecklist)))
	case j.Round == 0:
		t.sayAll(room, append(text, message.New("joint.not_yet")))
	case j.Settled.IsZero():
		t.sayAll(room, append(text, message.New("joint.counts", levelArgs(j.Provisional))))
		t.askJoint()
	case !j.signed():
		t.sayAll(room, text)
		t.askSign()
	default:
		t.sayAll(room, append(append(text, t.c.assessmentText()...), t.signatures(), t.c.reviewLine()))
	}
	t.askOn()
}

// meetingIsContact records the contact that a divergence or a flag waits for, of each
// service of which somebody takes part and was heard: they sit together. Nobody records it
// for the other service (DOMAIN section 5).
func (t *turn) meetingIsContact() {
	h := t.c.Meetings.Now
	for i := range t.c.Sides {
		if at := slices.IndexFunc(h.Present, t.c.Sides[i].works); at >= 0 && h.Heard[i] {
			t.met(i, h.Present[at], h.How)
		}
	}
}

// met records that a side spoke with the other in a meeting, where that is waited for.
func (t *turn) met(i int, by Person, how meeting.How) {
	if t.c.Joint.open() && t.c.shares(TopicChecklist) && t.c.Joint.Contacts[i].At.IsZero() ||
		t.c.flagRuns() && t.c.Flag.Contacts[i].At.IsZero() {
		t.contact(i, Contact{By: by, At: t.now, How: string(how)})
	}
}

// askOn asks to go on, or to end the meeting after the last stage. One tap of either
// service is enough.
func (t *turn) askOn() {
	h := t.c.Meetings.Now
	id, choice := message.ID("held.ask_on"), walkOn
	if h.Stage == StageNext {
		id, choice = "held.ask_end", walkEnd
	}
	t.do(Ask{
		Key: Key(walkPoll + "/" + strconv.Itoa(h.Number) + "-" + strconv.Itoa(int(h.Stage)) + "/" + string(t.key())), To: Shared(t.c.Code),
		Text: message.New(id, message.Args{"Stage": message.Number(int(h.Stage)), "Stages": message.Number(int(StageNext))}), Choices: choices("held.tap_", choice),
	})
}

// tappedWalk goes on. The second tap on one question is the other service's: it has gone
// on already.
func (t *turn) tappedWalk(at string, in Tapped) {
	h := &t.c.Meetings.Now
	switch number, stage := twoParts(at); {
	case in.Choice == "":
	case h.IsZero() || number != h.Number:
		t.say(in.In, "held.old_question")
	case stage != int(h.Stage):
	case in.Choice == walkOn && h.Stage < StageNext:
		h.Stage++
		t.showStage()
	case in.Choice == walkEnd && h.Stage == StageNext:
		t.lookUp(Query{What: ForMinutes, By: in.By})
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}
