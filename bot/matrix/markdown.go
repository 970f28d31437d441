package matrix

import (
	"bufio"
	"bytes"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	render "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// dialect is the part of CommonMark that Element X can draw, and nothing else.
// What is left out (HTML, tables, indented code, link definitions, underlined
// headings, rules) is not taken away from a text but stays as it was written.
var dialect = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(paragraph{parser.NewParagraphParser()}, 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
)

// paragraph also takes lines that are indented far: without blocks of indented
// code they would belong to nothing and be lost.
type paragraph struct{ parser.BlockParser }

func (paragraph) CanAcceptIndentedLine() bool { return true }

// rich is a text in the two forms of a message.
type rich struct {
	plain, html string
	// marked says that html shows more than plain does.
	marked bool
	// linked are the user IDs of people whom the text names by a link.
	linked []string
}

// convert renders Markdown as the HTML that Element X draws and as plain text
// without markup.
func convert(markdown string) rich {
	source := []byte(markdown)
	w := writer{source: source}
	document := dialect.Parse(text.NewReader(source))
	if only := document.FirstChild(); only != nil && only.NextSibling() == nil && only.Kind() == ast.KindParagraph {
		w.inline(only)
	} else {
		w.blocks(document)
	}
	out := rich{plain: strings.Trim(w.plain.String(), "\n"), html: w.html.String(), linked: w.linked}
	out.marked = out.html != strings.ReplaceAll(html.EscapeString(out.plain), "\n", "<br>")
	return out
}

// call puts those who are called before the text, unless it names them. Clients
// draw a person's own name in place of the ID.
func (r *rich) call(users []string) {
	var plain, drawn []string
	for _, user := range users {
		if slices.Contains(r.linked, user) {
			continue
		}
		name := html.EscapeString(user)
		plain = append(plain, user)
		drawn = append(drawn, `<a href="`+permalink+name+`">`+name+`</a>`)
	}
	if len(plain) == 0 {
		return
	}
	first, rest := "", r.html
	if inner, ok := strings.CutPrefix(r.html, "<p>"); ok {
		first, rest = "<p>", inner
	}
	r.html = first + strings.Join(drawn, ", ") + ": " + rest
	r.plain = strings.Join(plain, ", ") + ": " + r.plain
	r.marked = true
}

// writer writes both forms in one walk.
type writer struct {
	source      []byte
	plain, html strings.Builder
	linked      []string
}

func (w *writer) blocks(parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		w.block(node)
	}
}

func (w *writer) block(node ast.Node) {
	switch node := node.(type) {
	case *ast.Heading:
		w.paragraph("<p><strong>", node, "</strong></p>")
	case *ast.Paragraph:
		w.paragraph("<p>", node, "</p>")
	case *ast.TextBlock:
		w.inline(node)
		w.newline()
	case *ast.FencedCodeBlock:
		w.code(node)
	case *ast.Blockquote:
		w.html.WriteString("<blockquote>")
		w.blocks(node)
		w.html.WriteString("</blockquote>")
	case *ast.List:
		w.list(node)
	}
}

func (w *writer) paragraph(before string, node ast.Node, after string) {
	w.html.WriteString(before)
	w.inline(node)
	w.html.WriteString(after)
	w.newline()
	if node.NextSibling() != nil {
		w.newline()
	}
}

func (w *writer) newline() { w.plain.WriteByte('\n') }

func (w *writer) list(list *ast.List) {
	tag, number := "ul", list.Start
	open := "<ul>"
	if list.IsOrdered() {
		tag, open = "ol", "<ol>"
		if number != 1 {
			open = `<ol start="` + strconv.Itoa(number) + `">`
		}
	}
	w.html.WriteString(open)
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "• "
		if list.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		w.item(mark, item)
	}
	w.html.WriteString("</" + tag + ">")
	if list.NextSibling() != nil {
		w.newline()
	}
}

func (w *writer) item(mark string, item ast.Node) {
	inner := writer{source: w.source}
	inner.blocks(item)
	lines := strings.Split(strings.Trim(inner.plain.String(), "\n"), "\n")
	w.plain.WriteString(mark + strings.Join(lines, "\n"+strings.Repeat(" ", 2)))
	w.newline()
	w.html.WriteString("<li>" + inner.html.String() + "</li>")
	w.linked = append(w.linked, inner.linked...)
}

func (w *writer) code(block *ast.FencedCodeBlock) {
	var code strings.Builder
	for _, line := range block.Lines().Sliced(0, block.Lines().Len()) {
		code.Write(line.Value(w.source))
	}
	w.html.WriteString("<pre><code>" + html.EscapeString(code.String()) + "</code></pre>")
	w.plain.WriteString(code.String())
	if block.NextSibling() != nil {
		w.newline()
	}
}

func (w *writer) inline(parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.Text:
			w.text(literal(node.Segment.Value(w.source)))
			if node.SoftLineBreak() || node.HardLineBreak() {
				w.html.WriteString("<br>")
				w.plain.WriteString("\n")
			}
		case *ast.String:
			w.text(literal(node.Value))
		case *ast.CodeSpan:
			w.span(node)
		case *ast.Emphasis:
			tag := "em"
			if node.Level == 2 {
				tag = "strong"
			}
			w.html.WriteString("<" + tag + ">")
			w.inline(node)
			w.html.WriteString("</" + tag + ">")
		case *ast.Link:
			w.link(node, literal(node.Destination))
		case *ast.Image:
			w.link(node, literal(node.Destination))
		}
	}
}

// link writes a link, which is how a person is called by name. Pictures, and
// what does not lead to a page, are words followed by the address.
// https://spec.matrix.org/v1.12/client-server-api/#user-and-room-mentions
func (w *writer) link(node ast.Node, address string) {
	where, err := url.Parse(address)
	page := err == nil && (where.Scheme == "https" || where.Scheme == "http") && node.Kind() == ast.KindLink
	if !page {
		w.inline(node)
		w.text(" (" + address + ")")
		return
	}
	w.html.WriteString(`<a href="` + html.EscapeString(address) + `">`)
	w.inline(node)
	w.html.WriteString("</a>")
	person, ok := strings.CutPrefix(address, permalink)
	if person, err = url.PathUnescape(person); ok && err == nil && strings.HasPrefix(person, "@") {
		w.linked = append(w.linked, person)
		return
	}
	w.plain.WriteString(" (" + address + ")")
}

// permalink begins the addresses by which clients know that a person is meant.
const permalink = "https://matrix.to/#/"

// text writes words that are the same in both forms.
func (w *writer) text(words string) {
	w.plain.WriteString(words)
	w.html.WriteString(html.EscapeString(words))
}

// span writes code, in which nothing is escaped and line ends are spaces.
func (w *writer) span(node *ast.CodeSpan) {
	w.html.WriteString("<code>")
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		if words, ok := child.(*ast.Text); ok {
			w.text(strings.ReplaceAll(string(words.Segment.Value(w.source)), "\n", " "))
		}
	}
	w.html.WriteString("</code>")
}

// literal resolves backslash escapes and character references, as goldmark's
// own writer does, and gives back what they stand for.
func literal(segment []byte) string {
	var escaped bytes.Buffer
	out := bufio.NewWriter(&escaped)
	render.DefaultWriter.Write(out, segment)
	_ = out.Flush() // into memory
	return html.UnescapeString(escaped.String())
}
