package rehearse

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"asapbot/flows"
)

// Play reads a script, in the format of the transcripts (see
// flows/testdata/README.md), and writes it down again with what each room would
// see after each of its lines. What rooms saw in an earlier rehearsal (lines that
// begin with "<" or a space) is left out, so that a transcript is its own script.
//
// language is the language of both services, unless the script says otherwise.
func Play(script io.Reader, out io.Writer, language string) error {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	p := &player{
		languages: [2]string{language, language}, refs: map[string]flows.Ref{}, last: map[flows.Person]flows.Ref{},
	}
	p.w = newWorld(rome, func(line string) { fmt.Fprintln(buffered, line) })
	lines := bufio.NewScanner(script)
	lines.Buffer(nil, 1<<20)
	number := 0
	for lines.Scan() {
		number++
		line := strings.TrimRight(lines.Text(), " \t\r")
		if strings.HasPrefix(line, "<") || strings.HasPrefix(line, " ") {
			continue
		}
		fmt.Fprintln(buffered, line)
		if err := p.line(line); err != nil {
			_ = buffered.Flush()
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := buffered.Flush(); err != nil {
			return err
		}
	}
	return lines.Err()
}

// player reads a script's lines.
type player struct {
	w         *world
	languages [2]string // the programme's, victim support's
	begun     bool
	code      string         // the last pairing code
	current   flows.CaseCode // the last case
	refs      map[string]flows.Ref
	last      map[flows.Person]flows.Ref
}

func (p *player) line(line string) error {
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	if rest, ok := strings.CutPrefix(line, "language "); ok {
		tags := strings.Fields(rest)
		p.languages = [2]string{tags[0], tags[len(tags)-1]}
		return nil
	}
	if !p.begun {
		p.begun = true
		if err := p.w.take("", services(p.languages)); err != nil {
			return err
		}
		if err := p.w.deliver(); err != nil {
			return err
		}
	}
	p.w.inputs++
	if err := p.action(strings.TrimSpace(strings.TrimPrefix(line, ">"))); err != nil {
		return err
	}
	return p.w.deliver()
}

// services are the two services of every rehearsal, and their people.
func services(languages [2]string) flows.Configured {
	names := map[string][2]string{
		"en": {"Example Programme", "Example Support"},
		"it": {"Programma Esempio", "Centro Esempio"},
	}
	var in flows.Configured
	in.Settings = flows.DefaultSettings
	for i, id := range []flows.ServiceID{"programme", "support"} {
		name, ok := names[languages[i]]
		if !ok {
			name = names["en"]
		}
		in.Services = append(in.Services, flows.Service{
			ID: id, Name: name[i], Kind: flows.Kind(id), Language: languages[i], Zone: "Europe/Rome",
			Coordinators: []flows.Person{person("coordinator-" + string(id[0]))}, Emergency: "112",
		})
	}
	return in
}

// person is somebody by the first part of their ID.
func person(name string) flows.Person {
	if strings.HasPrefix(name, "@") {
		return flows.Person(name)
	}
	return flows.Person("@" + name + ":example.org")
}

// action plays one line: time, the weather, or what a person does.
func (p *player) action(line string) error {
	switch verb, rest, _ := strings.Cut(line, " "); verb {
	case "tick":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return fmt.Errorf("tick how long? for example: tick 15m")
		}
		return p.w.until(p.w.now.Add(d))
	case "at":
		at, err := time.ParseInLocation("2006-01-02 15:04", rest, p.w.zone)
		if err != nil {
			return fmt.Errorf("at when? for example: at 2026-11-24 09:00")
		}
		return p.w.until(at)
	case "hold":
		p.w.held = true
		return nil
	case "release":
		p.w.held = false
		return nil
	}
	return p.act(line)
}

// act plays what a person does: WHO ROOM [verb …]: text.
func (p *player) act(line string) error {
	head, text, _ := strings.Cut(line, ": ")
	head = strings.TrimSuffix(head, ":")
	words := strings.Fields(head)
	if len(words) < 2 {
		return fmt.Errorf("%q is no line of a script: WHO ROOM: TEXT", line)
	}
	by := person(words[0])
	if words[1] == "invites" {
		return p.w.take("", flows.Invited{By: by, Room: "a room"})
	}
	in, rest, err := p.room(words[0], words[1:])
	if err != nil {
		return err
	}
	input, err := p.input(by, in, rest, p.filled(text))
	if err != nil {
		return err
	}
	if err := p.w.take(in.Case, input); err != nil {
		return err
	}
	p.remember()
	return nil
}

// room finds the room that a line names, from the person's own service.
func (p *player) room(who string, words []string) (flows.Place, []string, error) {
	service := flows.ServiceID("support")
	if strings.HasSuffix(who, "-p") {
		service = "programme"
	}
	name, foreign := strings.CutPrefix(words[0], "other-")
	if foreign {
		service = map[flows.ServiceID]flows.ServiceID{"support": "programme", "programme": "support"}[service]
	}
	words = words[1:]
	code := p.current
	if len(words) > 0 && strings.HasPrefix(words[0], "K-") {
		code, words = flows.CaseCode(words[0]), words[1:]
	}
	switch name {
	case "desk":
		return flows.Desk(service), words, nil
	case "own":
		return flows.Private(code, service), words, nil
	case "case":
		return flows.Shared(code), words, nil
	}
	return flows.Place{}, nil, fmt.Errorf("%q is no room: desk, own or case", name)
}

// input makes what a person does. Without a verb they write.
func (p *player) input(by flows.Person, in flows.Place, words []string, text string) (flows.Input, error) {
	ref := flows.Ref(fmt.Sprintf("$%d", p.w.inputs))
	verb := ""
	if len(words) > 0 && !strings.HasPrefix(words[0], "#") {
		verb, words = words[0], words[1:]
	}
	name := strings.Join(words, " ")
	switch verb {
	case "":
		if name != "" {
			p.refs[name] = ref
		}
		return flows.Said{By: by, In: in, Ref: ref, Text: text, Dice: dice(p.w.inputs)}, nil
	case "edits":
		return flows.Said{By: by, In: in, Ref: ref, Edits: p.refs[name], Text: text, Dice: dice(p.w.inputs)}, nil
	case "deletes":
		return flows.TookBack{By: by, In: in, Ref: p.refs[name]}, nil
	case "taps":
		return p.tap(by, in, ref, name, text)
	case "joins":
		return flows.Joined{By: by, In: in}, nil
	case "leaves":
		return flows.Left{By: by, In: in}, nil
	case "unreadable":
		why, device, _ := strings.Cut(text, " ")
		return flows.Unreadable{By: by, In: in, Ref: ref, Why: flows.Fault(why), Device: device}, nil
	case "unreachable":
		return flows.Undelivered{In: in, Person: by}, nil
	}
	return nil, fmt.Errorf("%q is nothing that a person does", verb)
}

// tap votes in the newest question of the room, or in the newest whose key ends
// with the given name, such as "threat_to_kill". The choice is one of its labels or
// IDs; any other word is a choice that does not exist; none takes the vote back.
func (p *player) tap(by flows.Person, in flows.Place, ref flows.Ref, name, choice string) (flows.Input, error) {
	for i := len(p.w.asked) - 1; i >= 0; i-- {
		q := p.w.asked[i]
		if q.place != in || len(q.choices) == 0 || name != "" && !strings.HasSuffix(string(q.key), "/"+name) {
			continue
		}
		for _, c := range q.choices {
			if strings.EqualFold(c.Label, choice) {
				choice = c.ID
			}
		}
		return flows.Tapped{By: by, In: in, Ref: ref, Poll: q.key, Choice: choice, Dice: dice(p.w.inputs)}, nil
	}
	return nil, fmt.Errorf("there is no question %q in %s", name, p.w.name(in))
}

// filled puts the last pairing code and case code into a line.
func (p *player) filled(text string) string {
	return strings.NewReplacer("{code}", p.code, "{case}", string(p.current)).Replace(text)
}

// remember keeps the codes that lines may name with {code} and {case}.
func (p *player) remember() {
	if code, ok := p.w.lastCode(); ok {
		p.code = code
	}
	if c, ok := p.w.lastCase(); ok {
		p.current = c
	}
}
