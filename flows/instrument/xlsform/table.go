package xlsform

import (
	"slices"
	"strings"

	"asapbot/flows/instrument"
)

// columns are what a sheet can hold.
type columns struct {
	texts   []string // in every language
	plain   []string
	leftOut []string // what changes nothing in what is asked
}

// known are the columns of each sheet that a definition has a place for, and
// those that are left out with a remark. Whatever else has content is refused.
var known = map[string]columns{
	survey: {
		texts:   []string{"label", "hint", "constraint_message", "short"},
		plain:   []string{"type", "name", "required", "relevant", "constraint", "number", "critical", "lasting", "otherwise", "alert", "letter", "values"},
		leftOut: []string{"appearance", "required_message", "kuid", "autoname", "qpath", "xpath", "hxl", "tags"},
	},
	choices: {
		texts:   []string{"label", "words"},
		plain:   []string{"list_name", "name", "weight", "current", "unknown", "not_applicable"},
		leftOut: []string{"kuid", "autovalue", "hxl", "tags"},
	},
	settings: {
		texts:   []string{"form_title", "hint"},
		plain:   []string{"form_id", "version", "default_language", "respondent"},
		leftOut: []string{"style", "instance_name", "name", "submission_url", "public_key", "auto_send", "auto_delete", "allow_choice_duplicates", "clean_text_values", "omit_instanceid"},
	},
	scales: {texts: []string{"title"}, plain: []string{"name", "groups"}},
	rules:  {plain: []string{"id", "when", "level"}},
}

// aliases are other spellings that Kobo and ODK take, of old and of others'
// making.
var aliases = map[string]string{
	"relevance": "relevant", "caption": "label", "constraining_message": "constraint_message", "requiredmsg": "required_message",
	"value": "name", "id_string": "form_id", "set_form_id": "form_id", "title": "form_title", "set_form_title": "form_title",
	"list": "list_name", "calculate": "calculation",
}

// table is a sheet whose columns are known.
type table struct {
	sheet
	kind    string
	columns map[column]int // from 0
}

// column is what the cells below a head mean. Language is empty for what is no
// text, and for a text whose column names no language.
type column struct{ name, language string }

// record is one row.
type record struct {
	*table
	row int // from 1
}

// records are the rows that are not blank, without the heads.
func (t *table) records() (all []record) {
	for i := 1; i < len(t.rows); i++ {
		if slices.ContainsFunc(t.rows[i], func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			all = append(all, record{t, i + 1})
		}
	}
	return all
}

// cell is the text of a cell, as it was written; empty where there is none.
func (t *table) cell(row, column int) string {
	if row < 1 || row > len(t.rows) || column < 0 || column >= len(t.rows[row-1]) {
		return ""
	}
	if text := t.rows[row-1][column]; strings.TrimSpace(text) != "" {
		return text
	}
	return ""
}

func (r record) index(name string) int {
	if i, ok := r.columns[column{name: name}]; ok {
		return i
	}
	return -1
}

// raw is what a cell says, every space as it was written.
func (r record) raw(name string) string { return r.cell(r.row, r.index(name)) }

// word is what a cell says, for names and numbers.
func (r record) word(name string) string { return strings.TrimSpace(r.raw(name)) }

// text gathers a text in all its languages.
func (r record) text(name string) instrument.Text {
	t := instrument.Text{}
	for c, i := range r.columns {
		if text := r.cell(r.row, i); c.name == name && c.language != "" && text != "" {
			t[c.language] = text
		}
	}
	if len(t) == 0 {
		return nil
	}
	return t
}

// at is the place of a cell; of the row where there is no such column.
func (r record) at(name, language string) at {
	if i, ok := r.columns[column{name, language}]; ok {
		return at{r.name, r.row, i + 1}
	}
	return at{r.name, r.row, 0}
}

// filled are the columns in which the row has something, in their order.
func (r record) filled() (all []column) {
	for c, i := range r.columns {
		if r.cell(r.row, i) != "" {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b column) int { return r.columns[a] - r.columns[b] })
	return all
}
