package instrument

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// lexeme is one word or sign of an XLSForm expression.
type lexeme struct {
	sort   sort
	text   string // without the quotes, or without the ${} around a name
	column int    // in characters, from 1
}

// sort is what a lexeme is.
type sort int

const (
	aName sort = iota
	aQuotation
	aNumeral
	aWord // and, or, a function
	aSign
)

// shapes are the lexemes, in the order in which they are tried.
var shapes = []struct {
	sort
	shape *regexp.Regexp
}{
	{aName, regexp.MustCompile(`^\$\{\s*([^{}]*?)\s*\}`)},
	{aQuotation, regexp.MustCompile(`^'([^']*)'`)},
	{aQuotation, regexp.MustCompile(`^"([^"]*)"`)},
	{aNumeral, regexp.MustCompile(`^(\d+(?:\.\d+)?)`)},
	{aWord, regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*)`)},
	{aSign, regexp.MustCompile(`^(!=|<=|>=|[=<>+*(),.-])`)},
}

// lexemes cuts an expression up. It says where something is that cannot be there.
func lexemes(expression string) ([]lexeme, *misplaced) {
	var all []lexeme
	for at := 0; at < len(expression); {
		rest := expression[at:]
		if blank := len(rest) - len(strings.TrimLeft(rest, " \t\r\n\u00a0")); blank > 0 {
			at += blank
			continue
		}
		column := utf8.RuneCountInString(expression[:at]) + 1
		t, length := first(rest)
		if length == 0 {
			return nil, &misplaced{column, "what stands here cannot be read: " + beginning(rest)}
		}
		t.column = column
		all = append(all, t)
		at += length
	}
	return all, nil
}

// first is the lexeme that a text begins with, and its length.
func first(rest string) (t lexeme, length int) {
	for _, s := range shapes {
		if m := s.shape.FindStringSubmatch(rest); m != nil {
			return lexeme{sort: s.sort, text: m[1]}, len(m[0])
		}
	}
	return lexeme{}, 0
}

// beginning is the beginning of a text, for a fault.
func beginning(s string) string {
	if runes := []rune(s); len(runes) > 10 {
		return string(runes[:10])
	}
	return s
}

// misplaced is a fault within an expression.
type misplaced struct {
	column int
	text   string
}
