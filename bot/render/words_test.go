package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"pgregory.net/rapid"

	"asapbot/flows/message"
)

// shapes are ways in which a template surrounds somebody's words, W.
var shapes = []string{
	"{{.W}}",
	"Note: {{.W}}",
	"{{.W}} and more",
	"{{.W}}.",
	"{{.W}}) said",
	"{{.W}}. said",
	"one\n{{.W}}\nthree",
	"one\n\n{{.W}}\n\nthree",
	"**{{.W}}**",
	"*{{.W}}*",
	"***{{.W}}*** and *more*",
	"“{{.W}}”",
	"- {{.W}}\n- two",
	"- one\n  {{.W}}\n- two",
	"- one\n  - {{.W}}\n- two",
	"1. one\n2. {{.W}}\n3. three",
	"> {{.W}}\n> said",
	"{{.W}}{{.P}}",
	"{{.P}}{{.W}}",
	"!{{.P}}: {{.W}}",
	"[{{.W}}](https://example.org)",
	"{{.W}}[link](https://example.org)",
	"`{{.W}}`",
	"say `open {{.W}}` or ``{{.W}} ` `` now",
	"- **`{{.W}}`** {{.W}}",
	"{{.L}}",
	"> - {{.N}}",
}

// Whatever a person writes is shown as it was written, and the text around it
// stays as it is: the HTML is that of a harmless word, with the person's words
// in its place.
func FuzzWordsAreNeverMarkup(f *testing.F) {
	for _, words := range []string{
		"plain", "# head", "- item", "+ item", "* item", "1. item", "12) item", "7", "> quote", "```\ncode\n```",
		"    code", "\tcode", "~~~", "~~gone~~", "||spoiler||", "**b** _i_ __b__ *i*", "`code`", "``", "`", " ` ",
		"[a](https://example.org)", "![a](mxc://a/b)", "[a]: https://example.org", "<https://example.org>", "<b>b</b>",
		"<!-- -->", "<script>", "&lt;", "&#42;", "&", "a\nb", "a\n\n\n\nb", "a\r\nb\rc", "a\n- b\n1. c\n# d\n> e",
		"title\n===", "title\n---", "a | b\n- | -\n1 | 2", "a\n:-:", "- [ ] task", "***", "___", "* * *", `\`, `a\`,
		`\*a\*`, "a  \nb", "!", "wow!", ".", ")", "...", "\x00", "\xff", "\u202eabc", "\U000F0000", "\U000F0001",
		"{{.W}}", "Smith & Co", "a*b*c", "a\u00a0", "\u00a0a", "(a", "a)", "https://example.org", "www.example.org", "a@b.cd", "@room",
	} {
		f.Add(words)
	}
	r := shaped(f)
	f.Fuzz(func(t *testing.T, words string) { checkWords(t, r, words) })
}

// The same with words made of what markup is made of, where most of the trouble
// would be.
func TestWordsAreNeverMarkup(t *testing.T) {
	r := shaped(t)
	part := rapid.OneOf(
		rapid.SampledFrom(strings.Split("* _ ** __ - + # > = : 1 1. 2) . ) ( ] [ ! & < ~ ~~ | || \\ ` `` ``` \" '", " ")),
		rapid.SampledFrom([]string{"a", "é", " ", "  ", "\t", "\n", "\n\n", "amp;", "b>", "://a.b", "\u00a0", "👍"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		checkWords(t, r, strings.Join(rapid.SliceOfN(part, 1, 12).Draw(t, "words"), ""))
	})
}

// shaped is a renderer of the shapes.
func shaped(t testing.TB) *Renderer {
	var texts strings.Builder
	for i, shape := range shapes {
		fmt.Fprintf(&texts, "shape.s%d: %s\n", i, quote(shape))
	}
	texts.WriteString("shape.n: \"{{.W}}: **{{.W}}**\"\n")
	return renderer(t, map[string]string{"en": texts.String()})
}

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

func checkWords(t tester, r *Renderer, words string) {
	t.Helper()
	if tidy(words) == "" {
		return // an empty text is a template's own business
	}
	for i, shape := range shapes {
		id := message.ID(fmt.Sprintf("shape.s%d", i))
		harmless, actual := fillShape(t, r, id, "harmless"), fillShape(t, r, id, words)
		for name, reader := range readers {
			want := inCode(read(t, reader, harmless), shown(oneLine(tidy(words))))
			want = strings.ReplaceAll(want, "harmless", shown(tidy(words)))
			if got := read(t, reader, actual); got != want {
				t.Errorf("%s, %q\nMarkdown %q\ngot      %q\nwant     %q", name, shape, actual, got, want)
			}
		}
	}
}

// fillShape is a shape with words in it, as Markdown.
func fillShape(t tester, r *Renderer, id message.ID, words string) string {
	t.Helper()
	w := message.Args{"W": message.Text(words)}
	nested := message.New("shape.n", w)
	text, err := r.Message("en", nil, message.New(id, w, message.Args{
		"P": message.Person("@anna:example.org"),
		"N": message.Nested(nested),
		"L": message.List([]message.Message{nested, nested}),
	}))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// readers turn Markdown into HTML: as CommonMark says, and with what mautrix
// adds, where every line break is drawn.
var readers = map[string]goldmark.Markdown{
	"CommonMark": goldmark.New(goldmark.WithRendererOptions(html.WithUnsafe())),
	"extended": goldmark.New(
		goldmark.WithExtensions(extension.Strikethrough, extension.Table, extension.TaskList),
		goldmark.WithRendererOptions(html.WithHardWraps(), html.WithUnsafe())),
}

func read(t tester, reader goldmark.Markdown, markdown string) string {
	t.Helper()
	var b bytes.Buffer
	if err := reader.Convert([]byte(markdown), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// shown is how words look in HTML.
func shown(words string) string {
	return strings.ReplaceAll(string(util.EscapeHTML([]byte(words))), "\n", "<br>\n")
}

// inCode puts words in the place of the harmless ones within code.
func inCode(page, words string) string {
	parts := strings.SplitAfter(page, "</code>")
	for i, part := range parts {
		if before, code, ok := strings.Cut(part, "<code>"); ok {
			parts[i] = before + "<code>" + strings.ReplaceAll(code, "harmless", words)
		}
	}
	return strings.Join(parts, "")
}
