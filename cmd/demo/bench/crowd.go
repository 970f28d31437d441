package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"asapbot/cmd/demo/play"
	"asapbot/cmd/demo/stage"
)

// crowd are those who are reminded, as a homeserver sees them: it is looked at without
// any encryption.
type crowd struct {
	of        string // whose messages are counted
	observers []*stage.Observer
}

func newCrowd(scene *play.Scene, of string) (*crowd, error) {
	c := &crowd{of: scene.ID(of)}
	for n := range reminded {
		o, err := stage.NewObserver(scene.Homeserver, supervisor(n), play.Password)
		if err != nil {
			return nil, err
		}
		c.observers = append(c.observers, o)
	}
	return c, nil
}

// settles returns once nothing new has come for a while.
func (c *crowd) settles(ctx context.Context) error {
	const quiet = 10 * time.Second
	var last string
	for since := time.Now(); time.Since(since) < quiet; {
		var newest []string
		for _, o := range c.observers {
			ids, err := o.Newest()
			if err != nil {
				return err
			}
			newest = append(newest, ids...)
		}
		if now := strings.Join(newest, " "); now != last {
			last, since = now, time.Now()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return nil
}

// since counts the messages that have come since a moment, and says how long it was from
// the first to the last, and when that came.
func (c *crowd) since(ctx context.Context, began time.Time) (count int, took time.Duration, end time.Time, err error) {
	var first, last int64
	for _, o := range c.observers {
		all, err := o.Everything(ctx, nil)
		if err != nil {
			return 0, 0, time.Time{}, err
		}
		for _, held := range all {
			var e struct {
				Sender, Type string
				At           int64 `json:"origin_server_ts"`
			}
			if err := json.Unmarshal(held.Raw, &e); err != nil {
				return 0, 0, time.Time{}, err
			}
			if held.State || e.Sender != c.of || e.Type != "m.room.encrypted" || e.At < began.UnixMilli() {
				continue
			}
			count++
			if first == 0 || e.At < first {
				first = e.At
			}
			last = max(last, e.At)
		}
	}
	return count, time.Duration(max(1, last-first)) * time.Millisecond, time.UnixMilli(last), nil
}
