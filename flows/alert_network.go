package flows

import (
	"slices"
	"strings"
	"time"

	"asapbot/flows/alert"
	"asapbot/flows/command"
	"asapbot/flows/message"
)

// PendingAlert is an alert of somebody who has still to say which case it concerns.
type PendingAlert struct {
	Said Said      `json:"said"`
	At   time.Time `json:"at"`
}

// pendingFor is how long the question for the case is open.
const pendingFor = time.Hour

// mostCases is how many cases a poll can offer.
const mostCases = 20

// raiseAlert hands an alert on to its case: the one that is named, otherwise the only
// one of whoever raises it. Where there are several, nothing else is asked but that.
func (t *networkTurn) raiseAlert(s ServiceID, in Said, rest string) {
	code, words := t.n.codeIn(s, rest)
	in.Text = shortened(words)
	mine := t.n.casesFor(s, in.By)
	switch {
	case t.n.has(s, code):
		t.handOn(code, in)
	case len(mine) == 0:
		t.sayAt(in.In, "alert.no_case", t.n.emergencyOf(s))
	case len(mine) == 1 && code == "":
		t.handOn(mine[0], in)
	default:
		t.askCase(s, in, mine)
	}
}

// alarms reports whether a line at a desk, where people also talk to each other, is an
// alert: "alert fatigue is what we have" is none.
func (t *networkTurn) alarms(s ServiceID, c command.Command) bool {
	code, words := t.n.codeIn(s, c.Rest)
	kind, _ := alert.Read(words, t.n.Services[s].Language)
	return c.Bare() || code != "" || kind != alert.Other
}

// codeIn is the code of a case that a line names, and the line without it. Digits alone
// are one where the service has such a case: they may be anything.
func (n Network) codeIn(s ServiceID, line string) (CaseCode, string) {
	at := casePattern.FindStringSubmatchIndex(line)
	if at == nil {
		return "", line
	}
	code, named := CaseCode("K-"+line[at[2]:at[3]]), at[0] != at[2]
	if !named && !n.has(s, code) {
		return "", line
	}
	return code, strings.TrimSpace(line[:at[0]] + strings.TrimLeft(line[at[1]:], " :,;"))
}

// has reports whether a case is one of a service's.
func (n Network) has(s ServiceID, code CaseCode) bool {
	c, known := n.Cases[code]
	return known && slices.Contains(c.Services[:], s)
}

// casesFor are the cases that a person works on; of those who work on none, all of
// their service's.
func (n Network) casesFor(s ServiceID, p Person) []CaseCode {
	all := n.casesOf(s, "")
	theirs := slices.DeleteFunc(slices.Clone(all), func(code CaseCode) bool {
		c := n.Cases[code]
		manager := c.Managers[slices.Index(c.Services[:], s)]
		return manager != p && !slices.Contains(n.standIns(s, manager), p)
	})
	if len(theirs) == 0 {
		return all
	}
	return theirs
}

// askCase asks which case it is, and keeps what was said until then.
func (t *networkTurn) askCase(s ServiceID, in Said, codes []CaseCode) {
	t.n.Pending[in.By] = PendingAlert{Said: in, At: t.now}
	ask := Ask{Key: Key(whichCase + "/" + string(t.key())), To: in.In, Urgent: true, Text: message.New("alert.ask_case", t.n.emergencyOf(s))}
	for _, code := range codes[:min(len(codes), mostCases)] {
		ask.Choices = append(ask.Choices, Choice{ID: string(code), Label: message.New("plain", message.Args{"Text": message.Text(string(code))})})
	}
	t.do(ask)
}

// whichCase begins the keys of the question for the case.
const whichCase = "which"

// tapped takes the answer to a question of the Network's.
func (t *networkTurn) tapped(in Tapped) {
	if in.In.Kind == PartnershipRoom {
		t.tappedBetween(in)
		return
	}
	s, works := t.n.serviceOf(in.By)
	if !works || in.In.Kind == DirectRoom && in.In.Person != in.By || in.In.Kind == DeskRoom && in.In.Service != s {
		t.do(Ignore{Person: in.By, In: in.In})
		return
	}
	t.listens(in.By, true)
	if t.again(in.Ref) || in.Choice == "" {
		return
	}
	t.named(s, in.By, in.In, CaseCode(in.Choice))
}

// onlyCode is the code of a line that is nothing else.
func (t *networkTurn) onlyCode(line string) CaseCode {
	if said := command.Only(line); casePattern.FindString(said) == said {
		return caseCode(said)
	}
	return ""
}

// named takes the case of an alert that waits for it, and reports whether one did.
func (t *networkTurn) named(s ServiceID, by Person, in Place, code CaseCode) bool {
	waits, ok := t.n.Pending[by]
	switch {
	case !ok || t.now.Sub(waits.At) > pendingFor:
		delete(t.n.Pending, by)
		return false
	case !t.n.has(s, code):
		t.sayAt(in, "staff.no_such_case", message.Args{"Code": message.Text(string(code))})
	default:
		delete(t.n.Pending, by)
		t.handOn(code, waits.Said)
	}
	return true
}

// handOn gives an alert to its case, as the line that it would be there.
func (t *networkTurn) handOn(code CaseCode, in Said) {
	in.Text = command.Mark + command.Spoken(command.Alert, "en") + " " + in.Text
	t.do(TellCase{Case: code, Input: in})
}

// answerAlert hands the answer to an alert on to the service's cases in which one is
// open.
func (t *networkTurn) answerAlert(s ServiceID, in Said) {
	any := false
	in.Text = command.Mark + in.Text
	for _, code := range t.n.casesOf(s, "") {
		if t.n.Cases[code].Report.Alerts > 0 {
			any = true
			t.do(TellCase{Case: code, Input: in})
		}
	}
	if !any {
		t.sayAt(in.In, "alert.none_open")
	}
}

func (t *networkTurn) sayAt(in Place, id message.ID, args ...message.Args) {
	t.do(Say{Key: t.key(), To: in, Text: []message.Message{message.New(id, args...)}})
}

func (n Network) emergencyOf(s ServiceID) message.Args {
	return message.Args{"Emergency": message.Text(n.Services[s].Emergency)}
}

// listens notes whether what the bot says to a person alone can be read by them.
func (t *networkTurn) listens(p Person, does bool) {
	if _, deaf := t.n.Deaf[p]; deaf == !does {
		return
	}
	if does {
		delete(t.n.Deaf, p)
	} else {
		t.n.Deaf[p] = true
	}
}
