package flows

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"asapbot/flows/alert"
	"asapbot/flows/command"
	"asapbot/flows/message"
)

// answers are the words by which an alert is answered.
var answers = map[command.Word]alert.Response{
	command.OnIt: alert.OnIt, command.PassOn: alert.PassOn, command.AlreadyKnown: alert.Known,
}

// saidElsewhere takes what the Network hands on from a desk or a direct room: an
// alert, or the answer to one. Whoever works at the service may raise one.
func (t *turn) saidElsewhere(in Said) {
	i, ok := t.c.staffSide(in.By)
	if !ok || !t.c.mayAnswer(i, in.By, in.In) {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if t.again(in.Ref) {
		return
	}
	c, _ := command.Parse(in.Text, t.c.Sides[i].Service.Language)
	t.ofAlerts(i, c, in)
}

// mayAnswer reports whether somebody of a side may do something in a room.
func (c Case) mayAnswer(i int, p Person, in Place) bool {
	switch in.Kind {
	case DirectRoom:
		return in.Person == p
	case DeskRoom, PrivateRoom:
		return in.Service == c.Sides[i].Service.ID && (in.Kind == DeskRoom || c.Sides[i].works(p))
	}
	return c.Sides[i].works(p)
}

// ofAlerts carries out what concerns alerts, and reports whether the line does.
func (t *turn) ofAlerts(i int, c command.Command, in Said) bool {
	how, answers := answers[c.Word]
	switch {
	case c.Word == command.Alert:
		t.alertLine(i, c.Rest, in)
	case answers:
		return t.answerInWords(i, how, c, in)
	case c.Word == command.Contact && c.Bare() && in.In.Kind != CaseRoom && t.c.openEvents() > 0:
		t.contact(i, Contact{By: in.By, At: t.now}) // the words stay where they were written
		t.say(in.In, "alert.contact_noted")
	default:
		return false
	}
	return true
}

// alertLine reads what follows the word: an event, or what is to become of an alert.
// What is neither is an event as well: no alert is refused for its form.
func (t *turn) alertLine(i int, rest string, in Said) {
	language := t.c.Sides[i].Service.Language
	c, _ := command.Parse(rest, language)
	number, words := numbered(c.Rest)
	alone := c.Rest == "" || number > 0
	switch {
	case rest == "":
		t.askKind(i, in.In)
	case c.Word == command.False && alone:
		t.withdrawAlert(i, number, in)
	case c.Word == command.Close && alone:
		t.closeAlert(i, number, words, in)
	case c.Word == command.Reopen && alone:
		t.reopenAlert(i, number, words, in)
	case c.Word == command.Own && c.Rest != "":
		kind, words := alert.Read(c.Rest, language)
		t.raise(i, kind, in.In, Report{By: in.By, Text: words, Own: true})
	default:
		kind, words := alert.Read(rest, language)
		t.raise(i, kind, in.In, Report{By: in.By, Text: words})
	}
}

// numbered is the number that a text begins with, and what follows it; 0 where it
// begins with none.
func numbered(s string) (int, string) {
	first, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	n, err := strconv.Atoi(command.Only(first))
	if err != nil || n < 1 {
		return 0, s
	}
	return n, strings.TrimSpace(rest)
}

// alarming reports whether a text says what kind of event it is, or that it is to stay
// within the own service.
func alarming(text, language string) bool {
	kind, _ := alert.Read(text, language)
	c, _ := command.Parse(text, language)
	return kind != alert.Other || c.Word == command.Own
}

// askKind offers all kinds: an alert in two taps. Whoever taps has raised it.
func (t *turn) askKind(i int, to Place) {
	ask := Ask{Key: t.alertKey(0, "kind"), To: to, Urgent: true, Text: message.New("alert.ask_kind", message.Args{
		"Emergency": message.Text(t.c.Sides[i].Service.Emergency), "Code": message.Text(string(t.c.Code)),
	})}
	for _, k := range alert.Kinds() {
		ask.Choices = append(ask.Choices, Choice{ID: string(k), Label: kindMessageOf(k)})
	}
	t.do(ask)
}

// answerInWords takes `on it`, `cannot` or `known`, for one alert by its number or for
// all that wait; "known to the police since May" is talk.
func (t *turn) answerInWords(i int, how alert.Response, c command.Command, in Said) bool {
	number, words := numbered(c.Rest)
	if !c.Marked && (words != "" && number > 0 || number == 0 && c.Rest != "") {
		return false
	}
	var of []int
	for at, e := range t.c.Alerts {
		if e.Alert.Open() && (number == e.Alert.Number || number == 0 && t.asks(e, i, in.By, how)) {
			of = append(of, at)
		}
	}
	switch {
	case len(of) > 0:
	case c.Marked || in.In.Kind == DirectRoom:
		t.say(in.In, "alert.none_waits", message.Args{"Code": message.Text(string(t.c.Code))})
	default:
		return false
	}
	for _, at := range of {
		t.respond(at, i, in.By, in.In, how)
	}
	return true
}

// asks reports whether an alert waits for a side's answer, or for somebody to hand on
// what they have taken.
func (t *turn) asks(e CriticalEvent, i int, by Person, how alert.Response) bool {
	s := e.Alert.Sides[i]
	return !s.Answered() || how == alert.PassOn && s.Taken.By == string(by)
}

// respond takes a person's answer for their side.
func (t *turn) respond(at, i int, by Person, in Place, how alert.Response) {
	before := t.c.Alerts[at]
	args := message.Args{"Code": message.Text(string(t.c.Code))}
	t.stepAlert(at, alert.Responded{Side: i, By: string(by), How: how})
	e := t.c.Alerts[at]
	switch s := e.Alert.Sides[i]; {
	case !e.Alert.Open():
		t.say(in, "alert.over", e.args(), args)
	case how == alert.PassOn && before.Alert.Sides[i].Answered() && before.Alert.Sides[i].Taken.By != string(by):
		t.say(in, "alert.has_taken", e.args(), args, message.Args{"Person": message.Person(before.Alert.Sides[i].Taken.By)})
	case how == alert.PassOn:
		t.enter(by, i, "journal.alert_passed", e.args())
		t.say(in, "alert.passed_on", e.args(), args)
	case s.Taken.By != string(by):
		t.say(in, "alert.has_taken", e.args(), args, message.Args{"Person": message.Person(s.Taken.By)})
	case !before.Alert.Sides[i].Answered():
		t.say(in, "alert.thanks", e.args(), args, t.c.phone(1-i))
	}
}

// raiseByTap raises an alert, once for a question and its answer: whoever taps again
// wants to be sure.
func (t *turn) raiseByTap(i int, kind alert.Kind, in Place, r Report) {
	for _, e := range t.c.Alerts {
		if e.Alert.Kind == kind && slices.ContainsFunc(e.Reports, func(was Report) bool { return was.Poll == r.Poll }) {
			t.say(in, "alert.raised_already", e.args())
			return
		}
	}
	t.raise(i, kind, in, r)
}

// tappedAlert takes a vote on one of an alert's questions: alert/<number>/<what>/….
func (t *turn) tappedAlert(in Tapped, parts []string) {
	i, ok := t.c.staffSide(in.By)
	if !ok || len(parts) < 3 || !t.c.mayAnswer(i, in.By, in.In) {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.reads(i, in)
	if t.again(in.Ref) || in.Choice == "" {
		return // a vote taken back takes nothing back that others act upon
	}
	number, _ := strconv.Atoi(parts[1])
	at, known := t.c.event(number)
	switch kind := alert.Kind(in.Choice); {
	case parts[2] == "kind" && slices.Contains(alert.Kinds(), kind):
		t.raiseByTap(i, kind, in.In, Report{By: in.By, Poll: in.Poll})
	case parts[2] == "propose" && len(parts) > 4:
		t.tappedProposal(i, alert.Kind(parts[3]), parts[4], in)
	case parts[2] == "checklist":
		t.tappedOffer(i, in)
	case parts[2] != "answer":
		t.say(in.In, "interview.no_such_choice")
	case !known:
		t.say(in.In, "alert.over_long_ago", message.Args{"Number": message.Number(number)})
	case slices.Contains([]alert.Response{alert.OnIt, alert.PassOn, alert.Known}, alert.Response(in.Choice)):
		t.respond(at, i, in.By, in.In, alert.Response(in.Choice))
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// shortened is as much of a text as a message may have: an alert is not refused
// because it is long.
func shortened(text string) string {
	if utf8.RuneCountInString(text) <= MaxText {
		return text
	}
	return strings.TrimRightFunc(string([]rune(text)[:MaxText]), unicode.IsSpace) + "…"
}
