package flows

import (
	"slices"
	"strconv"

	"asapbot/flows/command"
	"asapbot/flows/message"
)

// Calling is an agency that one service wants in the case, until the other answers.
type Calling struct {
	Number int       `json:"number"` // counts them
	Agency ServiceID `json:"agency,omitempty"`
	Side   int       `json:"side"` // whose wish it is
}

// agencyPoll begins the keys of the other service's answer: agency/<number>/<unique>.
const agencyPoll = "agency"

// agencies are those that the configuration names.
func agencies(services []Service) []Service {
	return slices.DeleteFunc(slices.Clone(services), func(s Service) bool { return s.Kind != Agency })
}

// agency calls another agency in, or ends its part: `!agency police`, `!agency remove
// police`; alone it lists them.
func (t *turn) agency(i int, by Person, rest string) {
	c, _ := command.Parse(rest, t.c.Sides[i].Service.Language)
	name := rest
	if c.Word == command.Remove {
		name = c.Rest
	}
	a, found := t.findAgency(name)
	in, isIn := t.c.guestOf(a.ID)
	switch {
	case !found:
		t.listAgencies()
	case c.Word == command.Remove && isIn:
		t.removeAgency(i, in, by)
	case c.Word == command.Remove:
		t.say(Shared(t.c.Code), "agency.not_in", message.Args{"Agency": message.Text(a.Name)})
	case isIn:
		t.inviteAgain(t.c.Guests[in])
	case len(t.c.Guests) >= mostGuests:
		t.say(Shared(t.c.Code), "agency.too_many")
	default:
		t.callAgency(i, by, a)
	}
}

// inviteAgain asks those of an agency in once more who are not there.
func (t *turn) inviteAgain(g Guest) {
	id, missing := message.ID("agency.already"), without(g.People, g.Here)
	if len(missing) > 0 {
		id = "agency.invited_again"
	}
	for _, p := range missing {
		t.do(Invite{To: Shared(t.c.Code), Person: p})
	}
	t.say(Shared(t.c.Code), id, message.Args{"Agency": message.Text(g.Service.Name)})
}

// findAgency finds an agency by its ID or its name.
func (t *turn) findAgency(name string) (Service, bool) {
	name = command.Fold(command.Only(name))
	for _, a := range t.c.Agencies {
		if name != "" && (name == command.Fold(string(a.ID)) || name == command.Fold(a.Name)) {
			return a, true
		}
	}
	return Service{}, false
}

func (t *turn) listAgencies() {
	var lines []message.Message
	for _, a := range t.c.Agencies {
		id := message.ID("agency.line")
		if _, isIn := t.c.guestOf(a.ID); isIn {
			id = "agency.line_in"
		}
		lines = append(lines, message.New(id, message.Args{"Agency": message.Text(a.Name), "ID": message.Text(string(a.ID))}))
	}
	if len(lines) == 0 {
		t.say(Shared(t.c.Code), "agency.none")
		return
	}
	t.say(Shared(t.c.Code), "agency.list", message.Args{"Agencies": message.List(lines)})
}

// callAgency asks the other service: only both together call somebody in.
func (t *turn) callAgency(i int, by Person, a Service) {
	t.c.Calling = Calling{Number: t.c.Calling.Number + 1, Agency: a.ID, Side: i}
	t.enter(by, i, "journal.agency_called", message.Args{"Agency": message.Text(a.Name)})
	args := message.Args{
		"Service": message.Text(t.c.Sides[i].Service.Name), "Other": message.Text(t.c.Sides[1-i].Service.Name),
		"Agency": message.Text(a.Name),
	}
	t.tell(Shared(t.c.Code), t.c.Sides[1-i].managers(), "ring.case", message.New("agency.called", args))
	t.do(Ask{
		Key: Key(agencyPoll + "/" + strconv.Itoa(t.c.Calling.Number) + "/" + string(t.key())), To: Shared(t.c.Code),
		Text: message.New("agency.ask", args), Choices: choices("agency.tap_", "yes", "no"),
	})
}

// tappedAgency takes the other service's answer.
func (t *turn) tappedAgency(i int, number string, in Tapped) {
	c := t.c.Calling
	a, found := t.findAgency(string(c.Agency))
	args := message.Args{
		"Agency": message.Text(a.Name), "Service": message.Text(t.c.Sides[i].Service.Name),
		"Other": message.Text(t.c.Sides[1-i].Service.Name),
	}
	switch {
	case in.Choice == "":
	case number != strconv.Itoa(c.Number) || !found:
		t.say(in.In, "agency.old_question")
	case i == c.Side:
		t.say(in.In, "agency.other_answers", args)
	case in.Choice == "no":
		t.c.Calling = Calling{Number: c.Number}
		t.enter(in.By, i, "journal.agency_refused", args)
		t.say(in.In, "agency.refused", args)
	case in.Choice == "yes":
		t.c.Calling = Calling{Number: c.Number}
		before := t.c
		t.c.Guests = append(slices.Clone(t.c.Guests), Guest{Service: a, Since: t.now})
		t.speakAnew(before)
		t.enter(in.By, i, "journal.agency_joins", args)
		t.recordShared(Record{Kind: RecordAgency, By: in.By, Line: message.New("record.agency_joins", args)})
		t.say(in.In, "agency.joins", args)
		t.do(TellNetwork{Input: Called{Code: t.c.Code, Agency: a.ID}})
	default:
		t.say(in.In, "interview.no_such_choice")
	}
}

// removeAgency ends an agency's part. One service is enough for that.
func (t *turn) removeAgency(i, guest int, by Person) {
	g := t.c.Guests[guest]
	args := message.Args{"Agency": message.Text(g.Service.Name), "Service": message.Text(t.c.Sides[i].Service.Name)}
	before := t.c
	t.takeOut(g.People)
	t.c.Guests = slices.Delete(slices.Clone(t.c.Guests), guest, guest+1)
	t.speakAnew(before)
	t.enter(by, i, "journal.agency_removed", args)
	t.recordShared(Record{Kind: RecordAgency, By: by, Line: message.New("record.agency_removed", args)})
	t.say(Shared(t.c.Code), "agency.removed", args)
	t.do(TellNetwork{Input: Called{Code: t.c.Code, Agency: g.Service.ID, Gone: true}})
}

// reconfigureAgencies takes over what the configuration says of agencies.
func (t *turn) reconfigureAgencies(services []Service) {
	t.c.Agencies = agencies(services)
	for i, g := range t.c.Guests {
		for _, s := range services {
			if s.ID == g.Service.ID {
				g.Service = s
				t.changeGuest(i, g)
			}
		}
	}
}
