package render

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/go-analyze/charts"

	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// The measures of a change: domains in two columns, each a small chart of its own.
const (
	changeTop    = 190
	domainHigh   = 436
	domainPlot   = 230 // from 0 to 100 %
	domainAbove  = 122 // the domain's name
	domainBeside = 74  // the scale
	domainLabel  = 162 // who, and how much
	afterMark    = 28
	betweenPlots = 24
)

// drawChange draws, for each domain, his and her answers side by side over the time
// points. All domains have the same scale, from nothing to the maximum.
func (p *page) drawChange(pic picture.Picture) (*canvas, error) {
	domains := pic.Change.Domains
	columns := min(2, max(1, len(domains)))
	rows := max(1, (len(domains)+columns-1)/columns)
	c, err := newCanvas(p, changeTop+rows*domainHigh+margin/2)
	if err != nil {
		return nil, err
	}
	c.heading(c.say(pic.Title()), c.say(message.New("picture.of_maximum")))
	if len(domains) == 0 {
		c.write(letter{middle, false, faint}, c.say(message.New("picture.no_answers")), margin, changeTop+domainHigh/2, 0)
	}
	width := (pictureWidth - 2*margin - (columns-1)*betweenPlots) / columns
	for i, d := range domains {
		c.domain(d, margin+i%columns*(width+betweenPlots), changeTop+i/columns*domainHigh, width)
	}
	return c, nil
}

// plot is the place of one domain's chart.
type plot struct{ left, top, right, bottom int }

func (p plot) x(point int) int {
	return p.left + 28 + point*(p.right-p.left-48)/(picture.TimePoints-1)
}

// aside is how far each line stands beside its time point, so that both are seen
// where both say the same.
const aside = 9

func (p plot) y(percent int) int {
	return p.bottom - min(100, max(0, percent))*(p.bottom-p.top)/100
}

func (c *canvas) domain(d picture.Domain, x, y, width int) {
	name := letter{middle, true, ink}
	lines := c.wrap(name, c.say(d.Name), width, 2)
	c.paragraph(name, lines, x, y+leading(name)*(4-len(lines))/2, 0)
	at := plot{x + domainBeside, y + domainAbove, x + width - domainLabel - 8, y + domainAbove + domainPlot}
	for _, percent := range []int{0, 50, 100} {
		c.rule(at.left, at.y(percent), at.right, at.y(percent), grid, 3)
		c.write(scale, fmt.Sprint(percent), at.left-8, at.y(percent), 1)
	}
	for n := range picture.TimePoints {
		c.write(scale, picture.TimePoint(n), at.x(n), at.bottom+small, 0.5)
	}
	c.answers(d, at)
}

// answers are the two lines and their labels.
func (c *canvas) answers(d picture.Domain, at plot) {
	beside := func(by int) plot { return plot{at.left + by, at.top, at.right + by, at.bottom} }
	d.His, d.Hers = inOrder(d.His), inOrder(d.Hers)
	him := c.answered(his, d.His, beside(-aside))
	her := c.answered(hers, d.Hers, beside(aside))
	var ends []label
	for _, side := range []struct {
		pen          pen
		who          message.Message
		points, over []charts.Point
		shares       []picture.Share
	}{
		{his, message.New("picture.him"), him, her, d.His},
		{hers, message.New("picture.her"), her, him, d.Hers},
	} {
		if n := len(side.points); n > 0 {
			name := letter{small, true, side.pen.color}
			percent := " " + fmt.Sprint(side.shares[len(side.shares)-1].Percent)
			end := side.points[n-1]
			x := beyond(end, side.over) + afterMark
			room := at.right + domainLabel + betweenPlots - x
			who := c.cut(name, c.say(side.who), room-c.wide(name, percent))
			ends = append(ends, label{name, []string{who + percent}, x, end.Y})
		}
	}
	if len(ends) == 0 {
		c.write(scale, c.say(message.New("picture.not_given")), (at.left+at.right)/2, at.y(75), 0.5)
	}
	slices.SortStableFunc(ends, func(a, b label) int { return cmp.Compare(a.y, b.y) })
	high := func(label) int { return small + 4 }
	for i, y := range apart(ends, at.top-small/2, at.bottom+small/2, high) {
		c.write(ends[i].letter, ends[i].lines[0], ends[i].x, y, 0)
	}
}

// inOrder are the shares of the time points that there are, by time.
func inOrder(shares []picture.Share) []picture.Share {
	known := slices.DeleteFunc(slices.Clone(shares), func(s picture.Share) bool {
		return s.Point < 0 || s.Point >= picture.TimePoints
	})
	slices.SortStableFunc(known, func(a, b picture.Share) int { return cmp.Compare(a.Point, b.Point) })
	return known
}

// beyond is where a label can stand to the right of a line's end: beside it, or
// where the other line goes on at about the same height, behind that one.
func beyond(end charts.Point, other []charts.Point) int {
	goesOn := slices.DeleteFunc(slices.Clone(other), func(p charts.Point) bool { return p.X < end.X-2*aside })
	if len(goesOn) == 0 {
		return end.X
	}
	top, bottom := goesOn[0].Y, goesOn[0].Y
	for _, p := range goesOn {
		top, bottom = min(top, p.Y), max(bottom, p.Y)
	}
	if end.Y < top-small || end.Y > bottom+small {
		return end.X
	}
	return max(end.X, goesOn[len(goesOn)-1].X)
}

// answered draws one line, broken where a time point is missing, and returns its
// points.
func (c *canvas) answered(p pen, shares []picture.Share, at plot) []charts.Point {
	var points, run []charts.Point
	for i, s := range shares {
		if i > 0 && s.Point != shares[i-1].Point+1 {
			c.line(p, run)
			run = nil
		}
		point := charts.Point{X: at.x(s.Point), Y: at.y(s.Percent)}
		points, run = append(points, point), append(run, point)
	}
	c.line(p, run)
	for _, point := range points {
		c.mark(p, point.X, point.Y)
	}
	return points
}
