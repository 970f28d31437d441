package render

import (
	"errors"
	"strings"

	"asapbot/flows"
	"asapbot/flows/message"
)

// between stands between the languages of one text.
const between = "\n\n· · ·\n\n"

// errNoLanguage is a room in which nothing can be said. To say nothing there
// would look like success.
var errNoLanguage = errors.New("render: a room without a language")

// Say renders a text in the room's languages, one after the other.
func (r *Renderer) Say(room Room, s flows.Say) (Out, error) {
	if len(room.Languages) == 0 {
		return Out{}, errNoLanguage
	}
	out := Out{Notify: s.Notify, Mentions: mention(nil, s.Mention)}
	var texts []string
	for _, lang := range room.Languages {
		p := r.page(lang, room.Zone)
		text, err := p.paragraphs(s.Text)
		if err != nil {
			return Out{}, err
		}
		texts = appendNew(texts, text)
		out.Mentions = appendNew(out.Mentions, p.mentions...)
	}
	out.Markdown = strings.Join(texts, between)
	return out, nil
}

// paragraphs renders messages with an empty line between them.
func (p *page) paragraphs(messages []message.Message) (string, error) {
	var texts []string
	for _, m := range messages {
		text, err := p.fill(m)
		if err != nil {
			return "", err
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	return p.markdown(strings.Join(texts, "\n\n")), nil
}

// mention adds people to the mentioned.
func mention(mentions []string, people []flows.Person) []string {
	for _, person := range people {
		mentions = appendNew(mentions, string(person))
	}
	return mentions
}
