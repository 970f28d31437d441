package matrix_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"maunium.net/go/mautrix/id"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

func unreadable(s stage.Seen) bool { return s.Kind == stage.KindUnreadable }

func TestUnverifiedDevice(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	b.say(room, "before the phone")

	dir := t.TempDir()
	phone := must(stage.NewPlayer(ctx, hs, name(t, "anna"), password, dir, stage.WithoutCrossSigning()))(t)
	b.sync()
	hidden := b.say(room, "not for the phone")
	seen := must(phone.WaitFor(ctx, func(s stage.Seen) bool { return unreadable(s) && s.EventID == hidden }))(t)
	if !strings.HasPrefix(seen.Body, "m.unverified") {
		t.Errorf("the phone saw %+v", seen)
	}
	b.say(room, "nor this")
	told := room + " " + anna.UserID + " " + phone.DeviceID + " reads"
	if !slices.Equal(b.withheld, []string{told}) {
		t.Errorf("told of %q, want once %q", b.withheld, told)
	}
	_, err := b.read(must(phone.Say(ctx, room, "from the phone"))(t))
	if r := refused(t, err, matrix.Unverified); r.Device != phone.DeviceID {
		t.Errorf("refused device %q, want %q", r.Device, phone.DeviceID)
	}
	if m := must(b.read(must(anna.Say(ctx, room, "from the laptop"))(t)))(t); m.Text != "from the laptop" {
		t.Errorf("read %+v", m)
	}

	// She verifies the phone: the next word is heard, and the next is said.
	phone.Close()
	phone = must(stage.NewPlayer(ctx, hs, name(t, "anna"), password, dir, stage.WithRecoveryKey(anna.RecoveryKey())))(t)
	defer phone.Close()
	b.sync()
	b.say(room, "for the phone")
	must(phone.WaitFor(ctx, body(stage.KindText, "for the phone")))(t)
	if m := must(b.read(must(phone.Say(ctx, room, "verified"))(t)))(t); m.Text != "verified" {
		t.Errorf("read %+v", m)
	}
}

// Who has no device at all, and who has only one that is not verified, reads nothing;
// it is told, once.
func TestNobodyReads(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	bruno := must(hs.CreateAccount(ctx, name(t, "bruno"), password))(t)
	anna := person(t, ctx, hs, "anna", stage.WithoutCrossSigning())
	room := b.room(anna)
	if err := b.Invite(ctx, room, bruno); err != nil {
		t.Fatal(err)
	}
	b.sync()
	b.say(room, "to nobody")
	b.say(room, "nor this")
	want := []string{room + " " + anna.UserID + " " + anna.DeviceID, room + " " + bruno + " "}
	slices.Sort(want)
	slices.Sort(b.withheld)
	if !slices.Equal(b.withheld, want) || len(b.reads) > 0 {
		t.Errorf("told of %q, want %q; and that %q read", b.withheld, want, b.reads)
	}
	// He logs in, and reads.
	p := device(t, ctx, hs, "bruno")
	b.member(room, bruno, "join")
	if err := p.WaitForMember(ctx, room, b.opt.User); err != nil {
		t.Fatal(err)
	}
	b.say(room, "to bruno")
	must(p.WaitFor(ctx, body(stage.KindText, "to bruno")))(t)
	if !slices.Equal(b.reads, []string{room + " " + bruno}) {
		t.Errorf("told that %q read", b.reads)
	}
}

// Somebody whose identity was exchanged, by herself or by the server, is
// neither heard nor written to until it is accepted.
func TestExchangedIdentity(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs, func(o *matrix.Options) { o.MayVerify = func(string, string) bool { return true } })
	anna := person(t, ctx, hs, "anna")
	bruno := person(t, ctx, hs, "bruno")
	room := b.room(anna, bruno)
	b.say(room, "to both")
	must(anna.WaitFor(ctx, body(stage.KindText, "to both")))(t)

	stranger := newOutsider(t, ctx, hs, name(t, "anna"))
	stranger.reset(t, ctx)
	v := stranger.verify(t, ctx)
	stranger.follow(t, ctx)
	b.sync()
	hidden := b.say(room, "to bruno alone")
	must(bruno.WaitFor(ctx, body(stage.KindText, "to bruno alone")))(t)
	stranger.await(t, ctx, "unreadable "+hidden)
	_, err := b.read(stranger.say(t, ctx, room, "it is me, really"))
	refused(t, err, matrix.Reset)
	who, identity, _ := strings.Cut(b.resets[0], " ")
	if who != anna.UserID || len(b.withheld) != 0 || slices.ContainsFunc(b.resets, func(r string) bool { return r != b.resets[0] }) {
		t.Errorf("told of %q, withheld from %q", b.resets, b.withheld)
	}

	// Not even a verification, which the bot confirms blindly, changes that.
	must(v.helper.StartVerification(ctx, id.UserID(b.opt.User)))(t)
	if err := finish(t, b, v.done); err == nil || len(b.emojis) > 0 {
		t.Error("a stranger was verified")
	}
	if err := b.Accept(ctx, anna.UserID, "another"); !errors.Is(err, matrix.ErrOtherIdentity) || !matrix.Permanent(err) {
		t.Errorf("another identity than the present one: %v", err)
	}
	_, err = b.read(stranger.say(t, ctx, room, "still me"))
	refused(t, err, matrix.Reset)
	for range 2 { // as after a crash
		if err := b.Accept(ctx, anna.UserID, identity); err != nil {
			t.Fatal(err)
		}
	}
	if m := must(b.read(stranger.say(t, ctx, room, "thank you")))(t); m.Text != "thank you" {
		t.Errorf("read %+v", m)
	}
	b.say(room, "to both again")
	stranger.await(t, ctx, "to both again")
}

// The news of a device is not lost when the server cannot be asked about it,
// not even by a restart.
func TestDeviceListsAreNotLost(t *testing.T) {
	ctx, hs := home(t)
	var failing atomic.Bool
	address := before(t, hs, func(w http.ResponseWriter, r *http.Request) bool {
		if failing.Load() && strings.HasSuffix(r.URL.Path, "/keys/query") {
			w.WriteHeader(http.StatusBadGateway)
			return true
		}
		return false
	})
	b := newBot(t, ctx, hs, func(o *matrix.Options) { o.Homeserver = address })
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	b.say(room, "before")

	failing.Store(true)
	phone := device(t, ctx, hs, "anna", stage.WithRecoveryKey(anna.RecoveryKey()))
	for range 3 {
		b.sync()
	}
	failing.Store(false)
	b.restart(room)
	b.sync()
	b.say(room, "after")
	must(phone.WaitFor(ctx, body(stage.KindText, "after")))(t)
}

func TestVerifiedOnly(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs, func(o *matrix.Options) {
		o.Trust = matrix.CrossSignedVerified
		o.MayVerify = func(user, room string) bool { return room == "" }
	})
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	_, err := b.read(must(anna.Say(ctx, room, "unknown to you"))(t))
	refused(t, err, matrix.Unverified)
	hidden := b.say(room, "not for you")
	must(anna.WaitFor(ctx, func(s stage.Seen) bool { return unreadable(s) && s.EventID == hidden }))(t)

	verify(t, b, anna)
	if m := must(b.read(must(anna.Say(ctx, room, "known now"))(t)))(t); m.Text != "known now" {
		t.Errorf("read %+v", m)
	}
	b.say(room, "for you")
	must(anna.WaitFor(ctx, body(stage.KindText, "for you")))(t)

	// It outlives a restart.
	b.restart(room)
	if m := must(b.read(must(anna.Say(ctx, room, "still known"))(t)))(t); m.Text != "still known" {
		t.Errorf("read %+v", m)
	}
}
