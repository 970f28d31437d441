package bot

import (
	"context"
	"time"
)

// backoff is how long to wait before something is tried again.
func backoff(tries int) time.Duration {
	return min(time.Duration(1<<min(tries, 6))*250*time.Millisecond, 15*time.Second)
}

func sleep(ctx context.Context, d time.Duration) {
	late := time.NewTimer(d)
	defer late.Stop()
	select {
	case <-ctx.Done():
	case <-late.C:
	}
}

// seldom says when to log a trouble that lasts: when it begins, and then less and
// less often. It begins anew when there was none for a while.
type seldom struct {
	last, again time.Time
	pause       time.Duration
}

func (s *seldom) due(now time.Time) bool {
	if now.Sub(s.last) > 5*time.Minute {
		*s = seldom{}
	}
	s.last = now
	if now.Before(s.again) {
		return false
	}
	s.pause = min(max(2*s.pause, 15*time.Second), 15*time.Minute)
	s.again = now.Add(s.pause)
	return true
}

// rare does the same for what is tried again and again: it is true for the first
// time, the second, the fourth, the eighth.
func rare(tries int) bool { return tries&(tries-1) == 0 }
