package command

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsYAML []byte

// The keys of words.yaml that are no commands.
const (
	fillers = "filler"
	polite  = "polite"
	from    = "from"
)

func isCommand(key Word) bool { return key != fillers && key != polite && key != from }

// phrases is, for each language and word, what a person may type.
var phrases = sync.OnceValue(func() map[string]map[Word][]string {
	var file map[string]map[Word][]string
	if err := yaml.UnmarshalWithOptions(wordsYAML, &file, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("words.yaml: %v", err)) // embedded: a test loads it
	}
	return file
})

// words is, for each language and folded phrase, the word that it means.
var words = sync.OnceValue(func() map[string]map[string]Word {
	byLanguage := map[string]map[string]Word{}
	for language, commands := range phrases() {
		byLanguage[language] = map[string]Word{}
		for word, said := range commands {
			for _, phrase := range said {
				if isCommand(word) {
					byLanguage[language][Fold(phrase)] = word
				}
			}
		}
	}
	return byLanguage
})

// Languages lists the languages that have words, in alphabetical order.
var Languages = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(words())) })

// wordsIn are the phrases of a language; "it-CH" has those of "it".
func wordsIn(language string) map[string]Word {
	if of, ok := words()[language]; ok {
		return of
	}
	base, _, _ := strings.Cut(language, "-")
	return words()[base]
}

// Filler reports whether a word only stands between a command's arguments, in any
// language: as in `add @ben as deputy of @anna`.
func Filler(word string) bool { return among(fillers, word) }

// Fillers reports whether a line says nothing but little words.
func Fillers(line string) bool {
	return !slices.ContainsFunc(strings.Fields(line), func(word string) bool { return Only(word) != "" && !Filler(Only(word)) })
}

// among reports whether something is one of a key's phrases, in any language.
func among(key Word, said string) bool {
	said = Fold(said)
	for _, language := range Languages() {
		for _, phrase := range phrases()[language][key] {
			if Fold(phrase) == said {
				return true
			}
		}
	}
	return false
}

// Spoken is the word for a command in a language, as help shows it.
func Spoken(word Word, language string) string {
	if said := phrases()[language][word]; len(said) > 0 {
		return said[0]
	}
	return string(word)
}
