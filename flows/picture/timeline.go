package picture

import (
	"time"

	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// Timeline is the levels of a case over time, with what happened.
type Timeline struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	// Programme and Support are the names of the two services.
	Programme string `json:"programme"`
	Support   string `json:"support"`
	Adult     Views  `json:"adult"`
	// Children is nil where there are none in the case.
	Children *Views      `json:"children,omitempty"`
	Events   []time.Time `json:"events,omitempty"` // critical ones
	Meetings []time.Time `json:"meetings,omitempty"`
}

// Views are the levels that each service gave, and those agreed on. They are never
// averaged (DOMAIN rule 6).
type Views struct {
	Programme []Step `json:"programme,omitempty"`
	Support   []Step `json:"support,omitempty"`
	Joint     []Step `json:"joint,omitempty"`
}

// Step is a level that holds from a moment on, until the next. With no level, or
// with none that applies, nothing holds: a gap.
type Step struct {
	At    time.Time  `json:"at"`
	Level risk.Level `json:"level,omitempty"`
}

func (l Timeline) words() []message.Message {
	words := []message.Message{message.New("picture.adult_levels", l.lines(l.Adult))}
	if l.Children != nil {
		words = append(words, message.New("picture.children_levels", l.lines(*l.Children)))
	}
	return append(words, message.New("picture.marks", message.Args{
		"Events": message.Nested(times(l.Events)), "Meetings": message.Nested(times(l.Meetings)),
	}))
}

func (l Timeline) lines(v Views) message.Args {
	line := func(who message.Arg, steps []Step) message.Message {
		return message.New("picture.line", message.Args{"Who": who, "Levels": message.Nested(levels(steps))})
	}
	return message.Args{"Lines": message.List([]message.Message{
		line(message.Text(l.Programme), v.Programme),
		line(message.Text(l.Support), v.Support),
		line(message.Nested(message.New("picture.joint")), v.Joint),
	})}
}

// recalled is how many levels before the newest are told. There may be hundreds.
const recalled = 4

// levels are the newest level, since when it holds, and those before it.
func levels(steps []Step) message.Message {
	steps = changes(steps)
	if len(steps) == 0 {
		return message.New("picture.no_level")
	}
	var links []message.Message
	if len(steps) > recalled+1 {
		steps = steps[len(steps)-recalled-1:]
		links = append(links, message.New("picture.earlier"))
	}
	for i, s := range steps {
		level := message.Nested(named(s.Level))
		if i < len(steps)-1 {
			links = append(links, message.New("plain", message.Args{"Text": level}))
			continue
		}
		links = append(links, message.New("picture.since", message.Args{"Level": level, "When": message.Time(s.At)}))
	}
	return chain(links)
}

func named(l risk.Level) message.Message {
	if l == "" {
		return message.New("level.open")
	}
	return message.New(message.ID("level." + string(l)))
}

// changes are the steps at which the level becomes another one.
func changes(steps []Step) []Step {
	var changed []Step
	for _, s := range steps {
		if len(changed) == 0 || changed[len(changed)-1].Level != s.Level {
			changed = append(changed, s)
		}
	}
	return changed
}
