package xlsform

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Finding is what there is to say about one place of a workbook.
type Finding struct {
	Place string // sheet and cell, such as survey!C14; a sheet; or empty for the whole file
	Text  string // one plain sentence
}

func (f Finding) String() string {
	if f.Place == "" {
		return f.Text
	}
	return f.Place + ": " + f.Text
}

// Faults are all reasons why a workbook was refused.
type Faults []Finding

// maxFaults is how many faults are told at once: more are no help to anybody.
const maxFaults = 40

func (f Faults) Error() string {
	var lines []string
	for i, fault := range f {
		if i == maxFaults {
			lines = append(lines, fmt.Sprintf("and %d more", len(f)-i))
			break
		}
		lines = append(lines, fault.String())
	}
	return strings.Join(lines, "\n")
}

// refuse is a fault of the file as a whole.
func refuse(format string, args ...any) Faults {
	return Faults{{Text: fmt.Sprintf(format, args...)}}
}

// at is a cell of a sheet; of row 0 it is the sheet itself. Both count from 1.
type at struct {
	sheet       string
	row, column int
}

func (a at) String() string {
	if a.row == 0 {
		return a.sheet
	}
	if a.column == 0 {
		return fmt.Sprintf("%s!%d", a.sheet, a.row)
	}
	name, err := excelize.CoordinatesToCellName(a.column, a.row)
	if err != nil {
		return a.sheet
	}
	return a.sheet + "!" + name
}

// findings collects what is said, with the places in their order.
type findings struct {
	list []placed
}

type placed struct {
	at   at
	text string
}

func (f *findings) add(where at, format string, args ...any) {
	f.list = append(f.list, placed{where, fmt.Sprintf(format, args...)})
}

// sorted gives the findings sheet by sheet and row by row, each once.
func (f *findings) sorted() []Finding {
	slices.SortStableFunc(f.list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(rank(a.at.sheet), rank(b.at.sheet)), cmp.Compare(a.at.sheet, b.at.sheet),
			cmp.Compare(a.at.row, b.at.row), cmp.Compare(a.at.column, b.at.column))
	})
	var all []Finding
	for _, p := range f.list {
		all = append(all, Finding{Place: p.at.String(), Text: p.text})
	}
	return slices.Compact(all)
}

// rank orders the sheets as people read them; other sheets come first.
func rank(sheet string) int { return slices.Index(sheets, strings.ToLower(strings.TrimSpace(sheet))) }
