package flows

import (
	"slices"
	"strconv"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// limitPoll begins the keys of what an agreement leaves out:
// limit/<when the agreement was recorded>/<unique>.
const limitPoll = "limit"

// noLimit is the choice that everything may cross.
const noLimit = "all"

// limit says what may cross of an agreement that is on record: `limit checklist
// impact`, `limit none`.
func (t *turn) limit(i int, by Person, c command.Command) {
	a := t.c.Sides[i].Agreement
	said := t.readTerms(i, c.Rest, false)
	switch {
	case c.Rest != "" && !said.limits():
		if c.Marked {
			t.say(t.c.private(i), "agreement.limit_how")
		}
	case !a.Given():
		t.say(t.c.private(i), "agreement.none_on_record")
	case c.Rest == "":
		t.askLimit(i)
	default:
		t.limitTo(i, by, inOrder(said.topics))
	}
}

// limitTo makes the topics all that may cross from now on.
func (t *turn) limitTo(i int, by Person, named []Topic) {
	a := t.c.Sides[i].Agreement
	a.Topics, a.By = named, by
	t.setAgreement(i, by, a, "agreement.changed")
}

func (t *turn) askLimit(i int) {
	ids := []string{noLimit}
	for _, topic := range topics {
		ids = append(ids, string(topic))
	}
	recorded := strconv.FormatInt(t.c.Sides[i].Agreement.Recorded.Unix(), 10)
	t.do(Ask{
		Key: Key(limitPoll + "/" + recorded + "/" + string(t.key())), To: t.c.private(i),
		Text: message.New("agreement.ask_limit"), Choices: choices("limit.", ids...),
	})
}

// tappedLimit takes one topic out, or lets everything cross again.
func (t *turn) tappedLimit(i int, recorded string, in Tapped) {
	a := t.c.Sides[i].Agreement
	left := a.Topics
	if len(left) == 0 {
		left = topics
	}
	left = remove(left, []Topic{Topic(in.Choice)})
	switch {
	case in.Choice == "":
	case !a.Given() || recorded != strconv.FormatInt(a.Recorded.Unix(), 10):
		t.say(in.In, "agreement.old_question")
	case in.Choice == noLimit:
		t.limitTo(i, in.By, nil)
	case !slices.Contains(topics, Topic(in.Choice)):
		t.say(in.In, "interview.no_such_choice")
	case len(left) == 0:
		t.say(in.In, "agreement.nothing_left")
	default:
		t.limitTo(i, in.By, left)
	}
}
