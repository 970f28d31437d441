package flows

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// partnerPoll begins the keys of the question for both services' yes:
// partner/<number of the proposal>/<unique>.
const partnerPoll = "partner"

// longestTerms is how many characters the rules may have, and a service's lines on how it
// works: what nobody reads on a telephone belongs into a document.
const longestTerms = 1500

// way takes a service's own words on how it works; they replace the earlier ones.
func (t *networkTurn) way(p Partnership, side int, words string) {
	args := message.Args{
		"Service": message.Text(t.n.Services[p.Services[side]].Name), "Words": message.Text(words), "Max": message.Number(longestTerms),
	}
	switch {
	case words == "":
		t.sayIn(p.Code, message.New("partner.way_how"))
	case utf8.RuneCountInString(words) > longestTerms:
		t.sayIn(p.Code, message.New("partner.too_long", args))
	default:
		p.Ways[side] = words
		t.keepPartnership(p)
		t.sayIn(p.Code, message.New("partner.way", args))
	}
}

// proposeRules proposes rules of sharing and contact.
func (t *networkTurn) proposeRules(p Partnership, side int, by Person, rules string) {
	switch {
	case strings.TrimSpace(rules) == "":
		t.sayIn(p.Code, message.New("partner.rules_how"))
	case utf8.RuneCountInString(rules) > longestTerms:
		t.sayIn(p.Code, message.New("partner.too_long", message.Args{"Max": message.Number(longestTerms)}))
	default:
		t.propose(p, side, by, ProposedTerms{Rules: rules})
	}
}

// longestPartnership is how many years ahead the last day may lie: it is renewed yearly
// *(ours)*.
const longestPartnership = 2

// proposeEnd proposes the last day: `!valid until 24/11/2027`. It belongs to the rules that
// are being asked about, or otherwise to those that count.
func (t *networkTurn) proposeEnd(p Partnership, side int, by Person, rest string) {
	s := t.n.Services[p.Services[side]]
	if said, ok := command.Parse(rest, s.Language); ok && said.Word == command.Until {
		rest = said.Rest
	}
	now := t.now.In(zone(t.n.programme(p).Zone))
	day, hasHour, err := command.Moment(command.AfterFillers(rest), now, s.Language)
	rules := p.rules()
	switch {
	case err != nil || hasHour || day.After(now.AddDate(longestPartnership, 0, 0)):
		t.sayIn(p.Code, message.New("partner.valid_how", message.Args{"Years": message.Number(longestPartnership)}))
	case rules == "":
		t.sayIn(p.Code, message.New("partner.rules_how"))
	default:
		t.propose(p, side, by, ProposedTerms{Rules: rules, Until: day})
	}
}

// rules are those that are being asked about, otherwise those that count.
func (p Partnership) rules() string {
	if p.Proposed.open() {
		return p.Proposed.Rules
	}
	return p.Terms.Rules
}

// proposeRenewal proposes that what was agreed holds for another year.
func (t *networkTurn) proposeRenewal(p Partnership, side int, by Person) {
	switch {
	case !p.agreed():
		t.sayIn(p.Code, message.New("partner.rules_how"))
	case p.Terms.Until.After(t.now.AddDate(1, 0, 0)):
		t.sayIn(p.Code, message.New("partner.renew_later", message.Args{"Until": message.Day(p.Terms.Until)}))
	default:
		t.propose(p, side, by, ProposedTerms{Rules: p.Terms.Rules, Renews: true})
	}
}

// propose asks both services; what was proposed before is no longer asked about.
func (t *networkTurn) propose(p Partnership, side int, by Person, terms ProposedTerms) {
	terms.Number = p.Proposed.Number + 1
	p.Proposed = terms
	t.keepPartnership(p)
	id := message.ID("partner.proposed")
	if terms.Renews {
		id = "partner.renewal"
	}
	t.ringIn(p, t.n.coordinators(p), by, message.New(id, t.termsArgs(p), message.Args{"Service": message.Text(t.n.Services[p.Services[side]].Name)}))
	t.askTerms(p)
}

// termsArgs are what is proposed, as messages show it.
func (t *networkTurn) termsArgs(p Partnership) message.Args {
	args := message.Args{
		"Code": message.Text(string(p.Code)), "Rules": message.Text(p.Proposed.Rules), "Until": message.Text(""),
	}
	if !p.Proposed.Until.IsZero() {
		args["Until"] = message.Day(p.Proposed.Until)
	}
	return args
}

func (t *networkTurn) askTerms(p Partnership) {
	id := message.ID("partner.ask_rules")
	if p.Proposed.Renews {
		id = "partner.ask_renewal"
	}
	t.do(Ask{
		Key: Key(partnerPoll + "/" + strconv.Itoa(p.Proposed.Number) + "/" + string(t.key())), To: Between(p.Code),
		Text: message.New(id, t.termsArgs(p)), Choices: choices("partner.tap_", "yes", "no"),
	})
}

// tappedBetween takes a service's answer. A coordinator gives it: it binds the service.
func (t *networkTurn) tappedBetween(in Tapped) {
	p, side, ok := t.between(in.By, in.In)
	if !ok {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	if t.again(in.Ref) {
		return
	}
	t.listens(in.By, true)
	parts := strings.Split(string(in.Poll), "/")
	m, _ := t.n.member(p.Services[side], in.By)
	switch {
	case parts[0] != partnerPoll || len(parts) != 3:
	case m.Role != Coordinator:
		if in.Choice != "" {
			t.sayAt(in.In, "partner.coordinators_answer")
		}
	case !p.Proposed.open() || parts[1] != strconv.Itoa(p.Proposed.Number):
		if in.Choice != "" {
			t.sayAt(in.In, "partner.old_question")
		}
	default:
		t.answeredTerms(p, side, in)
	}
}

func (t *networkTurn) answeredTerms(p Partnership, side int, in Tapped) {
	args := message.Args{
		"Service": message.Text(t.n.Services[p.Services[side]].Name), "Other": message.Text(t.n.Services[p.Services[1-side]].Name),
	}
	switch in.Choice {
	case "": // the vote was taken back
		p.Proposed.Yes[side] = false
		t.keepPartnership(p)
	case "no":
		p.Proposed = ProposedTerms{Number: p.Proposed.Number}
		t.keepPartnership(p)
		t.sayAt(in.In, "partner.refused", args)
	case "yes":
		p.Proposed.Yes[side] = true
		t.keepPartnership(p)
		if p.Proposed.Yes[1-side] {
			t.agreeTerms(p, side, in.By)
			return
		}
		t.sayAt(in.In, "partner.waits", args)
	default:
		t.sayAt(in.In, "interview.no_such_choice")
	}
}

// agreeTerms puts on record what both services have said yes to.
func (t *networkTurn) agreeTerms(p Partnership, side int, by Person) {
	was, asked := t.n.Valid(p, t.now), p.Proposed
	p.Terms = Terms{Rules: asked.Rules, Until: t.lastDay(p), Agreed: t.now}
	p.Proposed = ProposedTerms{Number: asked.Number}
	t.keepPartnership(p)
	args := message.Args{"Until": message.Day(p.Terms.Until), "Code": message.Text(string(p.Code))}
	id := message.ID("partner.agreed")
	if asked.Renews {
		id = "partner.renewed"
	}
	t.do(Enter{By: by, Side: p.Services[side], What: message.New("journal.partner_agreed", args)})
	text := []message.Message{message.New(id, args)}
	if !p.met() {
		text = append(text, message.New("partner.meeting_missing"))
	}
	t.sayIn(p.Code, text...)
	t.stands(p, was)
	if asked.Renews && was {
		for _, s := range p.Services {
			t.say(s, "partner.renewed_desk", args)
		}
	}
}

// lastDay is the last day of what both have just agreed on: the one that was named, for a
// renewal a year after the old one if that is still to come, otherwise a year from now.
func (t *networkTurn) lastDay(p Partnership) time.Time {
	if !p.Proposed.Until.IsZero() {
		return p.Proposed.Until
	}
	from := t.n.programme(p).midnight(t.now)
	if y, m, d := p.Terms.Until.Date(); p.Proposed.Renews && t.now.Before(t.n.ends(p)) {
		from = time.Date(y, m, d, 0, 0, 0, 0, from.Location())
	}
	return from.AddDate(1, 0, 0)
}
