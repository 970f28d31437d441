package flows

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// PairingCode is a one-time code on its way, by telephone, from one desk to
// another. It is what stands for a name: without it nobody can find or open
// anything.
type PairingCode struct {
	Digits  string    `json:"digits"`
	Service ServiceID `json:"service"` // whose desk gave it
	Manager Person    `json:"manager"` // that side's case manager
	Until   time.Time `json:"until"`
	Used    bool      `json:"used,omitempty"`
	// Partner says that it opens a partnership, and not a case.
	Partner bool `json:"partner,omitempty"`
}

// spoken is the code as it is said on the telephone.
func (c PairingCode) spoken() string { return c.Digits[:4] + " " + c.Digits[4:] }

// CodeEntry counts a desk's wrong codes, so that codes cannot be guessed.
type CodeEntry struct {
	Wrong  []time.Time `json:"wrong,omitempty"` // within the last hour
	Closed time.Time   `json:"closed,omitzero"` // until when no code is taken
}

// codeDigits is the length of a pairing code: short enough to be spoken, and with
// five tries an hour far too long to be guessed.
const codeDigits = 8

// remembered is how long a code that is over is still told apart from a wrong one.
const remembered = 24 * time.Hour

// forgetting is the timer that clears codes away.
const forgetting = "codes"

// pair gives a code, or takes one: `pair`, `pair 1234 5678`, `pair 1234 5678 emergency
// reason`.
func (t *networkTurn) pair(s ServiceID, m Member, c command.Command, people []Person, dice Dice) {
	urgent := t.emergencyIn(s, &c)
	digits := onlyDigits(matrixID.ReplaceAllString(c.Rest, ""))
	if len(people) == 0 && !c.Bare() && t.otherWords(s, c.Rest) {
		return // talk that begins with the word
	}
	manager := m.Person
	if len(people) > 0 {
		manager = people[0]
	}
	_, works := t.n.caseworker(s, manager)
	switch {
	case t.chats(s, c):
		t.say(s, "pairing.how")
	case !works:
		t.say(s, "staff.not_here", message.Args{"Person": message.Person(string(manager))})
	case t.n.Services[s].Kind == Agency:
		t.say(s, "pairing.agency")
	case digits == "" && urgent != nil:
		t.say(s, "partner.emergency_how")
	case digits == "":
		t.give(s, manager, dice)
	case len(digits) != codeDigits:
		t.say(s, "pairing.how") // a slip, and no try to guess
	default:
		t.take(s, m.Person, manager, digits, urgent, dice)
	}
}

// unused is how many codes a service may have under way; the oldest ones end.
const unused = 20

func (t *networkTurn) give(s ServiceID, manager Person, dice Dice) {
	code := t.issue(PairingCode{Service: s, Manager: manager}, dice)
	t.say(s, "pairing.code", message.Args{
		"Digits": message.Text(code.spoken()),
		"Until":  message.Time(code.Until), "Manager": message.Person(string(manager)),
	})
}

// issue puts a code on its way, with digits that no other has.
func (t *networkTurn) issue(code PairingCode, dice Dice) PairingCode {
	thrown, _ := strconv.Atoi(dice.digits(0, codeDigits))
	for taken := true; taken; thrown = (thrown + 1) % pow10(codeDigits) {
		code.Digits = fmt.Sprintf("%0*d", codeDigits, thrown)
		taken = slices.ContainsFunc(t.n.Codes, func(c PairingCode) bool { return c.Digits == code.Digits })
	}
	code.Until = t.now.Add(t.n.Settings.CodeValid)
	t.n.Codes = append(t.limited(code.Service), code)
	t.do(SetTimer{Name: forgetting, At: t.now.Add(remembered + t.n.Settings.CodeValid)})
	return code
}

// limited are the codes under way without the oldest of a service that has too
// many.
func (t *networkTurn) limited(s ServiceID) []PairingCode {
	ours := func(c PairingCode) bool { return c.Service == s }
	count := 0
	for _, c := range t.n.Codes {
		if ours(c) {
			count++
		}
	}
	codes := slices.Clone(t.n.Codes)
	for ; count >= unused; count-- {
		oldest := slices.IndexFunc(codes, ours)
		codes = slices.Delete(codes, oldest, oldest+1)
	}
	return codes
}

// take enters a code that the other service gave, and opens the case if the two services
// have a valid partnership, or it cannot wait for one.
func (t *networkTurn) take(s ServiceID, by, manager Person, digits string, urgent *Emergency, dice Dice) {
	code, ok := t.entered(s, digits, false)
	if !ok {
		return
	}
	switch allied := t.n.allied(s, code.Service, t.now); {
	case !pairable(t.n.Services[s].Kind, t.n.Services[code.Service].Kind):
		t.say(s, "pairing.same_kind")
		return
	case allied:
		urgent = nil
	case !t.mayHurry(s, code, urgent):
		return
	default:
		urgent.By, urgent.Service = by, s
	}
	t.use(s, code)
	t.open(t.n.party(code.Service, code.Manager), t.n.party(s, manager), urgent, dice)
}

// entered finds a code that the other service gave. Where it cannot be taken it says why.
func (t *networkTurn) entered(s ServiceID, digits string, partner bool) (PairingCode, bool) {
	if closed := t.n.Entries[s].Closed; t.now.Before(closed) {
		t.say(s, "pairing.closed", message.Args{"Until": message.Time(closed)})
		return PairingCode{}, false
	}
	i := slices.IndexFunc(t.n.Codes, func(c PairingCode) bool { return c.Digits == digits })
	if i < 0 {
		t.wrong(s)
		return PairingCode{}, false
	}
	code := t.n.Codes[i]
	args := message.Args{"Digits": message.Text(code.spoken())}
	switch {
	case code.Service == s:
		t.say(s, "pairing.own")
	case code.Used && code.Partner:
		t.say(s, "partner.used")
	case code.Used:
		t.say(s, "pairing.used")
	case !t.now.Before(code.Until):
		t.say(s, "pairing.expired")
	case code.Partner && !partner:
		t.say(s, "partner.no_case", args)
	case partner && !code.Partner:
		t.say(s, "partner.is_case", args)
	default:
		return code, true
	}
	return code, false
}

// use ends a code that a desk has entered.
func (t *networkTurn) use(s ServiceID, code PairingCode) {
	i := slices.IndexFunc(t.n.Codes, func(c PairingCode) bool { return c.Digits == code.Digits })
	t.n.Codes[i].Used = true
	t.n.Entries[s] = CodeEntry{}
}

// pairable: a case pairs one perpetrator programme with one victim support
// service (guidelines D 3.4).
func pairable(a, b Kind) bool {
	return a == Programme && b == Support || a == Support && b == Programme
}

func (t *networkTurn) wrong(s ServiceID) {
	entry := t.n.Entries[s]
	entry.Wrong = append(slices.DeleteFunc(slices.Clone(entry.Wrong), func(at time.Time) bool {
		return t.now.Sub(at) >= time.Hour
	}), t.now)
	if left := t.n.Settings.WrongCodes - len(entry.Wrong); left > 0 {
		t.n.Entries[s] = entry
		t.say(s, "pairing.wrong", message.Args{"Count": message.Number(left)})
		return
	}
	entry = CodeEntry{Closed: t.now.Add(t.n.Settings.ClosedFor)}
	t.n.Entries[s] = entry
	t.say(s, "pairing.closed_now", message.Args{"Until": message.Time(entry.Closed)})
}

// open makes the case and tells both desks.
func (t *networkTurn) open(a, b Party, urgent *Emergency, dice Dice) {
	if a.Service.Kind != Programme {
		a, b = b, a
	}
	code := t.newCode(dice)
	t.n.Cases[code] = CaseListing{
		Services: [2]ServiceID{a.Service.ID, b.Service.ID},
		Managers: [2]Person{a.Manager, b.Manager}, Opened: t.now,
		Report: Reported{Code: code, State: Opened}, Emergency: urgent != nil,
	}
	t.do(TellCase{Case: code, Input: Paired{
		Code: code, Sides: [2]Party{a, b}, Settings: t.n.Settings, Agencies: t.n.agencies(), Emergency: urgent,
	}})
	for i, p := range []Party{a, b} {
		t.say(p.Service.ID, "pairing.opened", message.Args{
			"Code": message.Text(string(code)), "Manager": message.Person(string(p.Manager)),
			"Other": message.Text([]Party{b, a}[i].Service.Name),
		})
	}
	t.tellEmergency(code, urgent)
}

// newCode throws a case code that no case has or had.
func (t *networkTurn) newCode(dice Dice) CaseCode {
	return CaseCode(freeCode("K-", len(t.n.Cases), dice, func(code string) bool {
		_, taken := t.n.Cases[CaseCode(code)]
		return taken
	}))
}

// freeCode throws a code that is not taken. Codes grow longer with their number, so that
// nine of ten stay free and none can be guessed from another.
func freeCode(prefix string, count int, dice Dice, taken func(string) bool) string {
	length := 4
	for room := 1000; count >= room; room *= 10 {
		length++
	}
	thrown, _ := strconv.Atoi(dice.digits(codeDigits, length))
	for limit := pow10(length); ; thrown = (thrown + 1) % limit {
		code := fmt.Sprintf("%s%0*d", prefix, length, thrown)
		if !taken(code) {
			return code
		}
	}
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// forgetCodes clears away what is long over.
func (t *networkTurn) forgetCodes() {
	t.n.Codes = slices.DeleteFunc(t.n.Codes, func(c PairingCode) bool {
		return t.now.Sub(c.Until) >= remembered
	})
	for _, s := range slices.Sorted(maps.Keys(t.n.Entries)) {
		if e := t.n.Entries[s]; !t.now.Before(e.Closed) && len(e.Wrong) == 0 {
			delete(t.n.Entries, s)
		}
	}
	if len(t.n.Codes) > 0 {
		t.do(SetTimer{Name: forgetting, At: t.now.Add(remembered)})
	}
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// digits reads n decimal digits from the dice, beginning with the from-th byte.
func (d Dice) digits(from, n int) string {
	var b strings.Builder
	for i := from; i < from+n; i++ {
		b.WriteByte('0' + d.at(i)%10)
	}
	return b.String()
}

// at is the i-th byte of the dice, around and around.
func (d Dice) at(i int) byte {
	if len(d) < 2 {
		return 0
	}
	i = i % (len(d) / 2) * 2
	return unhex(d[i])<<4 | unhex(d[i+1])
}

func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0
}
