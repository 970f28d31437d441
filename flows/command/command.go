// Package command turns what a person typed into what they mean, in every
// bundled language. The words themselves are in words.yaml; the answers to a
// questionnaire are not here but in its definition.
package command

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/goccy/go-yaml"
)

// Word is a command by its meaning, whatever the language that it was typed in.
type Word string

// The commands, in the order in which help shows them.
const (
	Help      Word = "help"
	Status    Word = "status"
	Pair      Word = "pair"
	Add       Word = "add"
	Remove    Word = "remove"
	Assign    Word = "assign"
	People    Word = "people"
	Agreed    Word = "agreed"
	Withdraw  Word = "withdraw"
	Checklist Word = "checklist"
	Back      Word = "back"
	Skip      Word = "skip"
	Unknown   Word = "unknown"
	Block     Word = "block"
	Correct   Word = "correct"
	Note      Word = "note"
	Pause     Word = "pause"
	Resume    Word = "resume"
	Stop      Word = "stop"
	Sign      Word = "sign"
	Judge     Word = "judge"
	Contact   Word = "contact"
	Level     Word = "level"
	Because   Word = "because"
	Third     Word = "third"
	Deputy    Word = "deputy" // not a command of its own: `add @ben deputy`
	Today     Word = "today"
	Yesterday Word = "yesterday"
)

// The answers to questions that are no instrument's: a level, or what to do.
const (
	Low       Word = "low"
	Medium    Word = "medium"
	High      Word = "high"
	Extreme   Word = "extreme"
	NotEnough Word = "not_enough"
	Rejudge   Word = "rejudge"
	GoOn      Word = "go_on"
	Discard   Word = "discard"
)

// Steers reports whether a word leads a conversation, rather than saying something
// within it: where words are the answer, such a word alone is still a command.
func (w Word) Steers() bool {
	switch w {
	case Help, Status, Back, Skip, Correct, Pause, Stop, Block, Sign, Judge:
		return true
	}
	return false
}

// Command is one understood line.
type Command struct {
	Word Word
	// Rest is what followed the word, as it was typed.
	Rest string
	// Marked is true where the line began with "!": it was meant for the bot and
	// for nobody else.
	Marked bool
}

// Mark begins a command where people also talk to each other.
const Mark = "!"

//go:embed words.yaml
var wordsYAML []byte

// phrases is, for each language and command, what a person may type.
var phrases = sync.OnceValue(func() map[string]map[Word][]string {
	var file map[string]map[Word][]string
	if err := yaml.UnmarshalWithOptions(wordsYAML, &file, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("words.yaml: %v", err)) // embedded: a test loads it
	}
	return file
})

// words is, for each language and folded phrase, the command that it means.
var words = sync.OnceValue(func() map[string]map[string]Word {
	byLanguage := map[string]map[string]Word{}
	for language, commands := range phrases() {
		byLanguage[language] = map[string]Word{}
		for word, said := range commands {
			for _, phrase := range said {
				byLanguage[language][Fold(phrase)] = word
			}
		}
	}
	return byLanguage
})

// Languages lists the languages that have words, in alphabetical order.
func Languages() []string { return slices.Sorted(maps.Keys(words())) }

// Parse finds the command that a line begins with: the longest phrase wins, the
// given languages come first, and every other bundled language is understood as
// well.
func Parse(line string, languages ...string) (Command, bool) {
	line = strings.TrimSpace(line)
	marked := strings.HasPrefix(line, Mark)
	if marked {
		line = strings.TrimSpace(line[len(Mark):])
	}
	if line == "" {
		return Command{Marked: marked}, false
	}
	for _, language := range slices.Concat(languages, Languages()) {
		if word, rest, ok := match(words()[language], line); ok {
			return Command{Word: word, Rest: rest, Marked: marked}, true
		}
	}
	return Command{Rest: line, Marked: marked}, false
}

// match looks for the longest phrase of up to three words at the line's start.
func match(phrases map[string]Word, line string) (Word, string, bool) {
	for n := 3; n >= 1; n-- {
		head, rest, ok := split(line, n)
		if !ok {
			continue
		}
		if word, known := phrases[Fold(head)]; known {
			return word, rest, true
		}
	}
	return "", "", false
}

// split cuts a line after its first n words.
func split(line string, n int) (head, rest string, ok bool) {
	end := 0
	for range n {
		start := end + len(line[end:]) - len(strings.TrimLeftFunc(line[end:], unicode.IsSpace))
		if start == len(line) {
			return "", "", false
		}
		end = start + strings.IndexFunc(line[start:], unicode.IsSpace)
		if end < start {
			end = len(line)
		}
	}
	return strings.TrimRight(line[:end], ":"), strings.TrimSpace(strings.TrimLeft(line[end:], ": ")), true
}

// Spoken is the word for a command in a language, as help shows it.
func Spoken(word Word, language string) string {
	said := phrases()[language][word]
	if len(said) == 0 {
		return string(word)
	}
	return said[0]
}
