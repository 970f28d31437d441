package interview

import (
	"regexp"
	"strconv"
	"strings"

	"asapbot/flows/instrument"
	"asapbot/flows/message"
)

// pair is one numbered answer of a line such as "1 n 2 c 3-5 x 6 ?".
var pair = regexp.MustCompile(`^[\s,;]*(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?\s*[:.=)]?\s*([^\s\d,;:.=)]+)`)

// numbered takes a line of numbered answers. It takes what it understands and
// names the rest, so that nothing has to be typed twice.
func (t *turn) numbered(in Wrote) bool {
	if !looksNumbered(in.Line) {
		return false
	}
	judging, at := t.judging(), t.iv.At
	var taken, critical []string
	var odd []message.Message
	for rest := strings.TrimSpace(in.Line); rest != ""; {
		m := pair.FindStringSubmatch(rest)
		if m == nil {
			odd = append(odd, plain(rest))
			break
		}
		names := t.take(m[1], m[2], m[3], in.Languages)
		if len(names) == 0 {
			odd = append(odd, plain(strings.TrimSpace(m[0])))
		}
		taken = append(taken, names...)
		rest = strings.TrimLeft(rest[len(m[0]):], " \t\n,;")
	}
	for _, name := range taken {
		t.source(in.Ref, name)
		if q, _ := t.def.Question(name); q.Critical != instrument.NotCritical {
			critical = append(critical, name)
		}
	}
	t.tookLine(taken, odd)
	for _, name := range critical {
		t.consequence(name)
	}
	switch {
	case judging && len(taken) > 0:
		t.judge()
	case t.value(at) != "":
		t.advance(at)
	default:
		t.repeat()
	}
	return true
}

// looksNumbered reports whether a line begins with a number and an answer.
func looksNumbered(line string) bool { return pair.MatchString(strings.TrimSpace(line)) }

// take records one choice for a question, or for each in a range, and returns the
// questions that took it.
func (t *turn) take(first, last, word string, languages []string) []string {
	from, _ := strconv.Atoi(first)
	to := from
	if last != "" {
		to, _ = strconv.Atoi(last)
	}
	var names []string
	for n := from; n <= to; n++ {
		q, ok := t.def.ByNumber(n)
		if !ok {
			return names
		}
		choice, ok := t.parse(q.Name, word, languages)
		if !ok {
			return names
		}
		t.record(q.Name, choice)
		names = append(names, q.Name)
	}
	return names
}

func (t *turn) tookLine(taken []string, odd []message.Message) {
	switch {
	case len(odd) == 0:
		t.say("interview.line_taken", message.Args{"Count": message.Number(len(taken))})
	case len(taken) == 0:
		t.say("interview.line_not_understood", message.Args{"Odd": message.List(odd)})
	default:
		t.say("interview.line_partly", message.Args{
			"Count": message.Number(len(taken)), "Odd": message.List(odd),
		})
	}
}

func plain(s string) message.Message {
	return message.New("plain", message.Args{"Text": message.Text(s)})
}
