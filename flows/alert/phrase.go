package alert

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"asapbot/flows/command"
)

//go:embed kinds.yaml
var kindsYAML []byte

// phrases are the kinds by what may be written for them, folded, by language.
var phrases = sync.OnceValue(func() map[string]map[string]Kind {
	var written map[string]map[Kind][]string
	if err := yaml.UnmarshalWithOptions(kindsYAML, &written, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("kinds.yaml: %v", err)) // embedded: a test loads it
	}
	all := map[string]map[string]Kind{}
	for language, kinds := range written {
		all[language] = map[string]Kind{}
		for kind, said := range kinds {
			for _, phrase := range said {
				all[language][command.Fold(phrase)] = kind
			}
		}
	}
	return all
})

// longest is how many words a phrase has at most.
const longest = 4

// Read finds the kind that a line begins with, and the words that follow it. A line
// that begins with none is kept whole, and is Other where it has no phrase of several
// words in it: nobody is refused for their wording. The given languages come first,
// and every other is understood as well.
func Read(line string, languages ...string) (Kind, string) {
	line = strings.TrimSpace(line)
	for _, language := range append(languages, command.Languages()...) {
		// As it stands, and without the little words that it begins with.
		for _, said := range []string{line, command.AfterFillers(line)} {
			if kind, rest, ok := read(said, phrases()[language]); ok {
				return kind, rest
			}
		}
	}
	return within(line, languages), line
}

// within is the kind of the first phrase of several words in a line: "he is outside her
// house now". Single words say too little in the middle of a sentence.
func within(line string, languages []string) Kind {
	words := strings.Fields(line)
	for at := range words {
		for n := min(longest, len(words)-at); n > 1; n-- {
			said := fold(strings.Join(words[at:at+n], " "))
			for _, language := range append(languages, command.Languages()...) {
				if kind, known := phrases()[language][said]; known {
					return kind
				}
			}
		}
	}
	return Other
}

// fold makes what was written alike, without what stands around it.
func fold(said string) string { return command.Fold(strings.Trim(said, ":;,.-–!")) }

func read(line string, of map[string]Kind) (Kind, string, bool) {
	words := strings.Fields(line)
	for n := min(longest, len(words)); n > 0; n-- {
		if kind, known := of[fold(strings.Join(words[:n], " "))]; known {
			return kind, after(line, n), true
		}
	}
	return "", "", false
}

// after is a line after its first n words, as it was written.
func after(line string, n int) string {
	for range n {
		line = strings.TrimSpace(line)
		end := strings.IndexAny(line, " \t\n\r")
		if end < 0 {
			return ""
		}
		line = line[end:]
	}
	return strings.TrimLeft(line, " \t\n\r:;,-–")
}
