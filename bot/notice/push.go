package notice

import (
	"context"
	"fmt"
	"time"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"
)

// push sends a text to what an address stands for. What the library says of an error
// is dropped with the address that it holds, but for its kind.
func push(ctx context.Context, address, text string) error {
	service, err := new(router.ServiceRouter).Locate(address)
	if err != nil {
		return &Failure{BadAddress}
	}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- &Failure{BadAddress}
			}
		}()
		done <- service.Send(text, &types.Params{})
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done(): // most services have a limit of their own, and end by that
		return fmt.Errorf("given up: %w", ctx.Err())
	}
}

// until is how long is left; never nothing, which would be no limit.
func until(deadline time.Time) time.Duration { return max(time.Until(deadline), time.Millisecond) }
