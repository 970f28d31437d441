//go:build ahead

// The bot of the demo and of the end-to-end tests, in which months must pass within
// minutes. What make build makes does not contain this.

package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// clock is the machine's time and as much more as the file "ahead" in the data folder
// says, such as 720h. Who plays changes the file while the bot runs.
func clock(data string) func() time.Time {
	file := filepath.Join(data, "ahead")
	return func() time.Time {
		written, err := os.ReadFile(file)
		if err != nil {
			return time.Now()
		}
		ahead, _ := time.ParseDuration(strings.TrimSpace(string(written)))
		return time.Now().Add(ahead)
	}
}
