package play

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/instrument"
)

// TestFirstCase plays the whole first case on real parts, in Italian the later meetings
// as well, and then looks at what is left of it where it must not be known. The demo,
// which is played before every change as well, does all of it in English.
func TestFirstCase(t *testing.T) {
	atMost := map[string]time.Duration{"en": 2 * time.Minute, "it": 8 * time.Minute}
	for _, language := range []string{"en", "it"} {
		t.Run(language, func(t *testing.T) {
			began := time.Now()
			a := open(t, language, atMost[language])
			a.acts(a.FirstCase)
			proof := func() []string { return a.Proof() }
			if language == "it" {
				a.acts(a.Meetings)
				proof = func() []string { return a.ProofOfMeetings(a.ctx) }
			}
			t.Logf("played in %v, %d messages seen", time.Since(began).Round(time.Millisecond), a.seen())
			if language == "en" {
				undisturbed = a.story()
			}
			for _, part := range []struct {
				name  string
				holds func(acting)
			}{
				{"everybody has seen everything that is theirs", func(a acting) { a.proves(proof()) }},
				{"the joint view has every answer", acting.comparesAnswers},
				{"the homeserver knows nothing", acting.hidesFromHomeserver},
				{"nobody outside is heard", acting.hearsNobodyOutside},
				{"the logs know nothing", acting.hidesFromLogs},
				{"the disk knows nothing", acting.hidesFromDisk},
			} {
				t.Run(part.name, func(t *testing.T) { part.holds(a.in(t)) })
			}
		})
	}
}

// seen is how many messages all people together have seen.
func (a acting) seen() int {
	n := 0
	for _, name := range Names {
		n += len(a.People[name].Seen(""))
	}
	return n
}

func (a acting) proves(wrong []string) {
	for _, w := range wrong {
		a.t.Error(w)
	}
}

// supportAnswered is what victim support answers in the script, where it is not "no"
// as all that the programme answers.
var supportAnswered = map[int]string{
	1: "current", 2: "earlier", 5: "unknown", 7: "current", 11: "current", 13: "current", 14: "earlier",
	15: "current", 16: "current", 21: "unknown", 24: "current", 26: "current", 30: "current",
}

// comparesAnswers looks whether the joint view shows all that was answered, and
// nothing else. The score is counted by hand: current counts 2, earlier 1.
func (a acting) comparesAnswers() {
	def, _ := instrument.Latest("checklist")
	choice := map[string]string{}
	for _, c := range def.Choices["presence"] {
		choice[c.Name] = c.Label.In(a.Language)
	}
	var items []string
	for _, number := range slices.Sorted(maps.Keys(supportAnswered)) {
		q, _ := def.ByNumber(number)
		items = append(items, fmt.Sprintf("%d %s\n%s · %s", number, q.Short.In(a.Language), choice["no"], choice[supportAnswered[number]]))
	}
	for _, manager := range []string{ManagerP, ManagerS} {
		seen, err := a.wait(a.ctx, manager, a.shared(), func(m stage.Seen) bool { return a.worded("joint.differ", m.Body) })
		a.does(err)
		view := unindented(seen.Body)
		_, list, _ := strings.Cut(view, a.known("joint.items"))
		list, _, _ = strings.Cut(list, a.known("joint.flags"))
		_, list, _ = strings.Cut(list, "\n\n")
		if list = strings.TrimSpace(list); list != strings.Join(items, "\n") {
			a.t.Errorf("%s sees\n%s\ninstead of\n%s", manager, list, strings.Join(items, "\n"))
		}
		words := inOwnWords[a.Language]
		scored := func(level string, points, most int) string {
			return fmt.Sprintf(`%s.*\b%d\b.*\b%d\b`, a.label(level), points, most)
		}
		for _, line := range []string{
			scored("level.low", 0, 68), scored("level.low", 0, 12), scored("level.extreme", 20, 68), scored("level.medium", 2, 12),
			regexp.QuoteMeta(words.reason), regexp.QuoteMeta(words.childReason),
		} {
			if !regexp.MustCompile(line).MatchString(view) {
				a.t.Errorf("%s does not see %q in the joint view:\n%s", manager, line, seen.Body)
			}
		}
	}
}

// unindented is a text without the signs that make a list of it.
func unindented(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(strings.TrimLeft(line, " •"), "\n"))
	}
	return strings.Join(lines, "\n")
}
