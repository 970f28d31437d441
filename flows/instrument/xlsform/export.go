package xlsform

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"asapbot/flows/instrument"
)

// Export writes a definition as a form, which Import reads as the same definition
// again. The error is of type Faults and names what no workbook can hold.
func Export(d *instrument.Definition) ([]byte, error) {
	e := exporter{definition: d}
	books := []page{e.survey(), e.choices(), e.settings(), e.scales(), e.rules()}
	if len(e.faults.list) > 0 {
		return nil, Faults(e.faults.sorted())
	}
	return e.write(books)
}

// exporter lays a definition out in sheets.
type exporter struct {
	definition *instrument.Definition
	faults     findings
}

// page is a sheet to be written.
type page struct {
	name  string
	heads []column
	rows  []line
}

// line is a row to be written: what stands in which column.
type line map[column]string

// set notes what stands in a column, where there is anything.
func (l line) set(name, text string) {
	if text != "" {
		l[column{name: name}] = text
	}
}

func (l line) text(name string, t instrument.Text) {
	for tag, text := range t {
		l[column{name, tag}] = text
	}
}

func (l line) number(name string, n int) {
	if n != 0 {
		l.set(name, fmt.Sprint(n))
	}
}

func (l line) truth(name string, value bool) {
	if value {
		l.set(name, "yes")
	}
}

func (e *exporter) survey() page {
	p := page{name: survey}
	for _, name := range slices.Sorted(maps.Keys(e.definition.Parameters)) {
		l := line{}
		l.set("type", string(hidden))
		l.set("name", name)
		l.set("values", strings.Join(e.definition.Parameters[name], " "))
		p.rows = append(p.rows, l)
	}
	for _, g := range e.definition.Groups {
		if g.Name != "" {
			p.rows = append(p.rows, header(g))
		}
		for _, q := range g.Questions {
			p.rows = append(p.rows, row(q))
		}
		if g.Name != "" {
			p.rows = append(p.rows, line{{name: "type"}: string(end), {name: "name"}: g.Name})
		}
	}
	p.heads = e.heads(p.rows, "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message",
		"short", "number", "letter", "critical", "lasting", "otherwise", "alert", "values")
	return p
}

func header(g instrument.Group) line {
	l := line{}
	l.set("type", string(begin))
	l.set("name", g.Name)
	l.set("letter", g.Letter)
	l.set("relevant", g.Relevant)
	l.text("label", g.Title)
	return l
}

func row(q instrument.Question) line {
	l := line{}
	l.set("type", strings.TrimSpace(string(q.Type)+" "+q.List))
	l.set("name", q.Name)
	l.set("relevant", q.Relevant)
	l.set("constraint", q.Constraint)
	l.set("critical", string(q.Critical))
	l.set("lasting", q.Lasting)
	l.set("otherwise", q.Otherwise)
	l.set("alert", string(q.Alert))
	l.number("number", q.Number)
	l.truth("required", q.Required)
	l.text("label", q.Label)
	l.text("hint", q.Hint)
	l.text("short", q.Short)
	l.text("constraint_message", q.ConstraintMessage)
	return l
}

func (e *exporter) choices() page {
	p := page{name: choices}
	for _, list := range slices.Sorted(maps.Keys(e.definition.Choices)) {
		for _, c := range e.definition.Choices[list] {
			l := line{}
			l.set("list_name", list)
			l.set("name", c.Name)
			l.number("weight", c.Weight)
			l.truth("current", c.Current)
			l.truth("unknown", c.Unknown)
			l.truth("not_applicable", c.NotApplicable)
			l.text("label", c.Label)
			for tag, words := range c.Words {
				if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, "\n") }) {
					e.faults.add(at{sheet: choices}, "a word for %s of %s has a line break, and a cell holds one word a line: write it without", c.Name, list)
				}
				l[column{"words", tag}] = strings.Join(words, "\n")
			}
			p.rows = append(p.rows, l)
		}
	}
	p.heads = e.heads(p.rows, "list_name", "name", "label", "weight", "current", "unknown", "not_applicable", "words")
	return p
}

func (e *exporter) settings() page {
	d := e.definition
	l := line{}
	l.set("form_id", d.ID)
	l.set("version", d.Version)
	if d.Respondent != instrument.Professional {
		l.set("respondent", string(d.Respondent))
	}
	l.set("default_language", written(d.Languages[0]))
	l.text("form_title", d.Title)
	l.text("hint", d.Hint)
	p := page{name: settings, rows: []line{l}}
	p.heads = e.heads(p.rows, "form_title", "form_id", "version", "default_language", "respondent", "hint")
	return p
}

func (e *exporter) scales() page {
	p := page{name: scales}
	for _, s := range e.definition.Scales {
		l := line{{name: "name"}: s.Name, {name: "groups"}: strings.Join(s.Groups, " ")}
		l.text("title", s.Title)
		p.rows = append(p.rows, l)
	}
	p.heads = e.heads(p.rows, "name", "groups", "title")
	return p
}

func (e *exporter) rules() page {
	p := page{name: rules}
	for _, r := range e.definition.Rules {
		p.rows = append(p.rows, line{{name: "id"}: r.ID, {name: "when"}: r.When, {name: "level"}: r.Level})
	}
	p.heads = e.heads(p.rows, "id", "when", "level")
	return p
}

// heads are the columns that are needed, in their order, texts in each language.
func (e *exporter) heads(rows []line, names ...string) (heads []column) {
	for _, name := range names {
		for _, tag := range append([]string{""}, e.definition.Languages...) {
			head := column{name, tag}
			if slices.ContainsFunc(rows, func(l line) bool { return l[head] != "" }) {
				heads = append(heads, head)
			}
		}
	}
	return heads
}

// title is how a column's head is written. On the sheets where ODK knows no
// languages for our own texts, a head with colons would not be read there: the tag
// stands after an underscore.
func (e *exporter) title(sheet string, head column) string {
	switch {
	case head.language == "":
		return head.name
	case sheet == settings && head.name == "form_title" && head.language == e.definition.Languages[0]:
		return head.name
	case sheet == settings || head.name == "words":
		return head.name + "_" + head.language
	}
	return head.name + "::" + written(head.language)
}

// write makes the workbook. Sheets that have nothing are left out.
func (e *exporter) write(pages []page) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetDocProps(&excelize.DocProperties{Creator: "asapbot"}); err != nil {
		return nil, err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}) // 49 is text: nobody's spreadsheet makes dates of it
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		if len(p.rows) == 0 {
			continue
		}
		if p.name == survey {
			err = f.SetSheetName("Sheet1", survey)
		} else {
			_, err = f.NewSheet(p.name)
		}
		if err == nil {
			err = e.fill(f, p, text)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(e.faults.list) > 0 {
		return nil, Faults(e.faults.sorted())
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

func (e *exporter) fill(f *excelize.File, p page, style int) error {
	if len(p.heads) == 0 {
		return nil
	}
	last, err := excelize.ColumnNumberToName(len(p.heads))
	if err == nil {
		err = f.SetColStyle(p.name, "A:"+last, style)
	}
	if err == nil { // programs that stream a sheet read no further than it says that it goes
		err = f.SetSheetDimension(p.name, fmt.Sprintf("A1:%s%d", last, len(p.rows)+1))
	}
	if err == nil {
		err = f.SetColWidth(p.name, "A", last, 24)
	}
	if err == nil {
		err = f.SetPanes(p.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	for c, head := range p.heads {
		if err == nil {
			err = e.put(f, at{p.name, 1, c + 1}, e.title(p.name, head))
		}
		for r, l := range p.rows {
			if text := l[head]; text != "" && err == nil {
				err = e.put(f, at{p.name, r + 2, c + 1}, text)
			}
		}
	}
	return err
}

// longest is how many UTF-16 units a cell can hold.
const longest = 32_767

// put writes one cell.
func (e *exporter) put(f *excelize.File, where at, text string) error {
	if len(utf16.Encode([]rune(text))) > longest {
		e.faults.add(where, "the text is longer than a cell can hold: shorten it")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		e.faults.add(where, "the text has a character that no workbook can hold: delete it")
	}
	cell, err := excelize.CoordinatesToCellName(where.column, where.row)
	if err != nil {
		return err
	}
	return f.SetCellStr(where.sheet, cell, escape(text))
}

// numbered is how workbooks write a character by its number.
var numbered = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// escape keeps what only looks like a character's number as it stands: its first
// sign is written by number.
func escape(text string) string {
	var b strings.Builder
	for i, r := range text {
		if b.WriteRune(r); r == '_' && numbered.MatchString(text[i:]) {
			b.WriteString("x005F_")
		}
	}
	return b.String()
}
