package render

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// span is a code span of a source: its text, and the text with its backticks.
type span struct{ open, from, to, close int }

// codeSpans are the code spans that the author of a text wrote, in order.
// Nothing is escaped in code, so that words in it are put in otherwise.
func codeSpans(source string) []span {
	if !strings.Contains(source, "`") {
		return nil
	}
	var spans []span
	walk(source, func(n ast.Node) {
		if _, ok := n.(*ast.CodeSpan); !ok || n.FirstChild() == nil {
			return
		}
		s := span{
			from: n.FirstChild().(*ast.Text).Segment.Start,
			to:   n.LastChild().(*ast.Text).Segment.Stop,
		}
		before, after := source[:s.from], source[s.to:]
		s.open = len(strings.TrimRight(strings.TrimRight(before, " \n"), "`"))
		s.close = len(source) - len(strings.TrimLeft(strings.TrimLeft(after, " \n"), "`"))
		spans = append(spans, s)
	})
	return spans
}

// code is a code span of the text, in as many backticks as it needs.
func code(text string) string {
	longest, run := 0, 0
	for _, c := range text {
		if c != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		text = " " + text + " " // CommonMark takes one space off again
	}
	return fence + text + fence
}
