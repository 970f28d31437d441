package flows

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Emergency is why a case was opened before the partnership of its services stood: Phase 1
// comes first (guidelines D 3.4), but nobody must wait for it who is in danger *(ours)*.
type Emergency struct {
	By      Person    `json:"by"`
	Service ServiceID `json:"service"`
	Reason  string    `json:"reason"`
}

// longestReason is how many characters the reason may have: a line, not a case file.
const longestReason = 300

var wordPattern = regexp.MustCompile(`\S+`)

// beforeEmergency is how many words may stand before `emergency`: the code, and people.
const beforeEmergency = 6

// emergencyIn cuts `emergency reason` off a line; nil where it does not say so.
func (t *networkTurn) emergencyIn(s ServiceID, c *command.Command) *Emergency {
	for _, at := range wordPattern.FindAllStringIndex(c.Rest, beforeEmergency) {
		said, ok := command.Parse(c.Rest[at[0]:], t.n.Services[s].Language)
		if ok && said.Word == command.Emergency {
			c.Rest = strings.TrimSpace(c.Rest[:at[0]])
			return &Emergency{Reason: strings.Join(strings.Fields(said.Rest), " ")}
		}
	}
	return nil
}

// mayHurry reports whether a case is opened before the partnership stands. Otherwise it
// says what is missing, and what to write where it cannot wait. The code stays good.
func (t *networkTurn) mayHurry(s ServiceID, code PairingCode, urgent *Emergency) bool {
	args := message.Args{
		"Digits": message.Text(code.spoken()), "Other": message.Text(t.n.Services[code.Service].Name),
		"State": message.Nested(t.n.standing(s, code.Service, t.now)), "Next": message.Nested(t.n.next(s, code.Service)), "Max": message.Number(longestReason),
	}
	switch {
	case urgent == nil:
		t.say(s, "partner.needed", args)
	case urgent.Reason == "":
		t.say(s, "partner.emergency_why", args)
	case utf8.RuneCountInString(urgent.Reason) > longestReason:
		t.say(s, "partner.emergency_long", args)
	default:
		return true
	}
	return false
}

// tellEmergency tells both desks. The reason stands there and in the journal, and not in
// the case room: nobody has agreed to share anything yet, and agencies may come.
func (t *networkTurn) tellEmergency(code CaseCode, urgent *Emergency) {
	if urgent == nil {
		return
	}
	for _, s := range t.n.Cases[code].Services {
		t.ringDesk(s, string(code), message.New("partner.emergency", message.Args{
			"Code": message.Text(string(code)), "Reason": message.Text(urgent.Reason),
			"Service": message.Text(t.n.Services[urgent.Service].Name),
		}))
	}
}

// enterEmergency keeps the reason in the case's own journal, which ends with the case.
func (t *turn) enterEmergency(urgent *Emergency) {
	if urgent != nil {
		t.do(Enter{By: urgent.By, Side: urgent.Service, What: message.New("journal.emergency", message.Args{
			"Reason": message.Text(urgent.Reason),
		})})
	}
}
