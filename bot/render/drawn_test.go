package render

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/yuin/goldmark/ast"

	"asapbot/locales"
)

// Element X draws few elements (DESIGN, Rooms), and blocks of code and raw HTML
// are no place for somebody's words: nothing else may be written in the locales.
func TestLocalesUseOnlyWhatIsDrawn(t *testing.T) {
	dir := os.DirFS("../../locales")
	for _, lang := range locales.Languages() {
		text, err := fs.ReadFile(dir, lang+".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := yaml.Unmarshal(text, &messages); err != nil {
			t.Fatal(err)
		}
		for id, message := range messages {
			for _, text := range forms(message) {
				for _, kind := range notDrawn(text) {
					t.Errorf("%s: %q has a %s", lang, id, kind)
				}
			}
		}
	}
}

func TestNotDrawn(t *testing.T) {
	for text, want := range map[string]string{
		"**a** *b* `c`\n\n- {{.D}}\n\n1. e\n\n> f": "",
		"# {{.A}}":                   "Heading",
		"{{if .A}}---{{end}}":        "ThematicBreak",
		"say <word>":                 "RawHTML",
		"<p>\n{{.A}}":                "HTMLBlock",
		"```\n{{.A}}\n```":           "FencedCodeBlock",
		"    {{.A}}":                 "CodeBlock",
		"![a](b)":                    "Image",
		"a:\n- b\nand {{.C}}":        "list without an empty line after it",
		"a:\n{{.Items}}\nand {{.C}}": "",
	} {
		if got := strings.Join(notDrawn(text), ", "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// forms are the texts of a message.
func forms(message any) []string {
	switch m := message.(type) {
	case string:
		return []string{m}
	case map[string]any:
		var all []string
		for _, form := range m {
			all = append(all, forms(form)...)
		}
		return all
	}
	return nil
}

// action is what a template puts something in by.
var (
	control = regexp.MustCompile(`\{\{-?\s*(if|else|end|with|range)\b.*?\}\}`)
	action  = regexp.MustCompile(`\{\{.*?\}\}`)
)

// notDrawn are the kinds of nodes in a template that clients do not draw. For
// this, both branches of a condition are looked at as one text.
func notDrawn(template string) []string {
	source := action.ReplaceAllString(control.ReplaceAllString(template, ""), "x")
	var found []string
	walk(source, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Document, *ast.Paragraph, *ast.TextBlock, *ast.List, *ast.ListItem, *ast.Blockquote,
			*ast.Text, *ast.Emphasis, *ast.CodeSpan:
			if swallowed(n, source) {
				found = append(found, "list without an empty line after it")
			}
		default:
			found = append(found, n.Kind().String())
		}
	})
	return found
}

// swallowed reports whether n is a list item's text that goes on in a line that
// is not indented: CommonMark takes it for the item's, the author did not.
func swallowed(n ast.Node, source string) bool {
	if n.Type() != ast.TypeBlock || n.Parent() == nil || n.Parent().Kind() != ast.KindListItem {
		return false
	}
	for _, line := range n.Lines().Sliced(1, n.Lines().Len()) {
		if source[line.Start-1] == '\n' {
			return true
		}
	}
	return false
}
