package flows

import (
	"slices"

	"asapbot/flows/message"
)

// nothingOf are the topics of which nothing of a side's stands in a pack.
func (t *turn) nothingOf(p pack, i int) []Topic {
	var none []Topic
	for topic, some := range map[Topic]bool{
		TopicChecklist: t.c.Joint.Round > 0, TopicEpisodes: len(p.episodes) > 0, TopicImpact: len(p.sittings) > 0,
		TopicElements: slices.ContainsFunc(p.elements, func(r Record) bool { return r.Element.Source == t.c.Sides[i].Service.ID }),
	} {
		if !some {
			none = append(none, topic)
		}
	}
	return none
}

// minutesBlocks are what stands in the minutes: who took part, the four elements, what
// was agreed and what is to be done, and when the two meet again.
func (t *turn) minutesBlocks(p pack, h Held) []message.Message {
	head := []message.Message{message.New("minutes.began", t.c.whenArgs(h.Began), mannerArgs(h.How, ""))}
	if h.Planned.IsZero() {
		head = append(head, message.New("minutes.unplanned"))
	}
	all := []block{{heading: message.New("minutes.present"), lines: append(head, personLines(h.Present)...)}}
	for part := 1; part <= agendaParts; part++ {
		if b := t.part(p, part); len(b.lines) > 0 {
			all = append(all, b)
		}
	}
	all = append(all, t.assessmentBlock())
	actions := t.actionBlock()
	if len(actions.lines) == 0 {
		actions.lines = []message.Message{message.New("joint.no_actions")}
	}
	all = append(all, actions, t.nextBlock())
	var text []message.Message
	for _, b := range all {
		b.more = "minutes.more"
		text = append(text, b.message(minutesLines))
	}
	return text
}

// assessmentBlock is the joint assessment as it stands when the meeting ends.
func (t *turn) assessmentBlock() block {
	b := block{heading: message.New("minutes.assessment")}
	j := t.c.Joint
	switch {
	case !t.c.shares(TopicChecklist):
		b.lines = append(b.lines, t.c.notShared(TopicChecklist))
	case j.Round == 0:
		b.lines = append(b.lines, message.New("agenda.no_view"))
	case j.Settled.IsZero():
		b.lines = append(b.lines, message.New("minutes.no_level"))
	default:
		b.lines = append(b.lines, t.c.assessmentText()[0])
		if j.signed() {
			b.lines = append(b.lines, t.signatures())
		}
		b.lines = append(b.lines, t.c.reviewLine())
	}
	return b
}

func (t *turn) nextBlock() block {
	line := message.New("minutes.no_next")
	if next := t.c.Meetings.Next; !next.IsZero() {
		line = message.New("minutes.next", t.c.whenArgs(next.Start))
	}
	return block{heading: message.New("minutes.next_heading"), lines: []message.Message{line}}
}
