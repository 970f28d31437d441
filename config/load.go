package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Load reads the file at path and the secrets that it names; env looks up the
// variables that may hold a secret instead (os.Getenv). The error is Faults,
// with everything that is wrong at once.
func Load(path string, env func(string) string) (Config, error) {
	r := reading{file: path, env: env, lines: map[string]int{}}
	content, err := os.ReadFile(path)
	if err != nil {
		var cause *os.PathError
		errors.As(err, &cause)
		return Config{}, Faults{{File: path, Text: "cannot be read: " + cause.Err.Error()}}
	}
	r.defaults(outsideServices)
	if r.document(content) {
		r.environment()
		r.missing(r.lines, 0, outsideServices)
		r.together()
	}
	if len(r.faults) > 0 {
		r.faults.sort()
		return Config{}, r.faults
	}
	return r.config, nil
}

// reading is a file on its way to a Config.
type reading struct {
	file   string
	env    func(string) string
	config Config
	faults Faults
	lines  map[string]int // where each name outside the services stands
	// coordinators is where those of each service stand; 0 where they are missing.
	coordinators []int
}

func (r *reading) fault(line int, text string) {
	r.faults = append(r.faults, Fault{File: r.file, Line: line, Text: text})
}

// defaults sets those of the options concerned.
func (r *reading) defaults(concerned func(Option) bool) {
	for _, o := range options {
		if o.Default != "" && concerned(o) {
			r.set(o, 0, o.Default)
		}
	}
}

// set stores a text, or notes what is wrong with it.
func (r *reading) set(o Option, line int, text string) {
	if o.path {
		text = below(filepath.Dir(r.file), text)
	}
	if err := o.set(&r.config, text); err != nil {
		r.fault(line, show(o)+" "+err.Error())
	}
}

// show names an option as it stands in its line; a service's line says itself
// that it is one.
func show(o Option) string { return strings.TrimPrefix(o.Name, perService) }

// environment takes the secrets that stand in variables.
func (r *reading) environment() {
	for _, o := range options {
		if o.Env == "" || r.env(o.Env) == "" {
			continue
		}
		if line, both := r.lines[o.Name]; both {
			r.fault(line, fmt.Sprintf("%s is there, and %s is set: keep one of the two", o.Name, o.Env))
			continue
		}
		r.lines[o.Name] = 0
		if err := o.env(&r.config, r.env(o.Env)); err != nil {
			r.faults = append(r.faults, Fault{File: o.Env, Text: err.Error()})
		}
	}
}

// missing notes the options among those concerned that the file must have and has not.
func (r *reading) missing(lines map[string]int, line int, concerned func(Option) bool) {
	for _, o := range options {
		if _, there := lines[o.Name]; there || !concerned(o) || o.Default != "" || o.Optional {
			continue
		}
		text := show(o) + " is missing: write " + o.kind
		if o.Env != "" {
			text += ", or set " + o.Env
		}
		r.fault(line, text)
	}
}

// together judges what only several options show.
func (r *reading) together() {
	if _, there := r.lines["services"]; !there {
		r.fault(0, "services is missing: write at least one service, beginning with - id:")
	}
	r.apart()
	token, hasToken := r.lines["secrets.access_token_file"]
	device, hasDevice := r.lines["secrets.device_id"]
	switch {
	case hasToken && !hasDevice:
		r.fault(token, "secrets.device_id is missing: an access token needs the ID of its device")
	case hasDevice && !hasToken:
		r.fault(device, "secrets.access_token_file is missing: write it, or delete secrets.device_id")
	}
	r.mail()
}

// mail judges the options of the mail server together: a name and a password go with
// each other, and never in clear.
func (r *reading) mail() {
	host, hasHost := r.lines["mail.host"]
	user, hasUser := r.lines["mail.user"]
	password, hasPassword := r.lines["secrets.mail_password_file"]
	_, hasFrom := r.lines["mail.from"]
	for _, o := range options {
		if line, there := r.lines[o.Name]; there && levelOf(o.Name) == "mail." && !hasHost {
			r.fault(line, "mail.host is missing: write it, or delete the section mail")
			return
		}
	}
	switch {
	case hasPassword && !hasUser:
		r.fault(password, "mail.user is missing: a password needs the name that it belongs to")
	case hasUser && !hasPassword:
		r.fault(user, "secrets.mail_password_file is missing: write it, or set ASAPBOT_MAIL_PASSWORD")
	case hasUser && r.config.Mail.TLS == NoTLS:
		r.fault(user, "mail.tls is none: a password would go in clear; write starttls or tls")
	}
	if hasHost && !hasFrom {
		r.fault(host, "mail.from is missing: write an e-mail address, such as notices@example.org")
	}
}

// apart lets nobody coordinate two services.
func (r *reading) apart() {
	first := map[string]int{} // the service where a person stands first
	for i, s := range r.config.Services {
		for _, p := range s.Coordinators {
			p = strings.ToLower(p)
			at, known := first[p]
			if known && at != i {
				r.fault(r.coordinators[i], fmt.Sprintf("coordinators names a person who also coordinates another service (line %d): nobody may see both sides of a case, so keep that person at one of the two", r.coordinators[at]))
				break
			}
			first[p] = i
		}
	}
}
