package bot

import (
	"testing"
	"time"

	"asapbot/bot/matrix"
	"asapbot/flows"
)

// turns is an outbox that is looked at by a clock of its own.
type turns struct {
	*testing.T
	*outbox
	now time.Time
	seq uint64
}

func newTurns(t *testing.T) *turns {
	o := newOutbox()
	o.received(1, nil)
	return &turns{T: t, outbox: o, now: time.Now()}
}

// waits puts something for a room of its own into the outbox.
func (t *turns) waits(say flows.Say) *outgoing {
	t.seq++
	say.To = flows.Shared(flows.CaseCode(string(rune('A' + t.seq))))
	one := &outgoing{Seq: t.seq, place: say.To, effect: say, transaction: say.To.Code()}
	t.add([]*outgoing{one})
	return one
}

// next wants one to be handed out, after a while and not a moment earlier.
func (t *turns) next(want *outgoing, after time.Duration) {
	t.Helper()
	if after > 0 {
		if one, wait := t.take(t.now); one != nil || wait != after {
			t.Fatalf("%v after %v, want to wait %v", one, wait, after)
		}
	}
	t.now = t.now.Add(after)
	if one, _ := t.take(t.now); one != want {
		t.Fatalf("%v was handed out, want %v", one, want)
	}
}

// carries has an entry carried out.
func (t *turns) carries(one *outgoing, took time.Duration) {
	t.now = t.now.Add(took)
	t.sent(one, "$")
	t.putDown(one, t.now)
}

// Telephones ring at once where nobody is there. While a line of somebody is being read,
// and while an answer is carried to them, none begins to, for a while. While they read the
// answer they ring at once again, and then one after the other, with a pause, until they
// have said nothing for long.
func TestRingingGivesWay(t *testing.T) {
	const call = 20 * time.Millisecond
	o := newTurns(t)
	var calls []*outgoing
	for range 10 {
		calls = append(calls, o.waits(flows.Say{Notify: true}))
	}
	o.next(calls[0], 0)
	o.next(calls[1], 0)
	o.next(nil, 0)
	o.carries(calls[0], call)
	o.carries(calls[1], 0)

	desk := flows.Desk("support")
	o.received(2, map[flows.Place]bool{desk: true})
	o.next(calls[2], giveWay) // it is not read for long
	o.carries(calls[2], call)
	o.caughtUp(desk, true)

	answer := o.waits(flows.Say{})
	o.next(answer, 0)
	o.next(calls[3], giveWay) // and the answer is carried for long
	o.carries(calls[3], call)
	o.carries(answer, 0)
	o.next(calls[4], breath*call)
	o.next(calls[5], 0)
	o.now = o.now.Add(reading)
	o.carries(calls[4], 0)
	o.next(nil, 0)
	o.carries(calls[5], 0)
	o.next(calls[6], giveWay)
	o.carries(calls[6], call)
	o.next(calls[7], call)
	o.carries(calls[7], call)
	o.now = o.now.Add(talk)
	o.next(calls[8], 0)
	o.next(calls[9], 0)
}

// While an alert is carried nothing rings, however long that takes.
func TestRingingWaitsForAlerts(t *testing.T) {
	o := newTurns(t)
	call, alert := o.waits(flows.Say{Notify: true}), o.waits(flows.Say{Urgent: true, Notify: true})
	o.next(alert, 0)
	o.next(nil, forSync)
	o.carries(alert, time.Hour)
	o.next(call, 0)
}

// Our own messages are fetched several at a time while telephones ring, and only then.
func TestGather(t *testing.T) {
	const call = 20 * time.Millisecond
	o := newTurns(t)
	gathers := func(want time.Duration) {
		t.Helper()
		if wait := o.gather(o.now); wait != want {
			t.Errorf("it waits %v, want %v", wait, want)
		}
	}
	gathers(0) // nothing rings
	first, second := o.waits(flows.Say{Notify: true}), o.waits(flows.Say{Notify: true})
	o.next(first, 0)
	o.carries(first, call)
	gathers(2 * call)
	answer := o.waits(flows.Say{})
	o.next(answer, 0)
	o.carries(answer, call)
	gathers(2 * call) // it is being read
	o.now = o.now.Add(reading)
	gathers(call / 2)
	o.next(second, 0)
	o.carries(second, talk)
	o.waits(flows.Say{Notify: true})
	gathers(giveWay) // the homeserver hardly answers

	ours, theirs := matrix.Event{Transaction: "t"}, matrix.Event{}
	for _, tt := range []struct {
		batch matrix.Batch
		want  bool
	}{
		{matrix.Batch{}, false},
		{matrix.Batch{Events: []matrix.Event{ours, ours}}, true},
		{matrix.Batch{Events: []matrix.Event{ours, theirs}}, false},
		{matrix.Batch{Events: []matrix.Event{ours}, Gaps: []matrix.Gap{{}}}, false},
	} {
		if got := onlyOurs(tt.batch); got != tt.want {
			t.Errorf("%+v is only ours: %v", tt.batch, got)
		}
	}
}
