package render

import (
	"strings"

	"asapbot/flows"
	"asapbot/flows/message"
)

// Ask renders a poll in the room's languages: the question in each, a line
// apart, and the labels of a choice side by side where they differ. A question
// without choices is answered in words, and is a text.
func (r *Renderer) Ask(room Room, a flows.Ask) (Out, error) {
	if len(a.Choices) == 0 {
		return r.Say(room, flows.Say{Text: []message.Message{a.Text}, Mention: a.Mention})
	}
	if len(room.Languages) == 0 {
		return Out{}, errNoLanguage
	}
	out := Out{Mentions: mention(nil, a.Mention), Poll: &Poll{}}
	question, mentions, err := r.plain(room, a.Text)
	if err != nil {
		return Out{}, err
	}
	out.Mentions = appendNew(out.Mentions, mentions...)
	out.Poll.Question = strings.Join(question, "\n")
	for _, c := range a.Choices {
		labels, _, err := r.plain(room, c.Label)
		if err != nil {
			return Out{}, err
		}
		label := oneLine(strings.Join(labels, " / "))
		out.Poll.Choices = append(out.Poll.Choices, Choice{ID: c.ID, Label: label})
	}
	return out, nil
}

// plain is the message as plain text in each of the room's languages, without
// repetitions, and whom it mentions.
func (r *Renderer) plain(room Room, m message.Message) (texts, mentions []string, err error) {
	for _, lang := range room.Languages {
		p := r.page(lang, room.Zone)
		text, err := p.fill(m)
		if err != nil {
			return nil, nil, err
		}
		texts = appendNew(texts, p.plain(text))
		mentions = appendNew(mentions, p.mentions...)
	}
	return texts, mentions, nil
}
