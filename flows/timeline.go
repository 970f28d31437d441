package flows

import (
	"maps"
	"slices"
	"time"

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
	a, c := &drawing.Adult, &children
	sides := [2]lane{{&a.Programme, &c.Programme}, {&a.Support, &c.Support}}
	joint := lane{&a.Joint, &c.Joint}
	raised := map[int]time.Time{}
	for _, r := range slices.Backward(found) {
		switch {
		case r.Kind == RecordChecklist:
			sides[own].add(r.At, r.Levels)
		case r.Kind == RecordJointView:
			for i, levels := range r.Views {
				if i != own {
					sides[i].add(r.At, levels)
				}
			}
		case r.Kind == RecordJointLevel:
			joint.add(r.At, r.Levels)
		case r.Kind == RecordMeeting:
			drawing.Meetings = append(drawing.Meetings, r.Held)
		case r.Kind == RecordEnding:
			drawing.Events = append(drawing.Events, r.At)
		case r.Raised > 0:
			raised[r.Raised] = r.At
		case r.Slip > 0: // it comes after its raising
			delete(raised, r.Slip)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(raised)) {
		drawing.Events = append(drawing.Events, raised[number])
	}
	if anyChildren(children) {
		drawing.Children = &children
	}
	t.do(Show(t.key(), room, picture.Picture{Timeline: &drawing}))
}

// lane is whose levels a line shows: for the adult, and for the children.
type lane struct{ adult, children *[]picture.Step }

func (l lane) add(at time.Time, levels risk.Levels) {
	*l.adult = append(*l.adult, picture.Step{At: at, Level: levels.Adult})
	*l.children = append(*l.children, picture.Step{At: at, Level: levels.Children})
}

// anyChildren reports whether somebody has given a level for children.
func anyChildren(v picture.Views) bool {
	return slices.ContainsFunc(slices.Concat(v.Programme, v.Support, v.Joint), func(s picture.Step) bool {
		return s.Level != "" && s.Level != risk.None
	})
}
