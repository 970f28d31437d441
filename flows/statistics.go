package flows

import (
	"slices"
	"time"

	"asapbot/flows/message"
)

// AlertTime is how long a service took to answer one alert.
type AlertTime struct {
	At    time.Time     `json:"at"`
	After time.Duration `json:"after"`
}

// Statistics look back so far, over so many alerts at most. Of fewer than fewest
// nothing is shown: single cases must not be recognised (DOMAIN section 9).
const (
	lookBack  = 90 * 24 * time.Hour
	mostTimes = 500
	fewest    = 5
)

// alertAnswered notes how long a service took.
func (t *networkTurn) alertAnswered(in AlertAnswered) {
	one := AlertTime{At: in.At, After: max(0, in.After)}
	if _, known := t.n.Services[in.Service]; !known || slices.Contains(t.n.AlertTimes[in.Service], one) {
		return
	}
	times := append(slices.Clone(t.n.AlertTimes[in.Service]), one)
	times = slices.DeleteFunc(times, func(one AlertTime) bool { return t.now.Sub(one.At) > lookBack })
	t.n.AlertTimes[in.Service] = times[max(0, len(times)-mostTimes):]
}

// statistics shows how long the service takes to answer alerts: the median and the
// longest of the last 90 days.
func (t *networkTurn) statistics(s ServiceID) {
	var took []time.Duration
	for _, one := range t.n.AlertTimes[s] {
		if t.now.Sub(one.At) <= lookBack {
			took = append(took, one.After)
		}
	}
	if len(took) < fewest {
		t.say(s, "statistics.few", message.Args{"Fewest": message.Number(fewest)})
		return
	}
	slices.Sort(took)
	t.say(s, "statistics.alerts", message.Args{
		"Count": message.Number(len(took)), "Median": message.Nested(durationMessage(took[len(took)/2])),
		"Longest": message.Nested(durationMessage(took[len(took)-1])),
	})
}

// durationMessage is a duration in hours and minutes; what is shorter than a minute is
// one.
func durationMessage(d time.Duration) message.Message {
	minutes := max(1, int(d.Round(time.Minute)/time.Minute))
	return message.New("duration", message.Args{"Hours": message.Number(minutes / 60), "Minutes": message.Number(minutes % 60)})
}
