package play

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// TestVerification: who works at a service can verify the bot, and finds at the desk
// the emojis that must be on their own screen. Nobody else can.
func TestVerification(t *testing.T) {
	a := open(t, "en", 90*time.Second)
	a.acts(a.addPeople)
	device := a.botDevice()
	for _, who := range []string{ManagerS, CoordinatorP} {
		var screen []string
		seen := a.tells(who, a.desk(), "desk.verifying", func() {
			var err error
			screen, err = a.People[who].Verify(a.ctx, a.ID(BotName), device)
			a.does(err)
		})
		if desk := emojis(seen.Body); len(screen) != 7 || !slices.Equal(desk, screen) {
			t.Errorf("%s sees %v on the screen and %v at the desk", who, screen, desk)
		}
		if !strings.Contains(seen.Body, a.People[who].DeviceID) {
			t.Errorf("the desk does not name the device %s: %q", a.People[who].DeviceID, seen.Body)
		}
		if trust, err := a.People[who].Trust(a.ctx, a.ID(BotName), device); err != nil || trust == "cross-signed-tofu" {
			t.Errorf("%s sees the bot as %q: %v", who, trust, err)
		}
	}
	a.refusesToVerify()
	for who, times := range map[string]int{CoordinatorP: 1, ManagerP: 1, CoordinatorS: 1, ManagerS: 1} {
		a.answers(who, a.desk(), a.word(command.People), "staff.list")
		if n := a.count(who, "desk.verifying"); n != times {
			t.Errorf("%s sees %d verifications at the desk", who, n)
		}
	}
}

// refusesToVerify: somebody from outside, and a device that its owner has not signed.
func (a acting) refusesToVerify() {
	const outsider = "outsider"
	a.does(a.Enter(a.ctx, outsider))
	a.does(a.LogIn(a.ctx, ManagerS, tablet, stage.WithoutCrossSigning()))
	for _, who := range []string{outsider, tablet} {
		emojis, err := a.People[who].Verify(a.ctx, a.ID(BotName), "")
		if err == nil || len(emojis) > 0 || !strings.Contains(err.Error(), "cancelled") {
			a.t.Errorf("%s verifies the bot: %v, %v", who, emojis, err)
		}
	}
}

// count is how many messages of one kind a person has seen.
func (a acting) count(who, id string) int {
	n := 0
	for _, m := range a.People[who].Seen("") {
		if m.Key != "" && a.worded(id, m.Body) {
			n++
		}
	}
	return n
}

// emojis are those of a message at the desk, each of which has its name with it.
func emojis(body string) []string {
	for line := range strings.Lines(body) {
		if named := strings.Split(strings.TrimSpace(line), " · "); len(named) == 7 {
			var emojis []string
			for _, n := range named {
				emoji, _, _ := strings.Cut(n, " ")
				emojis = append(emojis, strings.TrimSuffix(emoji, "\uFE0F"))
			}
			return emojis
		}
	}
	return nil
}

var loggedDevice = regexp.MustCompile(`asapbot is running.* device=(\S+)`)

// botDevice is the device of the bot's last start.
func (a acting) botDevice() string {
	a.t.Helper()
	for {
		for _, line := range slices.Backward(a.log.lines()) {
			if found := loggedDevice.FindStringSubmatch(line); found != nil {
				return found[1]
			}
		}
		select {
		case <-a.ctx.Done():
			a.t.Fatal("the bot does not log its device")
		case <-time.After(20 * time.Millisecond):
		}
	}
}
