package flows

import "slices"

// gathers says which records each purpose wants, of all that a service has.
var gathers = map[Purpose]func(Record) bool{
	ForEpisodes: sharedEpisode, ForNewEpisode: sharedEpisode,
	ForTimeline:       func(r Record) bool { return r.Kind == RecordChecklist || onTimeline(r) },
	ForSharedTimeline: onTimeline,
	ForAgenda:         onAgenda, ForPack: onAgenda, ForStage: onAgenda, ForMinutes: onAgenda,
}

func sharedEpisode(r Record) bool { return r.Episode != nil && r.Shared }

func onTimeline(r Record) bool {
	return !r.Held.IsZero() && r.First == 0 || r.Kind == RecordJointView || r.Kind == RecordJointLevel || r.Kind == RecordEnding || r.Raised > 0 || r.Slip > 0
}

// gather looks through all of a side's records, page after page.
func (t *turn) gather(i int, what Purpose) {
	t.recall(Query{What: what, Of: t.c.Sides[i].Service.ID}, t.c.Records[i])
}

// gathered keeps what is wanted of a page, the newest version of each, and goes on to
// the next.
func (t *turn) gathered(i int, in Recalled) {
	q, oldest := in.For, 0
	q.Found = slices.Clone(q.Found)
	for _, r := range in.Records {
		if oldest = r.Number; gathers[q.What](r) {
			q.Found = append(q.Found, bare(r))
		}
	}
	if oldest > 1 {
		t.recall(q, oldest-1)
		return
	}
	switch q.What {
	case ForEpisodes:
		t.sayEpisodes(q.Found)
	case ForNewEpisode:
		t.sayNewEpisode(q)
	case ForTimeline:
		t.sayTimeline(t.c.private(i), i, q.Found)
	case ForSharedTimeline:
		t.sayTimeline(Shared(t.c.Code), -1, q.Found)
	default:
		t.recallChange(q)
	}
}

// bare is a record without what takes room.
func bare(r Record) Record {
	b := Record{
		Number: r.Number, Kind: r.Kind, At: r.At, Episode: r.Episode, Levels: r.Levels, Views: r.Views,
		Raised: r.Raised, Slip: r.Slip, Element: r.Element, Held: r.Held,
	}
	if r.Episode != nil {
		b.Line = r.Line
	}
	if r.Assessment != nil {
		b.Levels = r.Assessment.Judged()
	}
	return b
}
