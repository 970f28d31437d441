package render

import (
	"strings"
	"sync"

	"github.com/go-analyze/charts"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// A picture is 1080 pixels wide, three for each of the 360 of a telephone. No text
// is smaller than twelve of those, so that it is legible there without zooming.
const (
	pictureWidth = 1080
	margin       = 32
	small        = 36
	middle       = 40
	large        = 48
)

// The background is the picture's own, so that it reads the same on a light and on
// a dark screen; the edge shows where it ends. Blue and orange stay apart for every
// kind of colour vision, and nothing is told by colour alone: who is who is in the
// shape of the marks, in the dashes, and in a label beside the line.
var (
	paper = charts.ColorFromHex("#FAFAF7")
	edge  = charts.ColorFromHex("#B4BAC2")
	band  = charts.ColorFromHex("#EEF0F2")
	grid  = charts.ColorFromHex("#D3D7DC")
	ink   = charts.ColorFromHex("#1B1F24")
	faint = charts.ColorFromHex("#4A515A")
	blue  = charts.ColorFromHex("#0B5394")
	ember = charts.ColorFromHex("#B34700")
)

// fonts are Go's own, which have Latin, Greek and Cyrillic letters.
var fonts = sync.OnceValue(func() error {
	if err := charts.InstallFont(plainFont, goregular.TTF); err != nil {
		return err
	}
	return charts.InstallFont(boldFont, gobold.TTF)
})

const (
	plainFont = "go regular"
	boldFont  = "go bold"
)

// canvas is a picture while it is drawn. Places are in pixels, from the upper left.
type canvas struct {
	*charts.Painter
	page *page
	err  error // the first text that could not be worded
}

// newCanvas is an empty picture.
func newCanvas(p *page, height int) (*canvas, error) {
	if err := fonts(); err != nil {
		return nil, err
	}
	c := &canvas{page: p, Painter: charts.NewPainter(charts.PainterOptions{
		OutputFormat: charts.ChartOutputPNG, Width: pictureWidth, Height: height,
	})}
	c.FilledRect(0, 0, pictureWidth, height, paper, paper, 0)
	c.LineStroke([]charts.Point{{X: 1, Y: 1}, {X: pictureWidth - 2, Y: 1}, {X: pictureWidth - 2, Y: height - 2}, {X: 1, Y: height - 2}, {X: 1, Y: 0}}, edge, 3)
	return c, nil
}

// letter is how a text looks. Sizes are in pixels.
type letter struct {
	size  float64
	bold  bool
	color charts.Color
}

// style is a letter as the painter knows it: it counts points, 92 to the inch.
func (l letter) style() charts.FontStyle {
	font := plainFont
	if l.bold {
		font = boldFont
	}
	return charts.FontStyle{FontSize: l.size * 72 / 92, FontColor: l.color, Font: charts.GetFont(font)}
}

func (c *canvas) wide(l letter, text string) int { return c.MeasureText(text, 0, l.style()).Width() }

// cut is as much of a text as fits, with an ellipsis for the rest.
func (c *canvas) cut(l letter, text string, width int) string {
	if c.wide(l, text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 1 && c.wide(l, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}

// wrap is a text in at most so many lines, between words where that is possible.
func (c *canvas) wrap(l letter, text string, width, most int) []string {
	var lines []string
	words := strings.Fields(text)
	for len(words) > 0 {
		if len(lines) == most-1 {
			return append(lines, c.cut(l, strings.Join(words, " "), width))
		}
		n := 1
		for n < len(words) && c.wide(l, strings.Join(words[:n+1], " ")) <= width {
			n++
		}
		lines = append(lines, c.cut(l, strings.Join(words[:n], " "), width))
		words = words[n:]
	}
	return lines
}

// write puts a line of text with its middle at the height y. at is where on the
// line x is: 0 its beginning, 0.5 its middle, 1 its end.
func (c *canvas) write(l letter, text string, x, y int, at float64) {
	x -= int(at * float64(c.wide(l, text)))
	c.Text(text, x, y+int(l.size*0.36), 0, l.style())
}

// paragraph puts lines one below the other, with their middle at the height y.
func (c *canvas) paragraph(l letter, lines []string, x, y int, at float64) {
	top := y - (len(lines)-1)*leading(l)/2
	for i, line := range lines {
		c.write(l, line, x, top+i*leading(l), at)
	}
}

// leading is how far apart lines are.
func leading(l letter) int { return int(l.size * 1.15) }

// rule is a straight line.
func (c *canvas) rule(x1, y1, x2, y2 int, color charts.Color, width float64) {
	c.LineStroke([]charts.Point{{X: x1, Y: y1}, {X: x2, Y: y2}}, color, width)
}
