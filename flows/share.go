package flows

import (
	"slices"
	"strconv"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// sharePoll begins the keys of the question whether to share a record:
// share/<number>/<unique>.
const sharePoll = "share"

// What can be tapped about it.
const (
	shareNow = "share"
	keepOwn  = "own"
)

// share asks whether a record of one's own may cross from now on: `share 12`.
func (t *turn) share(i int, by Person, c command.Command) {
	n, err := strconv.Atoi(command.Only(c.Rest))
	switch {
	case err != nil && talk(c):
	case err != nil || n < 1 || n > t.c.Records[i]:
		t.say(t.c.private(i), "share.how")
	default:
		t.recallShare(i, by, n, ForShare)
	}
}

// recallShare asks for a record, and for all newer ones: it may be shared already. In a
// case of many years they are some hundreds, and are read in milliseconds.
func (t *turn) recallShare(i int, by Person, n int, what Purpose) {
	service := t.c.Sides[i].Service.ID
	ask := Recall{IDs: []string{recordID(service, n)}, For: Query{What: what, Of: service, By: by, Question: n}}
	for newer := t.c.Records[i]; newer > n; newer-- {
		ask.IDs = append(ask.IDs, recordID(service, newer))
	}
	t.do(ask)
}

// shareRecalled asks, or shares. What crosses is what the agreements cover now.
func (t *turn) shareRecalled(i int, in Recalled) {
	if len(in.Records) == 0 {
		return
	}
	r := in.Records[0]
	topic, own := t.shareable(i, r)
	n := in.For.Question
	switch {
	case !own:
		t.say(t.c.private(i), "share.how")
	case slices.ContainsFunc(in.Records, func(o Record) bool { _, same := t.shareable(i, o); return same && o.Shared && o.first() == r.first() }):
		t.say(t.c.private(i), "share.already", numberArgs(n))
	case !t.c.crosses(i, topic):
		t.sayAll(t.c.private(i), []message.Message{t.c.notShared(topic)})
	case in.For.What == ForShare:
		t.do(Ask{
			Key: Key(sharePoll + "/" + strconv.Itoa(n) + "/" + string(t.key())), To: t.c.private(i),
			Text:    message.New(message.ID("share.ask_"+string(t.c.Sides[i].Service.Kind)), message.Args{"What": message.Nested(r.Line)}),
			Choices: choices("share.tap_", shareNow, keepOwn),
		})
	default:
		t.shareNow(i, in.For.By, r)
	}
}

// shareable reports whether a record is an episode or an element of a side's own, and
// what an agreement calls it.
func (t *turn) shareable(i int, r Record) (Topic, bool) {
	service := t.c.Sides[i].Service.ID
	switch {
	case r.Episode != nil:
		return TopicEpisodes, r.Episode.Service == string(service)
	case r.Element != nil:
		return TopicElements, r.Element.Source == service
	}
	return "", false
}

func (t *turn) tappedShare(i int, number string, in Tapped) {
	n, err := strconv.Atoi(number)
	switch {
	case in.Choice == "" || err != nil:
	case in.Choice == shareNow:
		t.recallShare(i, in.By, n, ForSharing)
	case in.Choice == keepOwn:
		t.say(in.In, "share.kept")
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// shareNow keeps it once more, as shared: what was kept before stays as it was.
func (t *turn) shareNow(i int, by Person, r Record) {
	t.say(t.c.private(i), "share.shared")
	again := r
	again.First, again.Shared, again.By = r.first(), true, by
	t.record(i, again)
	if r.Episode != nil {
		t.shareEpisode(i, again)
		return
	}
	t.shareElement(i, again)
}

func numberArgs(n int) message.Args { return message.Args{"Number": message.Text(strconv.Itoa(n))} }
