package bot

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"asapbot/bot/render"
	"asapbot/bot/store"
	"asapbot/flows"
)

// room is a Matrix room of ours and what it is for.
type room struct {
	ID        string      `json:"id"`
	Place     flows.Place `json:"place"`
	Languages []string    `json:"languages"`
	Zone      string      `json:"zone"`
}

// rendered is what rendering needs to know of it.
func (r room) rendered() render.Room {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		zone = time.UTC // the configuration was checked when the room was opened
	}
	return render.Room{Languages: r.Languages, Zone: zone}
}

// rooms knows the rooms of ours both ways. The loop writes, everybody reads.
type rooms struct {
	mu      sync.RWMutex
	byID    map[string]room
	byPlace map[flows.Place]string
}

func newRooms() *rooms {
	return &rooms{byID: map[string]room{}, byPlace: map[flows.Place]string{}}
}

func (r *rooms) load(tx store.Tx) error {
	return tx.Scan(store.Rooms, "", "", func(_ string, open func() ([]byte, error)) error {
		raw, err := open()
		if errors.Is(err, store.ErrErased) {
			return nil // it belongs to nobody any more
		}
		if err != nil {
			return err
		}
		var one room
		if err := json.Unmarshal(raw, &one); err != nil {
			return err
		}
		r.add(one)
		return nil
	})
}

func (r *rooms) add(one room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byID[one.ID] = one
	r.byPlace[one.Place] = one.ID
}

func (r *rooms) place(id string) (flows.Place, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	one, ok := r.byID[id]
	return one.Place, ok
}

func (r *rooms) at(p flows.Place) (room, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	id, ok := r.byPlace[p]
	return r.byID[id], ok
}

func (r *rooms) all() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var ids []string
	for id := range r.byID {
		ids = append(ids, id)
	}
	return ids
}

// staff knows who works here, at which desk, and how they are told outside of
// Matrix: a copy of what the Network says, for those who ask from other goroutines.
type staff struct {
	mu      sync.RWMutex
	desks   map[flows.Person]flows.ServiceID
	network flows.Network
}

func newStaff() *staff { return &staff{desks: map[flows.Person]flows.ServiceID{}} }

// know takes over the Network's people.
func (s *staff) know(n flows.Network) {
	desks := map[flows.Person]flows.ServiceID{}
	for id, service := range n.Services {
		for _, p := range service.Coordinators {
			desks[p] = id
		}
		for _, m := range n.Staff[id] {
			desks[m.Person] = id
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.desks, s.network = desks, n
}

// ways are a person's ways in their order, and the language in which they are told.
// Who does not work here has none.
func (s *staff) ways(p flows.Person) (ways []flows.Way, language string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if _, works := s.desks[p]; !works {
		return nil, ""
	}
	return s.network.Ways[p], s.network.Language(p)
}

func (s *staff) works(p flows.Person) bool {
	_, ok := s.desk(p)
	return ok
}

func (s *staff) desk(p flows.Person) (flows.ServiceID, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	id, ok := s.desks[p]
	return id, ok
}
