package xlsform

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"asapbot/flows/instrument"
)

// importer turns a workbook into a definition.
type importer struct {
	book             workbook
	faults, remarks  findings
	standard         string // the language of texts that name none
	asked            bool   // for that language
	definition       instrument.Definition
	places           map[string]at // of the definition's parts, by their paths
	surveyed, chosen *table
	unset            bool // there are no settings, which was told
	unread           bool // the sheets could not be read as a form, which was told
}

// Import reads a form and gives the file of its definition, which
// instrument.Parse takes. Language is the tag of the language of texts that name
// none, where the form's settings have no default_language; it may be empty. The
// remarks say what was left out because it changes nothing in what is asked. The
// error is of type Faults and names everything that a definition cannot hold.
func Import(source []byte, language string) (definition []byte, remarks []Finding, err error) {
	i := importer{standard: language, places: map[string]at{}}
	book, err := open(source, &i.faults, &i.remarks)
	if err != nil {
		return nil, nil, err
	}
	i.book = book
	i.read()
	definition = i.definition.YAML() // before the check fills in what may be left out
	i.check()
	if len(i.faults.list) > 0 {
		return nil, nil, Faults(i.faults.sorted())
	}
	return definition, i.remarks.sorted(), nil
}

// read goes through the sheets. What the sheets say is judged at the end, with
// everything in its place, so that all faults are told at once.
func (i *importer) read() {
	if _, ok := i.book[survey]; !ok {
		i.faults.add(at{sheet: survey}, "the sheet is missing: a form has the sheets survey, choices and settings")
		i.unread = true
		return
	}
	i.findStandard()
	i.surveyed = i.table(survey)
	if len(i.surveyed.records()) == 0 {
		i.faults.add(at{sheet: i.surveyed.name}, "the sheet is empty: write the heads into its first row, and a question into each row below")
		i.unread = true
		return
	}
	if i.languages(i.surveyed); i.standard == "" && len(i.definition.Languages) == 1 {
		i.standard = i.definition.Languages[0]
	}
	i.chosen = i.table(choices)
	set := i.table(settings)
	if !i.complete(i.surveyed, "type", "name", "label") || !i.complete(i.chosen, "list_name", "name", "label") {
		i.unread = true
		return
	}
	i.languages(i.surveyed, i.chosen, set)
	i.settings(set)
	i.choices()
	i.survey()
	i.scales(i.table(scales))
	i.rules(i.table(rules))
}

// complete holds that a sheet has the columns without which nothing can be read.
func (i *importer) complete(t *table, names ...string) bool {
	if t == nil || len(t.records()) == 0 {
		return true
	}
	complete := true
	for _, name := range names {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(t.columns)), func(c column) bool { return c.name == name }) {
			complete = false
			i.faults.add(at{t.name, 1, 0}, "the column %s is missing: add it", name)
		}
	}
	return complete
}

// findStandard looks up the default language, before anything else is read.
func (i *importer) findStandard() {
	s := i.book[settings]
	if len(s.rows) < 2 {
		return
	}
	for c, head := range s.rows[0] {
		if name, _ := split(settings, head); name != "default_language" || c >= len(s.rows[1]) || plain(s.rows[1][c]) == "" {
			continue
		}
		if i.standard = tag(s.rows[1][c]); i.standard == "" {
			i.asked = true
			i.faults.add(at{s.name, 2, c + 1}, "which language is %q? write it with its two-letter tag, such as English (en)", s.rows[1][c])
		}
	}
}

// languages lists them in the order of the survey's columns, the default first.
func (i *importer) languages(tables ...*table) {
	var tags []string
	for _, t := range tables {
		if t == nil {
			continue
		}
		heads := slices.Collect(maps.Keys(t.columns))
		slices.SortFunc(heads, func(a, b column) int { return t.columns[a] - t.columns[b] })
		for _, head := range heads {
			if head.language != "" && !slices.Contains(tags, head.language) {
				tags = append(tags, head.language)
			}
		}
	}
	if n := slices.Index(tags, i.standard); n > 0 {
		tags = slices.Insert(slices.Delete(tags, n, n+1), 0, i.standard)
	}
	i.definition.Languages = tags
}

func (i *importer) settings(t *table) {
	if t == nil || len(t.records()) == 0 {
		i.unset = true
		i.faults.add(at{sheet: settings}, "the sheet is missing or empty: add it, with form_title, form_id and version")
		return
	}
	all := t.records()
	if len(all) > 1 {
		i.faults.add(at{t.name, all[1].row, 0}, "the settings have one row: delete this one")
	}
	r, d := all[0], &i.definition
	d.ID, d.Version = r.word("form_id"), r.word("version")
	i.place(r.at("form_id", ""), "id")
	i.place(r.at("version", ""), "version")
	d.Respondent = instrument.Respondent(r.word("respondent"))
	i.place(r.at("respondent", ""), "respondent")
	d.Title, d.Hint = i.text(r, "form_title", "title"), i.text(r, "hint", "hint")
	i.untranslated(r)
}

// untranslated takes a title without translations for all languages: ODK has one
// title for a form.
func (i *importer) untranslated(r record) {
	d := &i.definition
	if len(d.Title) != 1 || len(d.Languages) < 2 || d.Title[i.standard] == "" {
		return
	}
	for _, tag := range d.Languages {
		d.Title[tag] = d.Title[i.standard]
	}
	i.remarks.add(r.at("form_title", i.standard), "the title has no translation and stands there in every language: add the columns form_title_xx, with the tag of each language, if people shall read it in theirs")
}

func (i *importer) choices() {
	if i.chosen == nil {
		return
	}
	i.definition.Choices = map[string][]instrument.Choice{}
	for _, r := range i.chosen.records() {
		list := r.word("list_name")
		if list == "" {
			i.faults.add(r.at("list_name", ""), "the list_name is missing: write the list that this choice belongs to")
			continue
		}
		path := []any{"choices", list, len(i.definition.Choices[list])}
		if path[2] == 0 {
			i.place(r.at("list_name", ""), "choices", list)
		}
		i.place(r.at("name", ""), path...)
		i.place(r.at("name", ""), append(slices.Clone(path), "name")...)
		i.place(r.at("weight", ""), append(slices.Clone(path), "weight")...)
		i.definition.Choices[list] = append(i.definition.Choices[list], instrument.Choice{
			Name: r.word("name"), Label: i.text(r, "label", append(slices.Clone(path), "label")...), Words: i.words(r, path),
			Weight: i.number(r, "weight"), Current: i.truth(r, "current"), Unknown: i.truth(r, "unknown"), NotApplicable: i.truth(r, "not_applicable"),
		})
	}
}

// words are what may be typed for a choice, one a line.
func (i *importer) words(r record, path []any) map[string][]string {
	texts := i.text(r, "words", append(slices.Clone(path), "words")...)
	if texts == nil {
		return nil
	}
	words := map[string][]string{}
	for tag, text := range texts {
		words[tag] = strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	}
	return words
}

func (i *importer) scales(t *table) {
	if t == nil {
		return
	}
	for n, r := range t.records() {
		i.definition.Scales = append(i.definition.Scales, instrument.Scale{
			Name: r.word("name"), Title: i.text(r, "title", "scales", n, "title"), Groups: strings.Fields(r.word("groups")),
		})
		i.place(r.at("name", ""), "scales", n)
		i.place(r.at("groups", ""), "scales", n, "groups")
	}
}

func (i *importer) rules(t *table) {
	if t == nil {
		return
	}
	for n, r := range t.records() {
		i.definition.Rules = append(i.definition.Rules, instrument.Rule{ID: r.word("id"), When: r.raw("when"), Level: r.word("level")})
		i.place(r.at("id", ""), "rules", n)
		i.place(r.at("when", ""), "rules", n, "when")
		i.place(r.at("level", ""), "rules", n, "level")
	}
}

// text gathers a text and notes the place of each language.
func (i *importer) text(r record, name string, path ...any) instrument.Text {
	for col := range r.columns {
		if col.name == name && col.language != "" {
			i.place(r.at(name, col.language), append(slices.Clone(path), col.language)...)
		}
	}
	first := at{r.name, r.row, 0}
	for col, c := range r.columns {
		if col.name == name && (first.column == 0 || c+1 < first.column) {
			first.column = c + 1
		}
	}
	i.place(first, path...)
	return r.text(name)
}

// truth reads yes or no, in all the ways in which forms say it.
func (i *importer) truth(r record, name string) bool {
	text := plain(r.raw(name))
	value, ok := truth[text]
	if text != "" && !ok {
		i.faults.add(r.at(name, ""), "%q: %s is yes or no here; what depends on other answers is not taken", r.word(name), name)
	}
	return value
}

var truth = map[string]bool{
	"yes": true, "true": true, "true()": true, "1": true, "no": false, "false": false, "false()": false, "0": false,
}

// number reads a whole number; 0 where there is none.
func (i *importer) number(r record, name string) int {
	text := r.word(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		i.faults.add(r.at(name, ""), "%q: a %s is a whole number", text, name)
	}
	return n
}

// place notes where a part of the definition stands.
func (i *importer) place(where at, path ...any) { i.places[key(path)] = where }

func key(path []any) string { return fmt.Sprintf("%q", path) }
