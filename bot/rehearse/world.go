// Package rehearse plays the core in memory, without any server: it is the
// runner of the transcripts, and what `asapbot rehearse` offers for training.
// Between every two inputs it writes the whole state down and reads it back, as
// the bot does, so that nothing can live outside of what is stored.
package rehearse

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"asapbot/bot/render"
	"asapbot/flows"
)

// rome is the zone in which every rehearsal takes place.
var rome = zone("Europe/Rome")

// world is everything that the bot would have stored, in memory.
type world struct {
	now     time.Time
	network []byte
	cases   map[flows.CaseCode][]byte
	current flows.CaseCode          // the one that was opened last
	partner flows.PartnershipCode   // the same of partnerships
	usual   bool                    // the partnerships are the usual ones, and not looked at
	records map[string]flows.Record // by the case and the record's ID
	timers  map[timer]time.Time
	inputs  int

	rooms  map[flows.Place]render.Room
	render *render.Renderer
	asked  []asked // the questions that stand in the rooms, newest last
	newest map[flows.Place]flows.Key
	owner  map[flows.Place]flows.CaseCode // whose the newest message is
	walls  map[flows.Place]*wall

	identities map[flows.Person]string // of those who have reset their encryption

	// waiting are questions on their way, and coming the invited; both arrive at
	// once unless they are held back.
	waiting []flows.Delivered
	coming  []flows.Joined
	notices []notice
	held    bool
	away    bool
	broken  map[string]bool // kinds of ways outside of Matrix that fail

	out   func(line string)
	quiet bool
	heard func(flows.Effect) // for tests: sees every effect
}

// asked is a question that stands in a room.
type asked struct {
	of      flows.CaseCode // whose question it is; the Network's has no case
	place   flows.Place
	key     flows.Key
	choices []render.Choice
}

// timer is one aggregate's timer; the Network's has no case.
type timer struct {
	of   flows.CaseCode
	name string
}

func newWorld(out func(string)) *world {
	return &world{
		now:     time.Date(2026, 11, 23, 9, 0, 0, 0, rome),
		network: []byte("{}"), cases: map[flows.CaseCode][]byte{},
		records: map[string]flows.Record{}, timers: map[timer]time.Time{},
		rooms: map[flows.Place]render.Room{}, render: render.New(nil, render.Instruments),
		newest: map[flows.Place]flows.Key{}, owner: map[flows.Place]flows.CaseCode{}, walls: map[flows.Place]*wall{}, broken: map[string]bool{}, out: out,
		identities: map[flows.Person]string{},
	}
}

// take hands an input to the aggregate that a place belongs to and does what
// follows.
func (w *world) take(of flows.CaseCode, in flows.Input) error {
	effects, err := w.step(of, in)
	if err != nil {
		return err
	}
	for _, e := range effects {
		if err := w.do(of, e); err != nil {
			return err
		}
	}
	return nil
}

// step decodes, steps and encodes again.
func (w *world) step(of flows.CaseCode, in flows.Input) ([]flows.Effect, error) {
	written, err := flows.EncodeInput(in)
	if err != nil {
		return nil, err
	}
	if in, err = flows.DecodeInput(written); err != nil {
		return nil, err
	}
	var effects []flows.Effect
	if of == "" {
		var n flows.Network
		if err := json.Unmarshal(w.network, &n); err != nil {
			return nil, err
		}
		n, effects = flows.StepNetwork(n, in, w.now)
		if w.network, err = json.Marshal(n); err != nil {
			return nil, err
		}
	} else {
		var c flows.Case
		if before := w.cases[of]; before != nil {
			if err := json.Unmarshal(before, &c); err != nil {
				return nil, err
			}
		}
		c, effects = flows.Step(c, in, w.now)
		if w.cases[of], err = json.Marshal(c); err != nil {
			return nil, err
		}
	}
	return stored(effects)
}

// stored writes effects down and reads them back.
func stored(effects []flows.Effect) ([]flows.Effect, error) {
	for i, e := range effects {
		stored, err := flows.EncodeEffect(e)
		if err != nil {
			return nil, err
		}
		if effects[i], err = flows.DecodeEffect(stored); err != nil {
			return nil, err
		}
	}
	return effects, nil
}

// do carries out one effect, by printing what people would see.
func (w *world) do(of flows.CaseCode, e flows.Effect) error {
	if w.heard != nil {
		w.heard(e)
	}
	if was := w.quiet; w.usual && ofPartnership(e) {
		w.quiet = true
		defer func() { w.quiet = was }()
	}
	switch e := e.(type) {
	case flows.Say:
		w.owner[e.To] = of
		return w.say(e)
	case flows.Ask:
		return w.ask(of, e)
	case flows.Attach:
		return w.attach(e)
	case flows.OpenRoom:
		if e.Place.Kind == flows.PartnershipRoom {
			w.partner = e.Place.Partnership
		}
		w.rooms[e.Place] = render.Room{Languages: e.Languages, Zone: zone(e.Zone)}
		w.print("opens the " + w.name(e.Place))
	case flows.Speak:
		w.rooms[e.In] = render.Room{Languages: e.Languages, Zone: zone(e.Zone)}
		w.print("changes language or zone in the " + w.name(e.In))
	case flows.Notify:
		return w.notify(of, e)
	case flows.Invite:
		w.print("invites " + local(e.Person) + " to the " + w.name(e.To))
		w.coming = append(w.coming, flows.Joined{By: e.Person, In: e.To})
	case flows.Remove:
		w.print("removes " + local(e.Person) + " from the " + w.name(e.From))
		w.wall(e.From).leave(e.Person)
		w.coming = slices.DeleteFunc(w.coming, func(j flows.Joined) bool {
			return j == flows.Joined{By: e.Person, In: e.From}
		})
	case flows.Pin:
		w.print("pins the card in the " + w.name(e.In))
	case flows.Decline:
		w.print("declines the invitation")
	case flows.Accept:
		return w.accept(e)
	case flows.Ignore:
		w.print("does not hear " + local(e.Person))
	case flows.SetTimer:
		w.timers[timer{of, e.Name}] = e.At
	case flows.CancelTimer:
		delete(w.timers, timer{of, e.Name})
	case flows.Keep:
		w.records[string(of)+" "+e.ID] = e.Record
	case flows.Recall:
		return w.recall(of, e)
	case flows.TellNetwork:
		return w.take("", e.Input)
	case flows.TellCase:
		if _, opens := e.Input.(flows.Paired); opens {
			w.current = e.Case
		}
		return w.take(e.Case, e.Input)
	}
	return nil
}

// recall gives back what was kept.
func (w *world) recall(of flows.CaseCode, e flows.Recall) error {
	in := flows.Recalled{For: e.For}
	for _, id := range e.IDs {
		if r, kept := w.records[string(of)+" "+id]; kept {
			in.Records = append(in.Records, r)
		}
	}
	return w.take(of, in)
}

// notify tells a person outside of Matrix; what became of it is known a little later.
func (w *world) notify(of flows.CaseCode, e flows.Notify) error {
	var n flows.Network
	if err := json.Unmarshal(w.network, &n); err != nil {
		return err
	}
	failed := flows.NoticeFailed{Key: e.Key, Person: e.Person}
	for _, way := range n.Ways[e.Person] {
		if e.Way != "" && e.Way != way.Kind {
			continue
		}
		if w.broken[way.Kind] {
			w.print("cannot tell " + local(e.Person) + " by " + way.Kind)
			failed.Tried = append(failed.Tried, way.Kind)
			continue
		}
		w.print("tells " + local(e.Person) + " by " + way.Kind + " that a message waits")
		w.notices = append(w.notices, notice{of, flows.NoticeSent{Key: e.Key, Person: e.Person, Way: way.Kind}})
		return nil
	}
	w.notices = append(w.notices, notice{of, failed})
	return nil
}

// notice is what became of a notice outside of Matrix, and whose it is.
type notice struct {
	of flows.CaseCode
	in flows.Input
}

// deliver lets the invited come in, every question on its way arrive, and what became
// of notices be known.
func (w *world) deliver() error {
	for {
		switch {
		case !w.away && len(w.coming) > 0:
			j := w.coming[0]
			w.coming = w.coming[1:]
			if !w.usual || j.In.Kind != flows.PartnershipRoom {
				w.print(local(j.By) + " comes into the " + w.name(j.In))
			}
			w.inside(j.By, j.In)
			if err := w.take(j.In.Case, j); err != nil {
				return err
			}
		case len(w.notices) > 0:
			n := w.notices[0]
			w.notices = w.notices[1:]
			if err := w.take(n.of, n.in); err != nil {
				return err
			}
		case !w.held && len(w.waiting) > 0:
			d := w.waiting[0]
			w.waiting = w.waiting[1:]
			if err := w.take(d.In.Case, d); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

// lose takes a question off its way, which will never arrive.
func (w *world) lose(k flows.Key) {
	w.waiting = slices.DeleteFunc(w.waiting, func(d flows.Delivered) bool { return d.Key == k })
}

// until lets time pass and fires what comes due, in its order.
func (w *world) until(end time.Time) error {
	for {
		next, found := w.due(end)
		if !found {
			w.now = end
			return nil
		}
		at := w.timers[next]
		delete(w.timers, next)
		if at.After(w.now) {
			w.now = at
		}
		if next.of != "" || next.name != "codes" { // which only tidies up
			w.print(w.now.In(rome).Format("Mon 2 Jan 15:04"))
		}
		if err := w.take(next.of, flows.TimerFired{Name: next.name}); err != nil {
			return err
		}
		if err := w.deliver(); err != nil {
			return err
		}
	}
}

func (w *world) due(end time.Time) (timer, bool) {
	all := slices.SortedFunc(maps.Keys(w.timers), func(a, b timer) int {
		if d := w.timers[a].Compare(w.timers[b]); d != 0 {
			return d
		}
		return strings.Compare(string(a.of)+a.name, string(b.of)+b.name)
	})
	if len(all) == 0 || w.timers[all[0]].After(end) {
		return timer{}, false
	}
	return all[0], true
}

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return z
}

// dice are the random bytes of the n-th input: the same at every rehearsal.
func dice(n int) flows.Dice {
	x := uint64(n)*0x9E3779B97F4A7C15 + 1
	var b strings.Builder
	for range 16 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		fmt.Fprintf(&b, "%02x", byte(x>>32))
	}
	return flows.Dice(b.String())
}

// lastCode is the newest pairing code.
func (w *world) lastCode() string {
	var n flows.Network
	if json.Unmarshal(w.network, &n) != nil || len(n.Codes) == 0 {
		return ""
	}
	return n.Codes[len(n.Codes)-1].Digits
}
