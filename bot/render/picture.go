package render

import (
	"errors"

	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// Drawing is a picture in pixels.
type Drawing struct {
	PNG           []byte
	Width, Height int
}

// Draw draws a picture in the room's first language: twice the words would be half
// as legible on a telephone. The caption has them in every language.
func (r *Renderer) Draw(room Room, p picture.Picture) (Drawing, error) {
	if len(room.Languages) == 0 {
		return Drawing{}, errNoLanguage
	}
	page := r.page(room.Languages[0], room.Zone)
	var c *canvas
	var err error
	switch {
	case p.Change != nil:
		c, err = page.drawChange(p)
	case p.Timeline != nil:
		c, err = page.drawTimeline(p)
	default:
		err = errors.New("render: a picture of nothing")
	}
	if err != nil {
		return Drawing{}, err
	}
	if c.err != nil {
		return Drawing{}, c.err
	}
	png, err := c.Bytes()
	return Drawing{PNG: png, Width: c.Width(), Height: c.Height()}, err
}

// flat is a message as plain text on one line.
func (p *page) flat(m message.Message) (string, error) {
	text, err := p.fill(m)
	return oneLine(p.plain(text)), err
}

// say is a message as the canvas can write it.
func (c *canvas) say(m message.Message) string {
	text, err := c.page.flat(m)
	if c.err == nil {
		c.err = err
	}
	return text
}

// heading writes the title, on one line, and what is to be known below it.
func (c *canvas) heading(title, below string) {
	const width = pictureWidth - 2*margin
	l := letter{large, true, ink}
	for l.size > small && c.wide(l, title) > width {
		l.size--
	}
	y := margin + large/2 + 6
	c.write(l, c.cut(l, title, width), margin, y, 0)
	c.write(scale, c.cut(scale, below, width), margin, y+leading(l), 0)
}
