package play

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"asapbot/flows/command"
	"asapbot/flows/instrument"
	"asapbot/locales"
)

// own are what the people say in their own words. None of it may ever be found on
// the homeserver.
type own struct {
	protective, childReason, contact, reason string
}

var inOwnWords = map[string]own{
	"en": {
		protective:  "Her sister lives next door and has a key.",
		childReason: "They heard it through the wall more than once.",
		contact:     "we spoke and meet again on Thursday",
		reason:      "His threats began again after the hearing.",
	},
	"it": {
		protective:  "La sorella abita accanto e ha una chiave.",
		childReason: "Hanno sentito più volte attraverso il muro.",
		contact:     "ci siamo sentiti, ci vediamo giovedì",
		reason:      "Le minacce sono ricominciate dopo l'udienza.",
	},
}

// word is what a person types for a command.
func (s *Scene) word(w command.Word) string { return command.Spoken(w, s.Language) }

// label is a message as it stands in the locale: the label of a choice.
func (s *Scene) label(id string) string {
	text, err := locales.Text(s.Language, id, map[string]any{"Code": ""}, nil)
	if err != nil {
		return "no message " + id
	}
	return text
}

// letter is the first thing that can be typed for an answer of the checklist.
func (s *Scene) letter(choice string) string {
	def, _ := instrument.Latest("checklist")
	for _, c := range def.Choices["presence"] {
		if c.Name == choice {
			return c.Words[s.Language][0]
		}
	}
	return choice
}

// filler stands for every argument of a message, so that what remains are its
// fixed words.
const filler = "\x00"

// arguments are those that messages have.
var arguments = func() map[string]any {
	all := map[string]any{}
	for _, name := range strings.Fields(`Adult Answer Case Cases Children Choices Code Computed Count Counts Day Device
		Digits Done Due Emergency Emojis Item Items Judged Level Manager Max Number Odd Other Person Programme Question
		Reason Service Support Title Total Until Version`) {
		all[name] = filler
	}
	return all
}()

// markup is what a client does not show.
var markup = regexp.MustCompile("\x00|\\*\\*|`|\\\\?\n(\\s*- )?|_")

// fixed are the words of a message that are the same whatever its arguments, in
// their order. Few letters say nothing, and are left out.
func (s *Scene) fixed(id string) []string {
	many := 2
	text, err := locales.Text(s.Language, id, arguments, &many)
	if err != nil {
		return []string{"no message " + id}
	}
	var runs []string
	for _, run := range markup.Split(text, -1) {
		if run = strings.TrimSpace(run); utf8.RuneCountInString(run) > 3 {
			runs = append(runs, run)
		}
	}
	return runs
}

// known is the longest run of fixed words of a message: by it a person recognises
// it.
func (s *Scene) known(id string) string {
	longest := ""
	for _, run := range s.fixed(id) {
		if len(run) > len(longest) {
			longest = run
		}
	}
	return longest
}

// worded reports whether a text has all the fixed words of a message.
func (s *Scene) worded(id, text string) bool {
	for _, run := range s.fixed(id) {
		_, rest, found := strings.Cut(text, run)
		if !found {
			return false
		}
		text = rest
	}
	return true
}
