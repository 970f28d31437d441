// Command asapbot is the bot: it opens encrypted rooms for paired cases of two
// services and leads both case managers through the ASAP protocol.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"asapbot/config"
)

// version is set when the program is built (see the Makefile).
var version = "unknown"

// commandLine is what can be typed after "asapbot".
type commandLine struct {
	Run        run             `cmd:"" help:"Run the bot until it is told to stop."`
	Config     configGroup     `cmd:"" help:"Look at the configuration."`
	Accept     accept          `cmd:"" help:"Accept the new encryption of a person who has reset it, while the bot is stopped."`
	Instrument instrumentGroup `cmd:"" help:"Check questionnaires, and bring them in and out as workbooks."`
	Rehearse   rehearsal       `cmd:"" help:"Play a case in this terminal, without any server: for training, and to try the conversations."`
	Version    showVersion     `cmd:"" help:"Print the version."`
}

type showVersion struct{}

func (showVersion) Run() error {
	_, err := fmt.Println("asapbot", version)
	return err
}

// The exit statuses, for scripts and for what keeps the bot running.
const (
	failed     = 1 // something must be corrected; the last lines say what
	wrongUsage = 2 // there is no such command
)

func main() {
	var line commandLine
	k := kong.Must(&line,
		kong.Name("asapbot"),
		kong.Description("A Matrix bot for two services that work on one case of domestic violence together. It leads both case managers through the ASAP protocol. It is no emergency service."),
	)
	command, err := k.Parse(os.Args[1:])
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		k.Stdout = os.Stderr // where whoever reads the output expects no usage
		_ = wrong.Context.PrintUsage(false)
		fmt.Fprintf(os.Stderr, "\nasapbot: %v\n", err)
		os.Exit(wrongUsage)
	}
	if err == nil {
		err = command.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, plain(err))
		os.Exit(failed)
	}
}

// plain is an error as one reads it at the end of a log. A fault of the
// configuration or of a questionnaire begins with its file and place, as compilers
// write it.
func plain(err error) string {
	var faults config.Faults
	if errors.As(err, &faults) {
		return faults.Error()
	}
	var faulty faultyInstrument
	if errors.As(err, &faulty) {
		return faulty.Error()
	}
	return "asapbot: " + err.Error()
}
