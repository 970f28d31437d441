package rehearse

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"

	"asapbot/flows"
)

// Play reads a script, in the format of the transcripts (see
// flows/testdata/README.md), and writes it down again with what each room would
// see after each of its lines. What rooms saw in an earlier rehearsal (lines that
// begin with "<" or a space) is left out, so that a transcript is its own script.
//
// language is the language of both services, unless the script says otherwise.
func Play(script io.Reader, out io.Writer, language string) error {
	buffered := bufio.NewWriter(out)
	p := newPlayer(language, func(line string) { fmt.Fprintln(buffered, line) })
	lines := bufio.NewScanner(script)
	lines.Buffer(nil, 1<<20)
	empty := false // an empty line may belong to what a room saw
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimRight(lines.Text(), " \t\r")
		if seen := strings.HasPrefix(line, "<") || strings.HasPrefix(line, " "); seen || line == "" {
			empty = !seen
			continue
		}
		if empty {
			fmt.Fprintln(buffered)
			empty = false
		}
		fmt.Fprintln(buffered, line)
		err := p.line(line)
		if flushed := buffered.Flush(); flushed != nil {
			return flushed
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return lines.Err()
}

// player reads a script's lines.
type player struct {
	w      *world
	config flows.Configured
	begun  bool
	alone  bool // the services have no partnership yet
	refs   map[string]flows.Ref
	last   func() error // the last thing that somebody did, for `again`
}

func newPlayer(language string, out func(string)) *player {
	forgetOwn()
	return &player{
		w: newWorld(out), config: services([2]string{language, language}), refs: map[string]flows.Ref{},
	}
}

// line plays one line of a script.
func (p *player) line(line string) error {
	if strings.HasPrefix(line, "#") {
		return nil
	}
	line = strings.TrimSpace(strings.TrimPrefix(line, ">"))
	if line == "" {
		return nil
	}
	if tags := strings.Fields(line); tags[0] == "language" && len(tags) > 1 && !p.begun {
		p.config = services([2]string{tags[1], tags[len(tags)-1]})
		return nil
	}
	if line == "without partnership" && !p.begun {
		p.alone = true
		return nil
	}
	if !p.begun {
		p.begun = true
		p.w.quiet = line == "quietly" || strings.HasPrefix(line, "opening")
		if err := p.configured(); err != nil {
			return err
		}
	}
	p.w.inputs++
	if err := p.action(line); err != nil {
		return err
	}
	return p.w.deliver()
}

// configured starts the bot with the configuration as it is. The services have partnerships
// with each other, unless the script begins without them: most are about what follows.
func (p *player) configured() error {
	if err := p.w.take("", p.config); err != nil || p.alone {
		return err
	}
	return p.w.ally(p.config.Services)
}

// action plays one line: the weather, or what a person does.
func (p *player) action(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "tick":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return fmt.Errorf("tick how long? for example: tick 15m")
		}
		return p.w.until(p.w.now.Add(d))
	case "at":
		at, err := time.ParseInLocation("2006-01-02 15:04", rest, rome)
		if err != nil {
			return fmt.Errorf("at when? for example: at 2026-11-24 09:00")
		}
		return p.w.until(at)
	case "off":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return fmt.Errorf("off for how long? for example: off 80h")
		}
		p.w.now = p.w.now.Add(d)
		return p.w.until(p.w.now)
	case "hold", "release":
		return p.hold(rest, verb == "hold")
	case "quietly", "aloud":
		p.w.quiet = verb == "quietly"
		return nil
	case "opening":
		return p.opening(rest)
	case "configure":
		return p.configure(rest)
	case "again":
		if p.last == nil {
			return fmt.Errorf("nobody has done anything yet")
		}
		return p.last()
	case "outside":
		return p.outside(strings.Fields(rest))
	case "homeserver":
		return p.refuse(strings.Fields(rest))
	}
	return p.act(line)
}

// hold keeps questions, or the invited, on their way; release lets them arrive.
func (p *player) hold(what string, held bool) error {
	switch what {
	case "", "questions":
		p.w.held = held
	case "invitations":
		p.w.away = held
	default:
		return fmt.Errorf("%q cannot be held: questions or invitations", what)
	}
	return nil
}

// outside lets a kind of ways fail by which people are told outside of Matrix, or
// work again.
func (p *player) outside(words []string) error {
	if len(words) != 2 || words[1] != "fails" && words[1] != "works" {
		return fmt.Errorf("outside what? for example: outside mail fails")
	}
	p.w.broken[words[0]] = words[1] == "fails"
	return nil
}

// beginning is how most transcripts begin: two case managers, one case; and both
// agreements. English commands and the choices' IDs are understood in every
// language.
var (
	beginning = []string{
		"coordinator-p desk: add @manager-p:example.org",
		"coordinator-s desk: add @manager-s:example.org",
		"manager-s desk: pair",
		"manager-p desk: pair {code}",
	}
	agreements = []string{
		"manager-p own taps: today", "manager-p own taps basis: public_task",
		"manager-s own taps: today", "manager-s own taps basis: consent",
	}
)

// opening plays the beginning without a word.
func (p *player) opening(rest string) error {
	lines := append(beginning[:len(beginning):len(beginning)], agreements...)
	switch rest {
	case "":
	case "without agreement":
		lines = beginning
	default:
		return fmt.Errorf("opening, or opening without agreement")
	}
	p.w.quiet = true
	defer func() { p.w.quiet = false }()
	if err := p.w.deliver(); err != nil {
		return err
	}
	for _, line := range lines {
		p.w.inputs++
		if err := p.act(line); err != nil {
			return err
		}
		if err := p.w.deliver(); err != nil {
			return err
		}
	}
	return nil
}

// filled puts codes, a very long text and line breaks into a line.
func (p *player) filled(text string) string {
	long := strings.Repeat("word ", flows.MaxText/5+1)
	return strings.NewReplacer(
		"{code}", p.w.lastCode(), "{case}", string(p.w.current), "{long}", long, "{line}", "\n",
	).Replace(text)
}
