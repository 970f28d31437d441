package bot

import (
	"fmt"
	"runtime"
	"strings"

	"asapbot/bot/store"
	"asapbot/flows"
)

// fault is what goes wrong with the same input each time.
type fault struct{ cause error }

func (f *fault) Error() string { return f.cause.Error() }

// panicked says where the core panicked. What the panic says may hold words of
// people, and is not repeated.
type panicked struct{ at string }

func (p panicked) Error() string { return "panic at " + p.at }

// whence is where the panic began that is being recovered from.
func whence() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for begun := false; ; {
		f, more := frames.Next()
		if begun && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.Function, f.Line)
		}
		begun = begun || f.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}

func (c *commit) park(of flows.CaseCode, in flows.Input, why *fault) error {
	raw, err := flows.EncodeInput(in)
	if err != nil {
		return err
	}
	key := c.stamp()
	c.logs = append(c.logs, func() {
		c.b.log.Error("an input could not be handled and was put aside; please report this as a fault of asapbot",
			"parked", key, "error", why)
	})
	return c.tx.Put(store.Parked, key, store.Owner(of), raw)
}
