package bot

import (
	"encoding/json"
	"errors"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// A clock that is set back would have everything wait that waits for a time of day. For
// deadlines that is right: the clock was wrong before. For an alert it is not: whoever is
// told next would be told an hour late. So each commit looks whether the time by which the
// core goes has passed as the machine counts it, which no setting of a clock changes, and
// where it has not, the open alerts are moved by the difference. A clock that was set
// ahead is left alone: that cannot be told from a machine that slept, after which an alert
// must go on at once; at worst somebody is told too early.

// moment is when something was: on the clock, and as the machine counts.
type moment struct{ clock, counted time.Time }

func (m *moment) at(now time.Time) { *m = moment{now.Round(0), time.Now()} }

// setBack is by how much the clock was set back since then.
func (m moment) setBack(now time.Time) time.Duration {
	if m.counted.IsZero() {
		return 0
	}
	return time.Since(m.counted) - now.Round(0).Sub(m.clock)
}

// leastSetBack is what a clock may be corrected by without a word: no alert waits for
// so short a time.
const leastSetBack = 30 * time.Second

// noticeClock tells the open alerts of a clock that was set back, and the operator.
func (c *commit) noticeClock() error {
	by := c.b.committed.setBack(c.now)
	if by < leastSetBack {
		return nil
	}
	c.logs = append(c.logs, func() {
		c.b.log.Warn("the machine's clock was set back; open alerts wait no longer because of it, deadlines go by the clock as it is now", "by", by.Round(time.Second))
	})
	return c.clockSetBack(by)
}

// clockSetBack tells every case in which an alert waits.
func (c *commit) clockSetBack(by time.Duration) error {
	var waiting []flows.CaseCode
	err := c.tx.Scan(store.Timers, byTime, "", func(_ string, open func() ([]byte, error)) error {
		raw, err := open()
		if errors.Is(err, store.ErrErased) {
			return nil
		}
		var t timer
		if err == nil {
			err = json.Unmarshal(raw, &t)
		}
		if t.Name == flows.AlertTimer {
			waiting = append(waiting, t.Of)
		}
		return err
	})
	for _, of := range waiting {
		err = errors.Join(err, c.step(of, flows.ClockSetBack{By: by}))
	}
	return err
}
