package instrument

import (
	"reflect"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"
)

// TestYAMLKeepsTheLibrary holds that the definitions that come with the program
// are the same after they were written and read.
func TestYAMLKeepsTheLibrary(t *testing.T) {
	for _, d := range Library() {
		again, err := Parse("again.yaml", d.YAML())
		if err != nil {
			t.Fatalf("%v\n%s", err, d.YAML())
		}
		if string(d.YAML()) != string(again.YAML()) {
			t.Errorf("%s is written otherwise the second time", d.ID)
		}
	}
}

// bare is what a definition's file says, without what was prepared from it.
func bare(d *Definition) Definition {
	b := Definition{}
	from, to := reflect.ValueOf(*d), reflect.ValueOf(&b).Elem()
	for i := range from.NumField() {
		if from.Type().Field(i).IsExported() {
			to.Field(i).Set(from.Field(i))
		}
	}
	return b
}

// TestYAMLKeepsEveryText holds it for whatever people may write.
func TestYAMLKeepsEveryText(t *testing.T) {
	letters := rapid.SampledFrom([]rune("abnoyètà 019.:-#'\"\\\n\t\r{}[],&*!|>%@`~?=<_\u00a0\u0301\u0085\u2028\ufeff\x01😀"))
	texts := rapid.OneOf(rapid.StringOfN(letters, 1, 12, -1), rapid.SampledFrom(reserved), rapid.String())
	rapid.Check(t, func(r *rapid.T) {
		text := texts.Draw(r, "text")
		d := Definition{ID: text, Title: Text{"en": text, "it": "x"}, Languages: []string{text, "x"}, Choices: map[string][]Choice{
			"list": {{Name: text, Words: map[string][]string{"en": {text}}}},
		}}
		var again Definition
		if err := yaml.UnmarshalWithOptions(d.YAML(), &again, yaml.Strict()); err != nil {
			r.Fatalf("%v\n%s", err, d.YAML())
		}
		if !reflect.DeepEqual(bare(&d), bare(&again)) {
			r.Errorf("wrote %+v, read %+v\n%s", d, again, d.YAML())
		}
	})
}
