package rehearse

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"asapbot/flows"
)

// The page that describes the scripts names every input that the core knows, every
// fault, and every line that the player understands.
func TestReadmeIsComplete(t *testing.T) {
	raw, err := os.ReadFile("../../flows/testdata/README.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	inputs := inputTypes(t)
	if len(inputs) < 10 {
		t.Fatalf("only %v are inputs", inputs)
	}
	for _, name := range inputs {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("the input %s is not on the page", name)
		}
	}
	for _, f := range []flows.Fault{
		flows.NoKey, flows.Unverified, flows.Unencrypted, flows.NotText, flows.TooLong, flows.NotLegible, flows.Withheld, flows.OneWithheld,
	} {
		if !strings.Contains(page, "`"+string(f)+"`") {
			t.Errorf("the fault %s is not on the page", f)
		}
	}
	for _, word := range []string{
		"edits", "deletes", "taps", "joins", "leaves", "unreadable", "invites", "verifies", "refuses", "again",
		"looks", "tick", "at", "off", "hold", "release", "configure", "language", "opening", "quietly", "aloud",
	} {
		if !regexp.MustCompile("`[^`]*\\b" + word + "\\b").MatchString(page) {
			t.Errorf("the word %s is not on the page", word)
		}
	}
}

// inputTypes are the types in flows/input.go that are inputs.
func inputTypes(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../flows/input.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "input" {
			names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
		}
	}
	return names
}
