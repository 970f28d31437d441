package flows

import (
	"slices"
	"time"

	"asapbot/flows/change"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/recidivism"
	"asapbot/flows/risk"
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

// riskLines are the level that counts for the adult, open alerts, and the items that the
// two answered differently in the view that both have seen; the critical ones first.
func (t *turn) riskLines() []message.Message {
	return t.ifShared(TopicChecklist, func() []message.Message {
		if t.c.Joint.Round == 0 {
			return []message.Message{message.New("agenda.no_view")}
		}
		lines := []message.Message{t.levelLine(t.c.counts().Adult), t.viewLine()}
		for _, e := range t.c.Alerts {
			if e.Alert.Open() {
				lines = append(lines, message.New("card.alert", t.c.seenArgs(e, both)))
			}
		}
		return append(lines, t.differingLines(false)...)
	})
}

func (t *turn) levelLine(l risk.Level) message.Message {
	id := message.ID("agenda.level_provisional")
	if !t.c.Joint.Settled.IsZero() {
		id = "agenda.level_agreed"
	}
	return message.New(id, message.Args{"Level": message.Nested(levelMessage(l))})
}

// viewLine says from when the joint view is.
func (t *turn) viewLine() message.Message {
	id := message.ID("agenda.view_same")
	if t.c.Joint.Shown.After(t.c.Meetings.Last) {
		id = "agenda.view_new"
	}
	return message.New(id, message.Args{"Day": message.Day(t.c.dayOf(t.c.Joint.Shown))})
}

// differingLines name the items that differ, of the children's block or of all others.
// What each side answered is not said: one of them may have signed anew by now, and
// that is still blind (DOMAIN rule 5).
func (t *turn) differingLines(children bool) []message.Message {
	def, ok := instrument.Get(t.c.Sides[0].Signed.Instrument, t.c.Sides[0].Signed.Edition)
	if !ok {
		return nil
	}
	d := t.c.Joint.Divergence
	var critical, others []message.Message
	for _, name := range d.Differs {
		switch item := (message.Args{"Item": message.Nested(interview.ItemLine(def, name))}); {
		case def.GroupOf(name).Name == instrument.Children != children:
		case slices.Contains(d.Critical, name):
			critical = append(critical, message.New("agenda.differs_critical", item))
		default:
			others = append(others, message.New("agenda.differs", item))
		}
	}
	return append(critical, others...)
}

// episodeLines are the episodes that were shared since the last meeting, each with who
// reports it; those towards children only, or all that are something else as well.
func (t *turn) episodeLines(p pack, children bool) []message.Message {
	all, texts := t.told(p.episodes)
	fresh := map[recidivism.Key]bool{}
	for _, r := range p.episodes {
		fresh[r.Episode.Key()] = fresh[r.Episode.Key()] || p.new(r)
	}
	var lines []message.Message
	add := func(id message.ID, e recidivism.Episode) {
		towards := slices.Contains(e.Kinds, towardsChildren)
		if fresh[e.Key()] && (children && towards || !children && !(towards && len(e.Kinds) == 1)) {
			lines = append(lines, message.New(id, message.Args{"Episode": message.Nested(texts[e.Key()])}))
		}
	}
	c := recidivism.Compare(all)
	for _, e := range c.HerAlone {
		add("agenda.her_alone", e)
	}
	for _, e := range c.HimAlone {
		add("agenda.him_alone", e)
	}
	for _, pair := range c.Both {
		add("agenda.both", pair.Hers)
		add("agenda.both", pair.His)
	}
	for _, e := range c.Others {
		add("agenda.by_others", e)
	}
	return lines
}

// changeLines are the questionnaires given since the last meeting, where he says stopped
// and she says that it goes on, and what moved.
func (t *turn) changeLines(p pack) []message.Message {
	var given, moves []message.Message
	for hers, id := range []message.ID{"agenda.given_his", "agenda.given_hers"} {
		fresh := t.newSittings(p, hers == 1)
		for _, r := range fresh {
			point, _ := pointOf(*r.Form)
			given = append(given, message.New(id, message.Args{
				"Point": message.Text(picture.TimePoint(point)), "Day": message.Day(t.c.dayOf(r.At)),
			}))
		}
		if len(fresh) > 0 {
			moves = append(moves, t.moveLines(p, hers == 1, false)...)
		}
	}
	if len(given) == 0 {
		return nil
	}
	lines := given
	for _, line := range stoppedLines(change.Contradictions(sittings(p.sittings))) {
		lines = append(lines, message.New("agenda.stopped", message.Args{"Line": message.Nested(line)}))
	}
	return append(lines, moves...)
}

// newSittings are those of one of the two that came since the last meeting.
func (t *turn) newSittings(p pack, hers bool) []Record {
	return slices.DeleteFunc(slices.Clone(p.sittings), func(r Record) bool {
		if r.Form == nil || !p.new(r) {
			return true
		}
		def := r.Form.Definition()
		_, ok := pointOf(*r.Form)
		return def == nil || !ok || (def.Respondent == instrument.Partner) != hers
	})
}

// moveLines are what fell and rose in the answers of one of the two, of the children's
// domain or of all others.
func (t *turn) moveLines(p pack, hers, children bool) []message.Message {
	id := message.ID("agenda.his_move")
	if hers {
		id = "agenda.her_move"
	}
	var lines []message.Message
	for _, m := range change.Moves(change.Results(sittings(p.sittings)), hers) {
		if (m.Domain.Scale == effectsOnChildren) == children {
			lines = append(lines, message.New(id, message.Args{"Line": message.Nested(moveLine(m))}))
		}
	}
	return lines
}

// elementLines are the observations that were shared since the last meeting.
func (t *turn) elementLines(p pack, children bool) []message.Message {
	var lines []message.Message
	for _, r := range p.elements {
		if (r.Element.Subject == OfChildren) == children {
			e := *r.Element
			e.Text = inFewWords(e.Text)
			lines = append(lines, e.line())
		}
	}
	return lines
}

// childrenLines are all that concerns the children, in one place. Where a joint view
// says that there are none, nothing is said of the level.
func (t *turn) childrenLines(p pack) []message.Message {
	var lines []message.Message
	if level := t.c.counts().Children; t.c.shares(TopicChecklist) && level != "" && level != risk.None {
		lines = append([]message.Message{t.levelLine(level)}, t.differingLines(true)...)
	}
	if t.c.shares(TopicEpisodes) {
		lines = append(lines, t.episodeLines(p, true)...)
	}
	if t.c.shares(TopicImpact) {
		for _, hers := range []bool{false, true} {
			if len(t.newSittings(p, hers)) > 0 {
				lines = append(lines, t.moveLines(p, hers, true)...)
			}
		}
	}
	return append(lines, t.elementLines(p, true)...)
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
