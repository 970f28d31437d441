// Package picture holds what a room is shown as a picture, before it is drawn:
// numbers and times, and messages in the place of words. There are two kinds, the
// change over the time points (DOMAIN section 6) and the levels over time (section
// 3). Each can also say itself in words, for those who cannot see it. Neither says
// what the figures mean: the reading is left to people (section 5).
package picture

import (
	"strconv"
	"time"

	"asapbot/flows/message"
)

// Picture is one of the two kinds.
type Picture struct {
	Case     string    `json:"case,omitempty"` // its code
	Change   *Change   `json:"change,omitempty"`
	Timeline *Timeline `json:"timeline,omitempty"`
}

// Title is the picture's own heading. It stands in the picture, not on a lock
// screen.
func (p Picture) Title() message.Message {
	code := message.Args{"Code": message.Text(p.Case)}
	if p.Timeline != nil {
		return message.New("picture.timeline", code)
	}
	return message.New("picture.change", code)
}

// Words is the caption: all that the picture shows, in paragraphs. Clients make
// telephones ring for every picture, so the first line is fit for a lock screen; and
// both kinds show what comes from her side, so the last one says whom it must never
// reach (DOMAIN rule 3).
func (p Picture) Words() []message.Message {
	words := []message.Message{
		message.New("ring.picture", message.Args{"Code": message.Text(p.Case)}),
		message.New("picture.titled", message.Args{"Title": message.Nested(p.Title())}),
	}
	switch {
	case p.Change != nil:
		words = append(words, p.Change.words()...)
	case p.Timeline != nil:
		words = append(words, p.Timeline.words()...)
	}
	return append(words, message.New("joint.never_to_him"))
}

// chain is messages on one line, in their order. The zero message stands for none.
func chain(links []message.Message) message.Message {
	if len(links) == 0 {
		return message.Message{}
	}
	last := links[len(links)-1]
	if len(links) == 1 {
		return last
	}
	return message.New("picture.then", message.Args{
		"Before": message.Nested(chain(links[:len(links)-1])), "Then": message.Nested(last),
	})
}

// times says how many there are, and when the latest was.
func times(all []time.Time) message.Message {
	if len(all) == 0 {
		return message.New("picture.none")
	}
	return message.New("picture.times", message.Args{
		"Number": message.Number(len(all)), "Latest": message.Time(latest(all)),
	})
}

func latest(all []time.Time) time.Time {
	last := all[0]
	for _, t := range all {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// TimePoint is how people call the n-th time point: T0, T1 …
func TimePoint(n int) string { return "T" + strconv.Itoa(n) }
