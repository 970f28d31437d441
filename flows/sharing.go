package flows

import (
	"slices"

	"asapbot/flows/message"
)

// agreed reports whether both services have said that their client attends and
// agreed (DOMAIN section 9): before, nothing crosses at all.
func (c Case) agreed() bool { return c.Sides[0].Agreement.Given() && c.Sides[1].Agreement.Given() }

// shares reports whether both compare and decide something together: both
// agreements hold, and both cover it.
func (c Case) shares(topic Topic) bool { return c.crosses(0, topic) && c.crosses(1, topic) }

// crosses reports whether something of one side's own may reach the other: both
// agreements hold, and that side's covers it.
func (c Case) crosses(from int, topic Topic) bool {
	return c.agreed() && c.Sides[from].Agreement.covers(topic)
}

// crossing are the topics of a side that reach the other.
func (c Case) crossing(from int) []Topic {
	return slices.DeleteFunc(slices.Clone(topics), func(topic Topic) bool { return !c.crosses(from, topic) })
}

// notShared says that something does not cross, and not why: where both agreements
// hold, they do not cover it.
func (c Case) notShared(topic Topic) message.Message {
	if c.agreed() {
		return message.New("agreement.not_covered", message.Args{"Topic": message.Nested(topicMessage(topic))})
	}
	return message.New("agreement.not_held")
}

// shareAnew says in the case room what a change of one side's agreement stops or
// begins, and lets the joint view follow. Whoever changed it is at work now, so
// telephones may ring.
func (t *turn) shareAnew(i int, before Case) {
	was, is := before.crossing(i), t.c.crossing(i)
	switch {
	case before.agreed() && !t.c.agreed():
		t.ringStopped()
	case !before.agreed() && t.c.agreed():
		t.sayAll(Shared(t.c.Code), t.bothAgreed())
		t.tellEndings()
		t.proposeByRhythm()
	case before.agreed():
		t.tellTopics(i, "agreement.topics_stop", remove(was, is))
		t.sayTopics(i, "agreement.topics_begin", remove(is, was))
	}
	t.followChecklist(before)
}

func (t *turn) ringStopped() {
	t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", message.New("agreement.stopped"))
}

// followChecklist stops the divergence's clock with what it asks for, which cannot be
// recorded now, and lets it run again.
func (t *turn) followChecklist(before Case) {
	was, is := before.shares(TopicChecklist), t.c.shares(TopicChecklist)
	switch {
	case was && !is:
		t.do(CancelTimer{Name: divergenceTimer})
	case is && !was:
		t.compare()
		t.restartClock()
	}
}

// bothAgreed says what crosses from now on.
func (t *turn) bothAgreed() []message.Message {
	text := []message.Message{message.New("agreement.both")}
	for i, s := range t.c.Sides {
		if len(s.Agreement.Topics) > 0 {
			text = append(text, t.topicsMessage(i, "agreement.topics_only", s.Agreement.Topics))
		}
	}
	return text
}

func (t *turn) topicsMessage(i int, id message.ID, named []Topic) message.Message {
	return message.New(id, message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Topics": message.Nested(topicList(named)),
	})
}

func (t *turn) tellTopics(i int, id message.ID, named []Topic) {
	if len(named) > 0 {
		t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", t.topicsMessage(i, id, named))
	}
}

func (t *turn) sayTopics(i int, id message.ID, named []Topic) {
	if len(named) > 0 {
		t.sayAll(Shared(t.c.Code), []message.Message{t.topicsMessage(i, id, named)})
	}
}

func remove(all, minus []Topic) []Topic {
	return slices.DeleteFunc(slices.Clone(all), func(topic Topic) bool { return slices.Contains(minus, topic) })
}
