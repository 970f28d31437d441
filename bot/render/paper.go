package render

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"asapbot/flows"
)

// The measures of a paper, in millimetres and points: A4 with room to punch holes.
const (
	paperMargin = 22
	paperFoot   = 18
	paperIndent = 5
	paperFont   = "go"

	titleSize   = 17
	headingSize = 12.5
	textSize    = 10.5
	footSize    = 8.5

	lineHigh = 0.3528 * 1.35 // millimetres a point, and the room between lines
)

// paper is a document as a PDF, in the room's first language. It names no author, no
// program and no case but in its text; its time is the one that the core gave it, so
// that the same document is the same file.
func (r *Renderer) paper(room Room, doc flows.Paper) (Made, error) {
	text, err := r.printed(room, doc)
	if err != nil {
		return Made{}, err
	}
	counted, err := text.lay(0)
	if err != nil {
		return Made{}, err
	}
	// Again, with the number of pages in the foot: the fonts hold only the letters
	// that were used, so it cannot be put in afterwards.
	laid, err := text.lay(counted.PageCount())
	if err != nil {
		return Made{}, err
	}
	var body bytes.Buffer
	if err := laid.Output(&body); err != nil {
		return Made{}, fmt.Errorf("render: a paper: %w", err)
	}
	return Made{Type: "application/pdf", Body: body.Bytes()}, nil
}

// printed is a paper in words.
type printed struct {
	of    flows.Paper
	lang  string
	title string
	parts []printedPart
}

type printedPart struct {
	heading    string
	paragraphs []string
}

func (r *Renderer) printed(room Room, doc flows.Paper) (printed, error) {
	p := r.page(room.Languages[0], room.Zone)
	title, err := p.flat(doc.Title)
	if err != nil {
		return printed{}, err
	}
	all := printed{of: doc, lang: room.Languages[0], title: legible(title)}
	for _, part := range doc.Parts {
		heading, err := p.flat(part.Heading)
		if err != nil {
			return printed{}, err
		}
		one := printedPart{heading: legible(heading)}
		for _, m := range part.Text {
			text, err := p.fill(m)
			if err != nil {
				return printed{}, err
			}
			if text != "" {
				one.paragraphs = append(one.paragraphs, legible(p.plain(text)))
			}
		}
		all.parts = append(all.parts, one)
	}
	return all, nil
}

// lay puts the text on pages; pages is how many there are, 0 where nobody knows yet.
func (p printed) lay(pages int) (*fpdf.Fpdf, error) {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCatalogSort(true)
	pdf.SetProducer("", false)
	pdf.SetLang(p.lang)
	pdf.SetCreationDate(p.of.At.UTC())
	pdf.SetModificationDate(p.of.At.UTC())
	pdf.AddUTF8FontFromBytes(paperFont, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(paperFont, "B", gobold.TTF)
	pdf.SetMargins(paperMargin, paperMargin, paperMargin)
	pdf.SetAutoPageBreak(true, paperFoot+6)
	pdf.SetFooterFunc(func() {
		pdf.SetY(-paperFoot)
		pdf.SetFont(paperFont, "", footSize)
		pdf.CellFormat(0, 5, fmt.Sprintf("%s · %d / %d", p.title, pdf.PageNo(), pages), "", 0, "C", false, 0, "")
	})
	pdf.AddPage()
	write(pdf, "B", titleSize, p.title)
	for _, part := range p.parts {
		if _, high := pdf.GetPageSize(); pdf.GetY() > high-3*paperFoot {
			pdf.AddPage() // no heading at the foot of a page
		}
		if part.heading != "" {
			pdf.Ln(4)
			write(pdf, "B", headingSize, part.heading)
		}
		for _, text := range part.paragraphs {
			pdf.Ln(1.5)
			for line := range strings.Lines(text) {
				line = strings.TrimSuffix(line, "\n")
				if strings.HasPrefix(text, item) {
					list(pdf, line)
				} else {
					write(pdf, "", textSize, line)
				}
			}
		}
	}
	return pdf, pdf.Error()
}

// item is what an item of a list begins with in plain text. A paragraph that begins so
// is a list, and whatever stands in it belongs to one of its items.
const item = "- "

// list puts an item, or more of it, on the page.
func list(pdf *fpdf.Fpdf, line string) {
	pdf.SetFont(paperFont, "", textSize)
	mark := ""
	if text, ok := strings.CutPrefix(line, item); ok {
		line, mark = text, "•"
	}
	pdf.CellFormat(paperIndent, textSize*lineHigh, mark, "", 0, "L", false, 0, "")
	write(pdf, "", textSize, line)
}

// write puts a line on the page, in as many as it takes.
func write(pdf *fpdf.Fpdf, style string, size float64, line string) {
	pdf.SetFont(paperFont, style, size)
	pdf.MultiCell(0, size*lineHigh, line, "", "L", false)
}

// letters are those of the font.
var letters = sync.OnceValue(func() *sfnt.Font {
	font, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(fmt.Sprintf("the font: %v", err)) // embedded: a test loads it
	}
	return font
})

// legible is a text in letters that the font has: Latin, Greek and Cyrillic. A box
// stands for any other, such as a face, so that nobody takes the text for whole.
func legible(text string) string {
	return strings.Map(func(c rune) rune {
		if c == '\n' {
			return c
		}
		if unicode.IsSpace(c) {
			return ' '
		}
		if at, err := letters().GlyphIndex(nil, c); err == nil && at != 0 && c <= 0xFFFF {
			return c
		}
		if unicode.In(c, unicode.Mn, unicode.Cf, unicode.Me) {
			return -1
		}
		return '□'
	}, text)
}
