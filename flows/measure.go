package flows

import (
	"slices"
	"strings"
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Measure is a protection measure, or another condition, with its last day: when it
// ends, the danger grows (DOMAIN section 8).
type Measure struct {
	Number int       `json:"number"` // counts the case's measures
	Until  time.Time `json:"until"`  // the last day, in the case room's zone
	What   string    `json:"what,omitempty"`
	Side   int       `json:"side"`
	By     Person    `json:"by"`
	Shared bool      `json:"shared,omitempty"` // it was written down where both read it
}

// mostMeasures is how many a case can have at a time.
const mostMeasures = 20

// measureTimer comes due on the morning of the next last day.
const measureTimer = "measures"

// measure writes one down: `measure until 1/12/2026 the order not to come near`;
// `measure remove 2` takes it off, and `measure` lists them. In the own room "measure"
// without a day is talk.
func (t *turn) measure(i int, in Said, c command.Command) {
	s := t.c.Sides[i].Service
	sub, _ := command.Parse(c.Rest, s.Language)
	number, _ := numbered(sub.Rest)
	until, what, err := t.readMeasure(i, c.Rest)
	switch {
	case c.Rest == "":
		t.listMeasures(i, in.In)
	case sub.Word == command.Remove && number > 0:
		t.endMeasure(i, number, in)
	case err == command.NotAMoment && !c.Marked:
		// talk
	case err == command.Past:
		t.say(in.In, "measure.past", message.Args{"Day": message.Day(until)})
	case err != nil:
		t.say(in.In, "measure.how")
	case len(t.c.Measures) >= mostMeasures:
		t.say(in.In, "measure.too_many", message.Args{"Max": message.Number(mostMeasures)})
	default:
		t.addMeasure(i, Measure{Until: t.c.dayOf(until), What: what, Side: i, By: in.By, Shared: in.In.Kind == CaseRoom}, in.In)
	}
}

// readMeasure reads the last day, at the beginning or at the end, and what it is.
func (t *turn) readMeasure(i int, rest string) (time.Time, string, error) {
	s := t.c.Sides[i].Service
	now := t.now.In(zone(s.Zone))
	if c, known := command.Parse(rest, s.Language); known && c.Word == command.Until {
		rest = c.Rest
	}
	words := strings.Fields(rest)
	for n := min(len(words), 6); n > 0; n-- {
		if at, _, err := command.Moment(strings.Join(words[:n], " "), now, s.Language); err != command.NotAMoment {
			return at, strings.Join(words[n:], " "), err
		}
	}
	what, at, err := command.MomentAtEnd(rest, now, s.Language)
	what = strings.Join(strings.Fields(command.BeforeFillers(what)), " ")
	if head, _, found := cutUntil(what, s.Language); found {
		what = head
	}
	return at, what, err
}

// cutUntil cuts the "until" off with which a text ends.
func cutUntil(text, language string) (head, until string, found bool) {
	words := strings.Fields(text)
	for n := min(len(words), 2); n > 0; n-- {
		last := strings.Join(words[len(words)-n:], " ")
		if c, known := command.Parse(last, language); known && c.Word == command.Until && c.Rest == "" {
			return strings.Join(words[:len(words)-n], " "), last, true
		}
	}
	return text, "", false
}

func (t *turn) addMeasure(i int, m Measure, in Place) {
	t.c.MeasuresMade++
	m.Number = t.c.MeasuresMade
	t.c.Measures = append(slices.Clone(t.c.Measures), m)
	t.enter(m.By, i, "journal.measure")
	t.recordMeasure(m, "record.measure", m.By)
	t.say(in, "measure.added", m.args())
	t.setMeasureTimer()
}

func (t *turn) recordMeasure(m Measure, line message.ID, by Person) {
	r := Record{Kind: RecordMeasure, By: by, Line: message.New(line, m.args())}
	if m.Shared {
		t.recordShared(r)
	} else {
		t.record(m.Side, r)
	}
}

// endMeasure takes one off that has been lifted, or was a mistake.
func (t *turn) endMeasure(i, number int, in Said) {
	at := slices.IndexFunc(t.c.Measures, func(m Measure) bool { return m.Number == number && (m.Shared || m.Side == i) })
	if at < 0 {
		t.listMeasures(i, in.In)
		return
	}
	m := t.c.Measures[at]
	t.c.Measures = slices.Delete(slices.Clone(t.c.Measures), at, at+1)
	t.enter(in.By, i, "journal.measure_removed")
	t.recordMeasure(m, "record.measure_removed", in.By)
	t.say(in.In, "measure.removed", message.Args{"Number": message.Number(number)})
	t.setMeasureTimer()
}

// listMeasures lists those that may be read in a room: in the case room what was
// written there.
func (t *turn) listMeasures(i int, in Place) {
	var lines []message.Message
	for _, m := range t.c.Measures {
		if m.Shared || in.Kind == PrivateRoom && m.Side == i {
			lines = append(lines, message.New("measure.line", m.args()))
		}
	}
	t.say(in, "measure.list", message.Args{"Measures": message.List(lines)})
}

func (m Measure) args() message.Args {
	return message.Args{"Number": message.Number(m.Number), "Day": message.Day(m.Until), "What": message.Text(m.What)}
}

func (t *turn) setMeasureTimer() {
	var next time.Time
	for _, m := range t.c.Measures {
		if at := t.c.morning(m.Until); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	if next.IsZero() {
		t.do(CancelTimer{Name: measureTimer})
		return
	}
	t.do(SetTimer{Name: measureTimer, At: next})
}

// measuresEnd proposes an alert on the morning of a measure's last day, in the room of
// the service that wrote it down; of both, where both read it.
func (t *turn) measuresEnd() {
	var left []Measure
	for _, m := range t.c.Measures {
		if t.c.morning(m.Until).After(t.now) {
			left = append(left, m)
			continue
		}
		for i, s := range t.c.Sides {
			if i == m.Side || m.Shared {
				t.tell(t.c.private(i), without([]Person{s.Manager}, []Person{""}), "ring.case", message.New("measure.ends", m.args()))
				t.propose(i, alert.Release, forMeasure, m.args())
			}
		}
	}
	t.c.Measures = left
	t.setMeasureTimer()
}
