package instrument

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// How long texts may be, in characters. What is longer is no question for a
// telephone.
const (
	maxTitle  = 200
	maxLabel  = 2000 // a question, a note
	maxHint   = 2000
	maxChoice = 200
)

// text checks that a text is there in every language and in no other, and is not
// too long for a message.
func (c *check) text(path []any, t Text, longest int) {
	for _, tag := range c.definition.Languages {
		switch length := utf8.RuneCountInString(t[tag]); {
		case strings.TrimSpace(t[tag]) == "":
			c.fault(in(path, tag), "the text in %s is missing", tag)
		case length > longest:
			c.fault(in(path, tag), "the text has %d characters and may have %d", length, longest)
		}
	}
	c.known(path, slices.Sorted(maps.Keys(t)))
}

// known checks that only the definition's languages are used.
func (c *check) known(path []any, tags []string) {
	for _, tag := range tags {
		if !slices.Contains(c.definition.Languages, tag) {
			c.fault(in(path, tag), "%s is not among the languages", tag)
		}
	}
}

// optional checks a text that may be left out altogether.
func (c *check) optional(path []any, t Text, longest int) {
	if len(t) > 0 {
		c.text(path, t, longest)
	}
}
