package render

import (
	"regexp"
	"strings"
)

// markdown is the filled template with the words in the place of their marks.
func (p *page) markdown(source string) string {
	var s sheet
	source = endLists(source)
	done := 0
	for _, span := range codeSpans(source) {
		p.put(&s, source[done:span.open])
		s.put(code(p.raw(source[span.from:span.to])))
		done = span.close
	}
	p.put(&s, source[done:])
	return s.String()
}

// put writes a part of the source that has no code in it.
func (p *page) put(s *sheet, source string) {
	done := 0
	for i, c := range source {
		w, ok := p.marked(c)
		if !ok {
			continue
		}
		s.put(source[done:i])
		done = i + len(string(c))
		p.mentioned(w)
		if w.person != "" {
			s.put("[" + escape(w.text, "") + "](" + permalink(w.person) + ")")
		} else {
			s.put(escape(w.text, s.indent()))
		}
	}
	s.put(source[done:])
}

// raw is a part of the source with its words as they are, on one line.
func (p *page) raw(source string) string {
	var b strings.Builder
	for _, c := range source {
		if w, ok := p.marked(c); ok {
			p.mentioned(w)
			b.WriteString(oneLine(w.text))
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// sheet is the Markdown written so far.
type sheet struct{ strings.Builder }

// put appends a piece, so that it forms no markup with what stands before it:
// "1" and "." no list, "!" and a link no picture.
func (s *sheet) put(piece string) {
	if piece == "" {
		return
	}
	line := s.line()
	switch piece[0] {
	case '.', ')':
		if onlyDigits.MatchString(line) {
			s.WriteByte('\\')
		}
	case '[':
		if openPicture.MatchString(line) {
			before := strings.TrimSuffix(s.String(), "!")
			s.Reset()
			s.WriteString(before + `\!`)
		}
	}
	s.WriteString(piece)
}

// line is what is written of the last line.
func (s *sheet) line() string {
	text := s.String()
	return text[strings.LastIndexByte(text, '\n')+1:]
}

// indent keeps further lines within the list item or quote of the last line.
func (s *sheet) indent() string {
	markers := lineMarkers.FindString(s.line())
	return strings.Map(func(c rune) rune {
		if c == '>' {
			return c
		}
		return ' '
	}, markers)
}

var (
	lineMarkers = regexp.MustCompile(`^(?: |[-*+] |[0-9]+[.)] |> )*`)
	onlyDigits  = regexp.MustCompile(lineMarkers.String() + `[0-9]+$`)
	openPicture = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*!$`)
)
