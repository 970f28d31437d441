package locales

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestText(t *testing.T) {
	c, err := Parse(fstest.MapFS{
		"en.yaml": {Data: []byte(`{a.b: "{{.Name}}{{if .Note}}: {{.Note}}{{end}}", a.days: {one: "{{.Count}} day", other: "{{.Count}} days"}, a.english: e}`)},
		"it.yaml": {Data: []byte(`{a.b: "Ecco {{.Name}}{{if .Note}}: {{.Note}}{{end}}", a.empty: ""}`)},
		"hr.yaml": {},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Languages(); !slices.Equal(got, []string{"en", "hr", "it"}) {
		t.Errorf("languages %v", got)
	}
	one, five := 1, 5
	for _, x := range []struct {
		lang, id string
		data     map[string]any
		plural   *int
		want     string
		err      error
	}{
		{"en", "a.b", map[string]any{"Name": "X", "Note": ""}, nil, "X", nil},
		{"it", "a.b", map[string]any{"Name": "<X>", "Note": "y"}, nil, "Ecco <X>: y", nil},
		{"en", "a.days", map[string]any{"Count": 1}, &one, "1 day", nil},
		{"en", "a.days", map[string]any{"Count": 5}, &five, "5 days", nil},
		{"it", "a.english", nil, nil, "", ErrMissing},
		{"hr", "a.english", nil, nil, "", ErrMissing},
		{"de", "a.english", nil, nil, "", ErrMissing},
		{"en-GB", "a.english", nil, nil, "", ErrMissing},
		{"it", "a.empty", nil, nil, "", ErrMissing},
		{"en", "a.b", map[string]any{"Name": "secret"}, nil, "", ErrArguments},
		{"en", "a.b", nil, nil, "", ErrArguments},
	} {
		got, err := c.Text(x.lang, x.id, x.data, x.plural)
		if got != x.want || !errors.Is(err, x.err) {
			t.Errorf("%s %s: got %q, %v, want %q, %v", x.lang, x.id, got, err, x.want, x.err)
		}
		if err != nil && (strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), x.id)) {
			t.Errorf("%s %s: %v", x.lang, x.id, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"a name":      {"words!.yaml": {Data: []byte("a.b: c")}},
		"no text":     {"en.yaml": {Data: []byte("a.b: true")}},
		"said twice":  {"en.yaml": {Data: []byte("a.b: c\na.b: d")}},
		"other forms": {"en.yaml": {Data: []byte("a.b: {one: c, some: d}")}},
	} {
		if _, err := Parse(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOwnLocalesAreReadable(t *testing.T) {
	if !slices.Contains(Languages(), "en") {
		t.Errorf("languages %v", Languages())
	}
	if _, err := Text("en", "no.such.message", nil, nil); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}
