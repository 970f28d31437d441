package flows

import (
	"asapbot/flows/change"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// showChange shows in a service's own room what its own questionnaires give.
func (t *turn) showChange(i int) {
	ids := t.sittingIDs(i)
	if len(ids) == 0 {
		t.say(t.c.private(i), "change.none")
		return
	}
	t.do(Recall{IDs: ids, For: Query{What: ForChange, Of: t.c.Sides[i].Service.ID}})
}

// showSharedChange shows both sides' in the case room, as far as the agreements cover it.
func (t *turn) showSharedChange() {
	ids := append(t.sittingIDs(0), t.sittingIDs(1)...)
	switch {
	case !t.c.shares(TopicImpact):
		t.sayAll(Shared(t.c.Code), []message.Message{t.c.notShared(TopicImpact)})
	case len(ids) == 0:
		t.say(Shared(t.c.Code), "change.none")
	default:
		t.do(Recall{IDs: ids, For: Query{What: ForSharedChange, Of: t.c.Sides[0].Service.ID}})
	}
}

// changed shows both sides' by itself, once both are there for a time point.
func (t *turn) changed(point int) {
	if t.c.Sides[0].Sittings[point].Done > 0 && t.c.Sides[1].Sittings[point].Done > 0 && t.c.shares(TopicImpact) {
		t.do(Recall{
			IDs: append(t.sittingIDs(0), t.sittingIDs(1)...),
			For: Query{What: ForNewChange, Of: t.c.Sides[0].Service.ID},
		})
	}
}

// sittingIDs are the records of what a side has given.
func (t *turn) sittingIDs(i int) []string {
	var ids []string
	for _, s := range t.c.Sides[i].Sittings {
		if s.Done > 0 {
			ids = append(ids, recordID(t.c.Sides[i].Service.ID, s.Done))
		}
	}
	return ids
}

// sittings reads records as what the comparison needs.
func sittings(records []Record) []change.Sitting {
	var all []change.Sitting
	for _, r := range records {
		if r.Form == nil {
			continue
		}
		def := r.Form.Definition()
		if point, ok := pointOf(*r.Form); ok && def != nil {
			all = append(all, change.Sitting{
				Point: point, Hers: def.Respondent == instrument.Partner, Definition: def, Answers: r.Form.Given(),
			})
		}
	}
	return all
}

// sayChange shows one side's results in its own room, in words.
func (t *turn) sayChange(i int, records []Record) {
	domains := change.Results(sittings(records))
	var lines []message.Message
	for _, d := range domains {
		shares := d.His
		if i == 1 {
			shares = d.Hers
		}
		lines = append(lines, message.New("change.line", domainArgs(d), message.Args{"Shares": message.Nested(picture.Shares(drawn(shares)))}))
	}
	text := []message.Message{message.New("change.own", message.Args{"Lines": message.List(lines)})}
	text = append(text, moved(domains, i == 1)...)
	t.sayAll(t.c.private(i), append(text, reading(i == 0)...))
}

// sayShared shows both side by side in the case room: as a picture with all its figures
// in words, and what moved. Where it has just become new, and he says that something
// stopped of which she says that it goes on, telephones ring (DOMAIN section 5).
func (t *turn) sayShared(records []Record, isNew bool) {
	if !t.c.shares(TopicImpact) {
		return
	}
	room, all := Shared(t.c.Code), sittings(records)
	domains := change.Results(all)
	drawing := picture.Change{}
	for _, d := range domains {
		drawing.Domains = append(drawing.Domains, picture.Domain{
			Name: message.New("plain", message.Args{"Text": domainArgs(d)["Domain"]}), His: drawn(d.His), Hers: drawn(d.Hers),
		})
	}
	t.do(Show(t.key(), room, picture.Picture{Change: &drawing}))
	stopped := stoppedMessage(change.Contradictions(all))
	text := append(moved(domains, false), moved(domains, true)...)
	text = append(text, reading(true)...)
	if isNew && len(stopped) > 0 {
		t.sayAll(room, text)
		t.tell(room, t.c.managers(), "ring.alone", append(stopped, message.New("change.contact_now"), message.New("joint.never_to_him"))...)
		t.flag()
		return
	}
	t.sayAll(room, append(stopped, text...))
}

func drawn(shares []change.Share) []picture.Share {
	var all []picture.Share
	for _, s := range shares {
		all = append(all, picture.Share{Point: s.Point, Percent: s.Percent})
	}
	return all
}

func domainArgs(d change.Domain) message.Args {
	return message.Args{"Domain": message.Of(message.Label{Instrument: d.Of.ID, Version: d.Of.Version, Scale: d.Scale})}
}

// moved says what fell and what rose in the newest answers of one of the two.
func moved(domains []change.Domain, hers bool) []message.Message {
	var lines []message.Message
	for _, m := range change.Moves(domains, hers) {
		lines = append(lines, moveLine(m))
	}
	if len(lines) == 0 {
		return nil
	}
	id := message.ID("change.his_moves")
	if hers {
		id = "change.her_moves"
	}
	return []message.Message{message.New(id, message.Args{"Lines": message.List(lines)})}
}

func moveLine(m change.Move) message.Message {
	id := message.ID("change.rose")
	if m.Fell() {
		id = "change.fell"
	}
	return message.New(id, domainArgs(m.Domain), message.Args{
		"Before": message.Text(picture.TimePoint(m.From.Point)), "After": message.Text(picture.TimePoint(m.To.Point)),
		"From": message.Number(m.From.Percent), "To": message.Number(m.To.Percent),
	})
}

// stoppedMessage lists where he says stopped and she says that it goes on.
func stoppedMessage(all []change.Stopped) []message.Message {
	lines := stoppedLines(all)
	if len(lines) == 0 {
		return nil
	}
	return []message.Message{message.New("change.stopped", message.Args{"Lines": message.List(lines)})}
}

func stoppedLines(all []change.Stopped) []message.Message {
	var lines []message.Message
	for _, s := range all {
		lines = append(lines, message.New("change.stopped_line", message.Args{
			"Item": message.Nested(interview.ItemLine(s.Of, s.Question)),
			"His":  message.Text(picture.TimePoint(s.His)), "Hers": message.Text(picture.TimePoint(s.Hers)),
		}))
	}
	return lines
}

// reading says who reads it: people. His own reports may rise because he sees more.
func reading(his bool) []message.Message {
	if !his {
		return []message.Message{message.New("change.reading")}
	}
	return []message.Message{message.New("change.reading_his")}
}
