package flows

import (
	"maps"
	"slices"

	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/risk"
)

// showSharedTimeline shows the levels over time in the case room, as far as a joint
// view has shown them.
func (t *turn) showSharedTimeline() {
	if !t.c.shares(TopicChecklist) {
		t.sayAll(Shared(t.c.Code), []message.Message{t.c.notShared(TopicChecklist)})
		return
	}
	t.gather(0, ForSharedTimeline)
}

// sayTimeline draws the levels over time: of the other service what a joint view has
// shown; of side own, in its own room, all that it has signed. own is -1 in the case
// room.
func (t *turn) sayTimeline(room Place, own int, found []Record) {
	if room.Kind == CaseRoom && !t.c.shares(TopicChecklist) {
		return
	}
	drawing := picture.Timeline{
		From: t.c.Opened, Until: t.now,
		Programme: t.c.Sides[0].Service.Name, Support: t.c.Sides[1].Service.Name,
	}
	var children picture.Views
	add := func(who string, r Record, l risk.Levels) {
		steps := map[string][2]*[]picture.Step{
			"0": {&drawing.Adult.Programme, &children.Programme}, "1": {&drawing.Adult.Support, &children.Support},
			"joint": {&drawing.Adult.Joint, &children.Joint},
		}[who]
		*steps[0] = append(*steps[0], picture.Step{At: r.At, Level: l.Adult})
		*steps[1] = append(*steps[1], picture.Step{At: r.At, Level: l.Children})
		if l.Children != "" && l.Children != risk.None {
			drawing.Children = &children
		}
	}
	sides, alerts := [2]string{"0", "1"}, map[int]Record{}
	for _, r := range slices.Backward(found) {
		switch r.Kind {
		case RecordChecklist:
			add(sides[own], r, r.Levels)
		case RecordJointView:
			for i, levels := range r.Views {
				if i != own {
					add(sides[i], r, levels)
				}
			}
		case RecordJointLevel:
			add("joint", r, r.Levels)
		case RecordEnding:
			drawing.Events = append(drawing.Events, r.At)
		case RecordAlert:
			alerts[alertNumber(r)] = r // taken back in the end, where it was a slip
		}
	}
	for _, number := range slices.Sorted(maps.Keys(alerts)) {
		if r := alerts[number]; raised(r) {
			drawing.Events = append(drawing.Events, r.At)
		}
	}
	t.do(Show(t.key(), room, picture.Picture{Timeline: &drawing}))
}

// raised reports whether a record is that of a critical event, and takenBack of one that
// was a slip.
func raised(r Record) bool { return r.Line.ID == "record.alert_raised" }

func takenBack(r Record) bool { return r.Line.ID == "record.alert_withdrawn" }

func alertNumber(r Record) int {
	if n := r.Line.Args["Number"].Number; n != nil {
		return *n
	}
	return 0
}
