package flows

import (
	"strings"
	"time"

	"asapbot/flows/command"
)

// terms are what a line says about an agreement: `24/10/2026 until 24/10/2027`,
// `today only checklist episodes`.
type terms struct {
	since, until time.Time
	topics       []Topic // as they were named
	only         bool    // they are all that may cross
	none         bool    // no limit, or no last day
	odd          string  // the first word that is none of these
}

// readTerms reads what a line says, from its beginning on. renews says that its day is
// the last one also without `until`.
func (t *turn) readTerms(i int, line string, renews bool) terms {
	s := t.c.Sides[i].Service
	now := t.now.In(zone(s.Zone))
	var said terms
	until := "" // the word that made the next day the last one
	for line = strings.TrimSpace(spaced.Replace(line)); line != ""; {
		if until != "" || renews {
			if rest, day, ok := command.DayToComeAtStart(line, now, s.Language); ok {
				said.until, until, line = day, "", rest
				continue
			}
		} else if rest, day, ok := command.DayAtStart(line, now, s.Language); ok && said.since.IsZero() {
			said.since, line = day, rest
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		c, _ := command.Parse(line, s.Language)
		topic := topicsByWord[c.Word]
		switch {
		case c.Word == command.Until:
			until, rest = word, c.Rest
		case c.Word == command.OnlyFor:
			said.only, rest = true, c.Rest
		case c.Word == command.None, c.Word == command.Anything:
			said.none, rest = true, c.Rest
		case topic != "":
			said.topics, rest = append(said.topics, topic), c.Rest
		case !command.Filler(word):
			said.odd = word
			return said
		}
		line = strings.TrimSpace(rest)
	}
	said.odd = until
	return said
}

// spaced lets commas stand between the words.
var spaced = strings.NewReplacer(",", " ", ";", " ", "\n", " ")

// agrees reports whether the terms are those of an agreement: a day, and maybe the
// last one, and what it is for.
func (s terms) agrees() bool {
	return s.odd == "" && !s.since.IsZero() && !s.none && s.only == (len(s.topics) > 0)
}

// limits reports whether the terms say what may cross.
func (s terms) limits() bool {
	return s.odd == "" && s.since.IsZero() && s.until.IsZero() && s.none != (len(s.topics) > 0)
}

// renews reports whether the terms name the new last day, or say that there is none.
func (s terms) renews() bool {
	return s.odd == "" && !s.only && len(s.topics) == 0 && s.none == s.until.IsZero()
}

// unclear is the part of a line that was not understood.
func (s terms) unclear(line string) string {
	if s.odd != "" {
		return s.odd
	}
	return line
}
