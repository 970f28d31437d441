package bot

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"asapbot/bot/store"
	"asapbot/flows"
)

// firstCase is what the people do in the transcript of the first case.
const firstCase = "../flows/testdata/en/first-case.txt"

// pace is the time between two things that people do: long enough for a bot that
// crashes to be back. They act on the full minute, so that the times that the bot
// names do not depend on how long it took.
const pace = time.Minute

// phaseOne is what comes before a first case: the two services begin a partnership, have
// met, and agree on their rules. The transcripts take that for done.
var phaseOne = []string{
	"coordinator-s desk: partner",
	"coordinator-p desk: partner {code}",
	"coordinator-p partner: !held 9",
	"coordinator-s partner: !rules we call each other the same day",
	"coordinator-p partner taps: Yes",
	"coordinator-s partner taps: Yes",
}

// script reads a transcript's lines, without what the rooms saw, and begins with Phase 1.
func script(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := slices.Clone(phaseOne)
	for scan := bufio.NewScanner(file); scan.Scan(); {
		line := strings.TrimSpace(scan.Text())
		if strings.HasPrefix(line, "> ") {
			lines = append(lines, strings.TrimPrefix(line, "> "))
		}
	}
	return lines, nil
}

// play has the people act, each at their time.
func (s *stage) play(lines []string) error {
	for _, line := range lines {
		s.untilMinute()
		if err := s.act(line); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
	}
	s.untilMinute()
	return nil
}

func (s *stage) untilMinute() {
	now := time.Now()
	time.Sleep(now.Truncate(pace).Add(pace).Sub(now))
}

// act has a person do what a line says: WHO ROOM [taps [QUESTION]]: TEXT.
func (s *stage) act(line string) error {
	if rest, ok := strings.CutPrefix(line, "tick "); ok {
		d, err := time.ParseDuration(rest)
		time.Sleep(d)
		return err
	}
	head, text, _ := strings.Cut(line, ": ")
	verb := strings.Fields(head)
	who, room := person(verb[0]), s.roomOf(verb[0], verb[1])
	if room == "" {
		return fmt.Errorf("the room is not open")
	}
	switch {
	case len(verb) == 2:
		s.server.say(who, room, strings.ReplaceAll(text, "{code}", s.pairingCode()))
		return nil
	case verb[2] == "taps":
		return s.tap(who, room, strings.Join(verb[3:], " "), text)
	}
	return fmt.Errorf("nobody here can do that")
}

// roomOf is the room that a line names, as that person knows it.
func (s *stage) roomOf(who, kind string) string {
	service := flows.ServiceID("support")
	if strings.HasSuffix(who, "-p") {
		service = "programme"
	}
	switch kind {
	case "direct":
		return s.room(flows.Direct(flows.Person(person(who))))
	case "desk":
		return s.desk(service)
	case "partner":
		for code := range s.network().Partnerships {
			return s.room(flows.Between(code))
		}
		return ""
	case "own":
		return s.room(flows.Private(s.theCase(), service))
	}
	return s.room(flows.Shared(s.theCase()))
}

func (s *stage) network() (n flows.Network) {
	err := s.store.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Network, networkKey)
		if err != nil || raw == nil {
			return err
		}
		return json.Unmarshal(raw, &n)
	})
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// theCase is the code of the only case.
func (s *stage) theCase() flows.CaseCode {
	for code := range s.network().Cases {
		return code
	}
	return ""
}

var digits = regexp.MustCompile(`\d{4} \d{4}`)

// pairingCode is the newest that stands at a desk.
func (s *stage) pairingCode() string {
	code := ""
	for _, service := range []flows.ServiceID{"programme", "support"} {
		for _, e := range s.server.said(s.desk(service)) {
			if found := digits.FindString(e.content.Markdown); found != "" {
				code = found
			}
		}
	}
	return code
}

// tap votes in the newest question of the room, or in the newest whose key has the
// given part, as in a transcript.
func (s *stage) tap(who, room, name, label string) error {
	said := s.server.said(room)
	for _, e := range slices.Backward(said) {
		if e.content.Poll == nil || !strings.Contains("/"+string(s.question(e.ID).Key)+"/", "/"+name) {
			continue
		}
		s.server.vote(who, room, e.ID, e.choice(label))
		return nil
	}
	return fmt.Errorf("there is no such question")
}

// question is the one of ours that stands in an event.
func (s *stage) question(event string) (q question) {
	err := s.store.View(func(tx store.Tx) error {
		raw, err := tx.Get(store.Sent, askedKey(event))
		if err != nil || raw == nil {
			return err
		}
		return json.Unmarshal(raw, &q)
	})
	if err != nil {
		s.Fatal(err)
	}
	return q
}

// What depends on when exactly something was handled, or on which of two rooms
// came first, is left out of a comparison: seconds, the numbers in keys, and names
// that are made of such keys.
var (
	seconds = regexp.MustCompile(`(\d{4}-\d\d-\d\dT\d\d:\d\d):\d\d(\.\d+)?Z`)
	keyName = regexp.MustCompile(`([/"])[cn]\d+"`)
	opaque  = regexp.MustCompile(`[A-Za-z0-9_-]{22}`)
	nanos   = regexp.MustCompile(`[0-9a-f]{16}`)
	after   = regexp.MustCompile(`"after":\d+`) // how long an answer took
	order   = regexp.MustCompile(`handled/[0-9a-f]+ = [0-9a-f]+`)
)

// dump is everything that the store holds, in a form that can be compared.
func (s *stage) dump() []string {
	var all []string
	err := s.store.View(func(tx store.Tx) error {
		for _, b := range []store.Bucket{
			store.Meta, store.Inbox, store.Parked, store.Network, store.Cases, store.Records,
			store.Rooms, store.Sent, store.Timers, store.Outbox, store.Journal,
		} {
			err := tx.Scan(b, "", "", func(key string, open func() ([]byte, error)) error {
				value, err := open()
				entry := opaque.ReplaceAllString(nanos.ReplaceAllString(key, "time"), "name") + " = " + string(value)
				for _, what := range []struct {
					r *regexp.Regexp
					s string
				}{{seconds, "$1"}, {keyName, `${1}key"`}, {opaque, "name"}, {nanos, "time"}, {order, "handled"}, {after, "after"}} {
					entry = what.r.ReplaceAllString(entry, what.s)
				}
				all = append(all, string(b)+"/"+entry)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	slices.Sort(all)
	return all
}
