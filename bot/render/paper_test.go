package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"

	"asapbot/flows"
	"asapbot/flows/message"
)

const papers = `
paper.file: "paper.pdf"
paper.title: "K-4821 · Πρακτικά / Протокол"
paper.heading: "Συνάντηση {{.Number}} – Среща"
paper.lines: "{{.Lines}}"
paper.line: "**Συμφωνήθηκε:** {{.Text}}"
paper.note: "Οι βαθμοί δεν είναι *επικυρωμένοι*."
ring.paper: "Έγγραφο"
`

// minutes is a paper of some pages, with words that no font has.
func minutes() flows.Paper {
	var lines []message.Message
	for n := range 45 {
		lines = append(lines, message.New("paper.line", message.Args{"Text": message.Text(fmt.Sprintf("точка %d, «ναι» è così; %s", n+1, strings.Repeat("дълъг текст ", n%3*4)))}))
	}
	return flows.Paper{
		Title: message.New("paper.title"), At: time.Date(2026, 11, 23, 9, 0, 0, 0, rome),
		Parts: []flows.Part{
			{Text: []message.Message{message.New("paper.note")}},
			{Heading: message.New("paper.heading", message.Args{"Number": message.Number(2)}), Text: []message.Message{
				message.New("paper.lines", message.Args{"Lines": message.List(lines)}), message.New("paper.note"),
			}},
			{Heading: message.New("paper.heading", message.Args{"Number": message.Number(3)}), Text: []message.Message{
				message.New("paper.line", message.Args{"Text": message.Text("a face \U0001F600 and\ta tab, " + strings.Repeat("long", 60))}),
			}},
		},
	}
}

// made is a paper as a file.
func made(t *testing.T, r *Renderer, p flows.Paper) Made {
	t.Helper()
	room := Room{Languages: []string{"el"}, Zone: rome}
	out, err := r.Attach(room, flows.Attach{Text: []message.Message{message.New("ring.paper")}, Paper: &p, Name: message.New("paper.file")})
	if err != nil {
		t.Fatal(err)
	}
	file, err := r.Make(room, *out.File)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What an independent reader finds in a paper is what was put into it, in Greek and
// Cyrillic, on every page; and nothing else that is fit to identify anybody.
func TestPaper(t *testing.T) {
	r := renderer(t, map[string]string{"el": papers})
	file := made(t, r, minutes())
	if file.Type != "application/pdf" {
		t.Errorf("it is %q", file.Type)
	}
	if again := made(t, r, minutes()); !bytes.Equal(again.Body, file.Body) {
		t.Error("the same paper is another file")
	}
	for _, word := range []string{"FPDF", "Author", "Creator", "K-4821", "/Title"} {
		if bytes.Contains(file.Body, []byte(word)) {
			t.Errorf("the file says %q", word)
		}
	}
	if !bytes.Contains(file.Body, []byte("D:20261123080000")) {
		t.Error("it was made at another time")
	}
	golden(t, "paper.txt", []byte(textOf(t, file.Body)))
}

// textOf is the text of a PDF, page by page, line by line. The fonts are Identity-H: the
// codes are the characters themselves, as the ToUnicode map says.
func textOf(t *testing.T, body []byte) string {
	t.Helper()
	doc, err := pdf.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for n := range doc.NumPage() {
		page := doc.Page(n + 1)
		fmt.Fprintf(&text, "--- page %d\n", n+1)
		for _, name := range page.Fonts() {
			font := page.Font(name).V
			to, _ := io.ReadAll(font.Key("ToUnicode").Reader())
			if font.Key("Encoding").Name() != "Identity-H" || !bytes.Contains(to, []byte("<0000> <FFFF> <0000>")) {
				t.Errorf("%s is written as %v", name, font)
			}
		}
		pdf.Interpret(page.V.Key("Contents"), func(s *pdf.Stack, op string) {
			if op == "Tj" {
				text.WriteString(utf16BE(s.Pop().RawString()) + "\n")
			}
			for s.Len() > 0 {
				s.Pop()
			}
		})
	}
	return text.String()
}

func utf16BE(s string) string {
	var units []uint16
	for n := 0; n+1 < len(s); n += 2 {
		units = append(units, uint16(s[n])<<8|uint16(s[n+1]))
	}
	return string(utf16.Decode(units))
}

// A paper without anything in it is still one that can be opened.
func TestEmptyPaper(t *testing.T) {
	r := renderer(t, map[string]string{"el": papers})
	if text := textOf(t, made(t, r, flows.Paper{Title: message.New("paper.title")}).Body); !strings.Contains(text, "Πρακτικά") {
		t.Errorf("it reads %q", text)
	}
}
