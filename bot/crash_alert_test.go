package bot

import (
	"slices"
	"testing"
)

// An alert that nobody answers at first: raised, told rung by rung, repeated, answered,
// followed up and closed.
var alertLines = []string{
	"manager-p case: !alert weapon he showed a knife yesterday",
	"tick 15m", // the coordinator is told
	"manager-p own: alert stalking he waits at her work",
	"tick 20m", // everybody once more; the raiser hears that nobody answers
	"manager-s own: !on it 1",
	"coordinator-s direct taps answer: I am on it",
	"manager-p case: !contact spoke with each other",
	"manager-s case: !contact",
	"manager-s case: !alert close 1 she is safe",
}

// openedCase is how the first case begins, until both services have agreed.
func openedCase(t *testing.T) []string {
	t.Helper()
	lines, err := script(firstCase)
	until := slices.IndexFunc(lines, func(line string) bool { return line == "manager-p own: checklist" })
	if err != nil || until < 0 {
		t.Fatal("no opening: ", err)
	}
	return lines[:until]
}

// TestCrashMatrixOfAlerts: however the bot and the homeserver end while an alert is
// raised, told on and answered, everybody reads everything once, and the next rung is
// told in its time.
func TestCrashMatrixOfAlerts(t *testing.T) {
	opened := slices.Concat(openedCase(t), alertLines)
	crashMatrix(t, func(t *testing.T, in injection) outcomeOf {
		o := playedWith(t, opened, in)
		for _, rooms := range o.seen {
			for _, seen := range rooms {
				slices.Sort(seen) // what is urgent may have passed what had to wait
			}
		}
		return o
	})
}
