package instrument_test

import (
	"encoding/json"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"asapbot/flows/instrument"
)

// Answers are the same after they were written down and read, and are written in one way
// only.
func TestAnswersRoundTrip(t *testing.T) {
	name := rapid.StringMatching(`[a-z][a-z0-9_.-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		given := instrument.Answers(rapid.MapOfN(name, rapid.String(), 0, 40).Draw(t, "answers"))
		raw, err := json.Marshal(given)
		if err != nil {
			t.Fatal(err)
		}
		var read instrument.Answers
		if err := json.Unmarshal(raw, &read); err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(given, read) || read == nil {
			t.Fatalf("%v became %v", given, read)
		}
		if again, _ := json.Marshal(read); string(again) != string(raw) {
			t.Fatalf("%s became %s", raw, again)
		}
	})
	var none instrument.Answers
	if raw, err := json.Marshal(none); err != nil || string(raw) != "null" {
		t.Errorf("no answers are %s, %v", raw, err)
	}
	if err := json.Unmarshal([]byte(`null`), &none); err != nil || none != nil {
		t.Errorf("null is %v, %v", none, err)
	}
}

func TestAnswersThatCannotBeRead(t *testing.T) {
	for _, raw := range []string{`{"fear":"no"}`, `[["no"]]`, `[["no","fear","weapon"]]`, `"no"`, `[1]`} {
		var a instrument.Answers
		if err := json.Unmarshal([]byte(raw), &a); err == nil {
			t.Errorf("%s is read as %v", raw, a)
		}
	}
}
