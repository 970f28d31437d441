package play

import (
	"testing"
	"time"
)

func TestFirstCase(t *testing.T) {
	for _, language := range []string{"en", "it"} {
		t.Run(language, func(t *testing.T) {
			a := open(t, language, time.Minute)
			began := time.Now()
			a.acts(a.FirstCase)
			t.Log("played in", time.Since(began))
			for _, wrong := range a.Proof() {
				t.Error(wrong)
			}
			for _, l := range a.log.lines() {
				t.Log(l)
			}
		})
	}
}
