package xlsform

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asapbot/flows/instrument"
)

// forms are the forms that others made (testdata/README.md).
func forms(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/*.xlsx")
	if err != nil || len(all) < 5 {
		t.Fatalf("there are %d forms (%v)", len(all), err)
	}
	return all
}

func form(t testing.TB, path string) []byte {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// imported reads a form that must be taken.
func imported(t testing.TB, source []byte) (*instrument.Definition, []Finding) {
	t.Helper()
	file, remarks, err := Import(source, "")
	if err != nil {
		t.Fatal(err)
	}
	d, err := instrument.Parse("imported.yaml", file)
	if err != nil {
		t.Fatalf("what was imported is no definition: %v\n%s", err, file)
	}
	return d, remarks
}

func exported(t testing.TB, d *instrument.Definition) []byte {
	t.Helper()
	source, err := Export(d)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// TestForms: a form that others made gives the definition that lies beside it,
// with the remarks on what was left out; and the definition goes out and comes
// back as the same.
func TestForms(t *testing.T) {
	for _, path := range forms(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, remarks, err := Import(form(t, path), "")
			if err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			for _, r := range remarks {
				said.WriteString("# " + r.String() + "\n")
			}
			golden(t, strings.TrimSuffix(path, ".xlsx")+".yaml", said.String()+string(file))
			d, _ := imported(t, form(t, path))
			again, more := imported(t, exported(t, d))
			if string(d.YAML()) != string(again.YAML()) {
				t.Errorf("it came back otherwise: %s", difference(string(again.YAML()), string(d.YAML())))
			}
			if len(more) > 0 {
				t.Errorf("of what we wrote ourselves something was left out: %v", more)
			}
		})
	}
}

var update = flag.Bool("update", false, "write the definitions anew, to be read before they are committed")

// golden compares with a file, or writes it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(form(t, path)); got != want {
		t.Errorf("%s says\n%s\nand the form gives\n%s", path, want, got)
	}
}

// TestLibrary: what comes with the program goes out and comes back.
func TestLibrary(t *testing.T) {
	for _, d := range instrument.Library() {
		again, remarks := imported(t, exported(t, d))
		if string(d.YAML()) != string(again.YAML()) || len(remarks) > 0 {
			t.Errorf("%s came back otherwise, with %v: %s", d.ID, remarks, difference(string(again.YAML()), string(d.YAML())))
		}
	}
}

// TestExportIsTheSameEveryTime holds that a form can be compared with the last.
func TestExportIsTheSameEveryTime(t *testing.T) {
	d := instrument.Library()[0]
	if !slices.Equal(exported(t, d), exported(t, d)) {
		t.Error("two exports of one definition differ")
	}
}

// TestLanguageOfTheCaller: a form that names no language is taken where whoever
// imports it does.
func TestLanguageOfTheCaller(t *testing.T) {
	b := small().with(t, settings, "default_language", nil).with(t, settings, "English (en)", nil)
	for _, head := range []string{"label", "hint", "constraint_message"} {
		b.with(t, survey, head+"::English (en)", head)
	}
	b.with(t, choices, "label::English (en)", "label")
	file, _, err := Import(b.workbook(t), "it")
	if err != nil || !strings.Contains(string(file), "languages: [it]") {
		t.Errorf("got %s (%v)", file, err)
	}
}

// TestSpellings: heads and types as different people write them mean the same.
func TestSpellings(t *testing.T) {
	want, _, err := Import(small().workbook(t), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sheet    string
		old, new string
	}{
		{survey, "label::English (en)", "LABEL :: english (EN)"}, {survey, "label::English (en)", "Label:English"},
		{survey, "label::English (en)", "label::en"}, {survey, "label::English (en)", "label"}, {survey, "label::English (en)", "caption"},
		{survey, "relevant", "Relevance"}, {survey, "relevant", "bind::relevant"}, {survey, "begin_group", "Begin Group"}, {survey, "end_group", "end group"},
		{survey, "select_one yesno", "select one yesno"}, {survey, "select_one yesno", "select1 yesno"}, {survey, "select_one yesno", "Select_One  yesno "},
		{survey, "text", "string"}, {survey, "yes", "TRUE"}, {survey, "yes", "true()"}, {survey, "yes", " Yes "},
		{choices, "list_name", "List Name"}, {choices, "name", "value"}, {choices, "label::English (en)", "label"},
		{settings, "form_id", "id_string"}, {settings, "form_title", "Form Title"}, {settings, "form_title", "form_title::en"}, {settings, "English (en)", "en"},
	} {
		got, _, err := Import(small().with(t, c.sheet, c.old, c.new).workbook(t), "")
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %q gives\n%s (%v)", c.sheet, c.new, got, err)
		}
	}
}
