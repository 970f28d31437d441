package rehearse

import (
	"slices"

	"asapbot/flows"
)

// reset gives a person a new identity, by the name that the script gives it. The bot
// hears of it at once, unless it is "unseen".
func (w *world) reset(p flows.Person, words []string, identity string) flows.Input {
	w.identities[p] = identity
	if slices.Contains(words, "unseen") {
		return nil
	}
	return flows.IdentityReset{By: p, Identity: identity}
}

// accept plays the shell: it takes an identity only while it is the present one.
func (w *world) accept(e flows.Accept) error {
	refused := w.identities[e.Person] != e.Identity
	if !refused {
		w.print("takes the new identity of " + local(e.Person) + " for theirs")
	}
	return w.take("", flows.Accepted{Person: e.Person, Identity: e.Identity, By: e.By, Refused: refused})
}
