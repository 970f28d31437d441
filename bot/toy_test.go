package bot

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"asapbot/flows"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// The toy core does what people tell it, in plain words, so that the shell can be
// tried by itself. It opens the desks as the true one does.

// toyNetwork is the toy as a Network.
func toyNetwork(n flows.Network, in flows.Input, now time.Time) (flows.Network, []flows.Effect) {
	switch in.(type) {
	case flows.Configured, flows.Joined:
		return flows.StepNetwork(n, in, now)
	}
	t := toy{said: &n.Said, prefix: "n", now: now}
	t.take(in)
	return n, t.effects
}

// toyCase is the toy as a case, which begins with the first thing said to it.
func toyCase(c flows.Case, in flows.Input, now time.Time) (flows.Case, []flows.Effect) {
	switch in := in.(type) {
	case flows.Said:
		c.Code = in.In.Case
	case flows.Paired:
		c.Code = in.Code
	}
	t := toy{said: &c.Said, prefix: "c", now: now}
	t.take(in)
	return c, t.effects
}

type toy struct {
	said    *int
	prefix  string
	now     time.Time
	effects []flows.Effect
}

func (t *toy) do(e flows.Effect) { t.effects = append(t.effects, e) }

func (t *toy) key() flows.Key {
	*t.said++
	return flows.Key(t.prefix + strconv.Itoa(*t.said))
}

func (t *toy) say(to flows.Place, text string) {
	t.do(flows.Say{Key: t.key(), To: to, Text: plainly(text)})
}

func plainly(text string) []message.Message {
	return []message.Message{message.New("plain", message.Args{"Text": message.Text(text)})}
}

var programmeDesk = flows.Desk("programme")

func (t *toy) take(in flows.Input) {
	switch in := in.(type) {
	case flows.Said:
		verb, rest, _ := strings.Cut(in.Text, " ")
		t.obey(in, verb, rest)
	case flows.TimerFired:
		t.say(programmeDesk, "fired "+in.Name)
		if by, ok := strings.CutPrefix(in.Name, "cancels-"); ok {
			t.do(flows.CancelTimer{Name: by})
		}
		if by, ok := strings.CutPrefix(in.Name, "delays-"); ok {
			t.do(flows.SetTimer{Name: by, At: t.now.Add(time.Hour)})
		}
	case flows.Tapped:
		t.say(in.In, "tapped "+in.Choice+" of "+string(in.Poll))
	case flows.Delivered:
		t.say(in.In, "delivered "+string(in.Key))
	case flows.Unreadable:
		t.say(in.In, "unreadable "+string(in.Why)+" "+in.Device)
	case flows.Undelivered:
		t.say(programmeDesk, strings.TrimSpace("undelivered "+string(in.Key)+" "+string(in.Person)))
	case flows.Verifying:
		t.say(in.In, "compare "+strings.Join(in.Emojis, " "))
	case flows.Invited:
		t.do(flows.Decline{Room: in.Room})
	}
}

func (t *toy) obey(in flows.Said, verb, rest string) {
	switch verb {
	case "say":
		t.say(in.In, rest)
	case "ring":
		t.do(flows.Say{Key: t.key(), To: in.In, Text: plainly(rest), Notify: true})
	case "urgent":
		t.do(flows.Say{Key: t.key(), To: in.In, Text: plainly(rest), Urgent: true})
	case "card":
		t.do(flows.Say{Key: "card", To: in.In, Text: plainly(rest), Stays: true})
		t.do(flows.Pin{In: in.In, Message: "card"})
	case "recard":
		t.do(flows.Say{Key: t.key(), To: in.In, Text: plainly(rest), Replace: "card"})
	case "unworded":
		t.do(flows.Say{Key: t.key(), To: in.In, Text: []message.Message{message.New("no.such.message")}})
	case "ask":
		t.do(flows.Ask{Key: "poll/" + t.key(), To: in.In, Text: plainly(rest)[0], Choices: []flows.Choice{
			{ID: "yes", Label: plainly("Yes")[0]}, {ID: "no", Label: plainly("No")[0]},
		}})
	case "picture":
		t.do(flows.Show(t.key(), in.In, picture.Picture{Change: &picture.Change{Domains: []picture.Domain{{
			Name: plainly(rest)[0], His: []picture.Share{{Point: 0, Percent: 60}}, Hers: []picture.Share{{Point: 0, Percent: 62}},
		}}}}))
	case "nothing":
		t.do(flows.Attach{Key: t.key(), To: in.In, Text: plainly(rest), Name: message.New("picture.file")})
	case "set":
		name, wait, _ := strings.Cut(rest, " ")
		d, _ := time.ParseDuration(wait)
		t.do(flows.SetTimer{Name: name, At: t.now.Add(d)})
	case "cancel":
		t.do(flows.CancelTimer{Name: rest})
	case "invite":
		t.do(flows.Invite{To: in.In, Person: flows.Person(rest)})
	case "remove":
		t.do(flows.Remove{From: in.In, Person: flows.Person(rest)})
	case "open":
		t.do(flows.OpenRoom{Place: flows.Shared(flows.CaseCode(rest)), Languages: []string{"en"}, Zone: "Europe/Rome"})
	case "desk": // a case that says something at a desk
		t.say(programmeDesk, rest)
	case "enter":
		t.do(flows.Enter{What: plainly(rest)[0]})
	case "keep":
		t.do(flows.Keep{ID: rest})
	case "panic":
		panic("with somebody's words: " + rest)
	case "unstorable":
		t.say(in.In, "before")
		t.do(flows.Enter{What: message.New("plain", message.Args{"Text": message.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))})})
	}
}

// withToy is a running bot whose core is the toy, with its desks open. The
// programme's coordinator is who tells it what to do.
func withToy(t *testing.T, test func(s *stage, desk string)) {
	t.Helper()
	staged(t, func(s *stage) {
		s.prepare = func(b *Bot) { b.step, b.stepNetwork = toyCase, toyNetwork }
		s.start()
		s.settle()
		test(s, s.desk("programme"))
	})
}

// tell has the programme's coordinator say something.
func (s *stage) tell(room string, lines ...string) (last string) {
	for _, line := range lines {
		last = s.server.say(person("coordinator-p"), room, line)
	}
	return last
}

// texts are the bot's messages in a room, oldest first, without those of the true
// core.
func (s *stage) texts(room string) []string {
	var texts []string
	for _, e := range s.server.said(room) {
		text := words(e.content)
		if !strings.Contains(text, "Welcome") {
			texts = append(texts, text)
		}
	}
	return texts
}

// sees checks what stands in a room, from the oldest to the newest.
func (s *stage) sees(room string, want ...string) {
	s.Helper()
	got := s.texts(room)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		s.Errorf("the room sees\n  %s\nand not\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}
