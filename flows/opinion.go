package flows

import (
	"strings"
	"time"

	"asapbot/flows/command"
	"asapbot/flows/message"
	"asapbot/flows/risk"
)

// View is what an agency thinks of the risk. It stands beside the two services', is
// never averaged with them, and changes no level that counts (DOMAIN rule 6).
type View struct {
	Levels risk.Levels `json:"levels,omitzero"`
	Reason string      `json:"reason,omitempty"`
	By     Person      `json:"by,omitempty"`
	At     time.Time   `json:"at,omitzero"`
}

// view takes an agency's view: `!view high medium he was armed`.
func (t *turn) view(i int, by Person, line string) {
	g := t.c.Guests[i]
	v := View{By: by, At: t.now}
	v.Levels, v.Reason = readView(line, g.Service.Language)
	if v.Levels.Adult == "" || v.Levels.Adult == risk.None || v.Reason == "" {
		t.say(Shared(t.c.Code), "agency.view_how")
		return
	}
	g.View = v
	t.changeGuest(i, g)
	args := message.Args{"Agency": message.Text(g.Service.Name), "Reason": message.Text(v.Reason)}
	t.do(Enter{By: by, Side: g.Service.ID, What: message.New("journal.agency_view", args)})
	said := message.New("agency.view", v.args(), args)
	t.recordShared(Record{Kind: RecordAgency, By: by, Levels: v.Levels, Line: message.New("record.agency_view", v.args(), args), Whole: []message.Message{said}})
	counts := t.c.counts()
	if v.Levels.Adult.Above(counts.Adult) || v.Levels.Children != "" && v.Levels.Children.Above(counts.Children) {
		t.tell(Shared(t.c.Code), t.c.managers(), "ring.case", said, message.New("agency.view_higher"))
		return
	}
	t.sayAll(Shared(t.c.Code), []message.Message{said})
}

// args are the levels; of children nothing where nothing was said of them.
func (v View) args() message.Args {
	args := levelArgs(v.Levels)
	if v.Levels.Children == "" {
		args["Children"] = message.Text("")
	}
	return args
}

// readView reads the levels for the adult and the children with which a line begins,
// and the reason after them.
func readView(line, language string) (levels risk.Levels, reason string) {
	for _, to := range []*risk.Level{&levels.Adult, &levels.Children} {
		level, rest, ok := readLevel(line, language)
		if !ok {
			break
		}
		*to, line = level, rest
	}
	return levels, strings.TrimLeft(line, between)
}

// between may stand between the levels and the reason.
const between = " ,;/:-"

// readLevel reads a level with which a line begins, also with a comma or the like after it.
func readLevel(line, language string) (level risk.Level, rest string, ok bool) {
	line = strings.TrimLeft(line, between)
	apart := line
	if at := strings.IndexAny(line, ",;/:"); at >= 0 {
		apart = line[:at] + " " + line[at+1:]
	}
	for _, tried := range []string{line, apart} {
		c, known := command.Parse(tried, language)
		if level, ok = risk.ParseLevel(string(c.Word)); known && ok {
			return level, c.Rest, true
		}
	}
	return "", line, false
}

// guestLines are what the card shows of the agencies in the case.
func (c Case) guestLines() []message.Message {
	var lines []message.Message
	for _, g := range c.Guests {
		args := message.Args{"Agency": message.Text(g.Service.Name), "Day": message.Day(c.dayOf(g.Since))}
		if g.View.At.IsZero() {
			lines = append(lines, message.New("card.agency", args))
			continue
		}
		lines = append(lines, message.New("card.agency_view", args, g.View.args()))
	}
	return lines
}
