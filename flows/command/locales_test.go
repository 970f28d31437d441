package command

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// texts are the messages of a language, with all forms of a plural.
func texts(t *testing.T, language string) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile("../../locales/" + language + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := yaml.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for id, text := range file {
		switch text := text.(type) {
		case string:
			all[id] = []string{text}
		case map[string]any:
			for _, form := range text {
				all[id] = append(all[id], form.(string))
			}
		}
	}
	return all
}

// What the bot tells people to type, they can type, in their own language: each
// code span that begins with a word is a command of that language.
func TestWhatTheTextsSayCanBeTyped(t *testing.T) {
	span := regexp.MustCompile("`([^`]+)`")
	for _, language := range Languages() {
		for id, forms := range texts(t, language) {
			for _, found := range span.FindAllStringSubmatch(strings.Join(forms, "\n"), -1) {
				line := strings.TrimPrefix(found[1], Mark)
				if line == "" || strings.ContainsAny(line[:1], "@{0123456789") {
					continue // the mark alone, a person, an argument, an answer
				}
				if _, _, ok := match(wordsIn(language), line, 1); !ok {
					t.Errorf("%s: %s says %q, which is no command", language, id, found[1])
				}
			}
		}
	}
}

// What can be tapped can be typed as well.
func TestLabelsCanBeTyped(t *testing.T) {
	labels := map[string]Word{
		"choice.sign": Sign, "choice.rejudge": Rejudge, "choice.go_on": GoOn, "choice.discard": Discard,
		"choice.end_correction": Discard, "level.low": Low, "level.medium": Medium, "level.high": High,
		"level.extreme": Extreme, "level.not_enough": NotEnough, "level.none": None,
	}
	for _, language := range Languages() {
		all := texts(t, language)
		for id, word := range labels {
			if len(all[id]) != 1 {
				t.Errorf("%s: %s is %v", language, id, all[id])
				continue
			}
			if c, ok := Parse(all[id][0], language); !ok || c.Word != word || c.Rest != "" {
				t.Errorf("%s: %q is taken for %+v", language, all[id][0], c)
			}
		}
	}
}

// What a lock screen shows names no service, no level and no item.
func TestRingsSayNothing(t *testing.T) {
	argument := regexp.MustCompile(`\{\{[^}]*\.(\w+)[^}]*\}\}`)
	for _, language := range Languages() {
		for id, forms := range texts(t, language) {
			area, _, _ := strings.Cut(id, ".")
			allowed := map[string]string{"ring": "Code", "unreadable": "Person Device Max"}[area]
			if allowed == "" {
				continue
			}
			for _, found := range argument.FindAllStringSubmatch(strings.Join(forms, "\n"), -1) {
				if !strings.Contains(allowed, found[1]) {
					t.Errorf("%s: %s shows %s", language, id, found[1])
				}
			}
		}
	}
}
