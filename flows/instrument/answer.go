package instrument

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// vocabulary is what may be typed for the choices of a list in one language:
// folded word to choice name.
type vocabulary map[string]string

// ParseAnswer reads what a person typed as the answer to a question: a letter or
// word of a choice, its label, or its place in the list. The given languages are
// tried in their order; then all others, where they do not contradict each
// other. Single letters are understood in the given languages only: "a" is current
// in Italian, and a slip of the finger in English. An answer in words is the answer
// to a text question.
func (d *Definition) ParseAnswer(q Question, text string, languages ...string) (choice string, ok bool) {
	if q.Type == TypeText {
		text = strings.TrimSpace(text)
		return text, text != ""
	}
	word := fold(text)
	if n, err := strconv.Atoi(word); err == nil {
		return d.choiceAt(q.List, n)
	}
	for _, tag := range languages {
		base, _, _ := strings.Cut(tag, "-")
		for _, tag := range []string{tag, base} {
			if name, ok := d.words[q.List][tag][word]; ok {
				return name, true
			}
		}
	}
	if letter, size := utf8.DecodeRuneInString(word); size == len(word) && unicode.IsLetter(letter) {
		return "", false
	}
	for _, words := range d.words[q.List] {
		name, known := words[word]
		if known && choice != "" && choice != name {
			return "", false
		}
		if known {
			choice = name
		}
	}
	return choice, choice != ""
}

func (d *Definition) choiceAt(list string, n int) (string, bool) {
	choices := d.Choices[list]
	if n < 1 || n > len(choices) {
		return "", false
	}
	return choices[n-1].Name, true
}

// wordsOf is everything that may be typed for a choice in a language.
func (c Choice) wordsOf(language string) []string {
	return append([]string{c.Label[language]}, c.Words[language]...)
}

// learn prepares the vocabularies, once.
func (d *Definition) learn() {
	d.words = map[string]map[string]vocabulary{}
	for list, choices := range d.Choices {
		d.words[list] = map[string]vocabulary{}
		for _, tag := range d.Languages {
			words := vocabulary{}
			for _, c := range choices {
				for _, w := range c.wordsOf(tag) {
					words[fold(w)] = c.Name
				}
			}
			d.words[list][tag] = words
		}
	}
}

// typedAccent is an accent that was typed as an apostrophe: "si'", "piu'".
var typedAccent = regexp.MustCompile(`([aeiou])'([\s.,;:!?)]|$)`)

// fold makes alike what telephones type differently: case, accents, apostrophes,
// spaces, and a full stop, exclamation mark, comma or bracket at the end. A
// question mark stays: it is an answer.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == '‘' || r == '`' || r == '´':
			b.WriteRune('\'')
		default:
			b.WriteRune(r)
		}
	}
	bare := typedAccent.ReplaceAllString(b.String(), "$1$2")
	return strings.Join(strings.Fields(strings.TrimRight(bare, " .!,;:)")), " ")
}
