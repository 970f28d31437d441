package command

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"asapbot/flows/meeting"
)

// counted is a number with its unit: "7d", "12h".
var counted = regexp.MustCompile(`^(\d{1,4})(\pL*)$`)

// Ahead reads how long before something people are told of it, several times: "7d 1d 1h",
// "2 days and 3 hours before", "un giorno prima".
func Ahead(s string, languages ...string) (meeting.Ahead, bool) {
	for _, language := range slices.Concat(languages, Languages()) {
		c := calendarIn(language)
		if c == nil || len(s) > longestSaid {
			continue
		}
		if times, ok := c.times(spokenWords(s)); ok {
			return meeting.Valid(times)
		}
	}
	return meeting.Ahead{}, false
}

// times reads them word by word.
func (c *calendar) times(words []string) ([]time.Duration, bool) {
	var all []time.Duration
	for len(words) > 0 {
		n, unit, took := c.timeSpan(words)
		switch {
		case took > 0:
			all = append(all, time.Duration(n*unit)*time.Minute)
			words = words[took:]
		case Filler(words[0]) || slices.Contains(c.Before, words[0]):
			words = words[1:]
		default:
			return nil, false
		}
	}
	return all, len(all) > 0
}

// timeSpan is the number and the unit, in minutes, with which the words begin, and how
// many of them they take; none where they begin with something else.
func (c *calendar) timeSpan(words []string) (n, unit, took int) {
	n, isWord := c.Numbers[words[0]]
	name, took := "", 2
	if found := counted.FindStringSubmatch(words[0]); found != nil {
		n, _ = strconv.Atoi(found[1])
		name, took = found[2], 1
		isWord = name == ""
	}
	if isWord && len(words) > 1 {
		name, took = words[1], 2
	}
	unit = c.Minutes[name]
	if unit == 0 {
		took = 0
	}
	return n, unit, took
}
