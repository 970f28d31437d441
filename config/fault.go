package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing to correct, told in one plain line. It never repeats a
// value: a secret may have been pasted into the wrong place.
type Fault struct {
	File string // the file as it was named, or the variable
	Line int    // 0 where it is no line's fault
	Text string // what to do
}

// Error is the line for the operator.
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text)
}

// Faults are all faults of a configuration, in the order of the file; what
// concerns no line comes last.
type Faults []Fault

// Error gives each fault a line of its own.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		if (a.Line == 0) != (b.Line == 0) {
			return cmp.Compare(b.Line, a.Line)
		}
		return cmp.Compare(a.Line, b.Line)
	})
}
