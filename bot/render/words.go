package render

import (
	"regexp"
	"strings"
	"unicode"
)

// tidy is somebody's words without what nobody sees: characters of control and
// of writing direction (which could turn the bot's own words around), space at
// the ends of lines, and more than one empty line at a time.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = lineEnds.Replace(s)
	s = strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' {
			return c
		}
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			return -1
		}
		return c
	}, s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	s = strings.Join(lines, "\n")
	return strings.Trim(emptyLines.ReplaceAllString(s, "\n\n"), "\n")
}

var (
	lineEnds   = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	emptyLines = regexp.MustCompile(`\n{3,}`)
)

// oneLine is a text without its line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// escape is words as CommonMark that shows just these words, whatever stands
// before and after them. Its lines never begin anything but a paragraph, and
// hard line breaks keep them in one paragraph; indent goes before each further
// line.
//
// Only what can be markup is escaped, so that transcripts stay readable. Beyond
// CommonMark that is tables, ~~strike~~ and ||spoilers||, which mautrix reads.
func escape(words, indent string) string {
	lines := strings.Split(words, "\n")
	for i, line := range lines {
		line = inline.Replace(line)
		if before, ok := strings.CutSuffix(line, `\\`); ok && i < len(lines)-1 {
			// With a hard break behind it, goldmark would show both backslashes.
			line = before + `&#92;`
		}
		line = blockStart.ReplaceAllString(line, `\$0`)
		lines[i] = numbered.ReplaceAllString(line, `$1\$2$3`)
	}
	return strings.Join(lines, "\\\n"+indent)
}

var (
	// Markup within a line. Entities begin with &, HTML and links with <.
	inline = strings.NewReplacer(
		`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`,
		`<`, `\<`, `&`, `\&`, `~`, `\~`, `|`, `\|`,
	)
	// Markup that begins a line: lists, headings and their underlines, quotes,
	// the rows under the heads of tables.
	blockStart = regexp.MustCompile(`^[-+=#>:]`)
	// A date such as 23.11.2026 begins no list.
	numbered = regexp.MustCompile(`^([0-9]+)([.)])(\s|$)`)
)
