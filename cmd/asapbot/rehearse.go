package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"asapbot/bot/rehearse"
	"asapbot/locales"
)

// rehearsal plays a script, or what is typed.
type rehearsal struct {
	Lang string `default:"en" help:"Language of both services, such as it." placeholder:"LANGUAGE"`
	File string `arg:"" optional:"" help:"A script; without one, standard input."`
}

// Help is shown by asapbot rehearse --help.
func (rehearsal) Help() string {
	return `The bot's own core plays, with an Example Programme and an Example Support. After each line of the script stands what every room would see of it. No server is asked and nothing is kept.

A line says who does what in which room: the desk of their service, its own room of the case, or the case room of both. The people are coordinator-p and manager-p of the programme, coordinator-s and manager-s of victim support.

    coordinator-p desk: add @manager-p:example.org
    coordinator-s desk: add @manager-s:example.org
    manager-s desk: pair
    manager-p desk: pair {code}
    manager-s own: checklist
    manager-s own taps: Current
    manager-s own: 2 n 3 ? 4 e
    tick 30m
    manager-p case: !status
    coordinator-s desk: help

{code} is the newest pairing code. "opening" alone does at once what must come before a checklist. Lines that begin with # are remarks; what an earlier rehearsal printed (lines that begin with < or a space) is left out, so that its output is a script again.`
}

// greeting tells somebody who sits before an empty terminal how to begin.
const greeting = `You play both services; the bot answers. Begin with "opening", then "manager-s own: checklist". Ctrl-D ends; asapbot rehearse --help shows more.`

func (r rehearsal) Run() error {
	if spoken := locales.Languages(); !slices.Contains(spoken, r.Lang) {
		return fmt.Errorf("the bot does not speak %q: choose one of %s", r.Lang, strings.Join(spoken, ", "))
	}
	if r.File != "" {
		return r.play()
	}
	if typed(os.Stdin) {
		fmt.Println(greeting)
		return rehearse.Typed(os.Stdin, os.Stdout, r.Lang)
	}
	return explained("standard input", rehearse.Play(os.Stdin, os.Stdout, r.Lang))
}

func (r rehearsal) play() error {
	script, err := os.ReadFile(r.File)
	var cause *fs.PathError
	if errors.As(err, &cause) {
		return fmt.Errorf("%s cannot be read: %w", r.File, cause.Err)
	}
	return explained(r.File, rehearse.Play(strings.NewReader(string(script)), os.Stdout, r.Lang))
}

// explained adds to a mistake in a script where it is and where to look.
func explained(script string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s, %w\nasapbot rehearse --help shows what a line can say", script, err)
}

// typed reports whether a person sits at the other end.
func typed(in *os.File) bool {
	stat, err := in.Stat()
	return err == nil && stat.Mode()&fs.ModeCharDevice != 0
}
