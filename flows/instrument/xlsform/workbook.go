package xlsform

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The sheets of a form, in the order in which they are read and told of. The last
// two are ours (see flows/instrument/README.md).
const (
	survey   = "survey"
	choices  = "choices"
	settings = "settings"
	scales   = "scales"
	rules    = "rules"
)

var sheets = []string{survey, choices, settings, scales, rules}

// workbook is the cells of the form's sheets, as text.
type workbook map[string]sheet

// sheet is one sheet: its name as it is written, and its rows.
type sheet struct {
	name string
	rows [][]string
}

// open reads a workbook within the bounds. What is wrong with single cells is
// among the faults; an error is for a file that cannot be read on.
func open(source []byte, faults, remarks *findings) (workbook, error) {
	a, err := unzip(source)
	if err != nil {
		return nil, err
	}
	names, parts, err := a.sheetParts()
	if err != nil {
		return nil, err
	}
	scans := map[string]*scan{}
	for _, name := range names {
		kind := plain(name)
		switch {
		case !slices.Contains(sheets, kind):
			remarks.add(at{sheet: name}, "the sheet is no part of a form and was left out")
			continue
		case scans[kind] != nil:
			faults.add(at{sheet: name}, "there are two sheets of this name: keep one")
			continue
		case parts[name] == nil:
			return nil, damaged("sheet " + name)
		}
		scans[kind] = newScan(name, faults, remarks)
		if scans[kind].sheet(a, parts[name]) != nil {
			return nil, damaged("sheet " + name)
		}
		if scans[kind].beyond {
			return nil, Faults(faults.sorted())
		}
	}
	if err := a.sound(parts, scans); err != nil {
		return nil, err
	}
	if a.has("xl/media/") || a.has("xl/comments") {
		remarks.add(at{}, "pictures, and comments on cells, were left out")
	}
	return read(source, scans)
}

// sound checks what the sheets refer to.
func (a archive) sound(parts map[string]*zip.File, scans map[string]*scan) error {
	if err := a.bounded(parts); err != nil {
		return err
	}
	there := a.sharedStrings()
	for _, s := range scans {
		if s.highest >= there {
			return damaged("xl/sharedStrings.xml")
		}
	}
	return nil
}

// has reports whether a part's name begins so.
func (a archive) has(prefix string) bool {
	for name := range a {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// plain is a name without what people spell differently.
func plain(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// sharedStrings counts the texts that cells refer to.
func (a archive) sharedStrings() (n int) {
	if part := a["xl/sharedstrings.xml"]; part != nil {
		_ = a.read(part, func(token xml.Token) error { // bounded has read it to its end
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
				n++
			}
			return nil
		})
	}
	return n
}

// read takes the values of the sheets that were scanned.
func read(source []byte, scans map[string]*scan) (workbook, error) {
	f, err := excelize.OpenReader(bytes.NewReader(source), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, // never a file on the disk
	})
	if err != nil {
		return nil, refuse("the file is no workbook, or damaged: save the form as .xlsx once more")
	}
	defer f.Close()
	w := workbook{}
	for kind, s := range scans {
		rows, err := f.GetRows(s.name)
		if err != nil {
			return nil, damaged("sheet " + s.name)
		}
		for where, kind := range s.kinds {
			if r, c := where.row-1, where.column-1; r < len(rows) && c < len(rows[r]) {
				rows[r][c] = s.shown(f, where, kind, rows[r][c])
			}
		}
		w[kind] = sheet{name: s.name, rows: rows}
	}
	return w, nil
}

// shown is what a cell that holds no string shows, whatever its format: TRUE or
// FALSE, or a number in plain digits. A date is a number with the format of one.
func (s *scan) shown(f *excelize.File, where at, kind, raw string) string {
	if kind == "b" {
		return map[string]string{"1": "TRUE", "0": "FALSE"}[raw]
	}
	if style, err := f.GetStyle(s.styles[where]); err == nil && dated(style) {
		s.faults.add(where, isDate)
		return ""
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return raw
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// dated reports whether a number's format makes it a date or a time.
func dated(s *excelize.Style) bool {
	if s.CustomNumFmt != nil {
		return strings.ContainsAny(quoted.ReplaceAllString(strings.ToLower(*s.CustomNumFmt), ""), "ymdhs")
	}
	return s.NumFmt >= 14 && s.NumFmt <= 22 || s.NumFmt >= 27 && s.NumFmt <= 36 || s.NumFmt >= 45 && s.NumFmt <= 47 || s.NumFmt >= 50 && s.NumFmt <= 58
}

// quoted is what is literal in a number's format, and colours and conditions.
var quoted = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]`)
