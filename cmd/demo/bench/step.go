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

// newCase is a case in which victim support has begun the checklist.
func newCase(code flows.CaseCode) flows.Case {
	party := func(id flows.ServiceID, who flows.Person) flows.Party {
		return flows.Party{Manager: who, Service: flows.Service{
			ID: id, Name: string(id), Kind: flows.Kind(id), Language: "en", Zone: "Europe/Rome", Emergency: "112",
		}}
	}
	c, _ := flows.Step(flows.Case{}, flows.Paired{
		Code: code, Settings: flows.DefaultSettings,
		Sides: [2]flows.Party{party("programme", programme), party("support", support)},
	}, now)
	for _, in := range []flows.Input{
		flows.Joined{By: support, In: flows.Private(code, "support")},
		flows.Said{By: support, In: flows.Private(code, "support"), Ref: "$1", Text: "checklist"},
		flows.Said{By: support, In: flows.Private(code, "support"), Ref: "$2", Text: "1-20 n"},
	} {
		c, _ = flows.Step(c, in, now)
	}
	return c
}

// stepAlone measures the core: what one answer costs to decide.
func stepAlone() error {
	c := newCase("K-1")
	answer := flows.Said{By: support, In: flows.Private("K-1", "support"), Ref: "$3", Text: "21 c"}
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			flows.Step(c, answer, now)
		}
	})
	head("Step alone, one answer")
	fmt.Printf("  %-34s %7.3f ms, %d allocations, %d bytes\n", "time, allocations",
		float64(result.NsPerOp())/1e6, result.AllocsPerOp(), result.AllocedBytesPerOp())
	return nil
}
