package flows

import (
	"slices"

	"asapbot/flows/change"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/recidivism"
	"asapbot/flows/risk"
)

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
