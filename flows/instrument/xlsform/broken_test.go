package xlsform

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// refusal is what Import says of a workbook that it must not take.
func refusal(t testing.TB, source []byte) string {
	t.Helper()
	file, _, err := Import(source, "")
	var faults Faults
	if !errors.As(err, &faults) || file != nil {
		t.Fatalf("got a definition, or an error of another type: %v\n%s", err, file)
	}
	return faults.Error()
}

// TestBroken breaks the small form in one place each time. All that is said is
// the place and what to do.
func TestBroken(t *testing.T) {
	for _, c := range []struct {
		name string
		book book
		want string
	}{
		{"missing choices list", small().with(t, survey, "select_one yesno", "select_one yesnt"), `survey!A3: there is no list of choices "yesnt"`},
		{"missing choices sheet", book{survey: small()[survey], settings: small()[settings]}, `survey!A3: there is no list of choices "yesno"`},
		{"cyclic relevance", circle(), `survey!F3: the relevance goes round in a circle: one, two, one (column 1`},
		{"unknown type", small().with(t, survey, "integer", "hologram"), `survey!A4: the bot does not ask "hologram": it asks select_one, select_multiple, text, integer, decimal and date, and shows note`},
		{"picture", small().with(t, survey, "text", "image"), `survey!A7: the bot does not ask "image"`},
		{"place", small().with(t, survey, "text", "geopoint"), `survey!A7: the bot never asks where somebody is: delete the row`},
		{"calculation", small().row(survey, "calculate", "sum"), `survey!A9: the bot calculates nothing but scores`},
		{"calculation column", small().column(survey, "calculation", nil, nil, "1+1"), `survey!I4: the bot calculates nothing but scores`},
		{"repeat", small().with(t, survey, "begin_group", "begin_repeat"), `survey!A2: a conversation asks each question once`},
		{"default", small().column(survey, "default", nil, nil, 5), `survey!I4: an answer is never given beforehand: delete the default`},
		{"cascade", small().column(survey, "choice_filter", nil, "a=b"), `survey!I3: the choices of a question are always the same`},
		{"file of choices", small().with(t, survey, "select_one yesno", "select_one_from_file list.csv"), `survey!A3: the bot does not ask "select_one_from_file list.csv"`},
		{"picture beside a question", small().column(survey, "media::image", nil, "a.png"), `survey!I3: the bot shows no pictures with a question`},
		{"other as a choice", small().with(t, survey, "select_one yesno", "select_one yesno or_other"), `survey!A3: or_other is not taken`},
		{"no list after the type", small().with(t, survey, "select_one yesno", "select_one"), `survey!A3: the list of choices is missing: write select_one and the list_name`},
		{"more after the type", small().with(t, survey, "text", "text long"), `survey!A7: "long" stands after the type and is not understood`},
		{"appearance that asks otherwise", small().column(survey, "appearance", nil, "minimal", "month-year"), `survey!I4: the appearance month-year changes what is asked`},
		{"duplicate question", small().with(t, survey, "two", "one"), `survey!B4: "one" stands here a second time`},
		{"duplicate group", small().with(t, survey, "last", "first"), `survey!B6: "first" stands here a second time`},
		{"duplicate choice", small().with(t, choices, "n", "y"), `choices!B3: "y" stands here a second time`},
		{"duplicate column", small().column(survey, "label:en", "x"), `survey!I1: the column label en stands here a second time: keep one`},
		{"missing name", small().with(t, survey, "two", nil), `survey!B4: the name is missing`},
		{"missing name of a choice", small().with(t, choices, "n", nil), `choices!B3: the name is missing`},
		{"missing name of a list", small().row(choices, nil, "m", "Maybe"), `choices!A4: the list_name is missing`},
		{"missing name of a group", small().with(t, survey, "last", nil), `survey!B6: the name of the group is missing`},
		{"missing type", small().with(t, survey, "integer", nil), `survey!A4: the type is missing: write one, or delete the row`},
		{"missing label", small().with(t, survey, "Two?", nil), `survey!C4: the text in en is missing`},
		{"missing translation", small().column(survey, "label::it", "Primo", "Uno?", nil, nil, "Ultimo", "Parole?"), `survey!I4: the text in it is missing`},
		{"unknown function", small().with(t, survey, ". > 0", "string-length(.) > 3"), `survey!G4: "string-length" is no word of an expression`},
		{"unknown question", small().with(t, survey, ". > 0", ". > ${three}"), `survey!G4: there is no question or parameter "three"`},
		{"unknown choice", small().with(t, survey, "${one} = 'y'", "${one} = 'yes'"), `survey!F4: 'yes' is not among the values that ${one} can have`},
		{"asks later", small().with(t, survey, "${one} = 'y'", "${words} = 'y'"), `survey!F4: "words" is asked later`},
		{"expression cut off", small().with(t, survey, ". > 0", ". >"), `survey!G4: the expression ends too early`},
		{"dynamic required", small().with(t, survey, "yes", "${two} > 1"), `survey!E3: "${two} > 1": required is yes or no here`},
		{"unknown column", small().column(choices, "wieght", 1), `choices!E1: the column "wieght" is not known: correct its head, or delete it`},
		{"column without a head", small().column(survey, nil, nil, "stray"), `survey!I3: the column has no head`},
		{"no type column", small().with(t, survey, "type", "kind"), `survey!1: the column type is missing: add it`},
		{"weight in words", small().with(t, choices, 1, "much"), `choices!D2: "much": a weight is a whole number`},
		{"weight with a fraction", small().with(t, choices, 1, 1.5), `choices!D2: "1.5": a weight is a whole number`},
		{"nested group", small().with(t, survey, "text", "begin_group"), `survey!A7: a group cannot stand within another one: end the group of row 6 before this one`},
		{"group never ended", small().row(survey, "begin_group", "more", "More").row(survey, "text", "m", "More?"), `survey!A9: the group is never ended: add a row end_group after its last question`},
		{"end without a group", small().row(survey, "end_group"), `survey!A9: no group is open here: delete the row`},
		{"end of another group", small().row(survey, "begin_group", "a", "A").row(survey, "note", "b", "B").row(survey, "end_group", "c"), `survey!B11: this ends the group "a", and not "c"`},
		{"hint of a group", small().row(survey, "begin_group", "a", "A", "Hint").row(survey, "note", "b", "B").row(survey, "end_group"), `survey!D9: hint means nothing in a row of this type: delete it`},
		{"hidden without values", small().row(survey, "hidden", "time_point"), `survey!A9: a hidden row names what the bot is told when it begins`},
		{"missing survey sheet", book{choices: small()[choices], settings: small()[settings]}, `survey: the sheet is missing: a form has the sheets survey, choices and settings`},
		{"missing settings sheet", book{survey: small()[survey], choices: small()[choices]}, `settings: the sheet is missing or empty: add it, with form_title, form_id and version`},
		{"two rows of settings", small().row(settings, "Other"), `settings!3: the settings have one row: delete this one`},
		{"missing id", small().with(t, settings, "small", nil), `settings!B2: the id is missing`},
		{"version in words", small().with(t, settings, 1, "first"), `settings!C2: a version is a whole number from 1, not "first"`},
		{"version as a date", small().with(t, settings, 1, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)), `settings!C2: the cell holds a date: format it as text and write what is meant`},
		{"language without a tag", small().with(t, survey, "label::English (en)", "label::Sindarin"), `survey!C1: which language is "Sindarin"? write the column as label::Sindarin (xx), with its two-letter tag`},
		{"default language without a tag", small().with(t, settings, "English (en)", "Sindarin"), `settings!D2: which language is "Sindarin"?`},
		{"rule about nothing", book{survey: small()[survey], choices: small()[choices], settings: small()[settings], rules: {{"id", "when", "level"}, {"much", "shares > 1", "high"}}}, `rules!B2: unknown name shares`},
		{"scale of nothing", book{survey: small()[survey], choices: small()[choices], settings: small()[settings], scales: {{"name", "groups"}, {"all", "first lost"}}}, `scales!B2: there is no group "lost"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := refusal(t, c.book.workbook(t)); !strings.HasPrefix(got, c.want) && !strings.Contains(got, "\n"+c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// circle is a form with two questions that wait for each other.
func circle() book {
	b := small()
	b[survey][2] = append(b[survey][2], "${two} > 0")
	return b
}

// TestBrokenWorkbooks: what is wrong with the file rather than with the form.
func TestBrokenWorkbooks(t *testing.T) {
	whole := small().workbook(t)
	for _, c := range []struct {
		name   string
		source []byte
		want   string
	}{
		{"nothing", nil, "the file is no workbook, or damaged"},
		{"not a zip", []byte("type,name,label\ntext,a,A\n"), "the file is no workbook, or damaged"},
		{"truncated zip", whole[:len(whole)*2/3], "the file is no workbook, or damaged"},
		{"old or with a password", append([]byte{0xD0, 0xCF, 0x11, 0xE0}, whole...), "the file is an old .xls, or has a password"},
		{"another kind of zip", parts(t, whole, map[string]string{"xl/workbook.xml": ""}), "the file is no Excel workbook"},
		{"macros", parts(t, whole, map[string]string{"xl/vbaProject.bin": "macros"}), "the workbook has macros: save it as .xlsx without them"},
		{"links to other files", parts(t, whole, map[string]string{"xl/externalLinks/externalLink1.xml": "<a/>"}), "the workbook takes cells from other files"},
		{"sheet cut off", parts(t, whole, map[string]string{"xl/worksheets/sheet4.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type`}), "the file is damaged (sheet survey)"},
		{"cells out of order", parts(t, whole, map[string]string{"xl/worksheets/sheet4.xml": `<worksheet><sheetData><row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData></worksheet>`}), "the file is damaged (sheet survey)"},
		{"text that is not there", parts(t, whole, map[string]string{"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>type</t></si></sst>`}), "the file is damaged (sharedStrings.xml)"},
		{"formula", small().workbook(t, func(f *excelize.File) error { return f.SetCellFormula(survey, "C4", `A1&"?"`) }), "survey!C4: the cell has a formula: replace it by what it shows"},
		{"two survey sheets", small().workbook(t, func(f *excelize.File) error { _, err := f.NewSheet("Survey "); return err }), "Survey : there are two sheets of this name: keep one"},
		{"merged cells", small().workbook(t, func(f *excelize.File) error { return f.MergeCell(survey, "C2", "D2") }), "survey!C2: cells are merged here (C2:D2): unmerge them"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := refusal(t, c.source); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestAllFaultsAtOnce: one reading names everything, in the order of the sheets,
// up to a limit.
func TestAllFaultsAtOnce(t *testing.T) {
	b := small().with(t, settings, "small", "Not a name").with(t, choices, "n", "y").with(t, survey, "Two?", nil).with(t, survey, "text", "image")
	got := strings.Split(refusal(t, b.workbook(t, func(f *excelize.File) error { return f.SetCellFormula(survey, "D3", "A1") })), "\n")
	for i, want := range []string{"survey!D3: ", "survey!C4: ", "survey!A6: ", "survey!A7: ", "choices!B3: ", "settings!B2: "} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Fatalf("line %d does not begin with %s:\n%s", i+1, want, strings.Join(got, "\n"))
		}
	}
	for range 100 {
		b.row(survey, "hologram", "h", "H")
	}
	got = strings.Split(refusal(t, b.workbook(t)), "\n")
	if len(got) != maxFaults+1 || got[maxFaults] != "and 65 more" {
		t.Errorf("%d lines, the last is %q", len(got), got[len(got)-1])
	}
}

// TestRemarks: what changes nothing is left out, and said.
func TestRemarks(t *testing.T) {
	b := small().column(survey, "appearance", nil, "minimal horizontal").row(survey, "start", "start").row(survey).row(survey, "username", "user")
	b.column(settings, "style", "pages").column(survey, "kuid", "abc").column(survey, "label::fr")
	b["Instructions"] = nil
	source := b.workbook(t, func(f *excelize.File) error {
		_, err := f.NewSheet("Instructions")
		return errors.Join(err, f.SetRowVisible(survey, 4, false))
	})
	_, remarks := imported(t, parts(t, source, map[string]string{"xl/media/image1.png": "a picture"}))
	var got []string
	for _, r := range remarks {
		got = append(got, r.String())
	}
	want := []string{
		"pictures, and comments on cells, were left out",
		"Instructions: the sheet is no part of a form and was left out",
		"survey!I1: appearance changes nothing in what is asked, and was left out",
		"survey!J1: kuid changes nothing in what is asked, and was left out",
		"survey!K1: the column is empty, so that the questionnaire is not there in fr",
		"survey!4: the row is hidden in the workbook and was taken like the others",
		"survey!A9: start is noted by the telephone and was left out: the bot itself notes who answered, and when",
		"survey!A11: username is noted by the telephone and was left out: the bot itself notes who answered, and when",
		"settings!E1: style changes nothing in what is asked, and was left out",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestCellsThatAreNoText: numbers and booleans are read as people see them.
func TestCellsThatAreNoText(t *testing.T) {
	b := small().with(t, choices, "y", 1).with(t, choices, "n", 0.0).with(t, survey, "yes", true).with(t, survey, "${one} = 'y'", "${one} = '1'")
	file, _, err := Import(b.workbook(t), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`name: "1"`, `name: "0"`, "required: true", `version: "1"`} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("there is no %s in\n%s", want, file)
		}
	}
}
