package flows

import (
	"strconv"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// When the pack comes by itself, and how long its lists are there: one screen of a
// telephone (ours).
const (
	packBefore = time.Hour
	packLines  = 4
)

// onAgenda reports whether a record is something that a meeting discusses. Both kinds
// stand in each side's records once they are shared.
func onAgenda(r Record) bool { return r.Shared && (r.Episode != nil || r.Element != nil) }

// agenda shows what the meeting discusses: `!agenda`, and `!agenda 2` one part whole.
func (t *turn) agenda(by Person, rest string) {
	part, err := strconv.Atoi(command.Only(rest))
	switch {
	case rest != "" && (err != nil || part < 1 || part > agendaParts):
		t.say(Shared(t.c.Code), "agenda.how")
	case !t.c.agreed():
		t.sayAll(Shared(t.c.Code), []message.Message{t.c.notShared(TopicChecklist)})
	default:
		t.lookUp(Query{What: ForAgenda, By: by, Question: part})
	}
}

// lookUp looks for what a meeting discusses: the shared episodes and elements, and
// then the questionnaires on change.
func (t *turn) lookUp(q Query) {
	q.Of, q.Then = t.c.Sides[0].Service.ID, q.What
	t.recall(q, t.c.Records[0])
}

// recallChange goes on to the questionnaires on change, as far as both agreements cover
// them.
func (t *turn) recallChange(q Query) {
	var ids []string
	if t.c.shares(TopicImpact) {
		ids = append(t.sittingIDs(0), t.sittingIDs(1)...)
	}
	q.What = ForPrepared
	if len(ids) == 0 {
		t.prepared(q, nil)
		return
	}
	t.do(Recall{IDs: ids, For: q})
}

// prepared goes on with what the records were wanted for.
func (t *turn) prepared(q Query, sittings []Record) {
	p := t.pack(q.Found, sittings)
	switch q.Then {
	case ForAgenda:
		t.sayAgenda(p, q.Question)
	case ForPack:
		t.sendPack(p)
	case ForStage:
		t.sayElementOf(p, Stage(q.Question))
	case ForMinutes:
		t.endMeeting(p, q.By)
	}
}

// sayAgenda shows the pack, or one of its parts whole.
func (t *turn) sayAgenda(p pack, part int) {
	if part > 0 {
		t.sayAll(Shared(t.c.Code), t.partText(p, part))
		return
	}
	t.sendPack(p)
}

// partText is one part of the pack, whole.
func (t *turn) partText(p pack, part int) []message.Message {
	b := t.part(p, part)
	if len(b.lines) == 0 {
		b.lines = []message.Message{message.New("agenda.nothing_new")}
	}
	text := []message.Message{b.message(0)}
	if b.lines[0].ID == "agenda.nothing_new" {
		return text
	}
	return append(text, t.reservations(part)...)
}

// sendPack shows the pack, and the same whole as a paper.
func (t *turn) sendPack(p pack) {
	if !t.c.agreed() {
		return
	}
	head := []message.Message{t.agendaHead()}
	short, whole := head, head
	for _, b := range t.blocks(p) {
		short, whole = append(short, b.message(packLines)), append(whole, b.message(0))
	}
	t.sayAll(Shared(t.c.Code), append(short, message.New("joint.never_to_him")))
	t.attachPaper(t.paper(message.New("agenda.title", t.codeArgs()), append(whole, t.reservations(0)...)), message.New("agenda.paper"))
}

// agendaHead says for which meeting it is, and since when something is new.
func (t *turn) agendaHead() message.Message {
	m := t.c.Meetings
	args := message.Args{"When": message.Text(""), "Last": message.Text("")}
	next, how := m.Next.Start, m.Next.How
	if !m.Now.IsZero() {
		next, how = m.Now.Began, m.Now.How
	}
	if !next.IsZero() {
		args["When"] = message.Nested(t.c.when(next))
	}
	if !m.Last.IsZero() {
		args["Last"] = message.Day(t.c.dayOf(m.Last))
	}
	return message.New("agenda.head", t.codeArgs(), args, mannerArgs(how, ""))
}

func (t *turn) codeArgs() message.Args {
	return message.Args{"Code": message.Text(string(t.c.Code))}
}

// reservations is what has to be known of a part, whoever reads it; 0 is all of them.
// None of it may ever reach him (DOMAIN rule 3).
func (t *turn) reservations(part int) []message.Message {
	var text []message.Message
	if part == 0 || part == partChange {
		text = append(text, message.New("agenda.not_validated"))
	}
	if part == 0 || part == partEpisodes {
		text = append(text, message.New("episodes.allegations"))
	}
	return append(text, message.New("joint.never_to_him"))
}

// packAt is when the pack is to be sent by itself: an hour before the meeting. Where the
// meeting has begun, it is too late for it.
func (c Case) packAt(now time.Time) time.Time {
	m := c.Meetings
	if m.Next.IsZero() || !now.Before(m.Next.Start) || m.Packed.Equal(m.Next.Start) || !c.agreed() {
		return time.Time{}
	}
	return m.Next.Start.Add(-packBefore)
}

// packDue sends it.
func (t *turn) packDue() {
	t.c.Meetings.Packed = t.c.Meetings.Next.Start
	t.lookUp(Query{What: ForPack})
}
