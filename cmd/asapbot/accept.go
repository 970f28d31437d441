package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"asapbot/bot"
	"asapbot/bot/matrix"
)

// accept takes a person's new identity for theirs.
type accept struct {
	configFile
	Person string `arg:"" help:"The person's Matrix ID, such as @anna:example.org."`
}

// Help is shown by asapbot accept --help.
func (accept) Help() string {
	return `Whoever resets the encryption of their account comes back with another identity, and so would somebody who takes their part. The bot does not listen to them until it is accepted. A coordinator does that at the desk; this command is for a service whose only coordinator it is.

Speak with the person first, face to face or by telephone. Stop the bot, give this command, and start the bot again: it then says at the desk that you have accepted it.`
}

func (a accept) Run() error {
	c, err := a.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.Log}))
	err = with(ctx, c, log, func(ctx context.Context, b *bot.Bot, _ matrix.Session) error { return b.Accept(ctx, a.Person) })
	switch {
	case errors.Is(err, matrix.ErrLoggedOut):
		return errLoggedOut
	case err != nil:
		return err
	}
	_, err = fmt.Printf("the present encryption of %s is accepted; the bot says so at the desk when it starts\n", a.Person)
	return err
}
