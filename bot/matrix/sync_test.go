package matrix_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/cmd/demo/stage"
)

// More happens than fits into a batch: the gap is paged forward, and together
// they hold everything once and in order.
func TestBackfill(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	b.sync()
	var said []string
	for i := range 130 {
		said = append(said, must(anna.Say(ctx, room, fmt.Sprint("m", i)))(t))
	}
	batch := b.sync()
	if len(batch.Gaps) != 1 || batch.Gaps[0].Room != room {
		t.Fatalf("gaps %+v", batch.Gaps)
	}
	var filled []matrix.Event
	gap, calls := &batch.Gaps[0], 0
	for gap != nil {
		// It may be stored in between.
		stored := must(json.Marshal(gap))(t)
		gap = new(matrix.Gap)
		if err := json.Unmarshal(stored, gap); err != nil {
			t.Fatal(err)
		}
		events, rest, err := b.Backfill(ctx, *gap, 12)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) > 12 {
			t.Errorf("%d events in one call", len(events))
		}
		filled = append(filled, events...)
		gap, calls = rest, calls+1
	}
	var got []string
	for _, e := range append(filled, batch.Events...) {
		if e.Room == room && e.Type == "m.room.encrypted" && !slices.Contains(got, e.ID) {
			got = append(got, e.ID)
		}
	}
	if !slices.Equal(got, said) {
		t.Errorf("%d events in %d calls, want %d", len(got), calls, len(said))
	}
	if m, err := b.Read(ctx, filled[0]); err != nil || m.Text != "m0" {
		t.Errorf("read %+v, %v", m, err)
	}
}

// The same place asked for again, in the same process and in the next: the same
// events, and every one can be read.
func TestSyncAgain(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	since := b.since
	id := must(anna.Say(ctx, room, "once"))(t)

	var last matrix.Batch
	has := func() bool {
		i := slices.IndexFunc(last.Events, func(e matrix.Event) bool { return e.ID == id })
		if i < 0 {
			return false
		}
		_, err := b.Read(ctx, last.Events[i])
		return !errors.Is(err, matrix.ErrNoKey)
	}
	for range 3 {
		// Until the event is there, and its key: the first may be too early.
		for !has() {
			last = must(b.Sync(ctx, since, time.Second))(t)
		}
		e := last.Events[slices.IndexFunc(last.Events, func(e matrix.Event) bool { return e.ID == id })]
		var stored matrix.Event
		if err := json.Unmarshal(must(json.Marshal(e))(t), &stored); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if m, err := b.Read(ctx, stored); err != nil || m.Text != "once" {
				t.Fatalf("read %+v, %v", m, err)
			}
		}
		last = matrix.Batch{}
		b.restart(room)
	}
}

// A key that comes after its message: the message waits, the key is asked for,
// and its coming is told.
func TestLateKey(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	id := must(anna.Say(ctx, room, "late"))(t)
	honest := b.byID(id)
	if m := must(b.read(id))(t); m.Text != "late" {
		t.Fatalf("read %+v", m)
	}

	// Another device of the same account never got the key: it waits.
	opt := b.opt
	opt.Session, opt.Recovery = matrix.Session{}, b.recovery
	opt.Database = t.TempDir() + "/second.db"
	second := must(matrix.Open(ctx, opt))(t)
	defer second.Close()
	for range 2 {
		if _, err := second.Read(ctx, honest); !errors.Is(err, matrix.ErrNoKey) || errors.Is(err, matrix.ErrWithheld) {
			t.Fatalf("without the key: %v", err)
		}
	}
	told := make(chan string, 1)
	go func() {
		select {
		case told <- <-second.KeysCame():
		case <-ctx.Done():
		}
	}()
	batch := must(second.Sync(ctx, "", time.Second))(t)
	// Somebody comes, so that anna's client makes a new key.
	bruno := person(t, ctx, hs, "bruno")
	if err := b.Invite(ctx, room, bruno.UserID); err != nil {
		t.Fatal(err)
	}
	if err := anna.WaitForMember(ctx, room, bruno.UserID); err != nil {
		t.Fatal(err)
	}
	for must(anna.Trust(ctx, b.opt.User, second.Session().Device))(t) != "cross-signed-tofu" {
		time.Sleep(50 * time.Millisecond) // until the context ends
	}
	must(anna.Say(ctx, room, "next"))(t)
	for len(told) == 0 && ctx.Err() == nil {
		batch = must(second.Sync(ctx, batch.Next, time.Second))(t)
	}
	if got := <-told; got != room {
		t.Errorf("told of %q", got)
	}
}

func TestSyncEnds(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	since, err := b.since, error(nil)
	for err == nil { // what is new of the login may still come
		var batch matrix.Batch
		if batch, err = b.Sync(short, since, 30*time.Second); err == nil {
			since = batch.Next
		}
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestSeesNothingInClear(t *testing.T) {
	ctx, hs := home(t)
	b := newBot(t, ctx, hs)
	anna := person(t, ctx, hs, "anna")
	room := b.room(anna)
	first := b.say(room, "**needle-a** and `needle-b`")
	for i, content := range []matrix.Content{
		{Key: "needle-c", Markdown: "needle-d", Mentions: []string{anna.UserID}},
		{Key: "needle-e", Poll: &matrix.Poll{Question: "needle-f", Choices: []matrix.PollChoice{{ID: "needle-g", Label: "needle-h"}}}},
		{Key: "needle-i", Markdown: "needle-j", Replaces: first},
		{Key: "needle-k", Markdown: "needle-l", File: &matrix.File{Name: "needle-m.png", Type: "image/png", Body: []byte("needle-n")}},
	} {
		must(b.Send(ctx, room, fmt.Sprint("n", i), content))(t)
	}
	must(b.read(first))(t)
	must(b.read(must(anna.Say(ctx, room, "needle-o"))(t)))(t)
	for _, content := range []any{map[string]any{"msgtype": "m.audio", "body": "needle-p"}, map[string]any{"msgtype": 7, "body": "needle-q"}} {
		_, err := b.read(must(anna.SendRaw(ctx, room, "m.room.message", content))(t))
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v", err, err), "needle") {
			t.Errorf("refused: %+v", err)
		}
	}
	if strings.Contains(b.log.String(), "needle") {
		t.Error("there is content in the log")
	}
	observer := must(stage.NewObserver(hs, name(t, "anna"), password))(t)
	defer observer.Close()
	all := must(observer.Everything(ctx, []string{room}))(t)
	if leaks := stage.Find(all, []string{"needle"}); len(leaks) > 0 {
		t.Errorf("the server sees %+v", leaks)
	}
	if encrypted := stage.Find(all, []string{"m.room.encrypted"}); len(encrypted) != 8 {
		t.Errorf("the server has %d encrypted events", len(encrypted))
	}
}
