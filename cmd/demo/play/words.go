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
	rules, way                               string // of the partnership
	protective, childReason, contact, reason string
	by                                       string // before the day of an action
	alert, alertSeen                         string // with its kind first, and what of it is read
	ownEpisode, herEpisode, hisEpisode       string
	ownElement, sharedElement                string
	alertContact, alertOutcome               string
	second, third                            meetingWords
}

// meetingWords are what is written at a later meeting.
type meetingWords struct {
	programmeAdult, programmeChildren, programmeAction string
	supportAdult, supportChildren, supportAction       string
	contact, because                                   string
}

var inOwnWords = map[string]own{
	"en": {
		rules:         "We call each other the same day, and nothing she says reaches him.",
		way:           "We meet every woman alone first, and never before noon.",
		protective:    "Her sister lives next door and has a key.",
		childReason:   "They heard it through the wall more than once.",
		by:            "by",
		alert:         "stalking he waited at the school this morning",
		ownEpisode:    "He called her sister and asked where she was.",
		herEpisode:    "He stood before her office and walked behind her to the tram.",
		hisEpisode:    "He says he was passing by chance.",
		ownElement:    "her: she sleeps with the light on",
		sharedElement: "his car stands in her street in the evening",
		alertSeen:     "he waited at the school this morning",
		alertContact:  "we have spoken, she takes another way home",
		alertOutcome:  "a colleague walks home with her, and the police know",
		contact:       "we spoke and meet again on Thursday",
		reason:        "His threats began again after the hearing.",
		second: meetingWords{
			programmeAdult:    "He has come to every session and speaks of what he did.",
			programmeChildren: "He keeps to the agreed afternoons with them.",
			programmeAction:   "work with him on letting her live apart",
			supportAdult:      "He waits outside her work, and she changes her way home.",
			supportChildren:   "They sleep through again and go to school.",
			supportAction:     "go through the safety plan with her again",
			because:           "The blows have stopped, the following has not.",
		},
		third: meetingWords{
			programmeAdult:    "He names his share and has found ways to leave a quarrel.",
			programmeChildren: "The handovers go without a quarrel.",
			programmeAction:   "take up unwanted contact as a theme in the group",
			supportAdult:      "He still turns up, less often, and she is less afraid.",
			supportChildren:   "They are glad to see him, and glad to come home.",
			supportAction:     "help her to ask for a longer order",
			contact:           "we met again, with both supervisors",
			because:           "She feels safer, and what is left is the following.",
		},
	},
	"it": {
		rules:         "Ci sentiamo in giornata, e nulla di ciò che dice lei arriva a lui.",
		way:           "Incontriamo ogni donna prima da sola, e mai di mattina.",
		protective:    "La sorella abita accanto e ha una chiave.",
		childReason:   "Hanno sentito più volte attraverso il muro.",
		by:            "entro",
		alert:         "stalking stamattina aspettava davanti alla scuola",
		ownEpisode:    "Ha telefonato alla sorella chiedendo dove fosse.",
		herEpisode:    "Era davanti all'ufficio e l'ha seguita fino al tram.",
		hisEpisode:    "Dice che passava di lì per caso.",
		ownElement:    "lei: dorme con la luce accesa",
		sharedElement: "la sera la sua auto è ferma nella via di lei",
		alertSeen:     "stamattina aspettava davanti alla scuola",
		alertContact:  "ci siamo sentite, lei torna a casa per un'altra strada",
		alertOutcome:  "una collega l'accompagna a casa, e le forze dell'ordine sono avvisate",
		contact:       "ci siamo sentiti, ci vediamo giovedì",
		reason:        "Le minacce sono ricominciate dopo l'udienza.",
		second: meetingWords{
			programmeAdult:    "È venuto a ogni incontro e parla di quello che ha fatto.",
			programmeChildren: "Rispetta i pomeriggi concordati con loro.",
			programmeAction:   "lavorare con lui sull'accettare che lei viva per conto suo",
			supportAdult:      "La aspetta fuori dal lavoro, e lei cambia strada per tornare a casa.",
			supportChildren:   "Dormono di nuovo tutta la notte e vanno a scuola.",
			supportAction:     "rivedere con lei il piano di sicurezza",
			because:           "Le percosse sono cessate, gli appostamenti no.",
		},
		third: meetingWords{
			programmeAdult:    "Riconosce la sua parte e sa allontanarsi da un litigio.",
			programmeChildren: "I passaggi dei figli avvengono senza litigi.",
			programmeAction:   "riprendere nel gruppo il tema dei contatti non voluti",
			supportAdult:      "Si fa ancora trovare, meno spesso, e lei ha meno paura.",
			supportChildren:   "Lo vedono volentieri, e volentieri tornano a casa.",
			supportAction:     "aiutarla a chiedere la proroga dell'ordine",
			contact:           "ci siamo rivisti, con le due supervisore",
			because:           "Lei si sente più al sicuro; restano gli appostamenti.",
		},
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

// presence is the label of an answer of the checklist.
func (s *Scene) presence(choice string) string {
	def, _ := instrument.Latest("checklist")
	for _, c := range def.Choices["presence"] {
		if c.Name == choice {
			return c.Label.In(s.Language)
		}
	}
	return choice
}

// filler stands for every argument of a message, so that what remains are its
// fixed words.
const filler = "\x00"

// absent is an argument that templates take for missing, so that what depends on
// it is left out.
type absent []struct{}

func (absent) String() string { return filler }

// lacking is how an error says which argument a message wants.
var lacking = regexp.MustCompile(`it lacks "(\w+)"`)

// markup is what a client does not show.
var markup = regexp.MustCompile("\x00|\\*\\*|`|\\\\?\n(\\s*- )?|_")

// fixed are the words of a message that are the same whatever its arguments, in
// their order: with all that is optional, or without. Few letters say nothing, and
// are left out.
func (s *Scene) fixed(id string, argument any) []string {
	with, many := map[string]any{}, 2
	text, err := locales.Text(s.Language, id, with, &many)
	for err != nil {
		name := lacking.FindStringSubmatch(err.Error())
		if name == nil {
			panic(err) // what the play waits for is in the locales
		}
		with[name[1]] = argument
		text, err = locales.Text(s.Language, id, with, &many)
	}
	var runs []string
	for _, run := range markup.Split(text, -1) {
		if run = strings.TrimSpace(run); utf8.RuneCountInString(run) > 3 {
			runs = append(runs, run)
		}
	}
	return runs
}

// known is the longest run of words that is always in a message: by it a person
// recognises it.
func (s *Scene) known(id string) string {
	longest := ""
	whole := strings.Join(s.fixed(id, filler), "\n")
	for _, run := range s.fixed(id, absent(nil)) {
		if len(run) > len(longest) && strings.Contains(whole, run) {
			longest = run
		}
	}
	return longest
}

// worded reports whether a text has all the fixed words of a message.
func (s *Scene) worded(id, text string) bool {
	return inOrder(text, s.fixed(id, absent(nil))) || inOrder(text, s.fixed(id, filler))
}

// inOrder reports whether the runs are in a text, one after the other.
func inOrder(text string, runs []string) bool {
	for _, run := range runs {
		_, rest, found := strings.Cut(text, run)
		if !found {
			return false
		}
		text = rest
	}
	return true
}
