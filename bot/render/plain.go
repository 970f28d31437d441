package render

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// plain is the filled template without the author's markup, and with the words
// as they are.
func (p *page) plain(source string) string {
	var b strings.Builder
	for _, c := range unmarked(endLists(source)) {
		if w, ok := p.marked(c); ok {
			p.mentioned(w)
			b.WriteString(w.text)
		} else {
			b.WriteRune(c)
		}
	}
	return strings.TrimSpace(b.String())
}

// unmarked is Markdown as plain text, one line a paragraph or list item.
func unmarked(source string) string {
	var b strings.Builder
	walk(source, func(n ast.Node) {
		if n.Type() == ast.TypeBlock && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") && !startsItem(n) {
			b.WriteByte('\n')
		}
		switch n := n.(type) {
		case *ast.ListItem:
			b.WriteString(bullet(n))
		case *ast.Text:
			line := n.Segment.Value([]byte(source))
			if _, code := n.Parent().(*ast.CodeSpan); !code {
				line = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(line)))
			}
			b.Write(line)
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte('\n')
			}
		}
	})
	return b.String()
}

// startsItem reports whether n is the first text of a list item, which stands
// beside the bullet.
func startsItem(n ast.Node) bool {
	_, item := n.Parent().(*ast.ListItem)
	return item && n.PreviousSibling() == nil
}

// bullet is what a list item begins with.
func bullet(item *ast.ListItem) string {
	list, ok := item.Parent().(*ast.List)
	if !ok || !list.IsOrdered() {
		return "- "
	}
	number := list.Start
	for before := item.PreviousSibling(); before != nil; before = before.PreviousSibling() {
		number++
	}
	return fmt.Sprintf("%d. ", number)
}

var commonMark = goldmark.New().Parser()

// walk visits every node of a Markdown source, in order.
func walk(source string, visit func(ast.Node)) {
	doc := commonMark.Parse(text.NewReader([]byte(source)))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil // visit cannot fail
	})
}
