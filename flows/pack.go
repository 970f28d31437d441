package flows

import (
	"slices"
	"time"

	"asapbot/flows/message"
)

// pack is what the records give for a meeting: what is shared, and as far as the
// agreements cover it now.
type pack struct {
	since    time.Time // the last meeting; zero before the first
	episodes []Record  // all that were shared, and not only the new ones: they are compared
	elements []Record  // the new ones
	sittings []Record  // all
}

// The parts of a pack, by the numbers that people type: the four elements of a meeting
// (guidelines D 3.4), and the children.
const (
	partRisk = 1 + iota
	partEpisodes
	partChange
	partElements
	partChildren

	agendaParts = partChildren
)

// towardsChildren is an episode's kind, and effectsOnChildren the domain of change: both
// are the children's, as the checklist's scale is.
const (
	towardsChildren   = "children"
	effectsOnChildren = "children_effects"
)

// pack reads records, newest first, each in its newest version.
func (t *turn) pack(found, sittings []Record) pack {
	p := pack{since: t.c.Meetings.Last, sittings: sittings}
	type key struct {
		of     ServiceID
		number int
	}
	seen := map[key]bool{}
	for _, r := range found {
		switch {
		case r.Episode != nil:
			p.episodes = append(p.episodes, r)
		case r.Element != nil && !seen[key{r.Element.Source, r.Element.Number}]:
			seen[key{r.Element.Source, r.Element.Number}] = true
			if side, ok := t.c.sideOf(r.Element.Source); ok && t.c.crosses(side, TopicElements) && p.new(r) {
				p.elements = append(p.elements, r)
			}
		}
	}
	return p
}

// new reports whether a record came after the last meeting.
func (p pack) new(r Record) bool { return r.At.After(p.since) }

// blocks are all parts of the pack, what is open, and what is missing.
func (t *turn) blocks(p pack) []block {
	var all []block
	for part := 1; part < partChildren; part++ {
		all = append(all, t.part(p, part))
	}
	if b := t.part(p, partChildren); len(b.lines) > 0 {
		all = append(all, b)
	}
	for _, b := range []block{t.actionBlock(), t.missingBlock()} {
		if len(b.lines) > 0 {
			all = append(all, b)
		}
	}
	return all
}

// part is one part; where there is nothing new in one of the four, it says so.
func (t *turn) part(p pack, part int) block {
	var b block
	switch part {
	case partRisk:
		b = block{message.New("agenda.risk"), t.riskLines(), "agenda.more_risk"}
	case partEpisodes:
		b = block{message.New("agenda.episodes"), t.ifShared(TopicEpisodes, func() []message.Message { return t.episodeLines(p, false) }), "agenda.more_episodes"}
	case partChange:
		b = block{message.New("agenda.change"), t.ifShared(TopicImpact, func() []message.Message { return t.changeLines(p) }), "agenda.more_change"}
	case partElements:
		b = block{message.New("agenda.elements"), t.elementLines(p, false), "agenda.more_elements"}
		if len(b.lines) == 0 && !t.c.crosses(0, TopicElements) && !t.c.crosses(1, TopicElements) {
			b.lines = []message.Message{t.c.notShared(TopicElements)}
		}
	default:
		return block{message.New("agenda.children"), t.childrenLines(p), "agenda.more_children"}
	}
	if len(b.lines) == 0 {
		b.lines = []message.Message{message.New("agenda.nothing_new")}
	}
	return b
}

func (t *turn) ifShared(topic Topic, lines func() []message.Message) []message.Message {
	if !t.c.shares(topic) {
		return []message.Message{t.c.notShared(topic)}
	}
	return lines()
}

// actionBlock are the open actions, the oldest first.
func (t *turn) actionBlock() block {
	b := block{heading: message.New("agenda.actions"), more: "agenda.more_actions"}
	if !t.c.shares(TopicChecklist) {
		return b
	}
	actions := slices.Clone(t.c.Actions)
	slices.SortStableFunc(actions, func(x, y Action) int { return x.Due.Compare(y.Due) })
	for _, a := range actions {
		id := message.ID("action.line")
		if a.Due.Before(t.c.dayOf(t.now)) {
			id = "action.line_late"
		}
		a.What = inFewWords(a.What)
		b.lines = append(b.lines, message.New(id, a.args()))
	}
	return b
}

// missingBlock is what the meeting still waits for. It counts only what is shared.
func (t *turn) missingBlock() block {
	b := block{heading: message.New("agenda.missing"), more: "agenda.more_missing"}
	if t.c.shares(TopicChecklist) {
		if t.c.Joint.open() {
			b.lines = append(b.lines, t.missing()...)
		}
		b.lines = append(b.lines, t.unsignedLines()...)
	}
	if t.c.flagRuns() {
		for _, line := range t.flagMissing() {
			if !slices.ContainsFunc(b.lines, func(m message.Message) bool { return sameText([]message.Message{m}, []message.Message{line}) }) {
				b.lines = append(b.lines, line)
			}
		}
	}
	if t.c.shares(TopicImpact) { // what is due no more was answered: that is not to be known before
		b.lines = append(b.lines, t.c.impactCounts()...)
	}
	b.lines = append(b.lines, t.c.unsignedMinutes()...)
	return b
}

// assessmentSoon is within which time an assessment is missing for a meeting (ours).
const assessmentSoon = 7 * 24 * time.Hour

// unsignedLines name who has not signed the checklist that is due. That they have or
// have not stands on the card as well; what they answered does not.
func (t *turn) unsignedLines() []message.Message {
	due := t.c.Review.Due
	if due.IsZero() || due.After(t.now.Add(assessmentSoon)) {
		return nil
	}
	var lines []message.Message
	for _, s := range t.c.Sides {
		if s.Round <= t.c.Joint.Round {
			lines = append(lines, message.New("agenda.checklist_missing", message.Args{
				"Service": message.Text(s.Service.Name), "Due": message.Time(due),
			}))
		}
	}
	return lines
}
