package flows

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"asapbot/flows/command"
)

// matrixID finds people in a line (Matrix specification, appendices 4.2.1).
var matrixID = regexp.MustCompile(`@[^\s:@,;]+:[^\s,;]*[^\s,;.!?:)]`)

// anyName finds people in a line, also where their server was left out: "@ben".
var anyName = regexp.MustCompile(`@[^\s@,;()]+`)

// inFull is a line with the server of everybody who is named without it, where that is one
// person's name alone. Where the client marked people nothing is added.
func inFull(line string, marked, people []Person) string {
	if len(marked) > 0 {
		return line
	}
	return anyName.ReplaceAllStringFunc(line, func(said string) string {
		name := strings.TrimRight(said, ".!?")
		var meant []Person
		for _, p := range people {
			if local, _, _ := strings.Cut(string(p), ":"); strings.EqualFold(local, name) && !slices.Contains(meant, p) {
				meant = append(meant, p)
			}
		}
		if len(meant) != 1 {
			return said
		}
		return string(meant[0]) + said[len(name):]
	})
}

// mentioned lists the people whom a line names: by their IDs, otherwise those
// whom the client marked.
func mentioned(text string, marked []Person) []Person {
	var people []Person
	for _, id := range matrixID.FindAllString(text, -1) {
		people = append(people, Person(strings.ToLower(id)))
	}
	if len(people) == 0 {
		people = marked
	}
	return people
}

// talk reports whether a line that names nobody only begins with a command's word.
// One or two more words are a try, which needs an answer.
func talk(c command.Command) bool { return !c.Marked && len(strings.Fields(c.Rest)) > 2 }

// chats reports whether a line that names people says more than a command does:
// "add @ben:example.org to tomorrow's meeting" must make nobody a case manager.
// Where the client marked the people, their names are in the line, and nobody can
// tell.
func (t *networkTurn) chats(s ServiceID, c command.Command) bool {
	return !c.Marked && matrixID.MatchString(c.Rest) && t.otherWords(s, c.Rest)
}

// otherWords reports whether a line has words in it that are no argument of any
// command at the desk.
func (t *networkTurn) otherWords(s ServiceID, rest string) bool {
	if t.saysPartnerContact(s, rest) {
		return false
	}
	words := strings.Fields(casePattern.ReplaceAllString(matrixID.ReplaceAllString(rest, " "), " "))
	return slices.ContainsFunc(words, func(word string) bool {
		said, known := command.Parse(word, t.n.Services[s].Language)
		isWord := strings.ContainsFunc(word, unicode.IsLetter)
		return isWord && !command.Filler(command.Only(word)) && !(known && (said.Word == command.Deputy || said.Word == command.Supervisor))
	})
}

// says reports whether one of the line's words is that word.
func (t *networkTurn) says(s ServiceID, rest string, word command.Word) bool {
	return slices.ContainsFunc(strings.Fields(rest), func(typed string) bool {
		c, ok := command.Parse(typed, t.n.Services[s].Language)
		return ok && c.Word == word
	})
}

// saysPartnerContact reports whether the line says nothing but "partner contact" beside
// the people.
func (t *networkTurn) saysPartnerContact(s ServiceID, rest string) bool {
	said := command.AfterFillers(matrixID.ReplaceAllString(rest, " "))
	c, ok := command.Parse(said, t.n.Services[s].Language)
	return ok && c.Word == command.PartnerContact && c.Rest == ""
}

// casePattern finds a case's code; its "K-" may be left out.
var casePattern = regexp.MustCompile(`(?i)\b(?:K-?)?(\d{4,8})\b`)

func caseCode(text string) CaseCode {
	found := casePattern.FindStringSubmatch(matrixID.ReplaceAllString(text, " "))
	if found == nil {
		return ""
	}
	return CaseCode("K-" + found[1])
}
