// Package render turns what the core says into words: an effect, with a room's
// languages and time zone, becomes the text or the poll that is sent. It is the
// fifth of the six stops, and runs when a message is sent, not when it is
// decided: what is sent late is worded late.
//
// People's own words are never markup. Templates are therefore filled with
// marks, not with words (see page): first the author's markup is understood,
// then the words are put in, each escaped for the place where it stands.
package render

import (
	"strings"

	"asapbot/flows/message"
	"asapbot/locales"
)

// Names gives the name that a person is shown by. Without one, the first part
// of the Matrix ID is shown.
type Names func(person string) string

// Labels gives a text of an instrument's definition, and whether there is one.
// A hint that a question does not have is an empty text.
type Labels func(lang string, l message.Label) (string, bool)

// Renderer renders. It holds no state and is safe for concurrent use.
type Renderer struct {
	names  Names
	labels Labels
	text   func(lang, id string, data map[string]any, plural *int) (string, error)
}

// New makes a renderer of the bot's own locales. Both arguments may be nil:
// people are then shown by their IDs, and a label is an error.
func New(names Names, labels Labels) *Renderer {
	return &Renderer{names: names, labels: labels, text: locales.Text}
}

// name is what a person is called in text, on one line.
func (r *Renderer) name(person string) string {
	if r.names != nil {
		if name := oneLine(tidy(r.names(person))); name != "" {
			return name
		}
	}
	local, _, _ := strings.Cut(strings.TrimPrefix(person, "@"), ":")
	return local
}
