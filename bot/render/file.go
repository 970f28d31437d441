package render

import (
	"asapbot/flows"
)

// File is a file that is to be made, by Make, and what it is called.
type File struct {
	Name string
	// Title says what it is, in one line.
	Title  string
	attach flows.Attach
}

// Made is a file as it is sent.
type Made struct {
	Type string // MIME type
	Body []byte
	// Width and Height of a picture, in pixels.
	Width, Height int
}

// Attach renders a file's words in the room's languages. The file itself is made by
// Make, which takes its time.
func (r *Renderer) Attach(room Room, a flows.Attach) (Out, error) {
	out, err := r.Say(room, flows.Say{Text: a.Text})
	if err != nil {
		return Out{}, err
	}
	p := r.page(room.Languages[0], room.Zone)
	out.File = &File{attach: a}
	if out.File.Name, err = p.flat(a.Name); err != nil {
		return Out{}, err
	}
	switch {
	case a.Calendar != nil:
		out.File.Title, err = p.flat(calendarTitle(a))
	case a.Paper != nil:
		out.File.Title, err = p.flat(a.Paper.Title)
	default:
		out.File.Title, err = p.flat(a.Picture.Title())
	}
	return out, err
}

// Make makes a file in the room's first language and its zone.
func (r *Renderer) Make(room Room, f File) (Made, error) {
	if len(room.Languages) == 0 {
		return Made{}, errNoLanguage
	}
	switch a := f.attach; {
	case a.Calendar != nil:
		return r.calendar(room, a)
	case a.Paper != nil:
		return r.paper(room, *a.Paper)
	default:
		d, err := r.Draw(room, a.Picture)
		return Made{Type: "image/png", Body: d.PNG, Width: d.Width, Height: d.Height}, err
	}
}
