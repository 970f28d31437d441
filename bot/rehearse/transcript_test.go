package rehearse

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asapbot/locales"
)

var update = flag.Bool("update", false, "write the transcripts anew, to be read before they are committed")

// The transcripts are the specification: each is played again, and every room
// must see what stands there.
func TestTranscripts(t *testing.T) {
	paths, err := filepath.Glob("../../flows/testdata/*/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, path := range paths {
		language := filepath.Base(filepath.Dir(path))
		t.Run(language+"/"+strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := Play(bytes.NewReader(want), &got, language); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if line, g, w := firstDifference(got.String(), string(want)); line > 0 {
				t.Errorf("line %d:\n got  %s\n want %s\n(go test ./bot/rehearse -update writes it anew)", line, g, w)
			}
		})
	}
}

func firstDifference(got, want string) (line int, g, w string) {
	gs, ws := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(gs), len(ws)) {
		g, w = "", ""
		if i < len(gs) {
			g = gs[i]
		}
		if i < len(ws) {
			w = ws[i]
		}
		if g != w {
			return i + 1, g, w
		}
	}
	return 0, "", ""
}

// Every scenario is there in every language, and the same happens in each: the same
// rooms see something, ask, and ring, in the same order.
func TestTranscriptsInEveryLanguage(t *testing.T) {
	scenarios := map[string]map[string][]string{}
	paths, _ := filepath.Glob("../../flows/testdata/*/*.txt")
	for _, path := range paths {
		name, language := filepath.Base(path), filepath.Base(filepath.Dir(path))
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if scenarios[name] == nil {
			scenarios[name] = map[string][]string{}
		}
		for line := range strings.Lines(string(raw)) {
			if strings.HasPrefix(line, "<") {
				scenarios[name][language] = append(scenarios[name][language], strings.TrimSpace(line))
			}
		}
	}
	spoken := locales.Languages()
	for name, happens := range scenarios {
		for _, language := range spoken {
			if happens[language] == nil {
				t.Errorf("%s is not there in %q", name, language)
				continue
			}
			first := happens[spoken[0]]
			if line, g, w := firstDifference(strings.Join(happens[language], "\n"), strings.Join(first, "\n")); line > 0 {
				t.Errorf("%s: after %d things, in %s %q and in %s %q", name, line-1, language, g, spoken[0], w)
			}
		}
	}
}
