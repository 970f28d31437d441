package xlsform

import (
	"regexp"
	"slices"
	"strings"
)

// table reads the heads of a sheet. What it does not know must be empty.
func (i *importer) table(kind string) *table {
	s, ok := i.book[kind]
	if !ok {
		return nil
	}
	t := &table{sheet: s, kind: kind, columns: map[column]int{}}
	width := 0
	for _, row := range s.rows {
		width = max(width, len(row))
	}
	for c := range width {
		i.head(t, c)
	}
	return t
}

// head reads one column's head.
func (i *importer) head(t *table, c int) {
	written, where := t.cell(1, c), at{t.name, 1, c + 1}
	first := slices.IndexFunc(t.records(), func(r record) bool { return t.cell(r.row, c) != "" })
	if first < 0 {
		i.empty(t, written, where)
		return
	}
	name, language := split(t.kind, written)
	has := known[t.kind]
	switch {
	case written == "":
		i.faults.add(at{t.name, t.records()[first].row, c + 1}, "the column has no head: name it in the first row, or delete what stands below")
	case slices.Contains(has.plain, name) && language == "":
		i.take(t, column{name: name}, c)
	case slices.Contains(has.texts, name):
		i.take(t, column{name, i.language(t, name, language, where)}, c)
	case slices.Contains(has.leftOut, name):
		i.left(t, name, c)
	default:
		i.unknown(t, name, c)
	}
}

// take notes where a column stands.
func (i *importer) take(t *table, col column, c int) {
	if _, twice := t.columns[col]; twice {
		i.faults.add(at{t.name, 1, c + 1}, "the column %s stands here a second time: keep one", strings.TrimSpace(col.name+" "+col.language))
		return
	}
	t.columns[col] = c
}

// empty notes where an empty column would have what it is for, and tells of a
// language of which only the heads are there.
func (i *importer) empty(t *table, written string, where at) {
	name, language := split(t.kind, written)
	if col := (column{name: name}); language == "" && slices.Contains(known[t.kind].plain, name) {
		if _, twice := t.columns[col]; !twice {
			t.columns[col] = where.column - 1
		}
	}
	if language != "" && t.kind == survey && name == "label" {
		i.remarks.add(where, "the column is empty, so that the questionnaire is not there in %s", language)
	}
}

// language finds the tag of a text's column. A text without a language is in the
// default one.
func (i *importer) language(t *table, name, language string, where at) string {
	if language == "" {
		if i.standard == "" && !i.asked {
			i.asked = true
			i.faults.add(where, "the text has no language: name it in the settings as default_language, such as English (en), or give --language")
		}
		return i.standard
	}
	found := tag(language)
	if found == "" {
		i.faults.add(where, "which language is %q? write the column as %s::%s (xx), with its two-letter tag", language, name, language)
	}
	return found
}

// left remarks that a column was left out.
func (i *importer) left(t *table, name string, c int) {
	if name == "appearance" {
		for _, r := range t.records() {
			for _, word := range strings.Fields(strings.ToLower(t.cell(r.row, c))) {
				if !harmless.MatchString(word) {
					i.faults.add(at{t.name, r.row, c + 1}, "the appearance %s changes what is asked, and the bot has nothing like it: delete it", word)
				}
			}
		}
	}
	i.remarks.add(at{t.name, 1, c + 1}, "%s changes nothing in what is asked, and was left out", name)
}

// harmless are the appearances that only change how a question is drawn.
var harmless = regexp.MustCompile(`^(minimal|autocomplete|quick|quickcompact|compact|compact-\d+|horizontal|horizontal-compact|vertical|` +
	`columns|columns-\d+|columns-pack|columns-flex|no-buttons|label|list|list-nolabel|likert|multiline|field-list|table-list|` +
	`w\d+|pages|thousands-sep|no-calendar)$`)

// unknown refuses each cell of a column that a definition has no place for.
func (i *importer) unknown(t *table, name string, c int) {
	for _, r := range t.records() {
		text := plain(t.cell(r.row, c))
		if text == "" || name == "readonly" && !truth[text] {
			continue
		}
		what := "the column %q is not known: correct its head, or delete it"
		if known := refused[name]; known != "" {
			what = known
		}
		where := at{t.name, r.row, c + 1}
		if !strings.Contains(what, "%") {
			i.faults.add(where, "%s", what)
			continue
		}
		i.faults.add(at{t.name, 1, c + 1}, what, strings.TrimSpace(t.cell(1, c)))
		return
	}
}

// refused are columns of XLSForm that a definition has no place for.
var refused = map[string]string{
	"calculation":   "the bot calculates nothing but scores: delete the calculation, and give weights to the choices",
	"default":       "an answer is never given beforehand: delete the default",
	"choice_filter": "the choices of a question are always the same: make a list for each case, with relevant to choose between them",
	"repeat_count":  "a group is asked once: write it as often as it is needed",
	"guidance_hint": "there is one hint: move this text to the column hint",
	"readonly":      "what cannot be answered is a note: change the type",
	"trigger":       "the bot calculates nothing: delete the trigger",
	"parameters":    "the bot knows no parameters of a question: delete them",
	"image":         "the bot shows no pictures with a question: delete it, and say in words what it shows",
	"audio":         "the bot plays nothing: delete it, and say in words what it says",
	"video":         "the bot plays nothing: delete it, and say in words what it shows",
}

// split takes a head apart: label::English (en), Label: English, LABEL. Our own
// texts on sheets where ODK knows no languages carry the tag after an underscore.
func split(kind, head string) (name, language string) {
	name, language, _ = strings.Cut(head, ":")
	language = strings.TrimLeft(language, ": ")
	name = strings.ReplaceAll(strings.Join(strings.Fields(strings.ToLower(name)), "_"), "-", "_")
	name = strings.TrimPrefix(name, "$")
	if name == "media" || name == "bind" || name == "body" {
		name, language, _ = strings.Cut(strings.ToLower(language), ":")
	}
	if name == "read_only" {
		name = "readonly"
	}
	for _, own := range []string{"words", "form_title", "hint"} {
		if rest, ok := strings.CutPrefix(name, own+"_"); ok && kind != survey && language == "" && bare.MatchString(rest) {
			name, language = own, rest
		}
	}
	if full := aliases[name]; full != "" && !slices.Contains(slices.Concat(known[kind].plain, known[kind].texts), name) {
		name = full
	}
	return name, strings.TrimSpace(language)
}
