package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"asapbot/cmd/demo/play"
	"asapbot/cmd/demo/stage"
)

// bareSender is somebody who does nothing but send, into as many rooms as reminders go to.
type bareSender struct {
	*stage.Player
	rooms []string
}

func newBareSender(ctx context.Context, scene *play.Scene) (*bareSender, error) {
	const name = "bare-sender"
	if err := scene.Enter(ctx, name); err != nil {
		return nil, err
	}
	s := &bareSender{Player: scene.People[name]}
	for n := range reminded {
		room, err := s.CreateRoom(ctx, "bare", scene.ID(supervisor(n)))
		if err != nil {
			return nil, err
		}
		s.rooms = append(s.rooms, room)
	}
	return s, nil
}

// rate is how many messages a second it sends, each as long as a reminder, so many side
// by side, while a person is answered.
func (s *bareSender) rate(ctx context.Context, scene *play.Scene, room string, count, beside int) (rate float64, meanwhile times, err error) {
	began := time.Now()
	var took time.Duration
	meanwhile, err = answeredMeanwhile(ctx, scene, room, func() error {
		defer func() { took = time.Since(began) }()
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
	return float64(count) / took.Seconds(), meanwhile, err
}
