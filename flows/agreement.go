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
	Since time.Time `json:"since,omitzero"` // the day, in the service's zone
	Until time.Time `json:"until,omitzero"` // the last day on which it holds; zero where none is set
	// Topics are what may cross; none named is everything that the protocol shares.
	Topics    []Topic   `json:"topics,omitempty"`
	By        Person    `json:"by,omitempty"`
	Recorded  time.Time `json:"recorded,omitzero"`
	Withdrawn time.Time `json:"withdrawn,omitzero"` // or ended with its last day
	Lapsed    bool      `json:"lapsed,omitempty"`   // it ended with its last day, and can be renewed
	Basis     string    `json:"basis,omitempty"`    // one of bases
}

// Given reports whether the agreement holds. It needs no clock: what has run out is
// ended before anything else in a Step.
func (a Agreement) Given() bool { return !a.Since.IsZero() && a.Withdrawn.IsZero() }

// covers reports whether something of a topic may cross, as long as the agreement
// holds.
func (a Agreement) covers(topic Topic) bool {
	return len(a.Topics) == 0 || slices.Contains(a.Topics, topic)
}

// terms words since when the agreement holds, until when, and for what.
func (a Agreement) terms() message.Message {
	args := message.Args{
		"Day": message.Day(a.Since), "Until": message.Text(""), "Topics": message.Text(""),
	}
	if !a.Until.IsZero() {
		args["Until"] = message.Day(a.Until)
	}
	if len(a.Topics) > 0 {
		args["Topics"] = message.Nested(topicList(a.Topics))
	}
	return message.New("agreement.terms", args)
}

func (a Agreement) args() message.Args { return message.Args{"Terms": message.Nested(a.terms())} }

// same reports whether both say the same about since when, until when and for what.
func (a Agreement) same(b Agreement) bool {
	return a.Given() == b.Given() && a.Since.Equal(b.Since) && a.Until.Equal(b.Until) &&
		slices.Equal(a.Topics, b.Topics)
}

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
	switch {
	case in.Choice == "":
	case in.Choice == sinceToday && a.Given():
		t.say(in.In, "agreement.already", a.args())
	case in.Choice == sinceToday:
		t.recordAgreement(i, in.By, terms{since: t.today(i)})
	case in.Choice == sinceOther:
		t.say(in.In, "agreement.since_when")
	case in.Choice == notYet && a.Given():
		t.say(in.In, "agreement.to_withdraw", a.args())
	case in.Choice == notYet:
		t.say(in.In, "agreement.not_yet_noted")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// agree takes the agreement in words, `agreed 24/10/2026 until 24/10/2027`. The word
// alone, or with a weekday alone, is something that colleagues say to each other: it is
// answered with the question, and records nothing.
func (t *turn) agree(i int, by Person, c command.Command) {
	s, a := t.c.Sides[i].Service, t.c.Sides[i].Agreement
	rest := command.AfterFillers(c.Rest)
	talk := rest == "" || !c.Marked && rest == c.Rest && command.Weekday(rest, s.Language)
	said := t.readTerms(i, rest, false)
	switch {
	case said.agrees() && !talk:
		t.recordAgreement(i, by, said)
	case talk && a.Given():
		t.say(t.c.private(i), "agreement.already", a.args())
	case talk:
		t.askAgreement(i)
	case c.Marked || startsWithDigit(rest):
		t.say(t.c.private(i), "agreement.no_day", message.Args{"Day": message.Text(said.unclear(rest))})
	}
}

func startsWithDigit(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(first)
}

func (t *turn) today(i int) time.Time { return t.c.Sides[i].Service.midnight(t.now) }

// recordAgreement records what was said. A limit or a last day that is on record
// stays until somebody says otherwise: correcting the day must not widen what crosses.
func (t *turn) recordAgreement(i int, by Person, said terms) {
	was := t.c.Sides[i].Agreement
	a := Agreement{
		Since: said.since, Until: said.until, Topics: inOrder(said.topics), By: by, Recorded: t.now, Basis: was.Basis,
	}
	if was.Given() && a.Until.IsZero() {
		a.Until = was.Until
	}
	if was.Given() && !said.only {
		a.Topics = was.Topics
	}
	if said.since.After(t.today(i)) {
		t.say(t.c.private(i), "agreement.future", message.Args{"Day": message.Day(said.since)})
		return
	}
	if t.c.Ended[i].Over() {
		t.attendsAgain(i, by)
		if was.same(a) {
			return
		}
	}
	if t.setAgreement(i, by, a, "agreement.recorded") && a.Basis == "" {
		t.askBasis(i)
	}
}

// setAgreement puts an agreement on record as it holds from now on, and echoes it.
func (t *turn) setAgreement(i int, by Person, a Agreement, echo message.ID) bool {
	s := &t.c.Sides[i]
	switch {
	case !t.fits(i, a):
		t.say(t.c.private(i), "agreement.until_which", message.Args{"Day": message.Day(a.Until)})
		return false
	case s.Agreement.same(a):
		t.say(t.c.private(i), "agreement.already", a.args())
		return false
	}
	before := t.c
	s.Agreement = a
	t.enter(by, i, "journal.agreement", a.args())
	t.record(i, Record{Kind: RecordAgreement, By: by, Line: message.New("record.agreement", a.args())})
	text := []message.Message{message.New(echo, a.args())}
	if !t.c.agreed() {
		text = append(text, message.New("agreement.other_missing"))
	}
	t.sayAll(t.c.private(i), text)
	t.watchEnd(i)
	t.shareAnew(i, before)
	return true
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
	before := t.c
	a.Withdrawn = t.now
	t.enter(by, i, "journal.withdrawn")
	t.record(i, Record{Kind: RecordAgreement, By: by, Line: message.New("record.withdrawn")})
	t.say(t.c.private(i), "agreement.withdrawn")
	t.watchEnd(i)
	t.shareAnew(i, before)
}
