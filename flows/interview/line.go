package interview

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// number is a question's number or a range of them, in a line such as
// "1 n 2 c 3-5 x 6 ?".
var number = regexp.MustCompile(`\d+(?:\s*[-–]\s*\d+)?`)

// numberedAnswer is one answer of such a line.
type numberedAnswer struct{ step, choice string }

// read understands a line of numbered answers, as far as it goes; odd are the
// parts that it does not understand. A line that does not begin with a number and
// something after it is none.
func (t *turn) read(line string, languages []string) (given []numberedAnswer, odd []message.Message) {
	line = strings.TrimSpace(line)
	places := number.FindAllStringIndex(line, -1)
	if len(places) == 0 || places[0][0] != 0 {
		return nil, nil
	}
	known := t.iv.known()
	for i, at := range places {
		end := len(line)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		answer := strings.Trim(line[at[1]:end], " \t\n,;:.=)-–")
		if answer == "" && len(places) == 1 {
			return nil, nil // only a number: the place of a choice
		}
		more, refused := t.rangeOf(line[at[0]:at[1]], answer, languages, known)
		part := plain(strings.Trim(line[at[0]:end], " \t\n,;"))
		switch {
		case refused != "":
			q, _ := t.def.Question(refused)
			odd = append(odd, message.New("interview.refused_line", message.Args{
				"Line": message.Nested(part), "Why": t.refusal(q),
			}))
		case len(more) == 0:
			odd = append(odd, part)
		}
		given = append(given, more...)
	}
	return given, odd
}

// rangeOf is one answer for a question, or for each of a range. All of the range
// must take it, those that are not relevant excepted; refused is the first that does
// not, because of its constraint. What is given is noted in known: it decides what
// is relevant further on in the line.
func (t *turn) rangeOf(numbers, answer string, languages []string, known instrument.Answers) (given []numberedAnswer, refused string) {
	first, last, isRange := strings.Cut(strings.ReplaceAll(numbers, "–", "-"), "-")
	from, _ := strconv.Atoi(strings.TrimSpace(first))
	to := from
	if isRange {
		to, _ = strconv.Atoi(strings.TrimSpace(last))
	}
	for n := from; n <= min(to, t.def.Numbered()+1); n++ {
		q, ok := t.def.ByNumber(n)
		if !ok {
			return nil, ""
		}
		if isRange && !t.def.Relevant(q.Name, known) {
			continue
		}
		choice, ok := t.parse(q.Name, answer, languages)
		switch {
		case !ok || !t.def.Relevant(q.Name, known):
			return nil, ""
		case !t.fulfils(q, choice, maps.Clone(known), t.now):
			return nil, q.Name
		}
		known[q.Name] = choice
		given = append(given, numberedAnswer{q.Name, choice})
	}
	return given, ""
}

// numbered takes a line of numbered answers. It takes what it understands and
// names the rest, so that nothing has to be typed twice. Where words or numbers are
// the answer ("2 neighbours look after her"), all of the line must be understood.
func (t *turn) numbered(in Wrote, written bool) bool {
	given, odd := t.read(in.Line, in.Languages)
	if len(given)+len(odd) == 0 || written && (len(odd) > 0 || len(given) == 0) {
		return false
	}
	var taken []string
	for _, g := range given {
		t.record(g.step, g.choice)
		if !slices.Contains(taken, g.step) {
			taken = append(taken, g.step)
		}
	}
	t.source(in.Ref, taken...)
	t.tookLine(len(taken), odd)
	t.consequences(taken)
	switch at := t.iv.At; {
	case len(taken) == 0: // the question stands
	case slices.Contains(taken, at):
		t.advance(at)
	case t.judgement(at):
		t.judge()
	default:
		t.repeat()
	}
	return true
}

func (t *turn) tookLine(taken int, odd []message.Message) {
	switch {
	case len(odd) == 0:
		t.say("interview.line_taken", message.Args{"Count": message.Number(taken)})
	case taken == 0:
		t.say("interview.line_not_understood", listArgs("Odd", odd))
	default:
		t.say("interview.line_partly", message.Args{"Count": message.Number(taken)}, listArgs("Odd", odd))
	}
}

func plain(s string) message.Message {
	return message.New("plain", message.Args{"Text": message.Text(s)})
}
