package instrument

import (
	"maps"
	"slices"
	"strings"
)

// Text is one text by language tag, such as "it".
type Text map[string]string

// In is the text in a language ("it-CH" reads "it"), or in English, or in
// whatever there is: a question in another language is better than none.
func (t Text) In(language string) string {
	base, _, _ := strings.Cut(language, "-")
	for _, tag := range []string{language, base, "en"} {
		if s := t[tag]; s != "" {
			return s
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		return t[tag]
	}
	return ""
}
