// Package locales holds the words of the bot: one YAML file a language, keyed
// by message ID. The texts are CommonMark with bold, italics, code, lists and
// line breaks, and name their arguments as Go templates do: {{.Count}}.
package locales

import (
	"embed"
	"sync"
)

//go:embed *.yaml
var files embed.FS

// own is read once, at the first message, and never changes.
var own = sync.OnceValues(func() (*Catalogue, error) { return Parse(files) })

// Languages are the tags of all languages that the bot speaks, sorted.
func Languages() []string { return languages(files) }

// Text is the message in the language. See Catalogue.Text.
func Text(lang, id string, data map[string]any, plural *int) (string, error) {
	c, err := own()
	if err != nil {
		return "", err
	}
	return c.Text(lang, id, data, plural)
}
