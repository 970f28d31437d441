package flows

import (
	"slices"
	"unicode/utf8"

	"asapbot/flows/message"
)

// block is one part of what a meeting discusses: a heading, and under it lines.
type block struct {
	heading message.Message
	lines   []message.Message
	// more says how many lines were left out, and what shows them.
	more message.ID
}

// wordsShown is how many characters of somebody's own words stand in a line: the whole
// of it is where it was written (ours).
const wordsShown = 200

// message is the block with at most so many lines; 0 is all.
func (b block) message(most int) message.Message {
	lines := b.lines
	if most > 0 && len(lines) > most {
		lines = append(slices.Clone(lines[:most-1]), message.New(b.more, message.Args{"Count": message.Number(len(lines) - most + 1)}))
	}
	return message.New(blockMessage, message.Args{"Heading": message.Nested(b.heading), "Lines": message.List(lines)})
}

// blockMessage is what every block is said with.
const blockMessage message.ID = "agenda.block"

// paper is a text as a document: each of its blocks becomes a part, and so does what
// stands before and after them.
func (t *turn) paper(title message.Message, text []message.Message) *Paper {
	p := Paper{Title: title, At: t.now}
	for _, m := range text {
		if m.ID != blockMessage {
			if n := len(p.Parts); n == 0 || p.Parts[n-1].Heading.ID != "" {
				p.Parts = append(p.Parts, Part{})
			}
			last := &p.Parts[len(p.Parts)-1]
			last.Text = append(last.Text, m)
			continue
		}
		p.Parts = append(p.Parts, Part{
			Heading: *m.Args["Heading"].Message,
			Text:    []message.Message{message.New("agenda.lines", message.Args{"Lines": m.Args["Lines"]})},
		})
	}
	return &p
}

// attachPaper puts it into the case room. Telephones ring for a file.
func (t *turn) attachPaper(p *Paper, text ...message.Message) {
	ring := message.New("ring.paper", message.Args{"Code": message.Text(string(t.c.Code))})
	t.do(Attach{
		Key: t.key(), To: Shared(t.c.Code), Text: append([]message.Message{ring}, text...),
		Paper: p, Name: message.New("paper.file"),
	})
}

// inFewWords is somebody's own text as a list shows it.
func inFewWords(text string) string {
	if utf8.RuneCountInString(text) <= wordsShown {
		return text
	}
	return string([]rune(text)[:wordsShown-1]) + "…"
}
