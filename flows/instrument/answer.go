package instrument

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"asapbot/flows/command"
)

// vocabulary is what may be typed for the choices of a list in one language:
// folded word to choice name.
type vocabulary map[string]string

// NoneChosen is the answer to a select_multiple question that none of the choices
// is so: it is answered, and nothing is chosen.
const NoneChosen = "-"

// ParseAnswer reads what a person typed as the answer to a question, and gives it
// as it is stored: a choice's name, several in the list's order with spaces between
// them, a number with a point, a day as 2026-11-24, or the words themselves. The
// given languages are tried in their order; then all others, where they do not
// contradict each other. Single letters are understood in the given languages only:
// "a" is current in Italian, and a slip of the finger in English.
func (d *Definition) ParseAnswer(q Question, text string, languages ...string) (answer string, ok bool) {
	switch q.Type {
	case TypeSelectOne:
		return d.parseChoice(q, text, languages)
	case TypeSelectMultiple:
		return d.parseChoices(q, text, languages)
	case TypeInteger, TypeDecimal:
		return parseNumber(q.Type, text)
	case TypeDate:
		return ParseDay(text, time.Time{}, languages...)
	case TypeText:
		text = strings.TrimSpace(text)
		return text, text != ""
	}
	return "", false
}

// firstYear keeps days apart that were read without knowing today's.
const firstYear = 1900

// ParseDay reads a day as people write it; without a year it is the last such day.
// Who does not know now (the zero time) can read only days with their year.
func ParseDay(text string, now time.Time, languages ...string) (answer string, ok bool) {
	day, ok := command.Day(text, now, languages...)
	if !ok || day.Year() < firstYear {
		return "", false
	}
	return day.Format(time.DateOnly), true
}

// parseChoice reads a letter or word of a choice, its label, or its place in the
// list.
func (d *Definition) parseChoice(q Question, text string, languages []string) (choice string, ok bool) {
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

// parseChoices reads several choices: their places ("1 3 4"), or their words with
// commas between them; "none" or 0 where nothing is so.
func (d *Definition) parseChoices(q Question, text string, languages []string) (answer string, ok bool) {
	if c, ok := d.parseChoice(q, text, languages); ok {
		return c, true
	}
	if c, ok := command.Parse(text, languages...); strings.TrimSpace(text) == "0" || ok && c.Rest == "" && c.Word == command.None {
		return NoneChosen, true
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
	if len(parts) == 1 {
		parts = strings.Fields(text)
	}
	chosen := map[string]bool{}
	for _, part := range parts {
		for _, part := range numbersOf(part) {
			c, ok := d.parseChoice(q, part, languages)
			if !ok {
				return "", false
			}
			chosen[c] = true
		}
	}
	var names []string
	for _, c := range d.Choices[q.List] {
		if chosen[c.Name] {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, " "), len(names) > 0
}

// numbersOf are the numbers of a part such as "1 3", and otherwise the part.
func numbersOf(part string) []string {
	fields := strings.Fields(part)
	for _, f := range fields {
		if _, err := strconv.Atoi(f); err != nil {
			return []string{part}
		}
	}
	return fields
}

// The numbers that are taken: as people write them, not so long that a digit could
// be lost.
var (
	integerTyped = regexp.MustCompile(`^[+-]?[0-9]{1,15}$`)
	decimalTyped = regexp.MustCompile(`^[+-]?[0-9]{1,9}([.,][0-9]{1,6})?$`)
)

// parseNumber reads a number; a comma is as good as a point.
func parseNumber(as Type, text string) (answer string, ok bool) {
	text = strings.ReplaceAll(strings.TrimRight(strings.TrimSpace(text), " .,;!"), "−", "-")
	typed := integerTyped
	if as == TypeDecimal {
		typed = decimalTyped
	}
	if !typed.MatchString(text) {
		return "", false
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	return strconv.FormatFloat(n+0, 'f', -1, 64), err == nil // +0: there is no -0
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
