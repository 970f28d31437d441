package flows

import (
	"slices"

	"asapbot/flows/message"
	"asapbot/flows/recidivism"
)

// compareEpisodes shows what he and she report, as far as it is shared.
func (t *turn) compareEpisodes() {
	if !t.c.shares(TopicEpisodes) {
		t.sayAll(Shared(t.c.Code), []message.Message{t.c.notShared(TopicEpisodes)})
		return
	}
	t.gather(0, ForEpisodes)
}

// told are the episodes that may stand in the case room, the newest version of each,
// with their lines.
func (t *turn) told(found []Record) ([]recidivism.Episode, map[recidivism.Key]message.Message) {
	var all []recidivism.Episode
	lines := map[recidivism.Key]message.Message{}
	for _, r := range found {
		side, ok := t.c.sideOf(ServiceID(r.Episode.Service))
		if _, newer := lines[r.Episode.Key()]; ok && !newer && t.c.crosses(side, TopicEpisodes) {
			lines[r.Episode.Key()] = r.Line
			all = append(all, *r.Episode)
		}
	}
	return all, lines
}

// sayEpisodes lays them side by side: those of the last twelve months, and how many are
// older.
func (t *turn) sayEpisodes(found []Record) {
	if !t.c.shares(TopicEpisodes) {
		return
	}
	all, lines := t.told(found)
	var recent []recidivism.Episode
	for _, e := range all {
		if e.To.After(t.now.AddDate(-1, 0, 0)) {
			recent = append(recent, e)
		}
	}
	room := Shared(t.c.Code)
	if len(all) == 0 {
		t.say(room, "episodes.none")
		return
	}
	c := recidivism.Compare(recent)
	text := []message.Message{message.New("episodes.title")}
	var both []message.Message
	for _, p := range c.Both {
		id := message.ID("episodes.pair")
		if p.SeverityDiffers() {
			id = "episodes.pair_differs"
		}
		both = append(both, message.New(id, message.Args{"Hers": message.Nested(lines[p.Hers.Key()]), "His": message.Nested(lines[p.His.Key()])}))
	}
	text = append(text, section("episodes.both", both)...)
	for _, part := range []struct {
		id       message.ID
		episodes []recidivism.Episode
	}{{"episodes.her_alone", c.HerAlone}, {"episodes.him_alone", c.HimAlone}, {"episodes.others", c.Others}} {
		var those []message.Message
		for _, e := range part.episodes {
			those = append(those, lines[e.Key()])
		}
		text = append(text, section(part.id, those)...)
	}
	if older := len(all) - len(recent); older > 0 {
		text = append(text, message.New("episodes.older", message.Args{"Count": message.Number(older)}))
	}
	t.sayAll(room, append(text, message.New("episodes.allegations"), message.New("joint.never_to_him")))
}

func section(id message.ID, lines []message.Message) []message.Message {
	if len(lines) == 0 {
		return nil
	}
	return []message.Message{message.New(id, message.Args{"Lines": message.List(lines)})}
}

// sayNewEpisode says once what the comparison gives for one that has just been shared.
// That one side alone reports it is flagged (DOMAIN section 5).
func (t *turn) sayNewEpisode(q Query) {
	all, lines := t.told(q.Found)
	key := recidivism.Key{Service: string(q.Source), Number: q.Question}
	line, ok := lines[key]
	if !ok {
		return
	}
	c := recidivism.Compare(all)
	its := func(e recidivism.Episode) bool { return e.Key() == key }
	id, alone := message.ID("episode.new_both"), false
	switch {
	case slices.ContainsFunc(c.Others, its) || !t.c.shares(TopicEpisodes): // there is nothing to compare with
		id = "episode.new_other"
	case slices.ContainsFunc(slices.Concat(c.HerAlone, c.HimAlone), its):
		id, alone = "episode.new_alone", true
	}
	source, _ := t.c.sideOf(q.Source)
	service := t.c.Sides[source].Service
	text := []message.Message{message.New(id, message.Args{"Service": message.Text(service.Name), "Episode": message.Nested(line)})}
	if alone {
		text = append(text, message.New("change.contact_now"))
	}
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.alone", append(text, message.New("episodes.allegations"), message.New("joint.never_to_him"))...)
	if alone && !t.c.closed() {
		t.flag()
	}
}
