package matrix_test

import (
	"strings"
	"testing"

	"maunium.net/go/mautrix/id"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

// verify lets a person verify the bot, while the bot syncs and reads.
func verify(t *testing.T, b *bot, p *stage.Player) []string {
	t.Helper()
	type result struct {
		emojis []string
		err    error
	}
	done := make(chan result, 1)
	go func() {
		emojis, err := p.Verify(b.ctx, b.opt.User, b.Session().Device)
		done <- result{emojis, err}
	}()
	for {
		select {
		case r := <-done:
			return must(r.emojis, r.err)(t)
		default:
			b.sync()
		}
	}
}

func TestVerify(t *testing.T) {
	ctx, hs := home(t)
	allowed := ""
	b := newBot(t, ctx, hs, func(o *matrix.Options) {
		o.MayVerify = func(user, room string) bool { return user == allowed && room == "" }
	})
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	allowed = anna.UserID

	b.twice = true
	emojis := verify(t, b, anna)
	if len(emojis) != 7 || len(b.emojis) != 1 {
		t.Fatalf("anna saw %v, the bot told of %v", emojis, b.emojis)
	}
	told := b.emojis[0]
	if told[0] != anna.UserID || told[1] != anna.DeviceID {
		t.Errorf("told of %v", told[:2])
	}
	for i, emoji := range emojis {
		drawn, word, _ := strings.Cut(told[2+i], " ")
		if strings.TrimSuffix(drawn, "\uFE0F") != emoji || word == "" {
			t.Errorf("anna saw %q, the bot told of %q", emoji, told[2+i])
		}
	}
	for len(b.outcomes) == 0 {
		b.sync() // until the context ends
	}
	if want := anna.UserID + " " + anna.DeviceID + " " + matrix.Verified; b.outcomes[0] != want {
		t.Errorf("ended with %q", b.outcomes)
	}
	if trust := must(anna.Trust(ctx, b.opt.User, b.Session().Device))(t); trust != "verified" {
		t.Errorf("anna sees the bot as %s", trust)
	}

	// Somebody who may not is told so, and nothing is shown.
	failed := make(chan error, 1)
	go func() {
		_, err := bruno.Verify(ctx, b.opt.User, b.Session().Device)
		failed <- err
	}()
	for {
		select {
		case err := <-failed:
			if err == nil || !strings.Contains(err.Error(), "does not verify with you") || len(b.emojis) != 1 {
				t.Errorf("bruno: %v, emojis %v", err, b.emojis)
			}
			return
		default:
			b.sync()
		}
	}
}

// finish syncs and reads until a verification has ended.
func finish(t *testing.T, b *bot, done <-chan error) error {
	t.Helper()
	read := map[string]bool{}
	for {
		select {
		case err := <-done:
			return err
		default:
		}
		b.sync()
		for _, e := range b.events {
			if !read[e.ID] {
				read[e.ID] = true
				_, _ = b.Read(b.ctx, e) // whatever it is
			}
		}
	}
}

func TestVerifyInRoom(t *testing.T) {
	ctx, hs := home(t)
	room := ""
	b := newBot(t, ctx, hs, func(o *matrix.Options) {
		o.MayVerify = func(_, where string) bool { return where == room }
	})
	anna := person(t, ctx, hs, "anna")
	room = b.room(anna)
	laptop := newOutsider(t, ctx, hs, name(t, "anna"))
	if err := laptop.crypto.Machine().VerifyWithRecoveryKey(ctx, anna.RecoveryKey()); err != nil {
		t.Fatal(err)
	}
	v := laptop.verify(t, ctx)
	laptop.follow(t, ctx)
	b.say(room, "hello")
	laptop.await(t, ctx, "hello")

	// The bot needs a new room key to answer.
	if err := b.Invite(ctx, room, person(t, ctx, hs, "bruno").UserID); err != nil {
		t.Fatal(err)
	}
	v.inRoom(t, ctx, room, b.opt.User)
	if err := finish(t, b, v.done); err != nil {
		t.Fatal(err)
	}
	if len(b.emojis) != 1 || len(v.emojis) != 7 {
		t.Errorf("the bot told of %v, anna saw %v", b.emojis, v.emojis)
	}
	trust := must(laptop.crypto.Machine().IsUserTrusted(ctx, id.UserID(b.opt.User)))(t)
	if !trust {
		t.Error("the bot is not trusted")
	}

	// Elsewhere it is refused.
	case1 := room
	room = "elsewhere"
	v.inRoom(t, ctx, case1, b.opt.User)
	if err := finish(t, b, v.done); err == nil {
		t.Error("verified in a room where it may not")
	}
}
