//go:build !ahead

package main

import "time"

// clock is the time that the bot goes by: the machine's.
func clock(string) func() time.Time { return time.Now }
