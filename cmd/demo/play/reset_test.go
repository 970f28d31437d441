package play

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// TestEncryptionReset: who resets their encryption is neither heard nor written to. The
// desk is told; the coordinator accepts it after a telephone call, and all is as before.
func TestEncryptionReset(t *testing.T) {
	for _, language := range []string{"en", "it"} {
		t.Run(language, func(t *testing.T) {
			a := open(t, language, 2*time.Minute)
			a.acts(a.addPeople)
			accept := a.word(command.Accept) + " " + a.ID(ManagerS)
			a.answers(CoordinatorS, a.desk(), accept, "identity.nothing_new")
			seen := a.tells(CoordinatorS, a.desk(), "identity.reset", func() {
				a.does(a.People[ManagerS].ResetEncryption(a.ctx, Password))
			})
			if !strings.Contains(seen.Body, accept) || seen.Kind != stage.KindText {
				t.Errorf("the coordinator reads %s %q", seen.Kind, seen.Body)
			}
			a.tells(CoordinatorS, a.desk(), "unreadable.reset", func() { a.says(ManagerS, a.desk(), a.word(command.People)) })
			a.answers(CoordinatorS, a.desk(), a.word(command.People), "staff.list")
			a.notRead(ManagerS, "staff.list", "unreadable.reset", "identity.reset")

			a.answers(CoordinatorS, a.desk(), accept, "identity.accepted")
			a.does(a.sees(a.ctx, ManagerS, a.desk(), "identity.accepted"))
			a.answers(ManagerS, a.desk(), a.word(command.People), "staff.list")
			if n := a.count(CoordinatorS, "identity.reset"); n != 1 {
				t.Errorf("the desk is told %d times", n)
			}
		})
	}
}

// notRead: a person cannot read what the bot says.
func (a acting) notRead(who string, ids ...string) {
	a.t.Helper()
	for _, id := range ids {
		if n := a.count(who, id); n != 0 {
			a.t.Errorf("%s reads %s", who, id)
		}
	}
}

// TestOperatorAccepts: the only coordinator of a service resets their encryption.
// Whoever runs the bot accepts it while the bot is stopped.
func TestOperatorAccepts(t *testing.T) {
	a := open(t, "en", 2*time.Minute)
	a.acts(a.addPeople)
	a.tells(ManagerS, a.desk(), "identity.reset_alone", func() {
		a.does(a.People[CoordinatorS].ResetEncryption(a.ctx, Password))
	})
	accept := func(who string) (string, error) {
		said, err := exec.CommandContext(a.ctx, program, "accept", "--config", filepath.Join(a.Dir, "config.yaml"), who).CombinedOutput()
		return string(said), err
	}
	if said, err := accept(a.ID(CoordinatorS)); err == nil || !strings.Contains(said, "another asapbot is running") {
		t.Errorf("while the bot runs: %v %s", err, said)
	}
	if status := a.Bot.Stop(); status != 0 {
		t.Errorf("the bot ends with %d", status)
	}
	if said, err := accept("@stranger:localhost"); err == nil || !strings.Contains(said, "nobody who works here") {
		t.Errorf("a stranger: %v %s", err, said)
	}
	if said, err := accept(a.ID(CoordinatorS)); err != nil || !strings.Contains(said, "is accepted") {
		t.Fatalf("%v %s", err, said)
	}
	a.tells(CoordinatorS, a.desk(), "identity.accepted_by_operator", func() { a.does(a.Bot.Start()) })
	a.answers(CoordinatorS, a.desk(), a.word(command.People), "staff.list")
}
