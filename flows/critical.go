package flows

import (
	"slices"
	"time"

	"asapbot/flows/alert"
)

// CriticalEvent is an alert of this case (DOMAIN section 8): how far it has come, what
// was reported, and where it stands.
type CriticalEvent struct {
	Alert alert.Alert `json:"alert"`
	// Reports are what was reported, the newest at the end: the first and the latest.
	// All of them are in the records.
	Reports []Report `json:"reports,omitempty"`
	// In is where it was raised: there its raiser sees how far it has come, in the
	// message Status.
	In     Place  `json:"in"`
	Status Key    `json:"status,omitempty"`
	Posted Key    `json:"posted,omitempty"` // what the case room reads
	Calls  []Call `json:"calls,omitempty"`
	// Before is the review as it was before.
	Before Review `json:"before,omitzero"`
}

// Report is one person's word of a critical event.
type Report struct {
	By   Person    `json:"by"`
	Side int       `json:"side"`
	At   time.Time `json:"at"`
	Text string    `json:"text,omitempty"`
	// Why says it where nobody did: the bot has proposed the alert.
	Why string `json:"why,omitempty"`
	// Poll is the question by whose tap it was raised.
	Poll Key `json:"poll,omitempty"`
	// Own says that the words stay in the service's own room: their source is to be
	// protected.
	Own bool `json:"own,omitempty"`
}

// Call is how somebody was told the last time.
type Call struct {
	Side   int    `json:"side"`
	Person Person `json:"person"`
	// Said is the message in a room in which the person is, and Room that kind of
	// room; empty where there is none.
	Said Key       `json:"said,omitempty"`
	Room PlaceKind `json:"room,omitempty"`
	// Notice is what was sent outside of Matrix, and Failed whether that has failed.
	Notice Key  `json:"notice,omitempty"`
	Failed bool `json:"failed,omitempty"`
	// Tried says that there was a way, which has failed.
	Tried bool `json:"tried,omitempty"`
}

// What a case keeps of alerts at most. More open ones become one with the others of
// their kind, or with the newest: none is refused.
const (
	openAlerts   = 20
	closedAlerts = 5 // which can be reopened
	keptReports  = 3
)

// event finds an alert by its number.
func (c Case) event(number int) (int, bool) {
	at := slices.IndexFunc(c.Alerts, func(e CriticalEvent) bool { return e.Alert.Number == number })
	return at, at >= 0
}

// openEvents counts the alerts that have not ended.
func (c Case) openEvents() int {
	n := 0
	for _, e := range c.Alerts {
		if e.Alert.Open() {
			n++
		}
	}
	return n
}

// tidyAlerts drops what ended long ago; the records have it.
func (t *turn) tidyAlerts() {
	closed := len(t.c.Alerts) - t.c.openEvents()
	if closed <= closedAlerts {
		return
	}
	t.c.Alerts = slices.DeleteFunc(slices.Clone(t.c.Alerts), func(e CriticalEvent) bool {
		if e.Alert.Open() || closed <= closedAlerts {
			return false
		}
		closed--
		return true
	})
}

// staffSide is the side of a person who works at its service, on this case or not:
// coordinators and those on call are told of alerts, too.
func (c Case) staffSide(p Person) (int, bool) {
	if i, works := c.side(p); works {
		return i, true
	}
	i := slices.IndexFunc(c.Sides[:], func(s Side) bool { return p != "" && s.party().has(p) })
	return i, i >= 0
}

// alertHouse is the two services as an alert of one kind sees them at a moment.
type alertHouse struct {
	c    Case
	kind alert.Kind
	now  time.Time
}

func (h alertHouse) Ladder(side int) []alert.Rung {
	var ladder []alert.Rung
	for _, r := range h.c.Sides[side].party().Reach(h.now) {
		rung := alert.Rung{As: string(r.As)}
		for _, p := range r.People {
			rung.People = append(rung.People, string(p))
		}
		ladder = append(ladder, rung)
	}
	return ladder
}

func (h alertHouse) Within(side int) time.Duration {
	return h.c.Settings.Alerts.within(h.kind, h.c.Sides[side].Service.working(h.now))
}

// AlertClocks are how long those who were told of an alert have to answer, before the
// next are told (DOMAIN section 8; the durations are this project's own).
type AlertClocks struct {
	Working time.Duration `json:"working"` // while the service works
	Outside time.Duration `json:"outside"` // out of its hours
	// Kinds are those of single kinds, at any hour.
	Kinds map[alert.Kind]time.Duration `json:"kinds,omitempty"`
}

// DefaultAlertClocks hold where the configuration says nothing.
var DefaultAlertClocks = AlertClocks{Working: 15 * time.Minute, Outside: 30 * time.Minute}

func (a AlertClocks) within(k alert.Kind, working bool) time.Duration {
	within, usual := a.Outside, DefaultAlertClocks.Outside
	if working {
		within, usual = a.Working, DefaultAlertClocks.Working
	}
	if of := a.Kinds[k]; of > 0 {
		return of
	}
	if within > 0 {
		return within
	}
	return usual // the settings were stored before there were alerts
}
