package flows

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// set carries out what a person writes in their direct room, and reports whether
// it could be understood.
func (t *networkTurn) set(s ServiceID, p Person, c command.Command) bool {
	switch c.Word {
	case command.Help:
		t.answer(p, message.New("direct.help"))
	case command.Settings, command.Status:
		t.answer(p, t.settings(s, p))
	case command.Language:
		t.setLanguage(s, p, c.Rest)
	case command.Zone:
		t.setZone(s, p, c.Rest)
	case command.Quiet:
		t.setQuiet(s, p, c.Rest)
	case command.Away:
		t.setAway(s, p, c.Rest)
	case command.Returned, command.Back:
		t.returned(s, p)
	case command.Notify:
		t.setWay(p, c.Rest)
	case command.Remind:
		t.setReminders(s, p, c.Rest)
	default:
		return false
	}
	return true
}

// settings are what a person has set, in plain words.
func (t *networkTurn) settings(s ServiceID, p Person) message.Message {
	set := t.n.Personal[p]
	tag, name := t.n.speaks(s, p)
	args := message.Args{
		"Language": message.Text(nameOf(tag)), "Zone": message.Text(name),
		"Quiet": message.List(spanLines(set.Quiet)), "Ways": message.List(t.wayLines(p)),
		"Absence": message.Nested(message.New("direct.here")), "Reminders": message.Nested(t.reminders(s, p)),
	}
	if !set.Away.over(t.now) && !set.Away.From.IsZero() {
		args["Absence"] = message.Nested(t.absence(s, p))
	} else if c := t.n.coverOf(s, p); c.Number > 0 {
		args["Absence"] = message.Nested(message.New("absence.covered", c.args(t.n.Services[s])))
	}
	return message.New("direct.settings", args)
}

// change keeps what a person has set; nothing is kept of those who have set nothing.
func (t *networkTurn) change(p Person, how func(*Personal)) {
	set := t.n.Personal[p]
	how(&set)
	t.n.Personal[p] = set
}

// nameOf is what a language is called by those who speak it.
func nameOf(tag string) string { return display.Self.Name(language.Make(tag)) }

// readLanguage finds a language that the bot speaks by its tag, or by its name in
// any of the others.
func readLanguage(said string) (string, bool) {
	said = command.Fold(command.Only(said))
	for _, tag := range command.Languages() {
		names := []string{tag, nameOf(tag)}
		for _, other := range command.Languages() {
			names = append(names, display.Languages(language.Make(other)).Name(language.Make(tag)))
		}
		if slices.ContainsFunc(names, func(name string) bool { return command.Fold(name) == said }) {
			return tag, true
		}
	}
	return "", false
}

func (t *networkTurn) setLanguage(s ServiceID, p Person, said string) {
	tag, ok := readLanguage(command.AfterFillers(said))
	if !ok {
		var names []string
		for _, tag := range command.Languages() {
			names = append(names, nameOf(tag))
		}
		t.answer(p, message.New("direct.language_how", message.Args{"Languages": message.Text(strings.Join(names, ", "))}))
		return
	}
	t.change(p, func(set *Personal) { set.Language = tag })
	t.speak(s, p)
	t.answer(p, message.New("direct.language_set", message.Args{"Language": message.Text(nameOf(tag))}))
}

// readZone finds a time zone by its IANA name, or by the city in Europe alone.
func readZone(said string) (string, bool) {
	said = strings.ReplaceAll(command.Only(said), " ", "_")
	for _, name := range []string{said, "Europe/" + said, "Europe/" + title(said)} {
		if _, err := time.LoadLocation(name); err == nil && strings.Contains(name, "/") && !strings.Contains(name, "..") {
			return name, true
		}
	}
	return "", false
}

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.ToLower(s[1:])
}

func (t *networkTurn) setZone(s ServiceID, p Person, said string) {
	name, ok := readZone(command.AfterFillers(said))
	if !ok {
		t.answer(p, message.New("direct.zone_how"))
		return
	}
	t.change(p, func(set *Personal) { set.Zone = name })
	t.speak(s, p)
	t.answer(p, message.New("direct.zone_set", message.Args{"Zone": message.Text(name), "Now": message.Time(t.now)}))
}

// mostSpans is how many spans a person's quiet hours can have.
const mostSpans = 7

func (t *networkTurn) setQuiet(s ServiceID, p Person, said string) {
	tag, _ := t.n.speaks(s, p)
	if c, _ := command.Parse(said, tag); c.Word == command.Off && c.Rest == "" {
		t.change(p, func(set *Personal) { set.Quiet = nil })
		t.answer(p, message.New("direct.quiet_off"))
		return
	}
	spans, ok := command.Hours(command.AfterFillers(said), tag)
	if !ok || len(spans) > mostSpans {
		t.answer(p, message.New("direct.quiet_how"))
		return
	}
	t.change(p, func(set *Personal) { set.Quiet = spans })
	t.answer(p, message.New("direct.quiet_set", message.Args{"Quiet": message.List(spanLines(spans))}))
}
