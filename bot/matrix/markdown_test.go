package matrix

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestConvert(t *testing.T) {
	for _, c := range []struct{ markdown, plain, html string }{
		{"hello", "hello", "hello"},
		{"**a** *b* _c_ `d`", "a b c d", "<strong>a</strong> <em>b</em> <em>c</em> <code>d</code>"},
		{"one\ntwo", "one\ntwo", "one<br>two"},
		{"one\\\ntwo", "one\ntwo", "one<br>two"},
		{"one  \ntwo", "one\ntwo", "one<br>two"},
		{"one\n\ntwo", "one\n\ntwo", "<p>one</p><p>two</p>"},
		{"# Head\ntext", "Head\n\ntext", "<p><strong>Head</strong></p><p>text</p>"},
		{"- a\n- b", "• a\n• b", "<ul><li>a</li><li>b</li></ul>"},
		{"2. a\n3. b", "2. a\n3. b", `<ol start="2"><li>a</li><li>b</li></ol>`},
		{"1. a\n   - b\n   - c\n2. d\n\nend", "1. a\n  • b\n  • c\n2. d\n\nend",
			"<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol><p>end</p>"},
		{"text\n\n- a\n- b\n\nend", "text\n\n• a\n• b\n\nend", "<p>text</p><ul><li>a</li><li>b</li></ul><p>end</p>"},
		{"> said\n> more", "said\nmore", "<blockquote><p>said<br>more</p></blockquote>"},
		{"```\na < b\n**c**\n```\nend", "a < b\n**c**\n\nend", "<pre><code>a &lt; b\n**c**\n</code></pre><p>end</p>"},
		{`1 \* 2 \_ \<b\> \& \\ \# \[x\]`, `1 * 2 _ <b> & \ # [x]`, `1 * 2 _ &lt;b&gt; &amp; \ # [x]`},
		{"<b>bold</b> & &lt;i&gt; &#92;", `<b>bold</b> & <i> \`, `&lt;b&gt;bold&lt;/b&gt; &amp; &lt;i&gt; \`},
		{`\&lt;`, "&lt;", "&amp;lt;"},
		{"<script>alert(1)</script>\n\n<!-- x -->", "<script>alert(1)</script>\n\n<!-- x -->",
			"<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><p>&lt;!-- x --&gt;</p>"},
		{"a | b\n--|--\n1 | 2", "a | b\n--|--\n1 | 2", "a | b<br>--|--<br>1 | 2"},
		{"title\n===", "title\n===", "title<br>==="},
		{"---", "---", "---"},
		{"    four spaces", "four spaces", "four spaces"},
		{"[x]: https://example.org", "[x]: https://example.org", "[x]: https://example.org"},
		{"[Anna](https://matrix.to/#/@anna:example.org), come", "Anna, come",
			`<a href="https://matrix.to/#/@anna:example.org">Anna</a>, come`},
		{"[page](https://example.org/?a=1&b=2)", "page (https://example.org/?a=1&b=2)",
			`<a href="https://example.org/?a=1&amp;b=2">page</a>`},
		{"[run](javascript:alert(1))", "run (javascript:alert(1))", "run (javascript:alert(1))"},
		{"![pic](https://example.org/a.png)", "pic (https://example.org/a.png)", "pic (https://example.org/a.png)"},
		{"`a\\*b`", `a\*b`, `<code>a\*b</code>`},
		{"", "", ""},
	} {
		got := convert(c.markdown)
		if got.plain != c.plain || got.html != c.html {
			t.Errorf("%q:\n got %q\n     %q\nwant %q\n     %q", c.markdown, got.plain, got.html, c.plain, c.html)
		}
	}
	for markdown, marked := range map[string]bool{"plain <b>\nword": false, "a & b": false, "**b**": true, "- a": true, "a\n\nb": true} {
		if got := convert(markdown); got.marked != marked {
			t.Errorf("%q: marked is %v", markdown, got.marked)
		}
	}
}

func TestCall(t *testing.T) {
	for _, c := range []struct {
		markdown    string
		users       []string
		plain, html string
	}{
		{"come", nil, "come", "come"},
		{"come", []string{"@a:x"}, "@a:x: come", `<a href="https://matrix.to/#/@a:x">@a:x</a>: come`},
		{"come\n\nnow", []string{"@a:x", "@b:x"}, "@a:x, @b:x: come\n\nnow",
			`<p><a href="https://matrix.to/#/@a:x">@a:x</a>, <a href="https://matrix.to/#/@b:x">@b:x</a>: come</p><p>now</p>`},
		{"- [A](https://matrix.to/#/@a:x)", []string{"@a:x"}, "• A", `<ul><li><a href="https://matrix.to/#/@a:x">A</a></li></ul>`},
		{"[A](https://matrix.to/#/%40a%3Ax)", []string{"@a:x"}, "A",
			`<a href="https://matrix.to/#/%40a%3Ax">A</a>`},
	} {
		got := convert(c.markdown)
		got.call(c.users)
		if got.plain != c.plain || got.html != c.html {
			t.Errorf("%q:\n got %q\n     %q\nwant %q\n     %q", c.markdown, got.plain, got.html, c.plain, c.html)
		}
	}
}

// escape is how a person's words must be escaped for Content.Markdown.
func escape(words string) string {
	var out strings.Builder
	for _, r := range words {
		if r < utf8.RuneSelf && strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}

var tag = regexp.MustCompile(`<[^>]*>`)

// No Markdown makes other HTML than Element X draws, and a person's escaped
// words come out as they went in.
func FuzzConvert(f *testing.F) {
	for _, seed := range []string{
		"**a** `b` [c](d) <e> &amp; \\* \n- f\n1. g\n> h\n```\ni\n```", "a\\\\\nb", "\\", "`", "&#x41;", "* * *", "[a]: b", "| a |\n|--|",
		"<a href=\"javascript:x\">", "\x00", "\u2028", "a\tb", "a\n\n      b\n\tc", "~~s~~", "![](x)", "[](https://matrix.to/#/@a:b)",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		allowed := []string{"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a"}
		for _, found := range tag.FindAllString(convert(words).html, -1) {
			name := strings.Trim(strings.Fields(found)[0], "</>")
			if !slices.Contains(allowed, name) {
				t.Errorf("%q makes %s", words, found)
			}
		}
		letters := strings.Map(func(r rune) rune {
			if r == '\n' || r == ' ' || r == '\t' || r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, words)
		if got := convert(letters).plain; !slices.Equal(strings.Fields(got), strings.Fields(letters)) {
			t.Errorf("%q comes out as %q", letters, got)
		}
		if !utf8.ValidString(words) || strings.ContainsRune(words, 0) {
			return
		}
		one := strings.Join(strings.Fields(words), " ")
		got := convert(escape(one))
		if got.plain != one {
			t.Errorf("escaped %q comes out as %q", one, got.plain)
		}
		if got.marked || html.UnescapeString(got.html) != one {
			t.Errorf("escaped %q is drawn as %q", one, got.html)
		}
		if inside := convert("**x** " + escape(one) + " *y*"); !strings.Contains(inside.plain, one) {
			t.Errorf("escaped %q within markup comes out as %q", one, inside.plain)
		}
	})
}
