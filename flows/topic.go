package flows

import (
	"slices"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Topic is something that the protocol shares, and that an agreement may leave out
// (guidelines D 3.4: what every meeting of Phase 2 discusses).
type Topic string

// The topics.
const (
	TopicChecklist Topic = "checklist" // assessments, the joint view and the joint level
	TopicImpact    Topic = "impact"    // the questionnaires on change
	TopicEpisodes  Topic = "episodes"  // what each side knows of recidivism
	TopicElements  Topic = "elements"  // observations of perceived danger
)

var topics = []Topic{TopicChecklist, TopicImpact, TopicEpisodes, TopicElements}

// topicsByWord are the topics as they are typed.
var topicsByWord = map[command.Word]Topic{
	command.Checklist: TopicChecklist, command.Impact: TopicImpact,
	command.Episode: TopicEpisodes, command.Element: TopicElements,
}

// inOrder are the named topics, each once; none where all are named.
func inOrder(named []Topic) []Topic {
	var all []Topic
	for _, topic := range topics {
		if slices.Contains(named, topic) {
			all = append(all, topic)
		}
	}
	if len(all) == len(topics) {
		return nil
	}
	return all
}

func topicMessage(topic Topic) message.Message {
	return message.New(message.ID("topic." + string(topic)))
}

// topicList is topics in one phrase.
func topicList(named []Topic) message.Message {
	first := message.Nested(topicMessage(named[0]))
	switch len(named) {
	case 1:
		return topicMessage(named[0])
	case 2:
		return message.New("topics.and", message.Args{"First": first, "Rest": message.Nested(topicMessage(named[1]))})
	}
	return message.New("topics.comma", message.Args{"First": first, "Rest": message.Nested(topicList(named[1:]))})
}
