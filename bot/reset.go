package bot

import (
	"context"
	"errors"

	"asapbot/flows"
)

// Reset takes the word that a person has another identity than the bot knows. It does
// not wait.
func (b *Bot) Reset(user, identity string) {
	b.note(func(ctx context.Context) error {
		return b.persist(ctx, func() error { return b.reset(flows.Person(user), identity) })
	})
}

// reset tells the core, and the operator: where nobody else coordinates, it is theirs
// to accept.
func (b *Bot) reset(user flows.Person, identity string) error {
	return b.commit(func(c *commit) error {
		n, err := c.loadNetwork()
		if err != nil {
			return err
		}
		known := n.Resets[user]
		if err := c.step("", flows.IdentityReset{By: user, Identity: identity}); err != nil {
			return err
		}
		if c.network.Resets[user] != known {
			c.logs = append(c.logs, func() {
				c.b.log.Warn("a person's encryption was reset: they are not heard until somebody who has spoken with them accepts it", "user", string(user))
			})
		}
		return nil
	})
}

// accepted is what became of an Accept that was carried out.
func accepted(e flows.Accept) flows.Accepted {
	return flows.Accepted{Person: e.Person, Identity: e.Identity, By: e.By}
}

// errNobody refuses to accept somebody who works nowhere.
var errNobody = errors.New("nobody who works here has that Matrix ID: write it as the desk shows it for people")

// Accept has whoever runs the bot accept a person's present identity, while the bot
// does not run. The desk reads of it at its next start.
func (b *Bot) Accept(ctx context.Context, user string) error {
	person := flows.Person(user)
	err := b.commit(func(c *commit) error {
		_, err := c.loadNetwork() // and with it, who works here
		return err
	})
	if err != nil {
		return err
	}
	if !b.staff.works(person) {
		return errNobody
	}
	if err := b.hs.Accept(ctx, user, ""); err != nil {
		return err
	}
	return b.commit(func(c *commit) error { return c.step("", flows.Accepted{Person: person}) })
}
