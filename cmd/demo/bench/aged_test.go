package main

import (
	"encoding/json"
	"testing"
)

// TestAgedCase holds that the long case of the benchmark is one: all was signed, and what
// is finished has moved out of it.
func TestAgedCase(t *testing.T) {
	a, err := agedCase("K-0")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(a.c)
	if err != nil {
		t.Fatal(err)
	}
	if most := 20_000; len(raw) > most {
		t.Errorf("the case has %d bytes after %d signed interviews, more than %d", len(raw), a.signed, most)
	}
	for i, kept := range a.c.Records {
		if least := a.signed; kept < least {
			t.Errorf("side %d has kept %d records, fewer than %d", i, kept, least)
		}
	}
}
