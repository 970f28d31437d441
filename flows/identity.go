package flows

import (
	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Whoever resets the encryption of their account comes back with another identity,
// and so does whoever takes their part, above all the homeserver. So the bot neither
// hears them nor writes to them until somebody who has asked them by another way
// accepts the new identity *(ours)*.

// identityReset tells the desk, once for each new identity.
func (t *networkTurn) identityReset(in IdentityReset) {
	s, works := t.n.serviceOf(in.By)
	if !works || in.Identity == "" || t.n.Resets[in.By] == in.Identity {
		return
	}
	t.n.Resets[in.By] = in.Identity
	id, who := message.ID("identity.reset"), without(t.n.Services[s].Coordinators, []Person{in.By})
	if len(who) == 0 {
		id, who = "identity.reset_alone", without(t.n.Here[s], []Person{in.By})
	}
	args := message.Args{"Person": message.Person(string(in.By)), "ID": message.Text(string(in.By))}
	t.do(Enter{Side: s, What: message.New("journal.identity_reset", message.Args{"Person": args["Person"]})})
	t.do(Say{
		Key: t.key(), To: Desk(s), Text: []message.Message{message.New("ring.at_desk"), message.New(id, args)},
		Notify: len(who) > 0, Mention: who,
	})
}

// accept has a person's new identity taken for theirs. A coordinator decides that, and
// never about themself.
func (t *networkTurn) accept(s ServiceID, m Member, c command.Command, people []Person) {
	if len(people) == 0 && talk(c) {
		return
	}
	if len(people) == 0 || t.chats(s, c) {
		t.say(s, "identity.accept_whom")
		return
	}
	if !t.coordinatorOnly(s, m) {
		return
	}
	person := people[0]
	args := message.Args{"Person": message.Person(string(person))}
	identity, reset := t.n.Resets[person]
	_, works := t.n.member(s, person)
	switch {
	case !works:
		t.say(s, "staff.not_here", args)
	case person == m.Person:
		t.say(s, "identity.not_yourself", args)
	case !reset:
		t.say(s, "identity.nothing_new", args)
	default:
		t.do(Accept{Person: person, Identity: identity, By: m.Person})
	}
}

// accepted says at the desk what became of it. Where nobody of the service decided it,
// whoever runs the bot did.
func (t *networkTurn) accepted(in Accepted) {
	s, works := t.n.serviceOf(in.Person)
	if !works || in.By != "" && t.n.Resets[in.Person] != in.Identity {
		return // told already
	}
	args := message.Args{"Person": message.Person(string(in.Person)), "By": message.Person(string(in.By))}
	if in.Refused {
		t.say(s, "identity.not_accepted", args)
		return
	}
	delete(t.n.Resets, in.Person)
	t.do(Enter{By: in.By, Side: s, What: message.New("journal.identity_accepted", message.Args{"Person": args["Person"]})})
	id := message.ID("identity.accepted")
	if in.By == "" {
		id = "identity.accepted_by_operator"
	}
	t.say(s, id, args)
}

// forgetReset drops what was noted of a person who works nowhere any more.
func (t *networkTurn) forgetReset(p Person) {
	if _, works := t.n.serviceOf(p); !works {
		delete(t.n.Resets, p)
	}
}
