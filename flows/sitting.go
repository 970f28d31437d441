package flows

import (
	"regexp"
	"strconv"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/interview"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// Sitting is one questionnaire on change, at one time point, of one of the two: the
// programme gives his, victim support hers (DOMAIN section 6). What was answered is in
// the records.
type Sitting struct {
	Done int `json:"done,omitempty"` // the number of its record; the newest version's
	// Missing is why it cannot be given. Nothing ever waits for it.
	Missing string `json:"missing,omitempty"`
	// Asked is how often it was asked for, and Last when.
	Asked int       `json:"asked,omitempty"`
	Last  time.Time `json:"last,omitzero"`
}

// waits reports whether it is still to be given.
func (s Sitting) waits() bool { return s.Done == 0 && s.Missing == "" }

// Sittings are those of one side, T0 to T4.
type Sittings [picture.TimePoints]Sitting

// timePoint is the parameter of a questionnaire on change.
const timePoint = "time_point"

// impact is the questionnaire on change that a side gives. One that the operators have
// added takes the place of the bundled one.
func impact(i int) (*instrument.Definition, bool) {
	respondent := []instrument.Respondent{instrument.Client, instrument.Partner}[i]
	var found *instrument.Definition
	for _, d := range instrument.Library() {
		values := d.Parameters[timePoint]
		if d.Respondent == respondent && len(d.Parameters) == 1 && len(values) == picture.TimePoints {
			found, _ = instrument.Latest(d.ID)
		}
	}
	return found, found != nil
}

// due is when a side's sitting is due; zero where nobody knows yet. The days of the
// programme are the other service's only once both have an agreement.
func (c Case) due(i, point int) time.Time {
	switch {
	case point == 0:
		return c.Opened
	case i != 0 && !c.agreed():
		return time.Time{}
	}
	if e := c.Ended[0]; e.Over() && (i == 0 || e.Told) {
		return c.Course.ended(e.Day).day(point)
	}
	return c.Course.day(point)
}

// dueSittings are the time points that are due and wait, the oldest first.
func (t *turn) dueSittings(i int) []int {
	var due []int
	for p, s := range t.c.Sides[i].Sittings {
		if at := t.c.due(i, p); s.waits() && !at.IsZero() && !at.After(t.now) {
			due = append(due, p)
		}
	}
	return due
}

// asked is how often a sitting was asked for since it is due; it may have been due on
// another day before.
func (c Case) asked(i, point int) int {
	s := c.Sides[i].Sittings[point]
	if s.Last.Before(c.due(i, point)) {
		return 0
	}
	return s.Asked
}

// askedFor counts the sittings that were asked for and still wait.
func (c Case) askedFor(i int) int {
	n := 0
	for p, s := range c.Sides[i].Sittings {
		if at := c.due(i, p); s.waits() && !at.IsZero() && c.asked(i, p) > 0 {
			n++
		}
	}
	return n
}

// impact begins the oldest questionnaire on change that is due, or the one of a time
// point: `impact T2`; `impact T2 missing` asks why it cannot be given.
func (t *turn) impact(i int, by Person, c command.Command) {
	point, missing, ok := t.readPoint(i, c.Rest)
	due := t.dueSittings(i)
	switch {
	case !ok && talk(c):
	case !ok:
		t.say(t.c.private(i), "impact.how")
	case point < 0 && len(due) == 0:
		t.sayAll(t.c.private(i), []message.Message{message.New("impact.none_due"), t.impactLines(i)})
	case missing && point < 0:
		t.askMissing(i, due[0])
	case missing:
		t.askMissing(i, point)
	case point < 0:
		t.beginSitting(i, by, due[0])
	default:
		t.beginSitting(i, by, point)
	}
}

// pointTyped is a time point at the beginning of a line.
var pointTyped = regexp.MustCompile(`(?i)^T ?([0-4])\b`)

// readPoint reads `T2`, `T2 missing` and `missing`; without a time point it is -1.
func (t *turn) readPoint(i int, rest string) (point int, missing, ok bool) {
	point = -1
	if found := pointTyped.FindStringSubmatch(rest); found != nil {
		point, _ = strconv.Atoi(found[1])
		rest = rest[len(found[0]):]
	}
	if rest = command.Only(rest); rest == "" {
		return point, false, true
	}
	said, known := command.Parse(rest, t.c.Sides[i].Service.Language)
	return point, true, known && said.Word == command.Missing && said.Rest == ""
}

// beginSitting opens the questionnaire of a time point.
func (t *turn) beginSitting(i int, by Person, point int) {
	def, ok := impact(i)
	s := t.c.Sides[i].Sittings[point]
	switch {
	case !ok:
		t.say(t.c.private(i), "checklist.version_missing")
	case s.Done > 0:
		t.say(t.c.private(i), "impact.done_already", pointArgs(point), message.Args{"Number": message.Text(strconv.Itoa(s.Done))})
	case !t.busy(i, by, def.ID):
		t.enter(by, i, "journal.questionnaire_begun", titleArgs(def))
		t.beginWith(i, by, def, map[string]string{timePoint: picture.TimePoint(point)})
	}
}

// pointOf is the time point of an interview on change.
func pointOf(iv interview.Interview) (int, bool) {
	for p := range picture.TimePoints {
		if iv.Parameters[timePoint] == picture.TimePoint(p) {
			return p, true
		}
	}
	return 0, false
}

// refusals are answers to the question whether somebody agrees to answer today, and
// what they mean for the sitting. Another day is no refusal.
var refusals = map[string]string{"no": "declined", "not_safe": "not_safe"}

// agreesToday is the question that may end a questionnaire on change at its beginning.
const agreesToday = "agrees_today"

// keepSitting keeps what was answered at a time point.
func (t *turn) keepSitting(i, point int, r Record) {
	s := &t.c.Sides[i].Sittings[point]
	args := message.Args{"Title": titled(*r.Form), "Version": version(*r.Form), "Point": message.Text(picture.TimePoint(point))}
	r.Kind, r.Line = RecordImpact, message.New("record.impact", args)
	number := t.record(i, r)
	switch agrees := r.Form.Given()[agreesToday]; {
	case agrees == "" || agrees == "yes":
		*s = Sitting{Done: number}
		t.signedOther(i, number, args)
		t.changed(point)
	case refusals[agrees] != "":
		*s = Sitting{Missing: refusals[agrees]}
		t.signedOther(i, number, args, t.missingMessage("impact.missing_noted", point, s.Missing))
	default:
		t.signedOther(i, number, args, message.New("impact.another_day", pointArgs(point)))
	}
}

func pointArgs(point int) message.Args {
	return message.Args{"Point": message.Text(picture.TimePoint(point))}
}

// impactLines lists the time points of a side, and how each stands.
func (t *turn) impactLines(i int) message.Message {
	var lines []message.Message
	for p := range t.c.Sides[i].Sittings {
		lines = append(lines, t.impactLine(i, p))
	}
	return message.New("impact.lines", message.Args{"Lines": message.List(lines)})
}

func (t *turn) impactLine(i, p int) message.Message {
	s, at := t.c.Sides[i].Sittings[p], t.c.due(i, p)
	day := message.Args{}
	if !at.IsZero() {
		day["Day"] = message.Day(t.c.Sides[i].Service.midnight(at))
	}
	switch {
	case s.Done > 0:
		return message.New("impact.line_done", pointArgs(p), message.Args{"Number": message.Text(strconv.Itoa(s.Done))})
	case s.Missing != "":
		return t.missingMessage("impact.line_missing", p, s.Missing)
	case at.IsZero():
		return message.New("impact.line_open", pointArgs(p))
	case at.After(t.now):
		return message.New("impact.line_coming", pointArgs(p), day)
	}
	return message.New("impact.line_due", pointArgs(p), day)
}

// dueLines are what `status` says of what is due.
func (t *turn) dueLines(i int) []message.Message {
	due := t.dueSittings(i)
	if len(due) == 0 {
		return nil
	}
	var lines []message.Message
	for _, p := range due {
		lines = append(lines, t.impactLine(i, p))
	}
	return []message.Message{message.New("impact.due_here", message.Args{"Lines": message.List(lines)})}
}
