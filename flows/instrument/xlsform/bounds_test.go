package xlsform

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// MB is how memory is counted here.
const MB = 1 << 20

// mostMemory is how much memory an import may hold at any moment, beside the file.
const mostMemory = 256 * MB

// bounded imports while it looks how much memory is in use, and gives what was
// said. Time plays no part.
func bounded(t *testing.T, source []byte) (said string) {
	t.Helper()
	var most atomic.Uint64
	stop, stopped := make(chan struct{}), make(chan struct{})
	runtime.GC()
	before := inUse()
	go func() {
		defer close(stopped)
		for {
			most.Store(max(most.Load(), inUse()))
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	_, _, err := Import(source, "")
	close(stop)
	<-stopped
	if used := int64(most.Load()) - int64(before); used > mostMemory {
		t.Errorf("%d MB were in use", used/MB)
	} else {
		t.Logf("at most %d MB in use, for a file of %d kB", used/MB, len(source)/1024)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// inUse is how many bytes of memory hold objects, dead ones that were not
// collected yet among them.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// raw is a form whose survey sheet is this XML.
func raw(t testing.TB, sheetData string) []byte {
	return parts(t, small().workbook(t), map[string]string{
		"xl/worksheets/sheet4.xml": `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + sheetData + `</sheetData></worksheet>`,
	})
}

// TestBounds: what is too large is refused with its place, within the memory that
// an import may use.
func TestBounds(t *testing.T) {
	text := func(cell string) string { return `<c r="` + cell + `" t="inlineStr"><is><t>text</t></is></c>` }
	rows := func(n int, cells func(row int) string) string {
		var b strings.Builder
		for r := 1; r <= n; r++ {
			fmt.Fprintf(&b, `<row r="%d">%s</row>`, r, cells(r))
		}
		return b.String()
	}
	wide := func(last int) string {
		var b strings.Builder
		for c := 1; c <= last; c++ {
			name, _ := excelize.CoordinatesToCellName(c, 1)
			b.WriteString(text(name))
		}
		return `<row r="1">` + b.String() + `</row>`
	}
	for _, c := range []struct {
		name   string
		source []byte
		want   string
	}{
		{"50,000 rows", raw(t, rows(50_000, func(r int) string { return text(fmt.Sprintf("A%d", r)) + text(fmt.Sprintf("B%d", r)) })),
			"survey!A2001: a sheet has at most 2000 rows"},
		{"16,384 columns", raw(t, wide(16_384)), "survey!IW1: a sheet has at most 256 columns"},
		{"many cells", raw(t, rows(2_000, func(r int) string { return strings.Repeat(`<c><v>1</v></c>`, 40) })), "survey!A1501: a sheet has at most 60000 cells"},
		{"many rows without content", raw(t, rows(200_000, func(int) string { return "" })), "survey: the sheet is empty"},
		{"cells without content far to the right", raw(t, rows(2_000, func(r int) string { return fmt.Sprintf(`<c r="XFD%d" s="0"/>`, r) })), "survey: the sheet is empty"},
		{"elements in each other", raw(t, strings.Repeat("<c>", 5_000_000)), "the file is damaged (sheet survey)"},
		{"an element with many attributes", raw(t, "<row"+strings.Repeat(` a=""`, 2_000_000)+"/>"), "the file is damaged (sheet survey)"},
		{"a text of 30 MB", raw(t, `<row r="1"><c r="A1" t="inlineStr"><is><t>`+strings.Repeat("text ", 6*MB)+`</t></is></c></row>`), "the file is damaged (sheet survey)"},
		{"two million shared strings", parts(t, small().workbook(t), map[string]string{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 2_000_000) + "</sst>"}),
			"the workbook holds more texts and formats than a questionnaire has"},
		{"two million formats", parts(t, small().workbook(t), map[string]string{"xl/styles.xml": "<styleSheet><cellXfs>" + strings.Repeat("<xf/>", 2_000_000) + "</cellXfs></styleSheet>"}),
			"the workbook holds more texts and formats than a questionnaire has"},
		{"zip bomb", parts(t, small().workbook(t), map[string]string{"xl/worksheets/sheet4.xml": strings.Repeat(" ", 60*MB)}), "the file is larger than 48 MB when it is unpacked"},
		{"zip bomb that lies about its size", lying(t, 60*MB), "the file is damaged"},
		{"many parts", parts(t, small().workbook(t), many(600)), "the file has more than 500 parts"},
		{"a file of 100 MB", make([]byte, 100*MB), "the file is larger than 4 MB: take out pictures and sheets"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := bounded(t, c.source); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %.300s\nwant %s", got, c.want)
			}
		})
	}
}

func many(n int) map[string]string {
	all := map[string]string{}
	for i := range n {
		all[fmt.Sprintf("xl/more%d.xml", i)] = "<a/>"
	}
	return all
}

// lying is a zip whose one sheet says that it is small, and is not.
func lying(t *testing.T, size int) []byte {
	t.Helper()
	var packed, out bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err != nil {
		t.Fatal(err)
	}
	text := bytes.Repeat([]byte(" "), size)
	if _, err := deflate.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := deflate.Close(); err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(&out)
	for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		part, err := w.CreateRaw(&zip.FileHeader{
			Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(text),
			CompressedSize64: uint64(packed.Len()), UncompressedSize64: 1000,
		})
		if err == nil {
			_, err = part.Write(packed.Bytes())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestLargestForm: a form at the bounds is taken, within the same memory.
func TestLargestForm(t *testing.T) {
	b := small()
	for q := range 1_900 {
		b.row(survey, "text", fmt.Sprintf("q%d", q), strings.Repeat("A long question? ", 20), strings.Repeat("A long hint. ", 20))
	}
	if got := bounded(t, b.workbook(t)); got != "" {
		t.Error(got)
	}
}
