package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/config"
	"asapbot/flows"
	"asapbot/flows/alert"
)

// The hours that the configuration takes are hours that the core reads.
func TestHoursOfTheConfigurationAreRead(t *testing.T) {
	for written, spans := range map[string]int{
		"Mon-Fri 8:00-18:00": 1, "Mon-Fri 8:00-18:00, Sat 9:00-12:00": 2, "Sat-Mon 22:00-6:00": 1, "Sun 0:00-24:00": 1,
		"Mon-Fri 9:00-13:00, Mon-Thu 14:00-18:00, Sat 9:00-12:00": 3,
	} {
		in := configured(config.Config{Services: []config.Service{{Hours: written}}})
		if got := in.Services[0].Hours; len(got) != spans {
			t.Errorf("%q is read as %v", written, got)
		}
	}
}

// The times of digests that the configuration takes are times that the core reads.
func TestDigestsOfTheConfigurationAreRead(t *testing.T) {
	for _, written := range []string{"0 8 * * MON", "30 7 * * 1-5", "@weekly", "0 8 29 2 *", ""} {
		in := configured(config.Config{Services: []config.Service{{ID: "casa", Kind: "support", Zone: "Europe/Rome", Digest: written}}})
		n, effects := flows.StepNetwork(flows.Network{}, in, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
		due := n.Digests["casa"].Due
		set := slices.Contains(effects, flows.Effect(flows.SetTimer{Name: "digest/casa", At: due}))
		if set == (written == "") || set == due.IsZero() {
			t.Errorf("%q is due %s", written, due)
		}
	}
}

// The kinds of alerts that the configuration takes are those that there are, and what
// it says of them counts.
func TestAlertsOfTheConfiguration(t *testing.T) {
	for i, kind := range alert.Kinds() {
		if len(config.AlertKinds) != len(alert.Kinds()) || config.AlertKinds[i] != string(kind) {
			t.Fatalf("the configuration has %v", config.AlertKinds)
		}
	}
	in := configured(config.Config{Alerts: config.Alerts{Working: time.Minute, Outside: time.Hour, Kinds: map[string]time.Duration{"weapon": 5 * time.Minute}}})
	want := flows.AlertClocks{Working: time.Minute, Outside: time.Hour, Kinds: map[alert.Kind]time.Duration{alert.Weapon: 5 * time.Minute}}
	if got := in.Settings.Alerts; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// What people are offered is what the configuration allows.
func TestWaysOfTheConfiguration(t *testing.T) {
	for want, c := range map[string]config.Config{
		"":          {},
		"ntfy":      {Notices: config.Notices{Schemes: []string{"ntfy"}}},
		"mail ntfy": {Mail: config.Mail{Host: "mail.example.org"}, Notices: config.Notices{Schemes: []string{"ntfy"}}},
	} {
		if got := strings.Join(outside(c).Kinds(), " "); got != want {
			t.Errorf("people are offered %q, not %q", got, want)
		}
	}
}
