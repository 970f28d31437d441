package rehearse

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"asapbot/flows"
	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/flows/meeting"
)

// services are the two services of every rehearsal, and their people.
func services(languages [2]string) flows.Configured {
	names := map[string][2]string{
		"en": {"Example Programme", "Example Support"},
		"it": {"Programma Esempio", "Centro Esempio"},
	}
	in := flows.Configured{Settings: flows.DefaultSettings, Ways: []string{flows.Mail, "ntfy"}}
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

// configure starts the bot anew with one thing changed in its configuration:
// `configure SERVICE FIELD VALUE`, or `configure SETTING VALUE`; `configure
// questionnaires example`, with a questionnaire of one's own; alone, with nothing changed.
func (p *player) configure(rest string) error {
	words := strings.Fields(rest)
	if len(words) > 0 && words[0] == "ways" {
		p.config.Ways = words[1:]
		return p.configured()
	}
	if rest == "questionnaires example" {
		return ownQuestionnaires()
	}
	switch len(words) {
	case 0:
	case 2:
		if err := p.set(words[0], words[1]); err != nil {
			return err
		}
	default:
		if len(words) < 3 {
			return fmt.Errorf("configure what? for example: configure support name New Name")
		}
		if err := p.setService(flows.ServiceID(words[0]), words[1], words[2:]); err != nil {
			return err
		}
	}
	return p.configured()
}

// example is a questionnaire as a service may add one of its own.
//
//go:embed example.yaml
var example []byte

// ownQuestionnaires adds it to those that come with the program, until forgetOwn.
func ownQuestionnaires() error {
	def, err := instrument.Parse("example.yaml", example)
	if err != nil {
		return err
	}
	return instrument.Install([]*instrument.Definition{def}, nil)
}

// forgetOwn takes it away again: the next script begins without it.
func forgetOwn() { _ = instrument.Install(nil, nil) } // none has the name of another

// setService changes one field of a service; one that is not there yet is added.
func (p *player) setService(id flows.ServiceID, field string, value []string) error {
	p.config.Services = slices.Clone(p.config.Services)
	i := slices.IndexFunc(p.config.Services, func(s flows.Service) bool { return s.ID == id })
	if i < 0 {
		i = len(p.config.Services)
		p.config.Services = append(p.config.Services, flows.Service{
			ID: id, Name: string(id), Kind: flows.Agency, Language: p.config.Services[0].Language, Zone: "Europe/Rome",
			Coordinators: []flows.Person{person("coordinator-" + string(id))}, Emergency: "112",
		})
	}
	s := &p.config.Services[i]
	switch field {
	case "name":
		s.Name = strings.Join(value, " ")
	case "kind":
		s.Kind = flows.Kind(value[0])
	case "language":
		s.Language = value[0]
	case "zone":
		s.Zone = value[0]
	case "emergency":
		s.Emergency = value[0]
	case "phone":
		s.Phone = strings.Join(value, " ")
	case "hours":
		h, ok := command.Hours(strings.Join(value, " "), "en")
		if !ok {
			return fmt.Errorf("which hours? for example: configure support hours Mon-Fri 9-17")
		}
		s.Hours = h
	case "reminders", "preparation":
		ahead, ok := command.Ahead(strings.Join(value, " "), "en")
		if value[0] == "none" {
			ahead, ok = meeting.Ahead{Never: true}, true
		}
		if !ok {
			return fmt.Errorf("how long before? for example: configure support %s 3d 1h", field)
		}
		if field == "reminders" {
			s.Remind = ahead
		} else {
			s.Prepare = ahead
		}
	case "digest":
		s.Digest = strings.TrimPrefix(strings.Join(value, " "), "none")
	case "coordinators":
		s.Coordinators = nil
		for _, name := range value {
			s.Coordinators = append(s.Coordinators, person(name))
		}
	default:
		return fmt.Errorf("a service has no %q: name, kind, language, zone, emergency, phone, hours, reminders, preparation, digest or coordinators", field)
	}
	return nil
}

// set changes one of the durations.
func (p *player) set(name, value string) error {
	d, err := time.ParseDuration(value)
	if err != nil {
		return fmt.Errorf("how long? for example: configure contactWithin 12h")
	}
	s := &p.config.Settings
	field := map[string]*time.Duration{
		"codeValid": &s.CodeValid, "closedFor": &s.ClosedFor,
		"contactWithin": &s.ContactWithin, "remindAfter": &s.RemindAfter,
	}[name]
	if field == nil {
		return fmt.Errorf("there is no setting %q: codeValid, closedFor, contactWithin or remindAfter", name)
	}
	*field = d
	return nil
}
