package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"asapbot/flows/message"
)

// page is a text in one language while it is made.
//
// Where words of people, names, labels or dates belong, the filled template has
// a mark, one character of Unicode's private planes that stands for words[i]. A
// mark counts as a letter in CommonMark, so that the author's markup can be
// parsed before anybody's words are in it, and no word can ever be part of it.
type page struct {
	*Renderer
	lang     string
	zone     *time.Location
	words    []word
	mentions []string // of the people whose names stand in the text
}

// word is what a mark stands for: text, and for a mention whose it is.
type word struct {
	text   string
	person string
}

// firstMark is the mark of words[0]. There are 65,000 more after it, and a
// Matrix event has room for far fewer.
const firstMark = 0xF0000

func (r *Renderer) page(lang string, zone *time.Location) *page {
	if zone == nil {
		zone = time.UTC
	}
	return &page{Renderer: r, lang: lang, zone: zone}
}

// mark keeps a word and returns its mark. Empty words have none, so that
// {{if .Note}} says whether there is a note.
func (p *page) mark(w word) string {
	w.text = tidy(w.text)
	if w.text == "" {
		return ""
	}
	p.words = append(p.words, w)
	return string(rune(firstMark + len(p.words) - 1))
}

// marked is the word for which a character stands, if it is a mark.
func (p *page) marked(c rune) (word, bool) {
	i := int(c) - firstMark
	if i < 0 || i >= len(p.words) {
		return word{}, false
	}
	return p.words[i], true
}

// fill is the message's template, filled with marks. The zero message is empty.
func (p *page) fill(m message.Message) (string, error) {
	if m.ID == "" {
		return "", nil
	}
	data := make(map[string]any, len(m.Args))
	for name, arg := range m.Args {
		value, err := p.value(m.ID, arg)
		if err != nil {
			return "", err
		}
		data[name] = value
	}
	text, err := p.text(p.lang, string(m.ID), data, m.Args["Count"].Number)
	if err != nil {
		return "", fmt.Errorf("render: %w", err)
	}
	return strings.TrimSpace(text), nil
}

// value is an argument of the message as its template sees it: a number, or a
// text.
func (p *page) value(id message.ID, a message.Arg) (any, error) {
	switch {
	case a.Text != nil:
		return p.mark(word{text: *a.Text}), nil
	case a.Number != nil:
		return *a.Number, nil
	case a.Day != nil:
		return p.date(id, a.Day, day)
	case a.Time != nil:
		return p.date(id, a.Time, moment(p.zone))
	case a.Person != "":
		return p.mark(word{text: p.name(a.Person), person: a.Person}), nil
	case a.Label != nil:
		text, err := p.Label(p.lang, *a.Label)
		if err != nil {
			return nil, fmt.Errorf("render: %q: %w", id, err)
		}
		return p.mark(word{text: text}), nil
	case a.Message != nil:
		return p.fill(*a.Message)
	case a.List != nil:
		return p.list(a.List)
	}
	// An argument whose JSON lost an empty list or an empty person.
	return "", nil
}

// mentioned notes that a person's name stands in the text.
func (p *page) mentioned(w word) {
	if w.person != "" {
		p.mentions = appendNew(p.mentions, w.person)
	}
}

// appendNew appends those that are not there yet.
func appendNew(to []string, more ...string) []string {
	for _, s := range more {
		if !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	return to
}
