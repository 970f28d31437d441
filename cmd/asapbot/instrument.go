package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"asapbot/flows/instrument"
)

// instrumentGroup holds what can be done with questionnaires.
type instrumentGroup struct {
	Check  instrumentCheck  `cmd:"" help:"Say what is wrong with a questionnaire."`
	Import instrumentImport `cmd:"" help:"Make a questionnaire of an XLSForm workbook, as Kobo and ODK have them."`
	Export instrumentExport `cmd:"" help:"Make an XLSForm workbook of a questionnaire."`
}

type instrumentCheck struct {
	File string `arg:"" help:"The questionnaire's file."`
}

// Help is shown by asapbot instrument check --help.
func (instrumentCheck) Help() string {
	return "It prints each fault in a line: file, line, column, and what is wrong; within a condition, also the column there. The exit status is 0 where all is well, otherwise 1. A file without a fault can be put into the folder that the option instruments of the configuration names."
}

// faultyInstrument names the faults of a file, each in its line as compilers do.
type faultyInstrument struct{ error }

func (c instrumentCheck) Run() error {
	source, err := os.ReadFile(c.File)
	var cause *fs.PathError
	if errors.As(err, &cause) {
		return fmt.Errorf("%s cannot be read: %w", c.File, cause.Err)
	}
	d, err := instrument.Parse(c.File, source)
	if err != nil {
		return faultyInstrument{err}
	}
	_, err = fmt.Printf("%s is fine: %s, version %s, %d questions in %s\n",
		c.File, d.ID, d.Version, d.Answerable(), strings.Join(d.Languages, ", "))
	return err
}
