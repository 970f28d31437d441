package main

import (
	"io"
	"os"

	"asapbot/bot/rehearse"
)

// rehearsal plays a script, or what is typed.
type rehearsal struct {
	Lang string `default:"en" help:"Language of both services, such as it." placeholder:"LANGUAGE"`
	File string `arg:"" optional:"" type:"existingfile" help:"A script in the transcripts' format; without one, standard input."`
}

func (r rehearsal) Run() error {
	var script io.Reader = os.Stdin
	if r.File != "" {
		file, err := os.Open(r.File)
		if err != nil {
			return err
		}
		defer file.Close()
		script = file
	}
	return rehearse.Play(script, os.Stdout, r.Lang)
}
