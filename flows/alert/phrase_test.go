package alert

import (
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"asapbot/flows/command"
)

// In every language each kind can be said in several ways, and each of them means one
// kind.
func TestPhrases(t *testing.T) {
	var written map[string]map[Kind][]string
	if err := yaml.UnmarshalWithOptions(kindsYAML, &written, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	for _, language := range command.Languages() {
		meant := map[string]Kind{}
		for kind, said := range written[language] {
			if !slices.Contains(Kinds(), kind) {
				t.Errorf("%s: there is no kind %q", language, kind)
			}
			for _, phrase := range said {
				folded := command.Fold(phrase)
				if other, twice := meant[folded]; twice {
					t.Errorf("%s: %q is %s and %s", language, phrase, other, kind)
				}
				if n := len(strings.Fields(phrase)); n == 0 || n > longest {
					t.Errorf("%s: %q has %d words", language, phrase, n)
				}
				meant[folded] = kind
			}
		}
		for _, kind := range Kinds() {
			if len(written[language][kind]) < 3 {
				t.Errorf("%s: %s can be said in %d ways", language, kind, len(written[language][kind]))
			}
		}
	}
}

func TestRead(t *testing.T) {
	for _, x := range []struct {
		language, line string
		kind           Kind
		words          string
	}{
		{"en", "weapon he showed a knife yesterday", Weapon, "he showed a knife yesterday"},
		{"en", "Weapon: he showed a knife", Weapon, "he showed a knife"},
		{"en", "a knife - in the kitchen", Weapon, "in the kitchen"},
		{"en", "new violence", Violence, ""},
		{"en", "NEW VIOLENCE!!! last night", Violence, "last night"},
		{"en", "death threat\nby telephone", ThreatToKill, "by telephone"},
		{"en", "he is outside her house now", Stalking, "he is outside her house now"},
		{"en", "please come quickly", Other, "please come quickly"},
		{"en", "arma ha un coltello", Weapon, "ha un coltello"}, // every bundled language is understood
		{"it", "l'ha picchiata ieri sera", Violence, "ieri sera"},
		{"it", "lui e' sotto casa sua", Stalking, "lui e' sotto casa sua"},
		{"it", "il bambino non torna", ChildHarmed, "non torna"},
		{"it", "minaccia di morte", ThreatToKill, ""},
		{"it", "è ubriaco e urla", Intoxication, "e urla"},
		{"it", "", Other, ""},
		{"xx", "?", Other, "?"},
	} {
		kind, words := Read(x.line, x.language)
		if kind != x.kind || words != x.words {
			t.Errorf("%s %q: %s, %q", x.language, x.line, kind, words)
		}
	}
}

// Whatever is written is an alert of some kind, and nothing is invented.
func FuzzRead(f *testing.F) {
	for _, line := range []string{"", "weapon", "he ...", "\xff", "arma: \u2028 x", "a a a a a"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		kind, words := Read(line, "it")
		if !slices.Contains(Kinds(), kind) || !strings.Contains(line, words) {
			t.Errorf("%q: %s, %q", line, kind, words)
		}
	})
}
