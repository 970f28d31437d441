package render

import (
	"errors"
	"time"

	"asapbot/flows/message"
)

// Message is one message as Markdown, in one language.
func (r *Renderer) Message(lang string, zone *time.Location, m message.Message) (string, error) {
	p := r.page(lang, zone)
	text, err := p.fill(m)
	if err != nil {
		return "", err
	}
	return p.markdown(text), nil
}

// Label is a text of an instrument's definition as it is written there.
func (r *Renderer) Label(lang string, l message.Label) (string, error) {
	if r.labels != nil {
		if text, ok := r.labels(lang, l); ok {
			return text, nil
		}
	}
	return "", errors.New("no such label in " + lang)
}
