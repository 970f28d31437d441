package flows

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"asapbot/flows/command"
	"asapbot/flows/meeting"
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

// setReminders changes how long before a meeting a person is reminded of it, or shows it.
func (t *networkTurn) setReminders(s ServiceID, p Person, said string) {
	tag, _ := t.n.speaks(s, p)
	said = command.AfterFillers(said)
	ahead, ok := command.Ahead(said, tag)
	switch c, _ := command.Parse(said, tag); {
	case said == "":
		t.answer(p, message.New("direct.reminders", message.Args{"Reminders": message.Nested(t.reminders(s, p))}))
		return
	case c.Word == command.Off && c.Rest == "":
		ahead = meeting.Ahead{Never: true}
	case c.Word == command.Usual && c.Rest == "":
		ahead = meeting.Ahead{}
	case !ok:
		t.answer(p, message.New("direct.reminders_how", message.Args{"Most": message.Number(meeting.MostTimes)}))
		return
	}
	t.change(p, func(set *Personal) { set.Remind = ahead })
	t.answer(p, message.New("direct.reminders_set", message.Args{"Reminders": message.Nested(t.reminders(s, p))}))
}

// reminders are how long before a meeting a person is reminded of it, in plain words.
func (t *networkTurn) reminders(s ServiceID, p Person) message.Message {
	own := t.n.Personal[p].Remind
	ahead := own.Or(t.n.Services[s].Remind).Or(meeting.DefaultReminders)
	switch {
	case ahead.Never:
		return message.New("remind.never")
	case own.Set():
		return message.New("remind.own", message.Args{"Times": message.Nested(aheadMessage(ahead.Times))})
	}
	return message.New("remind.usual", message.Args{"Times": message.Nested(aheadMessage(ahead.Times))})
}

// aheadMessage is times ahead in one phrase.
func aheadMessage(times []time.Duration) message.Message {
	first := timeAhead(times[0])
	switch len(times) {
	case 1:
		return first
	case 2:
		return message.New("topics.and", message.Args{"First": message.Nested(first), "Rest": message.Nested(timeAhead(times[1]))})
	}
	return message.New("topics.comma", message.Args{"First": message.Nested(first), "Rest": message.Nested(aheadMessage(times[1:]))})
}

// timeAhead is a time in its largest unit.
func timeAhead(d time.Duration) message.Message {
	switch {
	case d%meeting.Day == 0:
		return message.New("ahead.days", message.Args{"Count": message.Number(int(d / meeting.Day))})
	case d%time.Hour == 0:
		return message.New("ahead.hours", message.Args{"Count": message.Number(int(d / time.Hour))})
	}
	return message.New("ahead.minutes", message.Args{"Count": message.Number(int(d / time.Minute))})
}
