package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"asapbot/bot/store"
	"asapbot/cmd/demo/play"
	"asapbot/cmd/demo/stage"
)

// bareSender is somebody who does nothing but send, to the same people as the bot and
// into as many rooms, and is in as many others: a homeserver may look at all of
// somebody's rooms whenever there is something new in one.
type bareSender struct {
	*stage.Player
	rooms []string
}

func newBareSender(ctx context.Context, scene *play.Scene, to *crowd) (*bareSender, error) {
	const name = "bare-sender"
	if err := scene.Enter(ctx, name); err != nil {
		return nil, err
	}
	s := &bareSender{Player: scene.People[name]}
	for n, member := range to.observers {
		room, err := s.CreateRoom(ctx, "bare", scene.ID(supervisor(n)))
		if err != nil {
			return nil, err
		}
		if err := member.Join(room); err != nil {
			return nil, err
		}
		if err := s.WaitForMember(ctx, room, scene.ID(supervisor(n))); err != nil {
			return nil, err
		}
		s.rooms = append(s.rooms, room)
	}
	others := -len(s.rooms)
	err := whileAway(scene, func(tx store.Tx) error {
		return tx.Scan(store.Rooms, "", "", func(string, func() ([]byte, error)) error { others++; return nil })
	})
	if err != nil {
		return nil, err
	}
	for range others {
		if _, err := s.CreateRoom(ctx, "bare"); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// sends sends messages, each as long as a reminder, so many side by side, and has people
// do something meanwhile.
func (s *bareSender) sends(ctx context.Context, count, beside int, do during) (l lap, err error) {
	began := time.Now()
	all, err := do(func() error {
		defer func() { l.took = time.Since(began) }()
		failed := make([]error, beside)
		var all sync.WaitGroup
		for n := range beside {
			all.Go(func() {
				for i := n; i < count && failed[n] == nil; i += beside {
					_, failed[n] = s.Say(ctx, s.rooms[i%len(s.rooms)], fmt.Sprintf("A date is coming up: K-%08d.\n\n**Meeting 1 · K-%08d**\nMonday 23 November 2026, 10:00", i, i))
				}
			})
		}
		all.Wait()
		return errors.Join(failed...)
	})
	l.sent, l.meanwhile = count, all.before(began.Add(l.took)).times()
	return l, err
}
