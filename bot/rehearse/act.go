package rehearse

import (
	"fmt"
	"regexp"
	"strings"

	"asapbot/flows"
)

// person is somebody by the first part of their ID.
func person(name string) flows.Person {
	if strings.HasPrefix(name, "@") {
		return flows.Person(name)
	}
	return flows.Person("@" + name + ":example.org")
}

// serviceOf is where somebody works, by the end of their name: manager-p at the
// programme, manager-s at victim support, anna-police at the service "police".
func serviceOf(name string) flows.ServiceID {
	end := name[strings.LastIndex(name, "-")+1:]
	switch {
	case end == name:
		return ""
	case end == "p":
		return "programme"
	case end == "s":
		return "support"
	}
	return flows.ServiceID(end)
}

// act plays what a person does: WHO ROOM [verb …]: text.
func (p *player) act(line string) error {
	head, text, _ := strings.Cut(line, ": ")
	words := strings.Fields(strings.TrimSuffix(head, ":"))
	if len(words) < 2 {
		return fmt.Errorf("%q is no line of a script: WHO ROOM: TEXT", line)
	}
	who, text := words[0], p.filled(text)
	var of flows.CaseCode
	var input flows.Input
	switch words[1] {
	case "invites":
		input = flows.Invited{By: person(who), Room: "a room"}
	case "verifies":
		input = flows.Verifying{
			By: person(who), In: flows.Desk(serviceOf(who)),
			Device: strings.Join(words[2:], " "), Emojis: strings.Fields(text),
		}
	case "resets":
		input = p.w.reset(person(who), words[2:], text)
	case "accepts": // whoever runs the bot
		input = flows.Accepted{Person: person(strings.Join(words[2:], " "))}
	default:
		in, rest, err := p.room(who, words[1:])
		if err != nil {
			return err
		}
		if len(rest) == 1 && rest[0] == "looks" {
			p.w.look(person(who), in)
			return nil
		}
		if input, of, err = p.input(person(who), in, rest, text); err != nil {
			return err
		}
	}
	if input == nil {
		return nil // the bot does not hear of it
	}
	p.last = func() error { return p.w.take(of, input) }
	return p.last()
}

// room finds the room that a line names: desk, own or case; with another service's
// name or letter (desk-p, own-police), that one's; with a case's code, that case's;
// partner, the room of the newest partnership; or direct, a person's own.
func (p *player) room(who string, words []string) (flows.Place, []string, error) {
	service := serviceOf(who)
	name, words := words[0], words[1:]
	if other := serviceOf(name); other != "" {
		service, name = other, name[:strings.LastIndex(name, "-")]
	}
	code := p.w.current
	if len(words) > 0 && strings.HasPrefix(words[0], "K-") {
		code, words = flows.CaseCode(words[0]), words[1:]
	}
	switch {
	case name == "partner":
		return flows.Between(p.w.partner), words, nil
	case name == "direct":
		return flows.Direct(person(who)), words, nil
	case name == "case":
		return flows.Shared(code), words, nil
	case service == "":
		return flows.Place{}, nil, fmt.Errorf("whose %s? for example: %s-s", name, name)
	case name == "desk":
		return flows.Desk(service), words, nil
	case name == "own":
		return flows.Private(code, service), words, nil
	}
	return flows.Place{}, nil, fmt.Errorf("%q is no room: desk, own, case, partner or direct", name)
}

// input makes what a person does, and says which case it belongs to: a vote to that of
// its question. Without a verb they write.
func (p *player) input(by flows.Person, in flows.Place, words []string, text string) (flows.Input, flows.CaseCode, error) {
	ref := flows.Ref(fmt.Sprintf("$%d", p.w.inputs))
	verb := ""
	if len(words) > 0 && !strings.HasPrefix(words[0], "#") {
		verb, words = words[0], words[1:]
	}
	name := strings.Join(words, " ")
	said := flows.Said{By: by, In: in, Ref: ref, Text: text, Dice: dice(p.w.inputs), Mentions: pills(text)}
	switch verb {
	case "":
		if name != "" {
			p.refs[name] = ref
		}
		return said, in.Case, nil
	case "edits":
		said.Edits = p.refs[name]
		return said, in.Case, nil
	case "deletes":
		return flows.TookBack{By: by, In: in, Ref: p.refs[name]}, in.Case, nil
	case "taps":
		return p.tap(by, in, ref, name, text)
	case "joins":
		p.w.inside(by, in)
		return flows.Joined{By: by, In: in}, in.Case, nil
	case "leaves":
		return flows.Left{By: by, In: in}, in.Case, nil
	case "unreadable":
		why, device, _ := strings.Cut(text, " ")
		return flows.Unreadable{By: by, In: in, Ref: ref, Why: flows.Fault(why), Device: device}, in.Case, nil
	}
	return nil, "", fmt.Errorf("%q is nothing that a person does", verb)
}

// pill is a person whom a client marks in the text, by name: [Anna](@anna-p).
var pill = regexp.MustCompile(`\[[^\]]*\]\(@([a-z0-9-]+)\)`)

func pills(text string) []flows.Person {
	var marked []flows.Person
	for _, found := range pill.FindAllStringSubmatch(text, -1) {
		marked = append(marked, person(found[1]))
	}
	return marked
}

// tap votes in the newest question of the room, or in the newest whose key has the
// given part, such as "threat_to_kill". The choice is one of its labels or IDs; any
// other word is a choice that does not exist; none takes the vote back.
func (p *player) tap(by flows.Person, in flows.Place, ref flows.Ref, name, choice string) (flows.Input, flows.CaseCode, error) {
	for i := len(p.w.asked) - 1; i >= 0; i-- {
		q := p.w.asked[i]
		if q.place != in || len(q.choices) == 0 || !strings.Contains("/"+string(q.key)+"/", "/"+name) {
			continue
		}
		for _, c := range q.choices {
			if strings.EqualFold(c.Label, choice) {
				choice = c.ID
			}
		}
		return flows.Tapped{By: by, In: in, Ref: ref, Poll: q.key, Choice: choice, Dice: dice(p.w.inputs)}, q.of, nil
	}
	return nil, "", fmt.Errorf("there is no question %q in %s", name, p.w.name(in))
}

// refuse plays a homeserver that takes something never: the newest message of ours
// in a room, or the invitation of a person.
func (p *player) refuse(words []string) error {
	if len(words) < 2 {
		return fmt.Errorf("what does it refuse? for example: homeserver own-s refuses manager-s")
	}
	whose := ""
	if words[0] == "direct" {
		whose, words = words[1], append(words[:1:1], words[2:]...)
	}
	in, rest, err := p.room(whose, words)
	if err != nil || len(rest) == 0 || rest[0] != "refuses" {
		return fmt.Errorf("what does it refuse? for example: homeserver own-s refuses manager-s (%w)", err)
	}
	input := flows.Undelivered{In: in, Key: p.w.newest[in]}
	if len(rest) > 1 {
		input = flows.Undelivered{In: in, Person: person(rest[1])}
	}
	p.w.lose(input.Key)
	of := p.w.owner[in]
	if input.Person != "" {
		of = in.Case
	}
	return p.w.take(of, input)
}
