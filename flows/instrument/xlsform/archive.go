package xlsform

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
)

// The bounds of a workbook. A questionnaire of hundreds of questions in several
// languages stays far below; a file made to exhaust the machine does not.
const (
	MaxFile     = 4 << 20  // bytes of the file as it comes
	maxUnpacked = 48 << 20 // bytes of all its parts
	maxParts    = 500
	maxElements = 300_000 // XML elements and attributes outside of the sheets: the library keeps these in memory
	maxRows     = 2_000   // of a sheet
	maxColumns  = 256     // of a sheet
	maxCells    = 60_000  // of a sheet, with content
)

// archive is a workbook's parts by name, checked against the bounds before
// anything is unpacked into memory.
type archive map[string]*zip.File

func unzip(source []byte) (archive, error) {
	switch {
	case len(source) > MaxFile:
		return nil, refuse("the file is larger than %d MB: take out pictures and sheets that are no part of the form", MaxFile>>20)
	case bytes.HasPrefix(source, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return nil, refuse("the file is an old .xls, or has a password: save it as .xlsx without a password")
	}
	r, err := zip.NewReader(bytes.NewReader(source), int64(len(source)))
	if err != nil {
		return nil, refuse("the file is no workbook, or damaged: save the form as .xlsx once more")
	}
	if len(r.File) > maxParts {
		return nil, refuse("the file has more than %d parts: copy the sheets of the form into a new workbook", maxParts)
	}
	parts, size := archive{}, uint64(0)
	for _, f := range r.File {
		name := partName(f.Name)
		if _, twice := parts[name]; twice {
			return nil, damaged(name)
		}
		parts[name] = f
		if f.UncompressedSize64 > maxUnpacked || size+f.UncompressedSize64 > maxUnpacked {
			return nil, refuse("the file is larger than %d MB when it is unpacked: copy the sheets of the form into a new workbook", maxUnpacked>>20)
		}
		size += f.UncompressedSize64
	}
	return parts, parts.refused()
}

// partName is a part's name in the one spelling that is looked up.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func damaged(part string) error {
	return refuse("the file is damaged (%s): save the form as .xlsx once more", path.Base(part))
}

// refused finds what a form cannot have, whatever it is there for.
func (a archive) refused() error {
	for name := range a {
		switch {
		case strings.HasSuffix(name, "/vbaproject.bin"), strings.HasPrefix(name, "xl/macrosheets/"):
			return refuse("the workbook has macros: save it as .xlsx without them")
		case strings.HasPrefix(name, "xl/externallinks/"):
			return refuse("the workbook takes cells from other files: replace the links by what they show")
		}
	}
	return nil
}

// bounded counts what the library would keep in memory, and holds that it is
// sound XML: the library passes over what it cannot read. The sheets are streamed
// and have bounds of their own.
func (a archive) bounded(sheets map[string]*zip.File) error {
	elements := 0
	for name, f := range a {
		xmlPart := strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
		if !xmlPart || slices.Contains(slices.Collect(maps.Values(sheets)), f) {
			continue
		}
		err := a.read(f, func(token xml.Token) error {
			if start, ok := token.(xml.StartElement); ok {
				elements += 1 + len(start.Attr)
			}
			if elements > maxElements {
				return errTooMuch
			}
			return nil
		})
		if errors.Is(err, errTooMuch) {
			return refuse("the workbook holds more texts and formats than a questionnaire has: copy the sheets of the form into a new workbook")
		}
		if err != nil {
			return damaged(name)
		}
	}
	return nil
}

var errTooMuch = errors.New("too much")

// The bounds of one part's XML: how deep its elements lie in each other, and how
// long a text or an element's head is. A cell holds 32,767 characters.
const (
	maxDepth = 50
	maxToken = 1 << 20 // bytes
)

// read gives the XML tokens of a part one by one, to its very end. It keeps one
// token at a time in memory.
func (a archive) read(f *zip.File, each func(xml.Token) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	short := &io.LimitedReader{R: r}
	decoder, depth := xml.NewDecoder(short), 0
	for {
		short.N = maxToken
		token, err := decoder.Token()
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		switch {
		case errors.Is(err, io.EOF) && short.N > 0:
			return nil
		case err == nil && (short.N == 0 || depth > maxDepth):
			err = errTooMuch
		case err == nil:
			err = each(token)
		}
		if err != nil {
			return err
		}
	}
}

// sheetParts finds the part of each sheet, by the sheet's name, in the
// workbook's order.
func (a archive) sheetParts() (names []string, parts map[string]*zip.File, err error) {
	book := a.workbook()
	if a[book] == nil {
		return nil, nil, refuse("the file is no Excel workbook: save the form as .xlsx")
	}
	targets := a.targets(path.Dir(book)+"/_rels/"+path.Base(book)+".rels", "Id")
	parts = map[string]*zip.File{}
	err = a.read(a[book], func(token xml.Token) error {
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "sheet" {
			return nil
		}
		name, target := attribute(start, "name"), targets[attribute(start, "id")]
		if slices.Contains(names, name) {
			return errors.New("a sheet twice")
		}
		if !strings.HasPrefix(target, "/") {
			target = path.Dir(book) + "/" + target
		}
		names, parts[name] = append(names, name), a[partName(path.Clean(target))]
		return nil
	})
	if err != nil {
		return nil, nil, damaged(book)
	}
	return names, parts, nil
}

// workbook is the name of the part that lists the sheets.
func (a archive) workbook() string {
	for kind, target := range a.targets("_rels/.rels", "Type") {
		if strings.HasSuffix(kind, "/officeDocument") {
			return partName(target)
		}
	}
	return "xl/workbook.xml"
}

// targets are the parts that a list of relations names, by one of their
// attributes.
func (a archive) targets(rels, by string) map[string]string {
	targets := map[string]string{}
	if part := a[partName(rels)]; part != nil {
		_ = a.read(part, func(token xml.Token) error { // what is damaged has fewer targets, and is found by that
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "Relationship" {
				targets[attribute(start, by)] = attribute(start, "Target")
			}
			return nil
		})
	}
	return targets
}

func attribute(e xml.StartElement, name string) string {
	for _, attr := range e.Attr {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}
