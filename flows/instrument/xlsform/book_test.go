package xlsform

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book is a workbook to be written by a test: sheets of rows.
type book map[string][][]any

// small is a form with one of everything; the tests break it.
func small() book {
	return book{
		survey: {
			{"type", "name", "label::English (en)", "hint::English (en)", "required", "relevant", "constraint", "constraint_message::English (en)"},
			{"begin_group", "first", "First"},
			{"select_one yesno", "one", "One?", nil, "yes"},
			{"integer", "two", "Two?", "A number", nil, "${one} = 'y'", ". > 0", "More than nothing."},
			{"end_group"},
			{"begin_group", "last", "Last", nil, nil, "${one} = 'y'"},
			{"text", "words", "Words?"},
			{"end_group"},
		},
		choices: {
			{"list_name", "name", "label::English (en)", "weight"},
			{"yesno", "y", "Yes", 1},
			{"yesno", "n", "No"},
		},
		settings: {
			{"form_title", "form_id", "version", "default_language"},
			{"Small", "small", 1, "English (en)"},
		},
	}
}

// with replaces every cell of a sheet that says old.
func (b book) with(t testing.TB, sheet string, old, text any) book {
	t.Helper()
	found := false
	for _, row := range b[sheet] {
		for c := range row {
			if row[c] == old {
				row[c], found = text, true
			}
		}
	}
	if !found {
		t.Fatalf("%q is not in %s", old, sheet)
	}
	return b
}

// row adds a row at the end of a sheet.
func (b book) row(sheet string, cells ...any) book {
	b[sheet] = append(b[sheet], cells)
	return b
}

// column adds a column to a sheet, from its head down.
func (b book) column(sheet string, cells ...any) book {
	width := 0
	for _, row := range b[sheet] {
		width = max(width, len(row))
	}
	for r := range cells {
		row := b[sheet][r]
		for len(row) < width {
			row = append(row, nil)
		}
		b[sheet][r] = append(row, cells[r])
	}
	return b
}

func (b book) workbook(t testing.TB, more ...func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{settings, choices, survey, scales, rules} {
		if b[name] == nil {
			continue
		}
		_, err := f.NewSheet(name)
		check(err)
		for r, row := range b[name] {
			check(f.SetSheetRow(name, fmt.Sprintf("A%d", r+1), &row))
		}
	}
	check(f.DeleteSheet("Sheet1"))
	for _, change := range more {
		check(change(f))
	}
	var out bytes.Buffer
	check(f.Write(&out))
	return out.Bytes()
}

// part is the text of one of a workbook's parts.
func part(t testing.TB, source []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(source), int64(len(source)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(r, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// parts changes a workbook's parts: a text that is empty takes a part away.
func parts(t testing.TB, source []byte, change map[string]string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(source), int64(len(source)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name, text string) {
		part, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(part, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range r.File {
		if _, changed := change[f.Name]; changed {
			continue
		}
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		put(f.Name, string(text))
	}
	for name, text := range change {
		if text != "" {
			put(name, text)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
