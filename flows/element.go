package flows

import (
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Element is a short observation of danger that no item covers (guidelines D 3.4,
// qualitative elements): whom it is about, and which service has seen it.
type Element struct {
	Subject Subject   `json:"subject"`
	Source  ServiceID `json:"source"`
	Text    string    `json:"text"`
	Number  int       `json:"number"` // in its service's records
}

// Subject is whom a datum is about (DOMAIN rule 4).
type Subject string

// The subjects.
const (
	OfHer       Subject = "her"
	OfHim       Subject = "him"
	OfChildren  Subject = "children"
	OfSituation Subject = "situation"
)

var subjects = map[command.Word]Subject{
	command.OfHer: OfHer, command.OfHim: OfHim, command.OfChildren: OfChildren, command.OfSituation: OfSituation,
}

// readElement reads `shared her: she has moved`. The subject's word stays in the text,
// unless a colon follows it: it may be the sentence's first.
func readElement(rest, language string) (e Element, shared bool) {
	e.Subject = OfSituation
	rest = strings.TrimSpace(rest)
	if c, ok := command.Parse(rest, language); ok && c.Word == command.AsShared {
		rest, shared = strings.TrimLeft(c.Rest, ": "), true
	}
	e.Text = rest
	if c, ok := command.Parse(rest, language); ok && subjects[c.Word] != "" && c.Rest != "" {
		e.Subject = subjects[c.Word]
		if said := strings.TrimSuffix(rest, c.Rest); strings.Contains(said, ":") {
			e.Text = c.Rest
		}
	}
	return e, shared
}

// element keeps an observation at any time, one's own unless it says `shared`.
func (t *turn) element(i int, by Person, c command.Command) {
	s := t.c.Sides[i].Service
	e, wanted := readElement(c.Rest, s.Language)
	if e.Text == "" {
		t.say(t.c.private(i), "element.how")
		return
	}
	e.Source, e.Number = s.ID, t.c.Records[i]+1
	r := Record{Kind: RecordElement, By: by, Element: &e, Line: e.line(), Shared: wanted && t.c.crosses(i, TopicElements)}
	number := t.record(i, r)
	t.enter(by, i, "journal.element")
	switch later := numberArgs(number); {
	case r.Shared:
		t.say(t.c.private(i), "element.shared", later)
		t.shareElement(i, r)
	case wanted:
		t.sayAll(t.c.private(i), []message.Message{message.New("element.kept", later), t.c.notShared(TopicElements), message.New("share.later", later)})
	default:
		t.sayAll(t.c.private(i), []message.Message{message.New("element.kept", later), message.New("share.own", later)})
	}
}

func (e Element) line() message.Message {
	return message.New("element.line", message.Args{
		"Subject": message.Nested(message.New(message.ID("element.of_" + string(e.Subject)))), "Text": message.Text(e.Text),
	})
}

// shareElement keeps it for the other service, too, and shows it at once.
func (t *turn) shareElement(i int, r Record) {
	t.record(1-i, Record{Kind: RecordElement, Element: r.Element, Line: r.Line, Shared: true})
	t.enter(r.By, i, "journal.shared")
	text := []message.Message{
		message.New("element.shown", message.Args{"Service": message.Text(t.c.Sides[i].Service.Name)}), r.Line,
	}
	t.tell(Shared(t.c.Code), t.c.Sides[1-i].managers(), "ring.alone", append(text, message.New("joint.never_to_him"))...)
}
