package main

import (
	"fmt"
	"testing"
	"time"

	"asapbot/flows"
)

// now is a moment for what does not depend on the time.
var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

const (
	programme flows.Person = "@manager-p:example.org"
	support   flows.Person = "@manager-s:example.org"
)

// paired opens a case.
func paired(code flows.CaseCode) flows.Paired {
	party := func(id flows.ServiceID, who flows.Person) flows.Party {
		return flows.Party{Manager: who, Service: flows.Service{
			ID: id, Name: string(id), Kind: flows.Kind(id), Language: "en", Zone: "Europe/Rome", Emergency: "112",
		}}
	}
	return flows.Paired{
		Code: code, Settings: flows.DefaultSettings,
		Sides: [2]flows.Party{party("programme", programme), party("support", support)},
	}
}

// newCase is a case in which victim support has begun the checklist.
func newCase(code flows.CaseCode) flows.Case {
	c, _ := flows.Step(flows.Case{}, paired(code), now)
	for _, in := range []flows.Input{
		flows.Joined{By: support, In: flows.Private(code, "support")},
		flows.Said{By: support, In: flows.Private(code, "support"), Ref: "$1", Text: "checklist"},
		flows.Said{By: support, In: flows.Private(code, "support"), Ref: "$2", Text: "1-20 n"},
	} {
		c, _ = flows.Step(c, in, now)
	}
	return c
}

// stepAlone measures the core: what an input costs to decide.
func stepAlone() error {
	room := flows.Private("K-1", "support")
	asking := newCase("K-1")
	say := func(c flows.Case, text string) flows.Case {
		c, _ = flows.Step(c, flows.Said{By: support, In: room, Ref: flows.Ref(text), Text: text}, now)
		return c
	}
	ending := say(asking, "21-34 n")
	head("Step alone, by input")
	for _, row := range []struct {
		name string
		c    flows.Case
		in   flows.Input
	}{
		{"an answer in a word", asking, flows.Said{By: support, In: room, Ref: "$3", Text: "c"}},
		{"an answer by a tap", asking, flows.Tapped{By: support, In: room, Ref: "$3", Poll: "interview/support/1/2/violence_to_others", Choice: "current"}},
		{"thirty-four answers in a line", asking, flows.Said{By: support, In: room, Ref: "$3", Text: "1-34 n"}},
		{"the last answer, with the summary", say(ending, "skip"), flows.Said{By: support, In: room, Ref: "$3", Text: "skip"}},
		{"a question that was delivered", asking, flows.Delivered{Key: "interview/support/1/2/violence_to_others", In: room}},
		{"a timer", asking, flows.TimerFired{Name: "idle/support"}},
	} {
		result := testing.Benchmark(func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				flows.Step(row.c, row.in, now)
			}
		})
		fmt.Printf("  %-34s %7.3f ms, %4d allocations, %6d bytes\n", row.name,
			float64(result.NsPerOp())/1e6, result.AllocsPerOp(), result.AllocedBytesPerOp())
	}
	return nil
}
