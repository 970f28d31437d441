package flows_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"asapbot/flows"
	"asapbot/flows/instrument"

	"github.com/goccy/go-yaml"
)

// phrases are all words of the commands, in all languages.
var phrases = sync.OnceValue(func() []string {
	text, err := os.ReadFile("command/words.yaml")
	if err != nil {
		panic(err)
	}
	var file map[string]map[string][]string
	if err := yaml.Unmarshal(text, &file); err != nil {
		panic(err)
	}
	var all []string
	for _, words := range file {
		for _, said := range words {
			all = append(all, said...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
})

// answers are all words that may be typed for a choice.
var answers = sync.OnceValue(func() []string {
	all := []string{"sì", "Sì.", "yes", "no", "?"}
	for _, d := range instrument.Library() {
		for _, list := range slices.Sorted(maps.Keys(d.Choices)) {
			for _, c := range d.Choices[list] {
				for _, lang := range d.Languages {
					all = append(all, c.Label[lang])
					all = append(all, c.Words[lang]...)
				}
			}
		}
	}
	return all
})

var odd = []string{
	"", " ", "\n", "!", "!!", "! ", "!?", "?", "help?", "stato?", "0", "-1", "35", "999999999999999999999", "1-34", "34-1 n",
	"\x00", "\u202e", "\ufeff", "👩‍👩‍👧‍👦", "è", "e\u0301", "İ", "ﬀ", "１ n", "٣ n", "1 n", "1\tn", "1 n 2", "1: n; 2: c; 99 x",
	"*bold* <b>_x_</b> [a](b)", "`code`", "@room", "@", "@:", "@a:", "K-0000", "k-12345678", "2/11/2026", "31.2.26", "30/2",
	"29/2", "yesterday", "oggi", "{{.Code}}", "%s%d%!", "\U0010FFFD\U000F0000", "not known", "non lo so", strings.Repeat("n ", 40),
}

// text is a line that somebody may write. Free words carry the mark of the service
// whose own room they are written in.
func text(c chance, h *house, mark string) string {
	free := func() string {
		return fmt.Sprintf("%s %s %d", pick(c, "free", []string{"she", "he said", "1 n and", "note", "because", "è"}), mark, c.below("n", 50))
	}
	number := func() string { return strconv.Itoa(c.below("number", 38)) }
	person := func() string {
		return string(pick(c, "person", append(staffOf(pick(c, "service", serviceIDs)), stranger)))
	}
	day := func() string {
		return pick(c, "day", []string{"2/11/2026", "1.1.2026", "2027-01-01", "23/11", "yesterday", "oggi", "today"})
	}
	argument := func() string {
		switch c.below("argument", 8) {
		case 0:
			return number()
		case 1:
			return day()
		case 2:
			return person()
		case 3:
			return pick(c, "word", phrases())
		case 4:
			return string(pick(c, "code", append(h.codes(), "K-1234", "")))
		case 5:
			return number() + " " + free()
		case 6:
			return pick(c, "odd", odd)
		}
		return free()
	}
	switch c.below("kind of text", 12) {
	case 0, 1:
		return pick(c, "phrase", phrases())
	case 2:
		return "!" + pick(c, "phrase", phrases())
	case 3:
		return pick(c, "phrase", phrases()) + " " + argument()
	case 4:
		return "!" + pick(c, "phrase", phrases()) + " " + argument() + pick(c, "more", []string{"", " " + day(), " deputy", "\n"})
	case 5, 6:
		return pick(c, "answer", answers())
	case 7:
		return number()
	case 8:
		var line strings.Builder
		for range 1 + c.below("pairs", 12) {
			line.WriteString(number() + pick(c, "sign", []string{" ", "", "-9 ", ": ", ") "}) + pick(c, "answer", answers()) + pick(c, "end", []string{" ", ", ", "\n"}))
		}
		return line.String()
	case 9:
		return pick(c, "odd", odd)
	case 10:
		if oneIn(c, "long", 4) {
			return strings.Repeat("ø", flows.MaxText-len(mark)-1+c.below("by", 3)) + mark
		}
		return free()
	}
	return free()
}
