package flows

import (
	"slices"
	"strings"
	"time"

	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/recidivism"
)

// episodeInstrument is the questionnaire about one episode (DOMAIN section 7).
const episodeInstrument = "episode"

// beginEpisode asks about one episode.
func (t *turn) beginEpisode(i int, by Person) {
	if def, ok := instrument.Latest(episodeInstrument); ok {
		t.beginNamed(i, by, def)
	}
}

// episode reads a signed questionnaire. Days are those of the service's zone.
func (t *turn) episode(i int, iv interview.Interview) recidivism.Episode {
	given, s := iv.Given(), t.c.Sides[i].Service
	day := func(name string) time.Time {
		at, _ := time.ParseInLocation(time.DateOnly, given[name], zone(s.Zone))
		return at
	}
	e := recidivism.Episode{
		From: day("began"), To: day("ended"), Roughly: given["when_known"] == "roughly",
		Kinds: strings.Fields(given["kind"]), Severity: given["severity"],
		By: recidivism.Reporter(given["reported_by"]), Recorded: t.now, Service: string(s.ID),
	}
	if given["when_known"] != "period" {
		e.From = day("day")
		e.To = e.From
	}
	if def := iv.Definition(); def != nil {
		q, _ := def.Question("severity")
		c, _ := def.Choice(q, e.Severity)
		e.Weight = c.Weight
	}
	return e
}

// keepEpisode keeps it, and shares it where the person said so and the agreements
// cover it. Otherwise it stays with its service.
func (t *turn) keepEpisode(i int, r Record, args message.Args) {
	t.c.Sides[i].Episode = t.now
	e := t.episode(i, *r.Form)
	e.Number = r.First
	if e.Number == 0 {
		e.Number = t.c.Records[i] + 1
	}
	r.Kind, r.Episode, r.Line = RecordEpisode, &e, episodeLine(*r.Form, e)
	wanted := r.Form.Given()["shared"] == "shared"
	r.Shared = wanted && t.c.crosses(i, TopicEpisodes)
	number := t.record(i, r)
	switch later := numberArgs(number); {
	case r.Shared:
		t.signedOther(i, number, args, message.New("share.shared"))
		t.shareEpisode(i, r)
	case wanted:
		t.signedOther(i, number, args, t.c.notShared(TopicEpisodes), message.New("share.later", later))
	default:
		t.signedOther(i, number, args, message.New("share.own", later))
	}
}

// episodeLine is an episode in one line. It says who reports it: an allegation is no
// conviction (DOMAIN rule 9). What is reported late keeps both days.
func episodeLine(iv interview.Interview, e recidivism.Episode) message.Message {
	choice := func(question, name string) message.Message {
		return message.New("plain", message.Args{"Text": message.Of(message.Label{
			Instrument: iv.Instrument, Version: iv.Version, Question: question, Choice: name,
		})})
	}
	var kinds message.Message
	for k, name := range slices.Backward(e.Kinds) {
		if kind := choice("kind", name); k == len(e.Kinds)-1 {
			kinds = kind
		} else {
			kinds = message.New("answer.several", message.Args{"First": message.Nested(kind), "Rest": message.Nested(kinds)})
		}
	}
	when := message.ID("episode.on")
	switch {
	case !e.From.Equal(e.To):
		when = "episode.period"
	case e.Roughly:
		when = "episode.about"
	}
	args := message.Args{
		"Kinds": message.Nested(kinds), "Severity": message.Nested(choice("severity", e.Severity)), "Recorded": message.Text(""),
		"When": message.Nested(message.New(when, message.Args{"From": message.Day(e.From), "To": message.Day(e.To)})),
		"By":   message.Nested(message.New(message.ID("episode.by_" + string(e.By)))),
	}
	if e.Late() {
		args["Recorded"] = message.Time(e.Recorded)
	}
	return message.New("episode.line", args)
}

// shareEpisode keeps an episode for the other service, too, and lets the case room see
// what the comparison says of it.
func (t *turn) shareEpisode(i int, r Record) {
	t.record(1-i, Record{Kind: RecordEpisode, Line: r.Line, Episode: r.Episode, Shared: true, Whole: account(r)})
	t.enter(r.By, i, "journal.shared")
	q := Query{What: ForNewEpisode, Of: t.c.Sides[0].Service.ID, Question: r.Episode.Number, Source: t.c.Sides[i].Service.ID}
	t.recall(q, t.c.Records[0])
}

// account is what was told of an episode, in a few words.
func account(r Record) []message.Message {
	if r.Form == nil || r.Form.Given()["account"] == "" {
		return nil
	}
	return []message.Message{message.New("episode.account", message.Args{"Account": message.Text(r.Form.Given()["account"])})}
}
