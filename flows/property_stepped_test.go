package flows_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"asapbot/flows"

	"pgregory.net/rapid"
)

// kept are effects whose values nobody may change any more.
type kept struct {
	effects []flows.Effect
	written string
}

// stepped steps, and checks what must hold for every Step: it changes neither its
// argument nor what it gave before, it gives the same again, and the same from a
// value, an input and effects that were written down and read back.
func stepped[V any](h *house, step func(V, flows.Input, time.Time) (V, []flows.Effect), v V, in flows.Input) (V, []flows.Effect) {
	h.t.Helper()
	if h.quick || !deep(in) {
		return step(v, in, h.now)
	}
	before, read := store(h, v)
	written, again := store(h, taggedInput{in})
	after, effects := step(v, in, h.now)
	result := h.result(after, effects)
	for _, words := range []string{talk, mark(nobody)} {
		if strings.Contains(result, words) {
			h.fail("words that are not for the bot are kept or said again: %s", code(h.t, in))
		}
	}
	if h.steps++; h.steps%4 == 0 { // the next comparison tells most of it
		if got := h.result(step(v, in, h.now)); got != result {
			h.fail("the same step twice gives\n%s", different(result, got))
		}
	}
	if got := h.result(step(read, again.in, h.now)); got != result {
		h.fail("stepping what was stored gives something else\n%s", different(result, got))
	}
	for _, e := range effects {
		store(h, taggedEffect{e})
	}
	value, _, _ := strings.Cut(result, "\n")
	first := effects
	if c, isCase := any(v).(flows.Case); isCase {
		_, first = lapsed(h, c, effects) // what has run out ends once
	}
	repeated(h, step, after, value, in, first, value != before)
	if now := code(h.t, v); now != before {
		h.fail("Step changed its argument\n%s", different(before, now))
	}
	if now := code(h.t, in); now != written {
		h.fail("Step changed its input\n%s", different(written, now))
	}
	if got := h.result(after, effects); got != result {
		h.fail("a later step changed an earlier result\n%s", different(result, got))
	}
	h.kept = append(h.kept, kept{effects, effectsCode(h.t, effects)})
	return after, effects
}

// deep reports whether a step is looked at in full. Writing everything down and
// reading it back takes most of the time, and the usual inputs come by the hundred;
// the same input is always treated alike, so that rapid can shrink.
func deep(in flows.Input) bool {
	one, of := "", uint32(1)
	switch in := in.(type) {
	case flows.Said:
		one, of = in.Text, 3
	case flows.Tapped:
		one, of = in.Choice+string(in.Poll), 2
	case flows.Delivered:
		one, of = string(in.Key), 8
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(one))
	return sum.Sum32()%of == 0
}

// different shows where two texts differ.
func different(x, y string) string {
	i := 0
	for i < min(len(x), len(y)) && x[i] == y[i] {
		i++
	}
	around := func(s string) string { return s[max(0, i-120):min(len(s), i+240)] }
	return fmt.Sprintf("from …%s…\nto   …%s…", around(x), around(y))
}

// store writes a value down, reads it, and writes it again: both must be the same.
func store[V any](h *house, v V) (string, V) {
	h.t.Helper()
	written := code(h.t, v)
	var read V
	if err := json.Unmarshal([]byte(written), &read); err != nil {
		h.fail("cannot be read back: %v\n%s", err, written)
	}
	if again := code(h.t, read); again != written {
		h.fail("stored\n%s\nand read\n%s", written, again)
	}
	return written, read
}

// taggedInput and taggedEffect are stored as the shell does it.
type (
	taggedInput  struct{ in flows.Input }
	taggedEffect struct{ e flows.Effect }
)

func (t taggedInput) MarshalJSON() ([]byte, error) { return flows.EncodeInput(t.in) }

func (t *taggedInput) UnmarshalJSON(b []byte) (err error) {
	t.in, err = flows.DecodeInput(b)
	return err
}

func (t taggedEffect) MarshalJSON() ([]byte, error) { return flows.EncodeEffect(t.e) }

func (t *taggedEffect) UnmarshalJSON(b []byte) (err error) {
	t.e, err = flows.DecodeEffect(b)
	return err
}

// code is a value as it is stored.
func code(t rapid.TB, v any) string {
	switch x := v.(type) {
	case flows.Input:
		v = taggedInput{x}
	case flows.Effect:
		v = taggedEffect{x}
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%T cannot be stored: %v", v, err)
	}
	// Bytes that are no text are stored as this character, spelled in another way.
	return strings.ReplaceAll(string(b), `\ufffd`, "\ufffd")
}

func effectsCode(t rapid.TB, effects []flows.Effect) string {
	var b strings.Builder
	for _, e := range effects {
		b.WriteString(code(t, e))
		b.WriteByte('\n')
	}
	return b.String()
}

func (h *house) result(v any, effects []flows.Effect) string {
	return code(h.t, v) + "\n" + effectsCode(h.t, effects)
}
