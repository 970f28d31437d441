package rehearse

import (
	"strings"
	"testing"
	"time"

	"asapbot/bot/render"
	"asapbot/flows"
	"asapbot/flows/message"
	"asapbot/flows/picture"
	"asapbot/flows/risk"
)

// In a rehearsal a picture is its title and its words, in every language of the room.
func TestRehearsedPicture(t *testing.T) {
	var seen []string
	w := newWorld(func(line string) { seen = append(seen, line) })
	room := flows.Shared("K-4821")
	w.rooms[room] = render.Room{Languages: []string{"en", "it"}, Zone: rome}
	begun := w.now
	for key, p := range map[flows.Key]picture.Picture{
		"c1": {Change: &picture.Change{Domains: []picture.Domain{{
			Name: message.New("plain", message.Args{"Text": message.Text("Physical")}),
			His:  []picture.Share{{Point: 0, Percent: 60}, {Point: 3, Percent: 20}},
			Hers: []picture.Share{{Point: 0, Percent: 60}, {Point: 1, Percent: 50}},
		}}}},
		"c2": {Timeline: &picture.Timeline{
			From: begun, Until: begun.Add(48 * time.Hour), Programme: "Example Programme", Support: "Example Support",
			Adult: picture.Views{Support: []picture.Step{{At: begun, Level: risk.High}, {At: begun.Add(time.Hour), Level: risk.Extreme}}},
		}},
	} {
		effects, err := stored([]flows.Effect{flows.Show(key, room, p)})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.do("K-4821", effects[0]); err != nil {
			t.Fatal(err)
		}
	}
	all := strings.Join(seen, "\n")
	for _, line := range []string{
		"< case room K-4821, a picture\n    [picture: K-4821: change over time]\n    A picture about K-4821 is here.",
		"    - Physical – his: T0 60 % → T3 20 %; hers: T0 60 % → T1 50 %\n",
		"    - Physical – lui: T0 60 % → T3 20 %; lei: T0 60 % → T1 50 %\n",
		"    [picture: K-4821: levels of risk over time]\n",
		"    - Example Support: high → **extreme** since Monday 23 November 2026, 10:00\n    - joint level: no level yet\n",
		"    - Example Support: alto → **estremo** da lunedì 23 novembre 2026, 10:00\n    - livello comune: ancora nessun livello\n",
	} {
		if !strings.Contains(all, line) {
			t.Errorf("the room does not see\n%s\nbut\n%s", line, all)
		}
	}
}
