package xlsform

import (
	"errors"
	"testing"

	"asapbot/flows/instrument"
)

// FuzzImport: no file makes the reader panic; what is refused is refused with a
// reason, and what is taken is a definition that goes out and comes back.
func FuzzImport(f *testing.F) {
	for _, path := range forms(f) {
		f.Add(form(f, path))
	}
	f.Add(small().workbook(f))
	f.Add(raw(f, `<row><c t="s"><v>0</v></c><c t="b"><v>1</v></c><c s="1"><v>1e3</v></c></row>`))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(takes)
}

// FuzzParts: the same for workbooks that are sound as archives, and whatever else
// within.
func FuzzParts(f *testing.F) {
	whole := small().workbook(f)
	const sheet, strings, styles = "xl/worksheets/sheet4.xml", "xl/sharedStrings.xml", "xl/styles.xml"
	f.Add(part(f, whole, sheet), part(f, whole, strings), part(f, whole, styles))
	f.Add(`<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="b"><v>1</v></c><c s="1"><v>1e3</v></c></row></sheetData></worksheet>`,
		`<sst><si><r><t>type</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>`,
		`<styleSheet><fills/><cellXfs><xf/><xf numFmtId="14" fillId="9" applyFill="1" fontId="9" applyFont="1" borderId="9" applyBorder="1"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, a, b, c string) {
		takes(t, parts(t, whole, map[string]string{sheet: a, strings: b, styles: c}))
	})
}

// takes imports whatever it is, and exports and imports again what is taken.
func takes(t *testing.T, source []byte) {
	file, _, err := Import(source, "en")
	var faults Faults
	if err != nil {
		if !errors.As(err, &faults) || len(faults) == 0 {
			t.Fatalf("refused without a reason: %v", err)
		}
		return
	}
	d, err := instrument.Parse("fuzz.yaml", file)
	if err != nil {
		t.Fatalf("taken, and no definition: %v\n%s", err, file)
	}
	out, err := Export(d)
	if errors.As(err, &faults) {
		return
	}
	again, _, err := Import(out, "")
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	second, err := instrument.Parse("again.yaml", again)
	if err != nil || string(second.YAML()) != string(d.YAML()) {
		t.Fatalf("came back otherwise (%v)\n%s\n%s", err, d.YAML(), again)
	}
}
