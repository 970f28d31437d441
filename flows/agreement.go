package flows

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Agreement is what a service has recorded for its own client: that the client
// attends and has agreed to the protocol, and on what legal basis the service
// shares. These are two things: consent under dependency is weak (DOMAIN
// section 9).
type Agreement struct {
	Since     time.Time `json:"since,omitzero"` // the day, in the service's zone
	By        Person    `json:"by,omitempty"`
	Recorded  time.Time `json:"recorded,omitzero"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	Basis     string    `json:"basis,omitempty"` // one of bases
}

// Given reports whether the agreement holds.
func (a Agreement) Given() bool { return !a.Since.IsZero() && a.Withdrawn.IsZero() }

const (
	agreementPoll = "agreement"
	basisPoll     = "basis"
)

// What can be tapped about the agreement.
const (
	sinceToday = "today"
	sinceOther = "other_day"
	notYet     = "not_yet"
)

// bases are the legal bases that a service may name (GDPR articles 6 and 9).
var bases = []string{"public_task", "vital_interests", "legal_obligation", "consent"}

func (t *turn) askAgreement(i int) {
	t.do(Ask{
		Key: Key(agreementPoll + "/" + string(t.key())), To: t.c.private(i),
		Text:    message.New(message.ID("agreement.ask_" + string(t.c.Sides[i].Service.Kind))),
		Choices: choices("agreement.tap_", sinceToday, sinceOther, notYet),
	})
}

func (t *turn) askBasis(i int) {
	t.do(Ask{
		Key: Key(basisPoll + "/" + string(t.key())), To: t.c.private(i),
		Text: message.New("agreement.ask_basis"), Choices: choices("basis.", bases...),
	})
}

func choices(prefix string, ids ...string) []Choice {
	var cs []Choice
	for _, id := range ids {
		cs = append(cs, Choice{ID: id, Label: message.New(message.ID(prefix + id))})
	}
	return cs
}

// tappedAgreement takes a tap. It never changes what is on record: that takes a
// line, so that a slip of the finger on an old question does nothing.
func (t *turn) tappedAgreement(i int, in Tapped) {
	a := t.c.Sides[i].Agreement
	given := message.Args{"Day": message.Day(a.Since)}
	switch {
	case in.Choice == "":
	case in.Choice == sinceToday && a.Given():
		t.say(in.In, "agreement.already", given)
	case in.Choice == sinceToday:
		t.recordAgreement(i, in.By, t.today(i))
	case in.Choice == sinceOther:
		t.say(in.In, "agreement.since_when")
	case in.Choice == notYet && a.Given():
		t.say(in.In, "agreement.to_withdraw", given)
	case in.Choice == notYet:
		t.say(in.In, "agreement.not_yet_noted")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// agree takes the agreement in words, `agreed 24/10/2026`. The word alone, or with a
// weekday alone, is something that colleagues say to each other: it is answered with
// the question, and records nothing.
func (t *turn) agree(i int, by Person, c command.Command) {
	s, a := t.c.Sides[i].Service, t.c.Sides[i].Agreement
	rest := command.AfterFillers(c.Rest)
	day, ok := command.Day(rest, t.now.In(zone(s.Zone)), s.Language)
	talk := rest == "" || !c.Marked && rest == c.Rest && command.Weekday(rest, s.Language)
	switch {
	case ok && !talk:
		t.recordAgreement(i, by, day)
	case talk && a.Given():
		t.say(t.c.private(i), "agreement.already", message.Args{"Day": message.Day(a.Since)})
	case talk:
		t.askAgreement(i)
	case c.Marked || startsWithDigit(rest):
		t.say(t.c.private(i), "agreement.no_day", message.Args{"Day": message.Text(rest)})
	}
}

func startsWithDigit(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(first)
}

func (t *turn) today(i int) time.Time { return t.c.Sides[i].Service.midnight(t.now) }

func (t *turn) recordAgreement(i int, by Person, day time.Time) {
	a, shared := &t.c.Sides[i].Agreement, t.c.shares()
	args := message.Args{"Day": message.Day(day)}
	switch {
	case day.After(t.today(i)):
		t.say(t.c.private(i), "agreement.future", args)
		return
	case a.Given() && a.Since.Equal(day):
		t.say(t.c.private(i), "agreement.already", args)
		return
	}
	*a = Agreement{Since: day, By: by, Recorded: t.now, Basis: a.Basis}
	t.enter(by, i, "journal.agreement", args)
	t.record(i, Record{Kind: RecordAgreement, By: by, Line: message.New("record.agreement", args)})
	text := []message.Message{message.New("agreement.recorded", args)}
	if !t.c.shares() {
		text = append(text, message.New("agreement.other_missing"))
	}
	t.sayAll(t.c.private(i), text)
	if a.Basis == "" {
		t.askBasis(i)
	}
	if t.c.shares() && !shared {
		t.say(Shared(t.c.Code), "agreement.both")
		t.compare()
		t.restartClock()
	}
}

func (t *turn) tappedBasis(i int, in Tapped) {
	a := &t.c.Sides[i].Agreement
	switch {
	case in.Choice == "" || in.Choice == a.Basis:
	case slices.Contains(bases, in.Choice):
		a.Basis = in.Choice
		args := message.Args{"Basis": message.Nested(message.New(message.ID("basis." + in.Choice)))}
		t.enter(in.By, i, "journal.basis", args)
		t.say(in.In, "agreement.basis_recorded", args)
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// withdraw ends the agreement: nothing crosses from then on, and nobody is told
// why.
func (t *turn) withdraw(i int, by Person) {
	a := &t.c.Sides[i].Agreement
	if !a.Given() {
		t.say(t.c.private(i), "agreement.none")
		return
	}
	shared := t.c.shares()
	a.Withdrawn = t.now
	t.enter(by, i, "journal.withdrawn")
	t.record(i, Record{Kind: RecordAgreement, By: by, Line: message.New("record.withdrawn")})
	t.say(t.c.private(i), "agreement.withdrawn")
	if shared {
		t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("agreement.stopped"))
		t.do(CancelTimer{Name: divergenceTimer}) // what it asks for cannot be recorded now
	}
}
