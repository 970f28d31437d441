package xlsform

import (
	"regexp"
	"strings"
)

// tagged is a language as Kobo and ODK write it: English (en).
var tagged = regexp.MustCompile(`\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z]{2})?)\s*\)\s*$`)

var bare = regexp.MustCompile(`^[A-Za-z]{2,3}(?:[-_][A-Za-z]{2})?$`)

// names are the languages that people also write without a tag, and how they are
// written where a form goes out.
var names = map[string]string{
	"bg": "Български", "cs": "Čeština", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español", "fr": "Français",
	"hr": "Hrvatski", "hu": "Magyar", "it": "Italiano", "nl": "Nederlands", "pl": "Polski", "pt": "Português", "ro": "Română",
	"sl": "Slovenščina", "sq": "Shqip", "sv": "Svenska", "uk": "Українська",
}

// english are the same languages as English-speaking authors write them.
var english = map[string]string{
	"bulgarian": "bg", "czech": "cs", "german": "de", "greek": "el", "spanish": "es", "french": "fr", "croatian": "hr",
	"hungarian": "hu", "italian": "it", "dutch": "nl", "polish": "pl", "portuguese": "pt", "romanian": "ro", "slovenian": "sl",
	"albanian": "sq", "swedish": "sv", "ukrainian": "uk",
}

// tag finds the tag of a language in whatever way it is written; empty where
// nobody can tell.
func tag(written string) string {
	written = strings.TrimSpace(written)
	if m := tagged.FindStringSubmatch(written); m != nil {
		return spelled(m[1])
	}
	if bare.MatchString(written) && len(written) != 4 {
		return spelled(written)
	}
	for tag, name := range names {
		if strings.EqualFold(name, written) {
			return tag
		}
	}
	return english[strings.ToLower(written)]
}

// spelled is a tag in its usual letters: pt-BR.
func spelled(tag string) string {
	base, region, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if region == "" {
		return strings.ToLower(base)
	}
	return strings.ToLower(base) + "-" + strings.ToUpper(region)
}

// written is a language as Kobo and ODK like to have it.
func written(tag string) string {
	if name := names[tag]; name != "" {
		return name + " (" + tag + ")"
	}
	return tag
}
