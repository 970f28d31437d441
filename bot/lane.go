package bot

import (
	"slices"

	"asapbot/flows"
)

// lane is what waits for one room, in its order.
type lane struct {
	place   flows.Place
	entries []*outgoing
	urgent  int  // how many of them
	busy    bool // the first is being carried out
	at      int  // in its heap, or -1
	in      *ready
}

// calls reports whether a lane's next calls somebody who is not looking: whoever waits
// for an answer comes first.
func (l *lane) calls() bool { return l.urgent == 0 && l.entries[0].rings() }

// drop removes an entry, wherever it stands.
func (l *lane) drop(one *outgoing) {
	i := slices.Index(l.entries, one)
	if i < 0 {
		return
	}
	if one.urgent() {
		l.urgent--
	}
	if i == 0 {
		l.entries[0] = nil
		l.entries = l.entries[1:]
		return
	}
	l.entries = slices.Delete(l.entries, i, i+1)
}

// overtake lets the first urgent entry pass those before it that have to wait, in a
// room that is open: an alert is not to hang behind a reminder that the homeserver has
// failed to take. What is urgent keeps its order, and nothing passes what opens the
// room or changes its language.
func (l *lane) overtake() {
	at := slices.IndexFunc(l.entries, (*outgoing).urgent)
	if at <= 0 || slices.ContainsFunc(l.entries[:at], (*outgoing).settles) {
		return
	}
	first := l.entries[at]
	l.entries = slices.Insert(slices.Delete(l.entries, at, at+1), 0, first)
}

// settles reports whether an entry makes the room what it is.
func (o *outgoing) settles() bool {
	switch o.effect.(type) {
	case flows.OpenRoom, flows.Speak:
		return true
	}
	return false
}

// ready is a heap of lanes: those with something urgent first, then the oldest.
type ready []*lane

func (r ready) Len() int { return len(r) }

func (r ready) Less(i, j int) bool {
	if a, b := r[i].urgent > 0, r[j].urgent > 0; a != b {
		return a
	}
	return r[i].entries[0].Seq < r[j].entries[0].Seq
}

func (r ready) Swap(i, j int) {
	r[i], r[j] = r[j], r[i]
	r[i].at, r[j].at = i, j
}

func (r *ready) Push(l any) {
	l.(*lane).at = len(*r)
	*r = append(*r, l.(*lane))
}

func (r *ready) Pop() any {
	last := len(*r) - 1
	l := (*r)[last]
	(*r)[last], l.at, l.in = nil, -1, nil
	*r = (*r)[:last]
	return l
}
