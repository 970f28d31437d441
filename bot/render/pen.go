package render

import "github.com/go-analyze/charts"

// pen is how one side's line looks: colour, dashes, and the shape of its marks.
type pen struct {
	color charts.Color
	width float64
	dash  []float64 // none is a solid line
	shape shape
}

type shape int

const (
	square shape = iota
	circle
	diamond
	triangle
)

// His and the programme's line is dashed with full squares, hers and victim support's
// is solid with open circles, and what both agreed on is thick with full diamonds.
var (
	his    = pen{blue, 7, []float64{20, 12}, square}
	hers   = pen{ember, 7, nil, circle}
	agreed = pen{ink, 13, nil, diamond}
)

// line draws a line through the points.
func (c *canvas) line(p pen, points []charts.Point) {
	switch {
	case len(points) < 2:
	case p.dash == nil:
		c.LineStroke(points, p.color, p.width)
	default:
		c.DashedLineStroke(points, p.color, p.width, p.dash)
	}
}

// mark draws the mark of a point, about as wide as a small letter is high.
func (c *canvas) mark(p pen, x, y int) {
	const r = 13
	switch p.shape {
	case square:
		c.FilledRect(x-r+1, y-r+1, x+r-1, y+r-1, p.color, paper, 2)
	case circle:
		c.Circle(r-2, x, y, paper, p.color, 6)
	case diamond:
		c.FilledDiamond(x, y, 2*r+6, 2*r+6, p.color, paper, 2)
	case triangle:
		corners := []charts.Point{{X: x - r - 5, Y: y + r}, {X: x, Y: y - r - 5}, {X: x + r + 5, Y: y + r}, {X: x - r - 5, Y: y + r}}
		c.FillArea(corners, p.color)
		c.LineStroke(corners, paper, 2)
	}
}

// label is a text beside a line's end.
type label struct {
	letter letter
	lines  []string
	x, y   int // beside the end
}

// apart moves labels up and down until none covers another, between two heights. They
// come in the order of their heights.
func apart(labels []label, top, bottom int, high func(label) int) []int {
	at := make([]int, len(labels))
	for i, l := range labels {
		at[i] = max(l.y, top+high(l)/2)
		if i > 0 {
			at[i] = max(at[i], at[i-1]+(high(labels[i-1])+high(l))/2)
		}
	}
	for i := len(labels) - 1; i >= 0; i-- {
		limit := bottom - high(labels[i])/2
		if i < len(labels)-1 {
			limit = at[i+1] - (high(labels[i+1])+high(labels[i]))/2
		}
		at[i] = min(at[i], limit)
	}
	return at
}
