package bot

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"asapbot/bot/store"
	"asapbot/flows/instrument"
)

const wellbeing = `id: wellbeing
version: "1"
languages: [en]
title: {en: Wellbeing}
groups:
  - name: all
    title: {en: All}
    questions:
      - {name: sleep, type: integer, label: {en: How many hours do you sleep?}}
`

// TestInstruments: a version that was once loaded stays what it is, also when its
// file has gone; a file that has changed under its old version is refused.
func TestInstruments(t *testing.T) {
	t.Cleanup(func() { _ = instrument.Install(nil, nil) })
	file := filepath.Join(t.TempDir(), "state.db")
	start := func(files map[string]string) error {
		state, err := store.Open(file, bytes.Repeat([]byte{1}, 32))
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := state.Close(); err != nil {
				t.Error(err)
			}
		}()
		if files == nil {
			return Instruments(state, nil)
		}
		folder := fstest.MapFS{"readme.txt": {}}
		for name, source := range files {
			folder[name] = &fstest.MapFile{Data: []byte(source)}
		}
		return Instruments(state, folder)
	}
	changed := strings.Replace(wellbeing, "sleep?", "rest?", 1)
	next := strings.Replace(changed, `version: "1"`, `version: "2"`, 1)

	if err := start(map[string]string{"wellbeing.yaml": wellbeing}); err != nil {
		t.Fatal(err)
	}
	if err := start(map[string]string{"renamed.yaml": wellbeing}); err != nil {
		t.Error("the same file again:", err)
	}
	if err := start(map[string]string{"wellbeing.yaml": changed}); err == nil || !strings.Contains(err.Error(), "the questionnaire wellbeing has changed and is still version 1") {
		t.Error("a changed file:", err)
	}
	if err := start(map[string]string{"wellbeing.yaml": "id: wellbeing"}); err == nil || !strings.Contains(err.Error(), "wellbeing.yaml:1:1: ") {
		t.Error("a faulty file:", err)
	}
	if err := start(map[string]string{"wellbeing.yaml": next}); err != nil {
		t.Error("the next version:", err)
	}
	for version, want := range map[string]string{"1": wellbeing, "2": next} {
		if d, ok := instrument.Get("wellbeing", version); !ok || string(d.Source()) != want {
			t.Errorf("version %s is not what it was", version)
		}
	}
	if d, ok := instrument.Latest("wellbeing"); !ok || d.Version != "2" {
		t.Error("the newest version is not the one of the folder")
	}
	if err := start(nil); err != nil {
		t.Error("without a folder:", err)
	}
	if _, ok := instrument.Get("wellbeing", "2"); !ok {
		t.Error("a version whose file has gone is lost")
	}
	if _, ok := instrument.Latest("wellbeing"); ok {
		t.Error("a version whose file has gone is offered")
	}
}
