package matrix

import (
	"context"
	"sync"
)

// arrivals tells of rooms for which a key came. No room is ever dropped, and
// nobody who reports one ever waits.
type arrivals struct {
	out  chan string
	wake chan struct{}

	mu    sync.Mutex
	rooms map[string]bool
}

func newArrivals() *arrivals {
	return &arrivals{out: make(chan string), wake: make(chan struct{}, 1), rooms: map[string]bool{}}
}

// add notes a room. It is told only after ring, since until the transaction
// that stores the key is committed nobody else would find it.
func (a *arrivals) add(room string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rooms[room] = true
}

func (a *arrivals) ring() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

func (a *arrivals) pump(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.wake:
		}
		for _, room := range a.take() {
			select {
			case <-ctx.Done():
				return
			case a.out <- room:
			}
		}
	}
}

func (a *arrivals) take() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	rooms := make([]string, 0, len(a.rooms))
	for room := range a.rooms {
		rooms = append(rooms, room)
	}
	clear(a.rooms)
	return rooms
}

// KeysCame tells the IDs of rooms in which a key arrived, so that what waits
// with ErrNoKey can be read again. A room may be told without need.
func (c *Client) KeysCame() <-chan string { return c.arrivals.out }
