package render

import (
	"cmp"
	"slices"
	"time"

	"github.com/go-analyze/charts"

	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/risk"
)

// The measures of a timeline. Each level is a band, in which each side has a lane of
// its own: where both see the same, both are seen.
const (
	bandHigh    = 84
	lane        = 25
	panelHigh   = 60 + 5*bandHigh + 30 // with its title
	marksHigh   = 84
	axisHigh    = 100
	levelsLeft  = 235 // the widest name of a level, or of marks
	labelsRight = 225 // the widest name of a line
)

// followed is how many critical events can be followed up into the levels by a dotted
// line; more would hide them.
const followed = 12

// bands are the levels from the highest to the lowest.
var bands = []risk.Level{risk.Extreme, risk.High, risk.Medium, risk.NotEnough, risk.Low}

// drawTimeline draws the levels for the adult and for the children one above the
// other, and below them what happened, all over the same time.
func (p *page) drawTimeline(pic picture.Picture) (*canvas, error) {
	panels := []views{{message.New("picture.adult"), pic.Timeline.Adult}}
	if pic.Timeline.Children != nil {
		panels = append(panels, views{message.New("picture.children"), *pic.Timeline.Children})
	}
	head := margin + 20 + leading(letter{size: large})
	c, err := newCanvas(p, head+len(panels)*panelHigh+2*marksHigh+axisHigh+margin/2)
	if err != nil {
		return nil, err
	}
	c.heading(c.say(pic.Title()), "")
	t := timeline{canvas: c, Timeline: *pic.Timeline, axis: newAxis(pic.Timeline.From, pic.Timeline.Until, p.zone,
		margin+levelsLeft+30, pictureWidth-margin-labelsRight-40)}
	t.ticks = t.axis.ticks(calendars[p.lang], func(s string) int { return c.wide(scale, s) })
	below := head + len(panels)*panelHigh
	for i, v := range panels {
		t.panel(v, head+i*panelHigh)
	}
	t.marks("picture.events", pen{color: ink, shape: triangle}, t.Events, below)
	t.marks("picture.meetings", pen{color: faint, shape: circle}, t.Meetings, below+marksHigh)
	t.scale(below + 2*marksHigh)
	return c, nil
}

// scale is how the words along the axes are written.
var scale = letter{small, false, faint}

type timeline struct {
	*canvas
	picture.Timeline
	axis  axis
	ticks []tick
}

// views are one panel.
type views struct {
	title message.Message
	picture.Views
}

// panel draws the bands and the three lines of one panel.
func (t timeline) panel(v views, top int) {
	t.write(letter{middle, true, ink}, t.say(v.title), margin, top+middle/2+4, 0)
	top += 60
	for i, l := range bands {
		y := top + i*bandHigh
		if i%2 == 0 {
			t.FilledRect(margin, y, t.axis.right, y+bandHigh, band, band, 0)
		}
		name := t.wrap(scale, t.say(message.New(message.ID("level."+string(l)))), levelsLeft-12, 2)
		t.paragraph(scale, name, margin+12, y+bandHigh/2, 0)
	}
	bottom := top + len(bands)*bandHigh
	for _, tick := range t.ticks {
		t.rule(t.axis.x(tick.at), top, t.axis.x(tick.at), bottom, grid, 2)
	}
	if len(t.Events) <= followed {
		for _, at := range t.Events {
			t.line(pen{color: faint, width: 3, dash: []float64{3, 9}}, []charts.Point{{X: t.axis.x(at), Y: top}, {X: t.axis.x(at), Y: bottom}})
		}
	}
	var ends []label
	for _, l := range []struct {
		pen    pen
		name   string
		steps  []picture.Step
		offset int
	}{
		{agreed, t.say(message.New("picture.joint")), v.Joint, 0},
		{his, t.Programme, v.Programme, lane},
		{hers, t.Timeline.Support, v.Support, -lane},
	} {
		if y, drawn := t.steps(l.pen, l.steps, top+l.offset); drawn {
			name := letter{small, true, l.pen.color}
			ends = append(ends, label{name, t.wrap(name, oneLine(tidy(l.name)), labelsRight, 2), t.axis.right + 40, y})
		}
	}
	if len(ends) == 0 {
		none := t.say(message.New("picture.no_level"))
		t.write(scale, none, t.axis.right, top-60+middle/2+4, 1) // in no band
	}
	t.labels(ends, top, bottom)
}

// steps draws one line and returns the height of its end, and whether there is one.
// Marks stand where a level was given, as far as there is room for them.
func (t timeline) steps(p pen, steps []picture.Step, top int) (end int, drawn bool) {
	var run, marks []charts.Point
	for i, s := range steps {
		at := slices.Index(bands, s.Level)
		if at < 0 || s.At.After(t.Until) {
			t.line(p, run)
			run = nil
			continue
		}
		from, until := t.axis.x(s.At), t.axis.right
		if i+1 < len(steps) {
			until = t.axis.x(steps[i+1].At)
		}
		y := top + at*bandHigh + bandHigh/2
		run = append(run, charts.Point{X: from, Y: y}, charts.Point{X: until, Y: y})
		if len(marks) == 0 || from-marks[len(marks)-1].X >= 34 {
			marks = append(marks, charts.Point{X: from, Y: y})
		}
		end, drawn = y, true
	}
	t.line(p, run)
	for _, m := range marks {
		t.mark(p, m.X, m.Y)
	}
	return end, drawn
}

// labels writes the names of the lines to the right of their ends.
func (t timeline) labels(ends []label, top, bottom int) {
	slices.SortStableFunc(ends, func(a, b label) int { return cmp.Compare(a.y, b.y) })
	high := func(l label) int { return len(l.lines)*leading(letter{size: small}) + 10 }
	for i, y := range apart(ends, top, bottom, high) {
		l := ends[i]
		t.rule(t.axis.right+6, l.y, l.x-8, y, l.letter.color, 2)
		t.paragraph(l.letter, l.lines, l.x, y, 0)
	}
}

// marks draws a strip of what happened, with how often on its left.
func (t timeline) marks(what message.ID, p pen, all []time.Time, top int) {
	y := top + marksHigh/2
	name := t.wrap(scale, t.say(message.New(what, message.Args{"Count": message.Number(len(all))})), levelsLeft-12, 2)
	t.paragraph(scale, name, margin+12, y, 0)
	t.rule(t.axis.left, y, t.axis.right, y, grid, 3)
	for _, at := range all {
		t.mark(p, t.axis.x(at), y)
	}
}

// scale writes the dates below.
func (t timeline) scale(top int) {
	for _, tick := range t.ticks {
		x := t.axis.x(tick.at)
		t.write(scale, tick.label, x, top+small/2, 0.5)
		t.write(scale, tick.year, x, top+small/2+leading(scale), 0.5)
	}
}
