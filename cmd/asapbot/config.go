package main

import (
	"encoding/base64"
	"fmt"
	"os"

	"asapbot/bot/store"
	"asapbot/config"
)

// configGroup holds what can be done with the configuration.
type configGroup struct {
	Check configCheck `cmd:"" help:"Say what is wrong with the configuration, without starting the bot."`
	Key   configKey   `cmd:"" help:"Print a new master key, for its file."`
}

type configCheck struct {
	configFile
}

// Help is shown by asapbot config check --help.
func (configCheck) Help() string {
	return "It reads the file and the secrets that it names, as asapbot run does, and prints each fault in a line: file, line, and what to do. It never prints a secret, connects to nothing, and writes nothing. The exit status is 0 where all is well, otherwise 1."
}

// configFile is the flag of every command that reads the configuration.
type configFile struct {
	Config string `default:"config.yaml" type:"path" help:"The configuration file; config/example.yaml is one to start from." placeholder:"FILE"`
}

func (c configFile) load() (config.Config, error) { return config.Load(c.Config, os.Getenv) }

func (c configCheck) Run() error {
	loaded, err := c.load()
	if err != nil {
		return err
	}
	services := "1 service"
	if n := len(loaded.Services); n > 1 {
		services = fmt.Sprintf("%d services", n)
	}
	_, err = fmt.Printf("%s is fine: %s, data in %s\n", c.Config, services, loaded.Data)
	return err
}

// configKey is for those who have no openssl at hand.
type configKey struct{}

// Help is shown by asapbot config key --help.
func (configKey) Help() string {
	return `The key seals everything that the bot stores. Let nobody else read the file, and keep a copy apart from the backups:

    (umask 077; asapbot config key > master.key)

It is 32 random bytes in base64, as openssl rand -base64 32 prints them as well.`
}

func (configKey) Run() error {
	_, err := fmt.Println(base64.StdEncoding.EncodeToString(store.NewMaster()))
	return err
}
