package bot

import (
	"errors"
	"log/slog"
	"time"

	"asapbot/bot/matrix"
)

// outage is a time in which nothing can be received: the homeserver does not answer,
// or what it says cannot be stored.
type outage struct {
	failed     int
	disk       bool // what failed last was the disk
	down, full seldom
}

// with takes one more failure, logs it where that is due, and says how long to wait.
func (o *outage) with(err error, log *slog.Logger) time.Duration {
	o.failed++
	o.disk = errors.Is(err, matrix.ErrStore)
	switch {
	case o.disk && o.full.due(time.Now()):
		log.Error("crypto.db cannot be written, so nothing is received; make room on the disk, and it goes on by itself", "error", err)
	case !o.disk && o.down.due(time.Now()):
		log.Warn("the homeserver does not answer; trying again", "error", err)
	}
	return min(backoff(o.failed), 10*time.Second)
}

// over ends it.
func (o *outage) over(log *slog.Logger) {
	switch {
	case o.failed == 0:
	case o.disk:
		log.Info("crypto.db can be written again")
	default:
		log.Info("the homeserver answers again")
	}
	o.failed = 0
}
