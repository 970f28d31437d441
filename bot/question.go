package bot

import (
	"encoding/json"
	"errors"
	"slices"

	"asapbot/bot/matrix"
	"asapbot/bot/render"
	"asapbot/bot/store"
	"asapbot/flows"
)

// question is what stands in an event of ours that can be voted on, and whose it is.
type question struct {
	Of      flows.CaseCode `json:"of"`
	In      flows.Place    `json:"in"`
	Key     flows.Key      `json:"key"`
	Choices []string       `json:"choices"` // the core's IDs of them
}

func askedKey(event string) string { return "asked:" + event }

// choiceID is a choice's ID as it is sent: no choice of any other question has the
// same, and nothing can be read in it. Clients say in clear which question a vote is
// for, so that a dishonest homeserver can move a vote to another question; what was
// chosen is encrypted.
func choiceID(s State, transaction, choice string) string {
	return s.Opaque(transaction + "\x00" + choice)
}

// poll is a question as it is sent.
func (b *Bot) poll(transaction string, p render.Poll) *matrix.Poll {
	out := &matrix.Poll{Question: p.Question}
	for _, c := range p.Choices {
		out.Choices = append(out.Choices, matrix.PollChoice{ID: choiceID(b.state, transaction, c.ID), Label: c.Label})
	}
	return out
}

// ask notes which question stands in an event.
func (c *commit) ask(one *outgoing, e flows.Ask, event string) error {
	q := question{Of: one.Of, In: e.To, Key: e.Key}
	for _, choice := range e.Choices {
		q.Choices = append(q.Choices, choice.ID)
	}
	raw, err := json.Marshal(q)
	if err != nil {
		return err
	}
	return c.tx.Put(store.Sent, askedKey(event), store.Owner(one.Of), raw)
}

// asked is the question that stands in an event; empty where none of ours does.
func (c *commit) asked(event string) (question, error) {
	var q question
	raw, err := c.tx.Get(store.Sent, askedKey(event))
	if errors.Is(err, store.ErrErased) {
		return q, nil
	}
	if err != nil || raw == nil {
		return q, err
	}
	return q, json.Unmarshal(raw, &q)
}

// tapped takes a vote in one of our polls. What was chosen must be a choice of the
// very question that the vote is said to be for. One that is not may be a client's
// fault or the homeserver's doing: the person must know that it does not count, and
// the operator that it came.
func (c *commit) tapped(in flows.Tapped, poll string) error {
	q, err := c.asked(poll)
	if err != nil || q.Key == "" || q.In != in.In {
		return err // a poll of theirs
	}
	in.Poll = q.Key
	if in.Choice == "" { // taken back
		return c.step(q.Of, in)
	}
	transaction := transactionOf(c.b.state, q.Of, q.In, string(q.Key))
	i := slices.IndexFunc(q.Choices, func(id string) bool { return choiceID(c.b.state, transaction, id) == in.Choice })
	if i < 0 {
		c.logs = append(c.logs, func() {
			c.b.log.Warn("a tap came with an answer to another question and was refused; if it happens often, ask who runs the homeserver",
				"event", string(in.Ref))
		})
		return c.step(q.Of, flows.Unreadable{By: in.By, In: in.In, Ref: in.Ref, Why: flows.Misplaced})
	}
	in.Choice = q.Choices[i]
	return c.step(q.Of, in)
}
