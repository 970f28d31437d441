package main

import (
	"fmt"
	"os"

	"asapbot/config"
)

// configGroup holds what can be done with the configuration.
type configGroup struct {
	Check configCheck `cmd:"" help:"Say what is wrong with the configuration, without starting the bot."`
}

type configCheck struct {
	configFile
}

// configFile is the flag of every command that reads the configuration.
type configFile struct {
	Config string `default:"config.yaml" type:"path" help:"The configuration file." placeholder:"FILE"`
}

func (c configFile) load() (config.Config, error) { return config.Load(c.Config, os.Getenv) }

func (c configCheck) Run() error {
	loaded, err := c.load()
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%s is fine: %d services, data in %s\n", c.Config, len(loaded.Services), loaded.Data)
	return err
}
