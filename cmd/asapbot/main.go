// Command asapbot is the bot: it opens encrypted rooms for paired cases of two
// services and leads both case managers through the ASAP protocol.
package main

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

// version is set when the program is built (see the Makefile).
var version = "unknown"

// commandLine is what can be typed after "asapbot".
type commandLine struct {
	Run      run         `cmd:"" help:"Run the bot."`
	Config   configGroup `cmd:"" help:"Look at the configuration."`
	Rehearse rehearsal   `cmd:"" help:"Play a case in this terminal, without any server: for training, and to try the conversations."`
	Version  showVersion `cmd:"" help:"Print the version."`
}

type showVersion struct{}

func (showVersion) Run() error {
	_, err := fmt.Println("asapbot", version)
	return err
}

func main() {
	var line commandLine
	k := kong.Parse(&line,
		kong.Name("asapbot"),
		kong.Description("A Matrix bot that keeps two services' views of one case together."),
		kong.UsageOnError(),
	)
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
