package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"asapbot/flows/instrument"
	"asapbot/flows/instrument/xlsform"
)

type instrumentImport struct {
	Language string `help:"The language of texts that name none, such as it; the form's own default_language comes first." placeholder:"TAG"`
	Out      string `short:"o" type:"path" help:"Where to write it; without this, standard output." placeholder:"FILE.yaml"`
	Form     string `arg:"" help:"The workbook." placeholder:"FORM.xlsx"`
}

// Help is shown by asapbot instrument import --help.
func (instrumentImport) Help() string {
	return "What the bot can ask is taken over without loss. Everything else is refused, each fault in a line with its sheet and cell and what to do, and nothing is written. What changes nothing in what is asked, such as the appearance, is left out with a remark. flows/instrument/README.md lists it all. A new edition of a form needs a higher version: signed answers refer to theirs."
}

func (i instrumentImport) Run() error {
	source, err := readForm(i.Form)
	if err != nil {
		return err
	}
	definition, remarks, err := xlsform.Import(source, i.Language)
	if err != nil {
		return inFile(i.Form, err)
	}
	for _, r := range remarks {
		fmt.Fprintf(os.Stderr, "%s: %s\n", i.Form, r)
	}
	return put(i.Out, definition)
}

// readForm reads a workbook, and no more of it than a workbook may have.
func readForm(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer file.Close()
	source, err := io.ReadAll(io.LimitReader(file, xlsform.MaxFile+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	return source, nil
}

type instrumentExport struct {
	Out           string `short:"o" type:"path" help:"Where to write it; without this, standard output." placeholder:"FORM.xlsx"`
	Questionnaire string `arg:"" help:"The file of a questionnaire, or the ID of one that comes with the bot, such as checklist." placeholder:"FILE.yaml|ID"`
}

// Help is shown by asapbot instrument export --help.
func (instrumentExport) Help() string {
	return "The workbook has the sheets survey, choices and settings, which Kobo and ODK read, and scales and rules, which they pass over. Imported again it is the same questionnaire."
}

func (e instrumentExport) Run() error {
	d, err := questionnaire(e.Questionnaire)
	if err != nil {
		return err
	}
	if e.Out == "" && typed(os.Stdout) {
		return errors.New("a workbook is nothing for a terminal: say where to write it, with -o FORM.xlsx")
	}
	form, err := xlsform.Export(d)
	if err != nil {
		return inFile(e.Questionnaire, err)
	}
	return put(e.Out, form)
}

// questionnaire reads a file or finds what comes with the bot.
func questionnaire(name string) (*instrument.Definition, error) {
	source, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if d, ok := instrument.Latest(name); ok {
			return d, nil
		}
		return nil, fmt.Errorf("there is no file %s, and no questionnaire of that name comes with the bot: it has %s", name, strings.Join(bundled(), ", "))
	}
	if err != nil {
		return nil, unreadable(name, err)
	}
	d, err := instrument.Parse(name, source)
	if err != nil {
		return nil, faultyInstrument{err}
	}
	return d, nil
}

// bundled are the IDs of the questionnaires that come with the bot.
func bundled() (ids []string) {
	for _, d := range instrument.Library() {
		ids = append(ids, d.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// put writes what a command made, to a file or to standard output.
func put(path string, content []byte) error {
	if path == "" {
		_, err := os.Stdout.Write(content)
		return err
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, cause(err))
	}
	return nil
}

func unreadable(path string, err error) error {
	return fmt.Errorf("%s cannot be read: %w", path, cause(err))
}

// cause is what went wrong with a file, without its path.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// inFile puts the file before every fault in it.
func inFile(path string, err error) error {
	return faultyInstrument{errors.New(path + ": " + strings.ReplaceAll(err.Error(), "\n", "\n"+path+": "))}
}
