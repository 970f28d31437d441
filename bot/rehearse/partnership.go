package rehearse

import (
	"encoding/json"
	"fmt"
	"time"

	"asapbot/bot/render"
	"asapbot/flows"
)

// ally puts a valid partnership between each programme and each victim support service,
// without a word and without an end that a script could reach.
func (w *world) ally(services []flows.Service) error {
	w.usual = true
	var n flows.Network
	if err := json.Unmarshal(w.network, &n); err != nil {
		return err
	}
	if n.Partnerships == nil {
		n.Partnerships = map[flows.PartnershipCode]flows.Partnership{}
	}
	for _, a := range services {
		for _, b := range services {
			code := flows.PartnershipCode(fmt.Sprintf("P-%s-%s", a.ID, b.ID))
			if _, stands := n.Partnerships[code]; stands || a.Kind != flows.Programme || b.Kind != flows.Support {
				continue
			}
			day := time.Date(w.now.Year(), w.now.Month(), w.now.Day(), 0, 0, 0, 0, rome)
			n.Partnerships[code] = flows.Partnership{
				Code: code, Services: [2]flows.ServiceID{a.ID, b.ID}, Told: w.now.UTC(),
				Held:  flows.TeamMeeting{On: day, Number: 12},
				Terms: flows.Terms{Rules: "-", Until: day.AddDate(100, 0, 0), Agreed: w.now.UTC()},
			}
			w.rooms[flows.Between(code)] = render.Room{Languages: []string{a.Language}, Zone: zone(a.Zone)}
		}
	}
	var err error
	w.network, err = json.Marshal(n)
	return err
}

// ofPartnership reports whether an effect is seen in a partnership's room alone.
func ofPartnership(e flows.Effect) bool {
	var in flows.Place
	switch e := e.(type) {
	case flows.Say:
		in = e.To
	case flows.OpenRoom:
		in = e.Place
	case flows.Speak:
		in = e.In
	case flows.Invite:
		in = e.To
	case flows.Remove:
		in = e.From
	}
	return in.Kind == flows.PartnershipRoom
}
