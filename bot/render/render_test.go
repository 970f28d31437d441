package render

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"asapbot/flows/message"
	"asapbot/locales"
)

// rome is where most of the tests take place.
var rome = zone("Europe/Rome")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// renderer is one with locales of its own: YAML by language.
func renderer(t testing.TB, texts map[string]string) *Renderer {
	t.Helper()
	files := fstest.MapFS{}
	for lang, text := range texts {
		files[lang+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := locales.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	r := New(func(person string) string {
		return map[string]string{"@anna:example.org": "Anna [R_o_ssi]"}[person]
	}, func(lang string, l message.Label) (string, bool) {
		text, ok := map[string]string{"en": "Pressure on the *neck*", "it": "Pressione sul *collo*"}[lang]
		return text, ok && l.Question == "neck"
	})
	r.text = c.Text
	return r
}

// quote is a text as YAML.
func quote(text string) string {
	return "|-\n  " + strings.ReplaceAll(text, "\n", "\n  ")
}
