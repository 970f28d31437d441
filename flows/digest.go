package flows

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"asapbot/flows/message"
)

// Digest is when a service's desk is told of the week by itself *(ours)*.
type Digest struct {
	Schedule string    `json:"schedule"` // the cron expression that Due comes from,
	Zone     string    `json:"zone"`     // in this zone
	Due      time.Time `json:"due"`
}

// digestTimer begins the names of the digests' timers: digest/<service>.
const digestTimer = "digest"

// digestLate is how long after its time a digest says that it is late.
const digestLate = 30 * time.Minute

func (s Service) digestTimer() string { return digestTimer + "/" + string(s.ID) }

// setDigest takes over when a service wants its digest. One that has come due by then,
// while the bot was off, is still said. Agencies, which are guests, have none.
func (t *networkTurn) setDigest(s Service) {
	if s.Kind == Agency {
		s.Digest = ""
	}
	was, set := t.n.Digests[s.ID]
	if set && was.Schedule == s.Digest && was.Zone == s.Zone {
		return
	}
	next := Digest{Schedule: s.Digest, Zone: s.Zone, Due: nextDigest(s.Digest, s.Zone, t.now)}
	switch {
	case next.Due.IsZero() && !set:
	case next.Due.IsZero():
		delete(t.n.Digests, s.ID)
		t.do(CancelTimer{Name: s.digestTimer()})
	case set && !was.Due.After(t.now):
		was.Schedule, was.Zone = next.Schedule, next.Zone
		t.n.Digests[s.ID] = was
	default:
		t.n.Digests[s.ID] = next
		t.do(SetTimer{Name: s.digestTimer(), At: next.Due})
	}
}

// digest says what the week brings, once for each time that has come: after downtime
// once for all that were missed.
func (t *networkTurn) digest(s ServiceID) {
	d, set := t.n.Digests[s]
	if !set || t.now.Before(d.Due) {
		return
	}
	t.sayDigest(s, d.Due)
	d.Due = nextDigest(d.Schedule, d.Zone, t.now)
	if d.Due.IsZero() {
		delete(t.n.Digests, s)
		return
	}
	t.n.Digests[s] = d
	t.do(SetTimer{Name: t.n.Services[s].digestTimer(), At: d.Due})
}

// sayDigest rings for the coordinators who are there, with what there is in numbers;
// the list follows quietly, because it names everybody. Where nothing is due it is one
// quiet line.
func (t *networkTurn) sayDigest(s ServiceID, due time.Time) {
	w := t.weekOf(s)
	var late []message.Message
	if t.now.Sub(due) >= digestLate {
		late = append(late, message.New("digest.late", message.Args{"Due": message.Time(due)}))
	}
	if len(w.items) == 0 {
		t.sayAll(s, append([]message.Message{message.New("week.nothing", w.days())}, late...))
		return
	}
	head := append([]message.Message{message.New("digest.head", w.days(), w.counts())}, late...)
	t.ringAtDesk(s, t.present(s), "ring.week", head...)
	t.say(s, "week.list", message.Args{"Items": message.List(lines(w.items, ""))})
}

// present are the coordinators of a service who are not away; all, where every one is.
func (t *networkTurn) present(s ServiceID) []Person {
	var here []Person
	duty := t.n.duty(s)
	for _, p := range t.n.Services[s].Coordinators {
		if !duty.Away(p, t.now) {
			here = append(here, p)
		}
	}
	if len(here) == 0 {
		return t.n.Services[s].Coordinators
	}
	return here
}

// nextDigest is the first moment after another at which a digest is due; zero where
// there is none.
//
// The schedule is read as if it were in UTC, where the clocks are never changed. What
// its times mean in the zone is found afterwards, so that an hour that comes twice
// counts once, and one that is left out is made up for (see firstShown).
func nextDigest(schedule, zoneName string, after time.Time) time.Time {
	if strings.Contains(schedule, "TZ=") { // the service's zone holds, and cron panics on half of one
		return time.Time{}
	}
	parsed, err := cron.ParseStandard(schedule)
	if err != nil {
		return time.Time{}
	}
	if _, isSpec := parsed.(*cron.SpecSchedule); !isSpec {
		return time.Time{} // "@every 1h" has no time of day
	}
	z := zone(zoneName)
	year, month, day := after.In(z).Date()
	hour, minute, second := after.In(z).Clock()
	shown := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	for {
		shown = parsed.Next(shown)
		if shown.IsZero() {
			return time.Time{}
		}
		if at := firstShown(shown, z); at.After(after) {
			return at
		}
	}
}

// firstShown is the first moment at which the clocks of a zone show a time, which is
// given in UTC. What they leave out has come as soon as they are put forward.
func firstShown(shown time.Time, z *time.Location) time.Time {
	// With the clocks as they went the day before: of two moments, the first.
	_, offset := shown.Add(-24 * time.Hour).In(z).Zone()
	at := shown.Add(-time.Duration(offset) * time.Second)
	if shows(at, z, shown) {
		return at
	}
	_, offset = at.In(z).Zone()
	if later := shown.Add(-time.Duration(offset) * time.Second); shows(later, z, shown) {
		return later
	}
	changed, _ := at.In(z).ZoneBounds()
	return changed.UTC()
}

// shows reports whether the clocks of a zone show a time at a moment.
func shows(at time.Time, z *time.Location, shown time.Time) bool {
	return at.In(z).Format(time.DateTime) == shown.Format(time.DateTime)
}
