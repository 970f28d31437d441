package xlsform

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// scan goes through one sheet's XML before the library does. It holds the bounds
// and finds what the library's stream of values does not show: formulas, merged
// cells, hidden rows, and what kind of value a cell has.
type scan struct {
	faults, remarks *findings
	name            string        // of the sheet
	kinds           map[at]string // of cells that hold no string, in XLSX's own letters: b is a boolean, n a number
	styles          map[at]int    // of numbers
	highest         int           // the highest shared string that a cell shows

	here    at // the cell, or the row where the column is 0
	inCell  bool
	kind    string
	style   int
	content bool
	formula bool
	value   bool // inside of a value
	text    string
	cells   int
	beyond  bool // a bound is passed, and the rest was not read
}

func newScan(name string, faults, remarks *findings) *scan {
	return &scan{
		name: name, faults: faults, remarks: remarks, here: at{sheet: name}, highest: -1,
		kinds: map[at]string{}, styles: map[at]int{},
	}
}

var (
	errOrder  = errors.New("cells out of order")
	errBeyond = errors.New("beyond the bounds")
)

// sheet reads one sheet. An error means that the part is damaged.
func (s *scan) sheet(a archive, part *zip.File) error {
	err := a.read(part, func(token xml.Token) error {
		switch token := token.(type) {
		case xml.StartElement:
			return s.start(token)
		case xml.EndElement:
			return s.end(token)
		case xml.CharData:
			if s.value && len(s.text) < 20 {
				s.text += string(token)
			}
		}
		return nil
	})
	if s.beyond {
		return nil
	}
	return err
}

func (s *scan) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return s.row(e)
	case "c":
		return s.cell(e)
	case "v":
		s.content, s.value = s.inCell, s.inCell
	case "is":
		s.content = s.inCell
	case "f":
		s.formula = s.inCell
	case "mergeCell":
		s.faults.add(s.corner(attribute(e, "ref")), "cells are merged here (%s): unmerge them and write each text into its own cell", attribute(e, "ref"))
	}
	return nil
}

// row begins a row. Its number may be left out, and then follows the one before.
func (s *scan) row(e xml.StartElement) error {
	next := s.here.row + 1
	if r := attribute(e, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < next {
			return errOrder
		}
		next = n
	}
	s.here = at{sheet: s.name, row: next}
	if h := attribute(e, "hidden"); (h == "1" || h == "true") && next <= maxRows {
		s.remarks.add(s.here, "the row is hidden in the workbook and was taken like the others")
	}
	return nil
}

// cell begins a cell. Its place may be left out, and then follows the one before.
func (s *scan) cell(e xml.StartElement) error {
	column := s.here.column + 1
	if r := attribute(e, "r"); r != "" {
		c, row, err := excelize.CellNameToCoordinates(r)
		if err != nil || row != s.here.row || c < column {
			return errOrder
		}
		column = c
	}
	s.here.column, s.inCell, s.content, s.formula, s.text = column, true, false, false, ""
	s.kind = attribute(e, "t")
	s.style, _ = strconv.Atoi(attribute(e, "s"))
	return nil
}

func (s *scan) end(e xml.EndElement) error {
	if e.Name.Local == "v" {
		s.value = false
	}
	if e.Name.Local != "c" || !s.inCell {
		return nil
	}
	s.inCell = false
	if !s.content && !s.formula {
		return nil
	}
	s.cells++
	switch {
	case s.here.row > maxRows:
		return s.bound("a sheet has at most %d rows: take out what does not belong to the form", maxRows)
	case s.here.column > maxColumns:
		return s.bound("a sheet has at most %d columns: take out what does not belong to the form", maxColumns)
	case s.cells > maxCells:
		return s.bound("a sheet has at most %d cells: take out what does not belong to the form", maxCells)
	}
	return s.keep()
}

// bound tells that a bound is passed; nothing more is read then.
func (s *scan) bound(format string, most int) error {
	s.faults.add(s.here, format, most)
	s.beyond = true
	return errBeyond
}

// keep notes what kind of cell it is.
func (s *scan) keep() error {
	switch {
	case s.formula:
		s.faults.add(s.here, "the cell has a formula: replace it by what it shows")
	case s.kind == "e":
		s.faults.add(s.here, "the cell shows an error: write what is meant")
	case s.kind == "d":
		s.faults.add(s.here, isDate)
	case s.kind == "s":
		n, err := strconv.Atoi(strings.TrimSpace(s.text))
		if err != nil || n < 0 {
			return errOrder
		}
		s.highest = max(s.highest, n)
	case s.kind == "b":
		s.kinds[s.here] = s.kind
	case s.kind == "" || s.kind == "n":
		s.kinds[s.here], s.styles[s.here] = "n", s.style
	}
	return nil
}

const isDate = "the cell holds a date: format it as text and write what is meant"

// corner is the first cell of a range such as A5:C5.
func (s *scan) corner(ref string) at {
	first, _, _ := strings.Cut(ref, ":")
	column, row, err := excelize.CellNameToCoordinates(first)
	if err != nil {
		return at{sheet: s.name}
	}
	return at{s.name, row, column}
}
