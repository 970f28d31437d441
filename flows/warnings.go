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
			args := message.Args{
				"Day": message.Day(at.In(zone(s.Service.Zone))), "Service": message.Text(s.Service.Name),
				"Person": message.Person(string(s.Manager)), "Deputy": message.Text(""),
			}
			switch {
			case s.Manager != "" && s.Duty.Away(s.Manager, at):
				for _, p := range s.standInsAt(at) {
					if !s.Duty.Away(p, at) {
						args["Deputy"] = message.Person(string(p))
						break
					}
				}
				lines = append(lines, message.New("meeting.away", args))
			case meeting.Holiday(s.Service.Zone, at.In(zone(s.Service.Zone))):
				lines = append(lines, message.New("meeting.holiday", args))
			case !s.Service.working(at):
				lines = append(lines, message.New("meeting.out_of_hours", args))
			}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []message.Message{message.New("meeting.warnings", message.Args{"Lines": message.List(lines)})}
}
