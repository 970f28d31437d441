package rehearse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"asapbot/flows"
)

// What makes a telephone ring begins with a message that a bystander may read, and
// names somebody to ring for: over all transcripts.
func TestRingsAreFitForALockScreen(t *testing.T) {
	paths, _ := filepath.Glob("../../flows/testdata/*/*.txt")
	rings := 0
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p := newPlayer(filepath.Base(filepath.Dir(path)), func(string) {})
		p.w.heard = func(e flows.Effect) {
			say, ok := e.(flows.Say)
			if !ok || !say.Notify {
				return
			}
			rings++
			area, _, _ := strings.Cut(string(say.Text[0].ID), ".")
			if area != "ring" && area != "unreadable" {
				t.Errorf("%s: %s rings", path, say.Text[0].ID)
			}
			if len(say.Mention) == 0 {
				t.Errorf("%s: %s rings for nobody", path, say.Text[0].ID)
			}
		}
		for line := range strings.Lines(string(raw)) {
			if line = strings.TrimRight(line, "\n"); strings.HasPrefix(line, "<") || strings.HasPrefix(line, " ") {
				continue
			}
			if err := p.line(line); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
	}
	if rings < 20 {
		t.Errorf("only %d rings in all transcripts", rings)
	}
}
