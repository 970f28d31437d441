package flows

import (
	"strings"
	"time"

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

func choices(prefix string, ids ...string) []Choice {
	var cs []Choice
	for _, id := range ids {
		cs = append(cs, Choice{ID: id, Label: message.New(message.ID(prefix + id))})
	}
	return cs
}

func (t *turn) tappedAgreement(i int, poll string, in Tapped) {
	if poll == basisPoll {
		t.basis(i, in)
		return
	}
	switch in.Choice {
	case sinceToday:
		t.recordAgreement(i, in.By, t.today(i))
	case sinceOther:
		t.say(in.In, "agreement.since_when")
	case notYet:
		if t.c.Sides[i].Agreement.Given() {
			t.withdraw(i, in.By)
			return
		}
		t.say(in.In, "agreement.not_yet_noted")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// agree takes the agreement in words: `agreed`, or `agreed 24/10/2026`.
func (t *turn) agree(i int, by Person, c command.Command) {
	if c.Rest == "" {
		t.recordAgreement(i, by, t.today(i))
		return
	}
	s := t.c.Sides[i].Service
	day, ok := command.Day(c.Rest, t.in(s), s.Language)
	if !ok && !c.Marked {
		return // talk that happens to begin with the word
	}
	if !ok {
		t.say(t.c.private(i), "agreement.no_day", message.Args{"Day": message.Text(c.Rest)})
		return
	}
	t.recordAgreement(i, by, day)
}

// in is now in a service's time zone.
func (t *turn) in(s Service) time.Time {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return t.now // the configuration was checked when it was read
	}
	return t.now.In(zone)
}

func (t *turn) today(i int) time.Time {
	now := t.in(t.c.Sides[i].Service)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

func (t *turn) recordAgreement(i int, by Person, day time.Time) {
	if day.After(t.today(i)) {
		t.say(t.c.private(i), "agreement.future", message.Args{"Day": message.Day(day)})
		return
	}
	a := &t.c.Sides[i].Agreement
	if a.Given() && a.Since.Equal(day) {
		t.say(t.c.private(i), "agreement.already", message.Args{"Day": message.Day(day)})
		return
	}
	*a = Agreement{Since: day, By: by, Recorded: t.now, Basis: a.Basis}
	t.enter(by, i, "journal.agreement", message.Args{"Day": message.Day(day)})
	text := []message.Message{message.New("agreement.recorded", message.Args{"Day": message.Day(day)})}
	if !t.c.shares() {
		text = append(text, message.New("agreement.other_missing"))
	}
	t.sayAll(t.c.private(i), text)
	if a.Basis == "" {
		t.do(Ask{
			Key: Key(basisPoll + "/" + string(t.key())), To: t.c.private(i),
			Text: message.New("agreement.ask_basis"), Choices: choices("basis.", bases...),
		})
	}
	if t.c.shares() {
		t.say(Shared(t.c.Code), "agreement.both")
		t.compare()
	}
}

func (t *turn) basis(i int, in Tapped) {
	for _, b := range bases {
		if b == in.Choice {
			t.c.Sides[i].Agreement.Basis = b
			t.enter(in.By, i, "journal.basis", message.Args{"Basis": message.Nested(message.New(message.ID("basis." + b)))})
			t.say(in.In, "agreement.basis_recorded", message.Args{"Basis": message.Nested(message.New(message.ID("basis." + b)))})
			return
		}
	}
	t.say(in.In, "interview.no_such_choice")
}

// withdraw ends the agreement: nothing crosses from then on, and nobody is told
// why.
func (t *turn) withdraw(i int, by Person) {
	a := &t.c.Sides[i].Agreement
	if !a.Given() {
		t.say(t.c.private(i), "agreement.none")
		return
	}
	a.Withdrawn = t.now
	t.enter(by, i, "journal.withdrawn")
	t.say(t.c.private(i), "agreement.withdrawn")
	t.tell(Shared(t.c.Code), t.c.managers(), message.New("agreement.stopped"))
}

// onlyWords is a line without surrounding space and colons.
func onlyWords(s string) string { return strings.Trim(s, " :,") }
