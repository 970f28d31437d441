package command

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAhead(t *testing.T) {
	const day = 24 * time.Hour
	for said, want := range map[string][]time.Duration{
		"7d 1d 1h":                            {7 * day, day, time.Hour},
		"1h, 1d":                              {day, time.Hour},
		"2 days and 3 hours before":           {2 * day, 3 * time.Hour},
		"a week, an hour":                     {7 * day, time.Hour},
		"two days":                            {2 * day},
		"90m":                                 {90 * time.Minute},
		"1w 1w":                               {7 * day},
		"2g 3h":                               {2 * day, 3 * time.Hour},
		"2 giorni e 3 ore prima":              {2 * day, 3 * time.Hour},
		"un giorno prima, un'ora prima":       {day, time.Hour},
		"una settimana":                       {7 * day},
		"30 minuti":                           {30 * time.Minute},
		"":                                    nil,
		"2":                                   nil,
		"d":                                   nil,
		"2 of them":                           nil,
		"tomorrow":                            nil,
		"61d":                                 nil,
		"1m":                                  nil,
		"99999d":                              nil,
		"1d 2d 3d 4d 5d 6d":                   nil,
		"-1d":                                 nil,
		"1.5h":                                nil,
		"1d " + strings.Repeat("before ", 40): nil,
	} {
		got, ok := Ahead(said, "en")
		if ok != (want != nil) || ok && !slices.Equal(got.Times, want) {
			t.Errorf("%q: %v, %v", said, got, ok)
		}
	}
}
