package flows

import (
	"slices"
	"strconv"
	"strings"

	"asapbot/flows/command"
	"asapbot/flows/hours"
	"asapbot/flows/message"
)

// mostShifts is how many lines a service's list of those on call can have.
const mostShifts = 40

// onCall shows or changes a service's weekly list of those who are on call:
// `oncall`, `oncall Mon-Fri 18:00-8:00 @ben:server`, `oncall remove 2`.
func (t *networkTurn) onCall(s ServiceID, m Member, c command.Command, people []Person) {
	tag := t.n.Services[s].Language
	rest, isRemove := command.Parse(c.Rest, tag)
	spans, ok := command.Hours(command.AfterFillers(t.unnamed(c.Rest, people)), tag)
	switch {
	case c.Rest == "":
		t.listOnCall(s)
	case len(people) == 0 && !ok && !(isRemove && rest.Word == command.Remove) && talk(c):
		// "on call tonight is Ben, as far as I know"
	case isRemove && rest.Word == command.Remove:
		if t.coordinatorOnly(s, m) {
			t.endShift(s, m.Person, command.Only(rest.Rest))
		}
	case !ok || len(people) != 1:
		t.say(s, "oncall.how")
	case t.coordinatorOnly(s, m):
		t.addShifts(s, m.Person, people[0], spans)
	}
}

// unnamed is a line without the people whom it names. Those whom the client marked
// stand in it by a name of theirs, which is whatever is left after the times.
func (t *networkTurn) unnamed(rest string, people []Person) string {
	if matrixID.MatchString(rest) || len(people) == 0 {
		return matrixID.ReplaceAllString(rest, " ")
	}
	end := strings.LastIndexAny(rest, "0123456789")
	return rest[:end+1]
}

func (t *networkTurn) addShifts(s ServiceID, by, p Person, spans hours.Hours) {
	args := message.Args{"Person": message.Person(string(p))}
	if _, works := t.n.member(s, p); !works {
		t.say(s, "staff.not_here", args)
		return
	}
	all := slices.Clone(t.n.OnCall[s])
	for _, span := range spans {
		if shift := (Shift{span, p}); !slices.Contains(all, shift) {
			all = append(all, shift)
		}
	}
	if len(all) > mostShifts {
		t.say(s, "oncall.full", message.Args{"Max": message.Number(mostShifts)})
		return
	}
	t.n.OnCall[s] = all
	t.do(Enter{By: by, Side: s, What: message.New("journal.oncall")})
	t.listOnCall(s)
}

func (t *networkTurn) endShift(s ServiceID, by Person, number string) {
	n, err := strconv.Atoi(number)
	all := t.n.OnCall[s]
	if err != nil || n < 1 || n > len(all) {
		t.say(s, "oncall.remove_which")
		return
	}
	t.n.OnCall[s] = slices.Delete(slices.Clone(all), n-1, n)
	t.do(Enter{By: by, Side: s, What: message.New("journal.oncall")})
	t.listOnCall(s)
}

// listOnCall shows the list, with the service's hours, in which nobody needs to be
// on call, and the hours that nobody covers.
func (t *networkTurn) listOnCall(s ServiceID) {
	var lines []message.Message
	for i, shift := range t.n.OnCall[s] {
		lines = append(lines, message.New("oncall.line", message.Args{
			"Number": message.Number(i + 1), "Person": message.Person(string(shift.Person)),
			"Span": message.Nested(spanLine(shift.Span)),
		}))
	}
	covered := slices.Clone(t.n.Services[s].open())
	for _, shift := range t.n.OnCall[s] {
		covered = append(covered, shift.Span)
	}
	t.say(s, "oncall.list", message.Args{
		"Shifts": message.List(lines), "Hours": message.List(spanLines(t.n.Services[s].open())),
		"Gaps": message.List(gapLines(covered.Gaps())),
	})
}
