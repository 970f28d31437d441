package play

import (
	"encoding/json"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"asapbot/cmd/demo/stage"
	"asapbot/flows/command"
)

// TestBadInput brings everything that can go wrong on the people's side into the
// midst of a first case. Each gets its own plain message, and in the end the joint
// view is the same as if nothing had happened.
func TestBadInput(t *testing.T) {
	a := open(t, "en", 2*time.Minute)
	a.acts(a.phaseOne, a.addPeople, a.pairUp, a.agree)
	for _, part := range []struct {
		name  string
		plays func(acting)
	}{
		{"words that nobody knows", acting.unknownWords},
		{"words in a wrong room", acting.wrongRooms},
		{"the checklist begins", acting.checklistBegins},
		{"what is no text", acting.noText},
		{"what is too long", acting.tooLong},
		{"what is not encrypted", acting.notEncrypted},
		{"what only looks encrypted", acting.looksEncrypted},
		{"choices that do not exist", acting.noSuchChoices},
		{"taps that were moved to another question", acting.movedTaps},
		{"a tap on an earlier question", acting.tapsEarlier},
		{"changed and deleted answers", acting.changedAnswers},
		{"two devices at once", acting.twoDevices},
		{"an unsigned device", acting.unsignedDevice},
		{"somebody leaves and comes back", acting.leavesAndComesBack},
		{"the checklist is completed", acting.checklistCompletes},
		{"answers after signing", acting.afterSigning},
	} {
		if !t.Run(part.name, func(t *testing.T) { part.plays(a.in(t)) }) {
			return // the others stand on it
		}
	}
	a.acts(a.programmeAnswers, a.differ, a.settle, a.look)
	a.comparesAnswers()
	for _, name := range Names {
		for _, wrong := range a.onceEach(name) {
			t.Error(wrong)
		}
	}
}

// unknownWords: a word with the mark is meant for the bot, and it says where help is.
func (a acting) unknownWords() {
	a.answers(ManagerS, a.desk(), "!foo", "desk.not_understood")
	a.answers(ManagerS, a.private(), "!foo", "private.not_understood")
	a.answers(ManagerS, a.shared(), "!foo", "case.not_understood")
	a.answers(ManagerS, a.private(), "!agreed 31/2/2026", "agreement.no_day")
	a.answers(ManagerS, a.private(), "agreed 1/1/2100", "agreement.future")
}

func (a acting) wrongRooms() {
	mark := command.Mark
	a.answers(ManagerS, a.shared(), mark+a.word(command.Checklist), "case.wrong_room")
	a.answers(ManagerS, a.shared(), mark+a.word(command.Skip), "case.wrong_room")
	a.answers(ManagerS, a.desk(), mark+a.word(command.Checklist), "desk.not_here")
	a.answers(ManagerS, a.private(), mark+a.word(command.Pair), "private.not_here")
	a.answers(ManagerS, a.private(), a.word(command.Skip), "private.no_interview")
}

func (a acting) checklistBegins() {
	a.answers(ManagerS, a.private(), a.word(command.Checklist), "interview.begin")
	a.has(0)
	a.answers(ManagerS, a.private(), "!foo", "interview.not_understood")
	a.answers(ManagerS, a.private(), "perhaps", "interview.not_understood")
	a.answers(ManagerS, a.private(), "99 c", "interview.line_not_understood")
	a.has(0)
}

// has checks how many questions victim support has answered.
func (a acting) has(want int) {
	a.t.Helper()
	seen := a.answers(ManagerS, a.private(), a.word(command.Status), "interview.status")
	if got, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(seen.Body)); got != want {
		a.t.Errorf("%d questions are answered instead of %d", got, want)
	}
}

// sends is answers for an event that is not of every day, from victim support.
func (a acting) sends(kind string, content any, id string) stage.Seen {
	a.t.Helper()
	room, err := a.room(a.ctx, ManagerS, a.private())
	a.does(err)
	return a.tells(ManagerS, a.private(), id, func() {
		a.does(a.send(ManagerS, func(p *stage.Player) (string, error) { return p.SendRaw(a.ctx, room, kind, content) }))
	})
}

func (a acting) noText() {
	raw := func(content string) json.RawMessage { return json.RawMessage(content) }
	for _, c := range []struct {
		kind, content, id string
	}{
		{"m.room.message", "{\"msgtype\":\"m.text\",\"body\":\"n\xff\xfe\"}", "unreadable.not_legible"},
		{"m.room.message", `{"msgtype":"m.text","body":"n\ud800"}`, "unreadable.not_legible"},
		{"m.room.message", `{"msgtype":"m.text","body":["n"]}`, "unreadable.not_legible"},
		{"m.room.message", `{"msgtype":"m.text","body":"  "}`, "unreadable.not_legible"},
		{"org.matrix.msc3381.poll.response", `{"org.matrix.msc3381.poll.response":{"answers":["no"]}}`, "unreadable.not_legible"},
		{"m.room.message", `{"msgtype":"m.image","body":"n.jpg","url":"mxc://localhost/n"}`, "unreadable.not_text"},
		{"m.room.message", `{"msgtype":"m.file","body":"n.pdf","file":{"url":"mxc://localhost/n"}}`, "unreadable.not_text"},
		{"m.room.message", `{"msgtype":"m.audio","body":"n.ogg"}`, "unreadable.not_text"},
		{"m.room.message", `{"msgtype":"m.location","body":"n","geo_uri":"geo:0,0"}`, "unreadable.not_text"},
		{"m.sticker", `{"body":"n","url":"mxc://localhost/n"}`, "unreadable.not_text"},
	} {
		a.sends(c.kind, raw(c.content), c.id)
	}
	a.has(0)
}

// tooLong: 44 KB make an event of 60 KB when they are encrypted, which is about what
// a homeserver takes; 60 KB it refuses, and the person's own client says so.
func (a acting) tooLong() {
	a.answers(ManagerS, a.private(), strings.Repeat("n ", 22<<10), "unreadable.too_long")
	a.answers(ManagerS, a.private(), strings.Repeat("n", 4001), "unreadable.too_long")
	if err := a.say(a.ctx, ManagerS, a.private(), strings.Repeat("n ", 30<<10)); err == nil {
		a.t.Error("the homeserver takes a message of 60 KB")
	}
	a.has(0)
}

func (a acting) notEncrypted() {
	room, err := a.room(a.ctx, ManagerS, a.private())
	a.does(err)
	for _, text := range []string{"c", strings.Repeat("n ", 30<<10)} {
		a.tells(ManagerS, a.private(), "unreadable.unencrypted", func() {
			a.does(a.send(ManagerS, func(p *stage.Player) (string, error) { return p.SendPlaintext(a.ctx, room, text) }))
		})
	}
	a.has(0)
}

// looksEncrypted: what can never be decrypted is refused at once; where only the key
// is missing, the bot waits for it, and takes what comes after it meanwhile.
func (a acting) looksEncrypted() {
	room, err := a.room(a.ctx, ManagerS, a.private())
	a.does(err)
	client, device := a.plain(ManagerS)
	content := map[string]any{
		"algorithm": "m.megolm.v1.aes-sha2", "device_id": device, "session_id": strings.Repeat("A", 43),
		"sender_key": strings.Repeat("A", 43), "ciphertext": strings.Repeat("A", 1000),
	}
	_, err = client.SendMessageEvent(room, "m.room.encrypted", content)
	a.does(err)
	a.has(0)
	for key, value := range map[string]any{"algorithm": "rot13", "ciphertext": 13} {
		odd := maps.Clone(content)
		odd[key] = value
		a.tells(ManagerS, a.private(), "unreadable.not_legible", func() {
			_, err := client.SendMessageEvent(room, "m.room.encrypted", odd)
			a.does(err)
		})
	}
	_, err = client.Logout()
	a.does(err)
	a.has(0)
}

func (a acting) noSuchChoices() {
	first, err := a.question(a.ctx, ManagerS, 1)
	a.does(err)
	agreement, err := a.poll(a.ctx, ManagerS, a.private(), a.known("agreement.ask_support"))
	a.does(err)
	for _, poll := range []stage.Seen{first, agreement} {
		for _, choice := range []string{"perhaps", "earlier\x00", "ask.stop"} {
			a.tells(ManagerS, a.private(), "unreadable.misplaced", func() { a.does(a.vote(a.ctx, ManagerS, poll, choice)) })
		}
	}
	a.has(0)
}

// movedTaps: which question a tap is on stands in clear, so that a homeserver could
// say of it that it was on another. It counts for neither.
func (a acting) movedTaps() {
	agreement, err := a.poll(a.ctx, ManagerS, a.private(), a.known("agreement.ask_support"))
	a.does(err)
	a.does(a.answer(a.ctx, ManagerS, 1, "no"))
	first, err := a.question(a.ctx, ManagerS, 1)
	a.does(err)
	second, err := a.question(a.ctx, ManagerS, 2)
	a.does(err)
	current := a.presence("current")
	for _, moved := range []struct {
		to     stage.Seen
		choice string
	}{{second, choice(first, current)}, {first, choice(second, current)}, {agreement, choice(second, current)}} {
		a.tells(ManagerS, a.private(), "unreadable.misplaced", func() { a.does(a.vote(a.ctx, ManagerS, moved.to, moved.choice)) })
	}
	a.has(1)
	if !strings.Contains(a.log.tail(10), "an answer to another question") {
		a.t.Error("the operator does not read of it")
	}
}

// tapsEarlier: the interview has moved on, and a tap on an earlier question corrects
// its answer.
func (a acting) tapsEarlier() {
	a.does(a.answer(a.ctx, ManagerS, 2, "earlier"))
	_, err := a.question(a.ctx, ManagerS, 3)
	a.does(err)
	a.tells(ManagerS, a.private(), "interview.corrected", func() { a.does(a.answer(a.ctx, ManagerS, 1, "current")) })
	a.tells(ManagerS, a.private(), "interview.vote_taken_back", func() { a.tapsNothing(2) })
	a.has(2)
}

// tapsNothing takes a vote back.
func (a acting) tapsNothing(number int) {
	poll, err := a.question(a.ctx, ManagerS, number)
	a.does(err)
	a.does(a.send(ManagerS, func(p *stage.Player) (string, error) {
		return p.SendRaw(a.ctx, poll.Room, "org.matrix.msc3381.poll.response", map[string]any{
			"m.relates_to":                     map[string]any{"rel_type": "m.reference", "event_id": poll.EventID},
			"org.matrix.msc3381.poll.response": map[string]any{"answers": []string{}},
		})
	}))
}

// changedAnswers: an answer that is edited is corrected; one that is deleted stays,
// and the person is told.
func (a acting) changedAnswers() {
	room, err := a.room(a.ctx, ManagerS, a.private())
	a.does(err)
	var answer string
	a.does(a.send(ManagerS, func(p *stage.Player) (_ string, err error) {
		answer, err = p.Say(a.ctx, room, "c")
		return answer, err
	}))
	_, err = a.question(a.ctx, ManagerS, 4)
	a.does(err)
	edits := func(text string) func() {
		return func() {
			a.does(a.send(ManagerS, func(p *stage.Player) (string, error) { return p.Edit(a.ctx, room, answer, text) }))
		}
	}
	a.tells(ManagerS, a.private(), "interview.edit_not_understood", edits("perhaps"))
	a.tells(ManagerS, a.private(), "interview.corrected", edits("n"))
	a.tells(ManagerS, a.private(), "interview.deleted", func() {
		a.does(a.send(ManagerS, func(p *stage.Player) (string, error) { return p.Redact(a.ctx, room, answer) }))
	})
	a.has(3)
	a.does(a.answer(a.ctx, ManagerS, 4, "no"))
}

const (
	phone  = "manager-s phone"
	tablet = "manager-s tablet"
)

// twoDevices: a person answers one question on two devices at the same moment. What
// the room shows last counts, and the question after it stays open.
func (a acting) twoDevices() {
	a.does(a.LogIn(a.ctx, ManagerS, phone, stage.WithRecoveryKey(a.People[ManagerS].RecoveryKey())))
	a.readable(phone)
	poll, err := a.question(a.ctx, ManagerS, 5)
	a.does(err)
	corrected := a.tells(ManagerS, a.private(), "interview.corrected", func() {
		done := make(chan error)
		go func() { done <- a.vote(a.ctx, phone, poll, choice(poll, a.presence("current"))) }()
		a.does(a.vote(a.ctx, ManagerS, poll, choice(poll, a.presence("earlier"))))
		a.does(<-done)
	})
	last := ""
	for _, m := range a.People[ManagerS].Seen(poll.Room) {
		if m.Kind == stage.KindVote && m.Replaces == poll.EventID {
			last = m.Body
		}
	}
	for _, c := range poll.Poll.Choices {
		if c.ID == last && !strings.Contains(corrected.Body, c.Label) {
			a.t.Errorf("the last answer in the room is %q; the bot says %q", last, corrected.Body)
		}
	}
	a.has(5)
	a.tells(ManagerS, a.private(), "interview.corrected", func() { a.does(a.vote(a.ctx, phone, poll, choice(poll, a.presence("unknown")))) })
}

// readable waits until a new device of victim support can read the bot.
func (a acting) readable(device string) {
	for n := 1; ; n++ {
		a.answers(ManagerS, a.private(), a.word(command.Status), "interview.status")
		for _, m := range a.People[device].Seen("") {
			if a.worded("interview.status", m.Body) {
				return
			}
		}
		if n == 50 {
			a.t.Fatalf("%s cannot read the bot", device)
		}
	}
}

// unsignedDevice: a device that its owner has not signed is not heard and reads
// nothing. The person is told which one it is; once it is signed, it works.
func (a acting) unsignedDevice() {
	a.does(a.LogIn(a.ctx, ManagerS, tablet, stage.WithoutCrossSigning()))
	device := a.People[tablet].DeviceID
	for _, refusal := range []struct {
		id   string
		does func()
	}{
		{"unreadable.one_withheld", func() { a.answers(ManagerS, a.private(), a.word(command.Help), "interview.help") }},
		{"unreadable.unverified", func() { a.says(tablet, a.private(), "c") }},
	} {
		if seen := a.tells(ManagerS, a.private(), refusal.id, refusal.does); !strings.Contains(seen.Body, device) {
			a.t.Errorf("%s does not name the device %s: %q", refusal.id, device, seen.Body)
		}
	}
	a.has(5)
	for _, m := range a.People[tablet].Seen("") {
		if m.Sender == a.ID(BotName) && (m.Kind != stage.KindUnreadable || !strings.HasPrefix(m.Body, "m.unverified")) {
			a.t.Errorf("the unsigned device reads %q", m.Body)
		}
	}
	a.does(a.People[tablet].SignDevice(a.ctx, a.People[ManagerS].RecoveryKey()))
	a.says(tablet, a.private(), "n")
	for _, d := range []string{ManagerS, phone, tablet} {
		_, err := a.question(a.ctx, d, 7)
		a.does(err)
	}
	a.has(6)
}

// leavesAndComesBack: who leaves the case's room hears nothing from then on, and both
// sides know it. The desk brings them back.
func (a acting) leavesAndComesBack() {
	room, err := a.room(a.ctx, ManagerP, a.shared())
	a.does(err)
	code := caseCode.FindString(a.People[ManagerP].Rooms()[room])
	a.tells(CoordinatorP, a.desk(), "desk.left_case", func() {
		a.tells(ManagerS, a.shared(), "case.left", func() { a.does(a.People[ManagerP].Leave(a.ctx, room)) })
	})
	a.answers(CoordinatorP, a.desk(), a.word(command.Assign)+" "+code+" "+a.ID(ManagerP), "staff.assigned")
	_, err = a.room(a.ctx, ManagerP, a.shared())
	a.does(err)
	a.answers(ManagerP, a.shared(), command.Mark+a.word(command.Help), "case.help")
	a.has(6)
}

func (a acting) checklistCompletes() {
	a.acts(a.supportWrites, a.supportJudges)
}

// afterSigning: what is signed stays as it is.
func (a acting) afterSigning() {
	a.tells(ManagerS, a.private(), "interview.vote_after_signing", func() { a.does(a.answer(a.ctx, ManagerS, 1, "no")) })
	a.tells(ManagerS, a.private(), "interview.vote_after_signing", func() { a.does(a.answer(a.ctx, phone, 29, "current")) })
	a.answers(ManagerS, a.private(), a.word(command.Sign), "private.no_interview")
}
