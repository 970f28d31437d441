package flows

import (
	"time"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
)

// warnings say what speaks against dates: a case manager who is away then, a public holiday,
// and the hours in which a service works. They keep nobody from choosing one.
func (t *turn) warnings(dates []time.Time) []message.Message {
	var lines []message.Message
	for _, at := range dates {
		for _, s := range t.c.Sides {
			args := message.Args{"Day": message.Day(at.In(zone(s.Service.Zone))), "Service": message.Text(s.Service.Name)}
			switch {
			case s.awayAt(at):
				lines = append(lines, s.awayLine(at))
			case meeting.Holiday(s.Service.Zone, at.In(zone(s.Service.Zone))):
				lines = append(lines, message.New("meeting.holiday", args))
			case !s.Service.working(at):
				lines = append(lines, message.New("meeting.out_of_hours", args))
			}
		}
	}
	return notes(lines)
}

func notes(lines []message.Message) []message.Message {
	if len(lines) == 0 {
		return nil
	}
	return []message.Message{message.New("meeting.warnings", message.Args{"Lines": message.List(lines)})}
}

func (s Side) awayAt(at time.Time) bool { return s.Manager != "" && s.Duty.Away(s.Manager, at) }

// awayLine says that a side's case manager is away on a day, and who stands in then.
func (s Side) awayLine(at time.Time) message.Message {
	args := message.Args{
		"Day": message.Day(at.In(zone(s.Service.Zone))), "Service": message.Text(s.Service.Name),
		"Person": message.Person(string(s.Manager)), "Deputy": message.Text(""),
	}
	for _, p := range s.standInsAt(at) {
		if !s.Duty.Away(p, at) {
			args["Deputy"] = message.Person(string(p))
			break
		}
	}
	return message.New("meeting.away", args)
}

// sayAway tells both case managers where one of them will be away at the meeting that both
// had agreed on before.
func (t *turn) sayAway(i int, before Side) {
	s, m := t.c.Sides[i], t.c.Meetings
	if at := m.Next.Start; !t.c.closed() && m.ahead(t.now) && s.awayAt(at) && !before.awayAt(at) {
		text := append(notes([]message.Message{s.awayLine(at)}), message.New("meeting.away_move"))
		t.tell(Shared(t.c.Code), t.managers(), "ring.case", text...)
	}
}
