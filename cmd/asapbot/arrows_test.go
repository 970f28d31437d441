package main_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "asapbot"

// listed is a package as go list describes it, without its tests.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

// arrows say which parts of ours may be imported by which part. A part is a
// folder with all that is below it; the longest that fits is the one that
// counts. Every part may import from within itself.
var arrows = map[string][]string{
	"flows":       {},
	"locales":     {},
	"config":      {},
	"bot/matrix":  {"flows"},
	"bot/store":   {"flows"},
	"bot/notice":  {"flows"},
	"bot/render":  {"flows", "locales"},
	"bot":         {"bot/matrix", "bot/store", "bot/render", "flows", "locales"},
	"cmd/asapbot": wiring,
	"cmd/demo":    wiring,
}

// wiring may see everything but the other commands.
var wiring = []string{"config", "bot", "bot/matrix", "bot/notice", "bot/store", "bot/render", "flows", "locales"}

// only says which folders alone may import what is below a path that is not ours.
var only = map[string][]string{
	"maunium.net/go/mautrix":             {"bot/matrix", "cmd/demo"},
	"go.etcd.io/bbolt":                   {"bot/store"},
	"github.com/wneessen/go-mail":        {"bot/notice"},
	"github.com/nicholas-fedor/shoutrrr": {"bot/notice"},
}

// outside is what the core, which neither reads, sends nor throws dice, has no use for.
var outside = []string{"os", "net", "math/rand", "crypto/rand", "log"}

// fault says why the package may not import the other one; it is empty where it may.
func fault(importer, imported string) string {
	if !below(importer, module) {
		return ""
	}
	from := strings.TrimPrefix(importer, module+"/")
	for path, folders := range only {
		if below(imported, path) && !slices.ContainsFunc(folders, func(f string) bool { return below(from, f) }) {
			return path + " is for " + strings.Join(folders, " and ") + " alone"
		}
	}
	if below(from, "flows") && slices.ContainsFunc(outside, func(p string) bool { return below(imported, p) }) {
		return "flows is pure: no files, network, chance or log"
	}
	to, ours := strings.CutPrefix(imported, module+"/")
	if !ours {
		return ""
	}
	source, target := part(from), part(to)
	switch {
	case source == "":
		return from + " has no place in the design"
	case source != target && !slices.Contains(arrows[source], target):
		return "there is no arrow from " + source + " to " + to
	}
	return ""
}

// part is the longest part of the design in which a folder lies.
func part(folder string) string {
	longest := ""
	for p := range arrows {
		if below(folder, p) && len(p) > len(longest) {
			longest = p
		}
	}
	return longest
}

func below(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// TestArrows holds the arrows of the design over all packages.
func TestArrows(t *testing.T) {
	packages := list(t)
	for _, needed := range []string{"flows", "config"} {
		if !slices.ContainsFunc(packages, func(p listed) bool { return p.ImportPath == module+"/"+needed }) {
			t.Fatalf("go list does not list %s: this test sees nothing", needed)
		}
	}
	for _, p := range packages {
		for _, imported := range p.Imports {
			if why := fault(p.ImportPath, imported); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, why)
			}
		}
	}
}

// TestArrowsReportWhatIsForbidden holds that the rules are rules.
func TestArrowsReportWhatIsForbidden(t *testing.T) {
	tests := []struct {
		from, to  string
		forbidden bool
	}{
		{"asapbot/flows", "asapbot/flows/risk", false},
		{"asapbot/flows/risk", "asapbot/flows", false},
		{"asapbot/flows", "asapbot/locales", true},
		{"asapbot/flows", "asapbot/bot", true},
		{"asapbot/flows/risk", "asapbot/config", true},
		{"asapbot/locales", "asapbot/flows", true},
		{"asapbot/config", "asapbot/flows", true},
		{"asapbot/config", "os", false},
		{"asapbot/bot/matrix", "asapbot/flows/message", false},
		{"asapbot/bot/matrix", "asapbot/bot/store", true},
		{"asapbot/bot/matrix", "asapbot/bot", true},
		{"asapbot/bot/store", "asapbot/bot/matrix", true},
		{"asapbot/bot/store", "asapbot/locales", true},
		{"asapbot/bot/render", "asapbot/locales", false},
		{"asapbot/bot/render", "asapbot/bot/store", true},
		{"asapbot/bot", "asapbot/bot/render", false},
		{"asapbot/bot", "asapbot/config", true},
		{"asapbot/bot", "asapbot/bot/notice", true},
		{"asapbot/bot/notice", "asapbot/flows", false},
		{"asapbot/bot/notice", "asapbot/bot/store", true},
		{"asapbot/bot/notice", "github.com/wneessen/go-mail", false},
		{"asapbot/bot", "github.com/nicholas-fedor/shoutrrr/pkg/router", true},
		{"asapbot/cmd/asapbot", "asapbot/bot/store", false},
		{"asapbot/cmd/demo", "asapbot/cmd/demo/stage", false},
		{"asapbot/cmd/asapbot", "asapbot/cmd/demo/stage", true},
		{"asapbot/bot", "asapbot/cmd/demo/stage", true},
		{"asapbot", "asapbot/bot", true},
		{"asapbot/util", "asapbot/flows", true},
		{"asapbot/bot/matrix", "maunium.net/go/mautrix/id", false},
		{"asapbot/cmd/demo/stage", "maunium.net/go/mautrix", false},
		{"asapbot/bot", "maunium.net/go/mautrix", true},
		{"asapbot/cmd/asapbot", "maunium.net/go/mautrix/event", true},
		{"asapbot/bot/store", "go.etcd.io/bbolt", false},
		{"asapbot/bot/matrix", "go.etcd.io/bbolt", true},
		{"asapbot/flows", "time", false},
		{"asapbot/flows", "os", true},
		{"asapbot/flows/risk", "net/http", true},
		{"asapbot/flows/risk", "math/rand/v2", true},
		{"asapbot/flows", "crypto/rand", true},
		{"asapbot/flows", "log/slog", true},
		{"go.etcd.io/bbolt", "os", false},
	}
	for _, test := range tests {
		if why := fault(test.from, test.to); (why != "") != test.forbidden {
			t.Errorf("%s -> %s: forbidden is %v, the rule says %q", test.from, test.to, test.forbidden, why)
		}
	}
}

// TestFlowsHaveNoClock holds that time comes into the core with its input.
func TestFlowsHaveNoClock(t *testing.T) {
	for _, p := range list(t) {
		if !below(p.ImportPath, module+"/flows") {
			continue
		}
		for _, name := range p.GoFiles {
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, use := range clocks(file) {
				t.Errorf("%s: time.%s: take the time from the input", files.Position(use.Pos()), use.Sel.Name)
			}
		}
	}
}

// TestFlowsHaveNoClockReportsOne holds that a clock is seen, whatever its name.
func TestFlowsHaveNoClockReportsOne(t *testing.T) {
	tests := map[string]int{
		`package p; import "time"; var now = time.Now`:                                   1,
		`package p; import t "time"; func f() { t.Sleep(t.Until(t.Now())) }`:             3,
		`package p; import "time"; func f(now time.Time) { _ = now.Add(time.Hour) }`:     0,
		`package p; type clock struct{ Now int }; func f(time clock) { _ = time.Now }`:   0,
		`package p; import . "time"`:                                                     1,
		`package p; import "time"; func f(d time.Duration) { <-time.After(d * 2) }`:      1,
		`package p; import "time"; func f() { time.AfterFunc(0, nil); time.Tick(1) }`:    2,
		`package p; import "time"; func f(a, b time.Time) bool { return a.After(b) }`:    0,
		`package p; import "time"; func f() { time.NewTimer(1); time.NewTicker(1).C() }`: 2,
	}
	for source, want := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(clocks(file)); got != want {
			t.Errorf("%s: %d clocks, want %d", source, got, want)
		}
	}
}

// clocks are the uses of what tells or awaits the time of the machine. An
// import of all names without a prefix hides them, and so counts as one.
func clocks(file *ast.File) []*ast.SelectorExpr {
	name := ""
	for _, spec := range file.Imports {
		if path, _ := strconv.Unquote(spec.Path.Value); path == "time" {
			name = "time"
			if spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	if name == "." {
		return []*ast.SelectorExpr{{X: file.Name, Sel: ast.NewIdent("all")}}
	}
	forbidden := []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}
	var uses []*ast.SelectorExpr
	ast.Inspect(file, func(n ast.Node) bool {
		if use, ok := n.(*ast.SelectorExpr); ok {
			if of, ok := use.X.(*ast.Ident); ok && name != "" && of.Name == name && slices.Contains(forbidden, use.Sel.Name) {
				uses = append(uses, use)
			}
		}
		return true
	})
	return uses
}

// list gives the packages of ours with what they import, tests left out.
func list(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-tags", "goolm", "-buildvcs=false", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	command.Dir = filepath.Join("..", "..")
	out, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	var packages []listed
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		if !below(p.ImportPath, module) {
			continue
		}
		packages = append(packages, p)
		// go test keeps a result until a folder changes that the test itself
		// has read; what go list reads does not count.
		if _, err := os.ReadDir(p.Dir); err != nil {
			t.Fatal(err)
		}
	}
}
