package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"asapbot/cmd/demo/play"
	"asapbot/cmd/demo/stage"
)

// screen prints what each person sees, room by room, as it comes.
type screen struct {
	out      io.Writer
	language string

	mu    sync.Mutex
	last  string
	polls map[string]*stage.Poll // by event ID, to name what is tapped
	short bool
	open  map[string]*shortened // what is being answered, by person and room
	shown map[string]bool       // by event ID
}

// shortened is a questionnaire of which only the first questions are shown.
type shortened struct{ asked int }

// What is shown of a long questionnaire, and of a message with more than so many lines.
const (
	shownQuestions = 2
	shownLines     = 30
	shownFirst     = 3
	shownLast      = 10
)

func newScreen(out io.Writer, language string) *screen {
	return &screen{out: out, language: language, polls: map[string]*stage.Poll{}, open: map[string]*shortened{}, shown: map[string]bool{}}
}

func (s *screen) progress(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = ""
	fmt.Fprintf(s.out, "\n··· %s\n", what)
}

// shorten leaves out what would be too much: most of the questions of a questionnaire,
// the middle of long messages, new versions of the card, and what somebody else in the
// same room has been shown to see.
func (s *screen) shorten() {
	s.progress("from here on questionnaires are shortened, and what several people see is shown once")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.short = true
}

// seen prints one message under the person and the room, which are named again
// where they change.
func (s *screen) seen(who string, m stage.Seen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.Poll != nil {
		s.polls[m.EventID] = m.Poll
	}
	if s.short && (s.shown[m.EventID] || m.Kind == stage.KindEdit || s.leftOut(who, m)) {
		return
	}
	s.shown[m.EventID] = true
	s.head(who, m)
	lines := strings.Split(s.body(m), "\n")
	if s.short && len(lines) > shownLines {
		left := fmt.Sprintf("… %d more lines …", len(lines)-shownFirst-shownLast)
		lines = slices.Concat(lines[:shownFirst], []string{left}, lines[len(lines)-shownLast:])
	}
	fmt.Fprintf(s.out, "%s: %s%s\n", local(m.Sender), mark(m), lines[0])
	for _, line := range lines[1:] {
		fmt.Fprintf(s.out, "    %s\n", line)
	}
	if m.Poll != nil {
		fmt.Fprintln(s.out, "    ( ) "+strings.Join(labels(m.Poll), "  ( ) "))
	}
}

// head names who sees it, and where.
func (s *screen) head(who string, m stage.Seen) {
	if head := who + " · " + m.RoomName; head != s.last {
		s.last = head
		fmt.Fprintf(s.out, "\n── %s ──\n", head)
	}
}

// leftOut reports whether a message is not shown, because a long questionnaire is being
// answered there; who answers it has seen its first questions.
func (s *screen) leftOut(who string, m stage.Seen) bool {
	key := who + m.Room
	q, open := s.open[key]
	switch {
	case play.Asks(m, s.language):
		if !open {
			q = new(shortened)
			s.open[key] = q
		}
		q.asked++
		return q.asked > shownQuestions
	case !open:
		return false
	case play.SumsUp(m, s.language):
		delete(s.open, key)
		if q.asked > shownQuestions {
			s.head(who, m)
			fmt.Fprintf(s.out, "    … %d questions answered\n", q.asked)
		}
		return false
	}
	own := strings.HasPrefix(m.Sender, "@"+who+":")
	return q.asked > shownQuestions && (own || m.Kind == stage.KindNotice)
}

// body is what a message says; a tap by the words of the choice.
func (s *screen) body(m stage.Seen) string {
	switch poll := s.polls[m.Replaces]; {
	case m.Kind == stage.KindVote && poll != nil:
		for _, c := range poll.Choices {
			if c.ID == m.Body {
				return c.Label
			}
		}
	case m.File != nil:
		size := fmt.Sprintf("%d kB", (m.File.Size+999)/1000)
		if m.File.Width > 0 {
			size = fmt.Sprintf("%d × %d, %s", m.File.Width, m.File.Height, size)
		}
		return fmt.Sprintf("%s, %s\n%s", m.Body, size, m.File.Caption)
	}
	return m.Body
}

func mark(m stage.Seen) string {
	if m.Kind == stage.KindText && local(m.Sender) != play.BotName {
		return ""
	}
	if m.File != nil && m.File.Width == 0 {
		return "📄 "
	}
	return map[string]string{
		stage.KindText: "🔔 ", stage.KindFile: "🖼 ", stage.KindEdit: "(edit) ", stage.KindVote: "taps ", stage.KindPoll: "? ",
	}[m.Kind]
}

// local is the first part of a Matrix ID.
func local(id string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(id, "@"), ":")
	return name
}

func labels(poll *stage.Poll) []string {
	var labels []string
	for _, c := range poll.Choices {
		labels = append(labels, c.Label)
	}
	return labels
}
