package interview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"asapbot/flows/instrument"
)

// TestTheLongestQuestionnaire: also in the longest questionnaire that is taken, in
// which everything hangs on what came before, an answer takes no time that anybody
// would notice.
func TestTheLongestQuestionnaire(t *testing.T) {
	var b strings.Builder
	b.WriteString("id: long\nversion: \"1\"\nlanguages: [en]\ntitle: {en: Long}\ngroups:\n  - name: all\n    title: {en: All}\n    questions:\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "      - {name: q%d, type: integer, label: {en: How many?}", i)
		if i > 0 {
			fmt.Fprintf(&b, ", relevant: \"${q%d} > 0\", constraint: \". > 0 and ${q%d} > 0\"", i-1, i-1)
		}
		b.WriteString("}\n")
	}
	def, err := instrument.Parse("long.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	iv, _ := Begin(Setting{}, def, now)
	for i := range 2000 {
		iv.Answers[fmt.Sprintf("q%d", i)] = Answer{Value: "1"}
	}
	for _, c := range []struct{ line, at string }{
		{"2", Signature}, {"correct 1 5", Signature}, {"back", "q1999"}, {"correct 1 0", Signature}, {"back", "q0"},
	} {
		start := time.Now()
		iv, _ = iv.Step(Wrote{Ref: "$1", Line: c.line, Languages: []string{"en"}}, def, now)
		if took := time.Since(start); took > 5*time.Second || iv.At != c.at { // some ten milliseconds, on a quiet machine
			t.Errorf("%q took %s and leads to %s", c.line, took, iv.At)
		}
	}
}
