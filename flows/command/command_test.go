package command

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// Within a language every phrase means one thing, and everything can be said.
func TestWords(t *testing.T) {
	for _, language := range Languages() {
		meant := map[string]Word{}
		for _, word := range slices.Sorted(maps.Keys(phrases()[language])) {
			if isCommand(word) && !slices.Contains(All(), word) {
				t.Errorf("%s: there is no word %q", language, word)
			}
			for _, phrase := range phrases()[language][word] {
				if n := len(strings.Fields(phrase)); n == 0 || n > most {
					t.Errorf("%s: %q has %d words", language, phrase, n)
				}
				other, twice := meant[Fold(phrase)]
				if !isCommand(word) {
					continue
				}
				if twice {
					t.Errorf("%s: %q is %s and %s", language, phrase, other, word)
				}
				meant[Fold(phrase)] = word
			}
		}
		for _, word := range All() {
			if len(phrases()[language][word]) == 0 {
				t.Errorf("%s: nothing can be typed for %s", language, word)
			}
			if c, ok := Parse(Spoken(word, language), language); !ok || c.Word != word || c.Rest != "" {
				t.Errorf("%s: %q is taken for %+v", language, Spoken(word, language), c)
			}
		}
	}
	if len(Languages()) < 2 {
		t.Errorf("languages: %v", Languages())
	}
}

func TestParse(t *testing.T) {
	for _, x := range []struct {
		language, line string
		word           Word
		rest           string
		marked         bool
	}{
		{"en", "status", Status, "", false},
		{"en", "  Status. ", Status, "", false},
		{"en", "STATUS!", Status, "", false},
		{"en", "!status", Status, "", true},
		{"en", "! status", Status, "", true},
		{"en", "!!! please", "", "!!! please", false},
		{"en", "!", "", "!", false},
		{"en", "!12", "", "!12", false},
		{"en", "!frobnicate now", "", "frobnicate now", true},
		{"en", "help?", Help, "", false},
		{"en", "!help?", Help, "", true},
		{"en", "stop?", "", "stop?", false},
		{"en", "agreed?", "", "agreed?", false},
		{"en", "Correct 12.", Correct, "12.", false},
		{"en", "note: she called", Note, "she called", false},
		{"en", "note\nshe called\nagain", Note, "she called\nagain", false},
		{"en", "don’t know", Unknown, "", false},
		{"en", "not enough information", NotEnough, "", false},
		{"en", "not enough", NotEnough, "", false},
		{"en", "not enough of it", NotEnough, "of it", false},
		{"en", "agreed, let's meet", "", "agreed, let's meet", false},
		{"en", "later", "", "later", false},
		{"en", "h", High, "", false},
		{"en", "a", "", "a", false}, // high in Italian, a slip in English
		{"it", "a", High, "", false},
		{"it", "e", Extreme, "", false},
		{"it-CH", "a", High, "", false},
		{"it", "PERCHE' lui beve", Because, "lui beve", false},
		{"it", "perché lui beve", Because, "lui beve", false},
		{"it", "!perche' e' vero", Because, "e' vero", true},
		{"it", "A che punto siamo?", Status, "", false},
		{"it", "boh", Unknown, "", false},
		{"it", "apri un nuovo caso", Pair, "", false},
		{"it", "aiuto per favore", Help, "", false},
		{"it", "!stato, grazie", "", "stato, grazie", true},
		{"en", "status please", Status, "", false},
		{"en", "!status pls.", Status, "", true},
		{"en", "help, thanks", "", "help, thanks", false},
		{"en", "pause thank you!", Pause, "", false},
		{"en", "agreed thanks", Agreed, "thanks", false},
		{"en", "sign please", Sign, "please", false},
		{"en", "stop please talking", Stop, "please talking", false},
		{"it", "si'", Yes, "", false},
		{"it", "!terzo", Third, "", true},
		{"it", "!terzo servizio", Third, "", true},
		{"it", "!terzo servizio sociale ieri", Third, "servizio sociale ieri", true},
		{"it", "!terzo polizia", Third, "polizia", true},
		{"en", "!third service", Third, "", true},
		{"it", "sì", Yes, "", false},
		{"it", "status", Status, "", false}, // every bundled language is understood
		{"en", "scheda", Checklist, "", false},
		{"xx", "scheda", Checklist, "", false},
		{"en", "", "", "", false},
	} {
		c, known := Parse(x.line, x.language)
		if c.Word != x.word || c.Rest != x.rest || c.Marked != x.marked || known != (x.word != "") {
			t.Errorf("%s %q: got %+v, %v", x.language, x.line, c, known)
		}
	}
}

func TestFold(t *testing.T) {
	for said, folded := range map[string]string{
		"Perché": "perche", " NON  noto. ": "non noto", "don‘t": "don't", "dell’ora!": "dell'ora", "": "", "?": "?",
		"SI'": "si", "e' ora": "e ora", "perche', credo": "perche, credo", "piu´ no": "piu no", "l'altro": "l'altro",
		"dall'": "dall",
	} {
		if got := Fold(said); got != folded {
			t.Errorf("%q: got %q, want %q", said, got, folded)
		}
	}
}

func TestDay(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, rome)
	for said, want := range map[string]string{
		"2/11/2026": "2026-11-02", "02/11/2026": "2026-11-02", "2.11.2026.": "2026-11-02", "2-11-2026": "2026-11-02",
		"2026-11-02": "2026-11-02", "2/11/26": "2026-11-02", "2.11.26": "2026-11-02", " 2/11/2026 ": "2026-11-02",
		"today": "2026-11-23", "Today.": "2026-11-23", "oggi": "2026-11-23", "yesterday": "2026-11-22", "ieri": "2026-11-22",
		"2/11": "2026-11-02", "23.11.": "2026-11-23", "24/11": "2025-11-24", "29/2/2024": "2024-02-29",
		"31/12/2026": "2026-12-31",
		"29/2/2026":  "", "1/13/2026": "", "24/10/1926": "", "24/10/206": "", "soon": "", "": "", "today or so": "", "12": "",
	} {
		day, ok := Day(said, now, "en")
		got := ""
		if ok {
			got = day.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
		if ok && (day.Hour() != 0 || day.Location() != rome) {
			t.Errorf("%q: %v is no midnight in Rome", said, day)
		}
	}
	// Without a year the 29th of February is the last one that there was, if it was
	// within a year.
	if day, ok := Day("29/2", time.Date(2024, 3, 1, 0, 0, 0, 0, rome)); !ok || day.Year() != 2024 {
		t.Errorf("got %v, %v", day, ok)
	}
}

func TestAfterFillers(t *testing.T) {
	for said, want := range map[string]string{
		"since 2/11/2026": "2/11/2026", "as of 2/11/2026": "2/11/2026", "dal 2/11/2026": "2/11/2026",
		"2/11/2026": "2/11/2026", "": "", "since": "since", "Anna said so": "Anna said so",
	} {
		if got := AfterFillers(said); got != want {
			t.Errorf("%q: got %q, want %q", said, got, want)
		}
	}
}

// Parse takes anything, and invents nothing.
func FuzzParse(f *testing.F) {
	for _, line := range []string{"", "!", "!help", "correct 12.", "note: x", "  a  b ", "È\u0301", "\xff\xfe", "!\n!"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, known := Parse(line, "it")
		if known != (c.Word != "") || !strings.Contains(line, c.Rest) {
			t.Errorf("%q: %+v, %v", line, c, known)
		}
		if day, ok := Day(line, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), "it"); ok && day.Year() < oldest {
			t.Errorf("%q: %v", line, day)
		}
	})
}
