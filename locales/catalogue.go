package locales

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// ErrMissing is a message that a language does not have.
var ErrMissing = errors.New("no such message")

// ErrArguments is a message whose text cannot be filled with the arguments
// given.
var ErrArguments = errors.New("the message does not fit its arguments")

// Catalogue is the messages of several languages. It is safe for concurrent use.
type Catalogue struct {
	// One bundle a language: go-i18n falls back between the languages of a
	// bundle, and nobody may be answered in a language that is not theirs
	// without anybody noticing.
	languages map[string]*i18n.Localizer
}

// Parse reads the messages of every file <language>.yaml at the top of fsys.
func Parse(fsys fs.FS) (*Catalogue, error) {
	c := &Catalogue{languages: map[string]*i18n.Localizer{}}
	for _, lang := range languages(fsys) {
		tag, err := language.Parse(lang)
		if err != nil {
			return nil, fmt.Errorf("locales: %s.yaml is not named for a language: %w", lang, err)
		}
		messages, err := read(fsys, lang)
		if err != nil {
			return nil, err
		}
		bundle := i18n.NewBundle(tag)
		if err := bundle.AddMessages(tag, messages...); err != nil {
			return nil, fmt.Errorf("locales: %s: %w", lang, err)
		}
		c.languages[lang] = i18n.NewLocalizer(bundle, lang)
	}
	return c, nil
}

// Languages are the tags of the catalogue's languages, sorted.
func (c *Catalogue) Languages() []string {
	return slices.Sorted(maps.Keys(c.languages))
}

// An argument that the text names and the message lacks is an error: without
// the option it would read "<no value>".
var strict = &template.TextParser{Option: "missingkey=error"}

// Text fills the message with data. Where plural is set, it selects the form.
// An error names the message, and the argument that it lacks by its name, never what
// an argument says: that may be case content.
func (c *Catalogue) Text(lang, id string, data map[string]any, plural *int) (string, error) {
	localizer, ok := c.languages[lang]
	if !ok {
		return "", fmt.Errorf("locales: %q in %q: %w", id, lang, ErrMissing)
	}
	if data == nil {
		data = map[string]any{}
	}
	ask := &i18n.LocalizeConfig{MessageID: id, TemplateData: data, TemplateParser: strict}
	if plural != nil {
		ask.PluralCount = *plural
	}
	text, err := localizer.Localize(ask)
	if missing := (*i18n.MessageNotFoundErr)(nil); errors.As(err, &missing) {
		return "", fmt.Errorf("locales: %q in %q: %w", id, lang, ErrMissing)
	}
	if err != nil {
		return "", fmt.Errorf("locales: %q in %q: %w%s", id, lang, ErrArguments, lacks(err))
	}
	return text, nil
}

// lacking is how a template says which argument it wants.
var lacking = regexp.MustCompile(`no entry for key ("\w+")`)

// lacks names the argument that a message wants and was not given.
func lacks(err error) string {
	if name := lacking.FindStringSubmatch(err.Error()); name != nil {
		return ": it lacks " + name[1]
	}
	return ""
}

// languages are the names of the YAML files at the top of fsys.
func languages(fsys fs.FS) []string {
	names, _ := fs.Glob(fsys, "*.yaml") // sorted; only a bad pattern is an error
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".yaml")
	}
	return names
}

// read is the messages of one language.
func read(fsys fs.FS, lang string) ([]*i18n.Message, error) {
	name := lang + ".yaml"
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	parsers := map[string]i18n.UnmarshalFunc{
		"yaml": func(text []byte, into any) error { return yaml.Unmarshal(text, into) },
	}
	file, err := i18n.ParseMessageFileBytes(text, name, parsers)
	if err != nil {
		return nil, fmt.Errorf("locales: %s: %w", name, err)
	}
	return file.Messages, nil
}
