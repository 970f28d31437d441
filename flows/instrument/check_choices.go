package instrument

import (
	"maps"
	"slices"
	"strconv"
)

// maxChoices bounds a list; the longest real ones are of countries.
const maxChoices = 300

func (c *check) choices(path []any, choices []Choice) {
	if len(choices) < 2 {
		c.fault(path, "a list has two choices or more")
	}
	if len(choices) > maxChoices {
		c.fault(path, "a list has at most %d choices", maxChoices)
	}
	names := map[string]bool{}
	for i, choice := range choices {
		path := in(path, i)
		c.choiceName(in(path, "name"), choice.Name)
		c.once(in(path, "name"), names, choice.Name)
		c.text(in(path, "label"), choice.Label, maxChoice)
		c.known(in(path, "words"), slices.Sorted(maps.Keys(choice.Words)))
		if choice.Weight < 0 || choice.Weight > 100 {
			c.fault(in(path, "weight"), "a weight is 0 to 100")
		}
		if choice.Unknown && choice.NotApplicable {
			c.fault(path, "a choice is unknown or not_applicable, not both")
		}
		if (choice.Unknown || choice.NotApplicable) && (choice.Weight != 0 || choice.Current) {
			c.fault(path, "what is not known or does not apply has no weight and is not current")
		}
	}
	for _, tag := range c.definition.Languages {
		c.words(path, choices, tag)
	}
}

// words checks that each word of a language means one choice of the list.
func (c *check) words(path []any, choices []Choice, tag string) {
	meaning := map[string]string{}
	for i, choice := range choices {
		for j, word := range choice.wordsOf(tag) {
			place := in(path, i, "words", tag, j-1)
			if j == 0 {
				place = in(path, i, "label", tag)
			}
			folded := fold(word)
			other, taken := meaning[folded]
			switch _, err := strconv.Atoi(folded); {
			case folded == "" && j == 0: // a label that is missing is reported as such
			case folded == "":
				c.fault(place, "the word is empty")
			case err == nil:
				c.fault(place, "%q: a number means a choice's place in the list", word)
			case taken && other != choice.Name:
				c.fault(place, "%q means %s already", word, other)
			}
			meaning[folded] = choice.Name
		}
	}
}

// choiceName checks what is stored for a choice: an answer of several is their
// names with spaces between them.
func (c *check) choiceName(path []any, name string) {
	switch {
	case name == "":
		c.fault(path, "the name is missing")
	case !choiceName.MatchString(name):
		c.fault(path, "%q is no name: a choice's name has letters, digits, - . + and _, and no spaces", name)
	}
}
