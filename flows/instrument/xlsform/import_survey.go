package xlsform

import (
	"slices"
	"strings"

	"asapbot/flows/instrument"
)

// kind is what a row of the survey sheet is, in words that Go code compares.
type kind string

const (
	begin    kind = "begin_group"
	end      kind = "end_group"
	metadata kind = "metadata"
	hidden   kind = "hidden"
	foreign  kind = "" // what the bot does not ask
)

// kinds are the types of rows, by their words in small letters and without
// underscores.
var kinds = map[string]kind{
	"begin group": begin, "end group": end, "hidden": hidden,
	"select one": "select_one", "select one from": "select_one", "select1": "select_one",
	"select multiple": "select_multiple", "select multiple from": "select_multiple",
	"select all that apply": "select_multiple", "select all that apply from": "select_multiple",
	"text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date", "note": "note",
	"start": metadata, "end": metadata, "today": metadata, "deviceid": metadata, "username": metadata, "phonenumber": metadata,
	"simserial": metadata, "subscriberid": metadata, "email": metadata, "audit": metadata,
}

// reasons say of foreign types why, and what to do.
var reasons = map[string]string{
	"calculate":    "the bot calculates nothing but scores: delete the row, and give weights to the choices",
	"begin repeat": "a conversation asks each question once: write the group as often as it is needed, with relevant",
	"end repeat":   "a conversation asks each question once: delete the repetition",
	"geopoint":     "the bot never asks where somebody is: delete the row",
}

// survey reads the questions and their groups.
func (i *importer) survey() {
	var open []record // the rows that began the groups that are not ended yet
	loose := false    // whether the row before was a question outside of any group
	for _, r := range i.surveyed.records() {
		what, list := i.kind(r)
		switch what {
		case begin:
			i.begin(r, open)
			open, loose = append(open, r), false
		case end:
			open, loose = i.end(r, open), false
		case hidden:
			i.parameter(r)
		case metadata:
			i.remarks.add(r.at("type", ""), "%s is noted by the telephone and was left out: the bot itself notes who answered, and when", r.word("type"))
		case foreign:
		default:
			if len(open) == 0 && !loose {
				i.group(r)
			}
			loose = len(open) == 0
			i.question(r, instrument.Type(what), list)
		}
	}
	for _, r := range open {
		i.faults.add(r.at("type", ""), "the group is never ended: add a row end_group after its last question")
	}
}

// end closes the group that was opened last.
func (i *importer) end(r record, open []record) []record {
	i.only(r, "type", "name")
	if len(open) == 0 {
		i.faults.add(r.at("type", ""), "no group is open here: delete the row")
		return nil
	}
	last := open[len(open)-1]
	if name := r.word("name"); name != "" && name != last.word("name") {
		i.faults.add(r.at("name", ""), "this ends the group %q, and not %q: correct the name or delete it", last.word("name"), name)
	}
	return open[:len(open)-1]
}

// kind reads the type of a row, and the list of choices that follows it.
func (i *importer) kind(r record) (what kind, list string) {
	words := strings.Fields(r.raw("type"))
	where := r.at("type", "")
	if len(words) == 0 {
		i.faults.add(where, "the type is missing: write one, or delete the row")
		return foreign, ""
	}
	for n := min(len(words), 5); n > 0; n-- {
		said := strings.ReplaceAll(strings.ToLower(strings.Join(words[:n], " ")), "_", " ")
		if known, ok := kinds[said]; ok {
			return known, i.list(r, known, words[n:])
		}
		if reason := reasons[said]; reason != "" {
			i.faults.add(where, "%s", reason)
			return foreign, ""
		}
	}
	i.faults.add(where, "the bot does not ask %q: it asks select_one, select_multiple, text, integer, decimal and date, and shows note", r.word("type"))
	return foreign, ""
}

// list is the name after the type, for questions with choices and for no others.
func (i *importer) list(r record, what kind, rest []string) string {
	selects := what == "select_one" || what == "select_multiple"
	switch {
	case selects && len(rest) == 0:
		i.faults.add(r.at("type", ""), "the list of choices is missing: write %s and the list_name", what)
	case selects && len(rest) == 2 && strings.EqualFold(rest[1], "or_other"):
		i.faults.add(r.at("type", ""), "or_other is not taken: add the choice to the list, and a text question with relevant after it")
	case selects && len(rest) > 1, !selects && len(rest) > 0 && what != metadata:
		i.faults.add(r.at("type", ""), "%q stands after the type and is not understood: delete it", strings.Join(rest, " "))
	case selects:
		return rest[0]
	}
	return ""
}

// begin opens a group.
func (i *importer) begin(r record, open []record) {
	if len(open) > 0 {
		i.faults.add(r.at("type", ""), "a group cannot stand within another one: end the group of row %d before this one, and write what makes that one relevant here as well", open[0].row)
	}
	path := i.group(r)
	g := &i.definition.Groups[len(i.definition.Groups)-1]
	g.Name, g.Letter, g.Relevant = r.word("name"), r.word("letter"), r.raw("relevant")
	g.Title = i.text(r, "label", in(path, "title")...)
	if g.Name == "" {
		i.faults.add(r.at("name", ""), "the name of the group is missing: write one in small letters")
	}
	i.place(r.at("name", ""), in(path, "name")...)
	i.place(r.at("letter", ""), in(path, "letter")...)
	i.place(r.at("relevant", ""), in(path, "relevant")...)
	i.only(r, "type", "name", "label", "letter", "relevant")
}

// group adds an empty group that begins at a row. It has no name yet; the group of
// questions that stand outside of any never has one.
func (i *importer) group(r record) (path []any) {
	path = []any{"groups", len(i.definition.Groups)}
	i.definition.Groups = append(i.definition.Groups, instrument.Group{})
	i.place(r.at("type", ""), path...)
	return path
}

func (i *importer) question(r record, what instrument.Type, list string) {
	g := len(i.definition.Groups) - 1
	group := &i.definition.Groups[g]
	path := []any{"groups", g, "questions", len(group.Questions)}
	i.place(r.at("type", ""), path...)
	i.place(r.at("type", ""), in(path, "list")...)
	for _, name := range []string{"name", "type", "number", "required", "relevant", "constraint", "critical", "lasting", "otherwise", "alert"} {
		i.place(r.at(name, ""), in(path, name)...)
	}
	group.Questions = append(group.Questions, instrument.Question{
		Name: r.word("name"), Type: what, List: list, Number: i.number(r, "number"),
		Short: i.text(r, "short", in(path, "short")...), Label: i.text(r, "label", in(path, "label")...), Hint: i.text(r, "hint", in(path, "hint")...),
		Required: i.truth(r, "required"), Relevant: r.raw("relevant"), Constraint: r.raw("constraint"),
		ConstraintMessage: i.text(r, "constraint_message", in(path, "constraint_message")...),
		Critical:          instrument.Criticality(r.word("critical")), Lasting: r.word("lasting"), Otherwise: r.word("otherwise"),
		Alert: instrument.AlertBy(r.word("alert")),
	})
	i.only(r, "type", "name", "number", "short", "label", "hint", "required", "relevant", "constraint", "constraint_message", "critical", "lasting", "otherwise", "alert")
}

// parameter takes a hidden row: what whoever opens the questionnaire says, such
// as the time point, and which values there are.
func (i *importer) parameter(r record) {
	if r.word("values") == "" {
		i.faults.add(r.at("type", ""), "a hidden row names what the bot is told when it begins, such as time_point: write what that can be into the column values, with spaces between, or delete the row")
	}
	if i.definition.Parameters == nil {
		i.definition.Parameters = map[string][]string{}
	}
	name := r.word("name")
	if _, twice := i.definition.Parameters[name]; twice {
		i.faults.add(r.at("name", ""), "%q stands here a second time", name)
	}
	i.definition.Parameters[name] = strings.Fields(r.raw("values"))
	i.place(r.at("values", ""), "parameters", name)
	i.only(r, "type", "name", "values")
}

// only refuses what has no meaning in a row of this kind.
func (i *importer) only(r record, names ...string) {
	for _, col := range r.filled() {
		value, ok := truth[plain(r.raw(col.name))]
		idle := col.name == "required" && ok && !value // Kobo writes false into every row
		if !slices.Contains(names, col.name) && !idle {
			i.faults.add(r.at(col.name, col.language), "%s means nothing in a row of this type: delete it", col.name)
		}
	}
}

func in(path []any, more ...any) []any { return append(slices.Clone(path), more...) }
