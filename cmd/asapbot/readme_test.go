package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"asapbot/bot/rehearse"
	"asapbot/config"
	"asapbot/locales"
)

// root is the repository's folder, from here.
const root = "../.."

func document(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

var (
	block  = regexp.MustCompile("(?ms)^ *```[a-z]*\n(.*?)^ *```$")
	inline = regexp.MustCompile("`([^`\n]+)`")
)

// code is what stands as code in a document.
func code(text string) []string {
	var found []string
	for _, m := range block.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	for _, m := range inline.FindAllStringSubmatch(block.ReplaceAllString(text, ""), -1) {
		found = append(found, m[1])
	}
	return found
}

// section is what stands under a heading, up to the next of any level.
func section(t *testing.T, text, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "\n"+heading+"\n")
	if !ok {
		t.Fatalf("there is no %q", heading)
	}
	if next := regexp.MustCompile(`\n##+ `).FindStringIndex(rest); next != nil {
		rest = rest[:next[0]]
	}
	return rest
}

// placeholder stands in a path where a name of one's own goes.
var placeholder = regexp.MustCompile(`NAME|/xx\b`)

// rows are those of tables, which quote what is logged.
var rows = regexp.MustCompile(`(?m)^\|.*$`)

// TestDocumentsNameWhatIsThere holds that every make target, command, variable and
// file that the documents name exists.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z]+):`).FindAllStringSubmatch(document(t, "Makefile"), -1) {
		targets[m[1]] = true
	}
	variables := map[string]bool{}
	for _, o := range config.Options() {
		variables[o.Env] = true
	}
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		text := document(t, name)
		for _, part := range code(rows.ReplaceAllString(text, "")) {
			for _, m := range regexp.MustCompile(`\bmake ([a-z]+)`).FindAllStringSubmatch(part, -1) {
				if !targets[m[1]] {
					t.Errorf("%s names make %s, which is not there", name, m[1])
				}
			}
			for _, m := range regexp.MustCompile(`\basapbot ([a-z]+(?: [a-z]+)?)`).FindAllStringSubmatch(part, -1) {
				if !isCommand(t, strings.Fields(m[1])) {
					t.Errorf("%s names asapbot %s, which is not there", name, m[1])
				}
			}
			for _, m := range regexp.MustCompile(`\bASAPBOT_[A-Z_]+\b`).FindAllString(part, -1) {
				if !variables[m] && m != "ASAPBOT_BIN" {
					t.Errorf("%s names the variable %s, which is not there", name, m)
				}
			}
			for _, m := range regexp.MustCompile(`\b(?:bot|cmd|config|flows|locales)/[a-zA-Z0-9_./-]+[a-zA-Z0-9]`).FindAllString(part, -1) {
				if _, err := os.Stat(filepath.Join(root, m)); err != nil && !placeholder.MatchString(m) {
					t.Errorf("%s names %s, which is not there", name, m)
				}
			}
		}
		for _, m := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(root, m[1])); err != nil && !strings.HasPrefix(m[1], "https://") {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// isCommand reports whether words that follow "asapbot" begin with a command.
func isCommand(t *testing.T, words []string) bool {
	k, err := kong.New(new(commandLine))
	if err != nil {
		t.Fatal(err)
	}
	node := k.Model.Node
	for _, word := range words {
		i := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == word })
		if i < 0 {
			return node != k.Model.Node && len(node.Children) == 0 // an argument of the command
		}
		node = node.Children[i]
	}
	return true
}

// TestReadmeLaysOutTheSource holds that every folder with sources is in the layout,
// and nothing else.
func TestReadmeLaysOutTheSource(t *testing.T) {
	laidOut := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z/]+)/ {2,}\S`).FindAllStringSubmatch(document(t, "README.md"), -1) {
		laidOut[m[1]] = true
		if stat, err := os.Stat(filepath.Join(root, m[1])); err != nil || !stat.IsDir() {
			t.Errorf("README.md lays out %s, which is not there", m[1])
		}
	}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root {
			return fs.SkipDir
		}
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		if filepath.Ext(path) == ".go" && !laidOut[filepath.ToSlash(folder)] {
			t.Errorf("README.md does not lay out %s", folder)
			laidOut[folder] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReadmeQuotesTheLog holds that every line that README explains to operators
// can be met.
func TestReadmeQuotesTheLog(t *testing.T) {
	sources := string(sourceText(t))
	readme := document(t, "README.md")
	quoted := 0
	for _, heading := range []string{"### What the log says", "### When it ends with an error"} {
		for _, row := range regexp.MustCompile(`(?m)^\| (.*?) \|`).FindAllStringSubmatch(section(t, readme, heading), -1) {
			for _, m := range inline.FindAllStringSubmatch(row[1], -1) {
				quoted++
				if !strings.Contains(sources, m[1]) {
					t.Errorf("README.md explains %q, which nothing says", m[1])
				}
			}
		}
	}
	if quoted == 0 {
		t.Error("README.md explains nothing: this test sees nothing")
	}
}

// sourceText is all sources of the bot, tests left out.
func sourceText(t *testing.T) []byte {
	t.Helper()
	var all bytes.Buffer
	for _, folder := range []string{"bot", "cmd/asapbot"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			content, err := os.ReadFile(path)
			all.Write(content)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.Bytes()
}

// TestReadmePlaysAFirstCase plays the case that README shows, to its end.
func TestReadmePlaysAFirstCase(t *testing.T) {
	script := block.FindStringSubmatch(section(t, document(t, "README.md"), "## A first case, line by line"))
	var seen bytes.Buffer
	if err := rehearse.Play(strings.NewReader(script[1]), &seen, "en"); err != nil {
		t.Fatal(err)
	}
	end, err := locales.Text("en", "joint.closed", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(seen.String(), end) {
		t.Errorf("the case does not come to its end: nobody sees %q in\n%s", end, &seen)
	}
}

// a gomod is what go mod edit -json tells of a module.
type gomod struct {
	Require []struct {
		Path     string
		Indirect bool
	}
	Tool []struct{ Path string }
}

// TestReadmeListsDependencies holds that README lists every module that is used
// directly, and no other.
func TestReadmeListsDependencies(t *testing.T) {
	used := map[string]bool{}
	for _, folder := range []string{root, filepath.Join(root, "cmd/homeserver")} {
		// go test keeps a result until a file changes that the test itself has read.
		if _, err := os.ReadFile(filepath.Join(folder, "go.mod")); err != nil {
			t.Fatal(err)
		}
		var mod gomod
		if err := json.Unmarshal([]byte(goCommand(t, folder, "mod", "edit", "-json")), &mod); err != nil {
			t.Fatal(err)
		}
		imported := strings.Fields(goCommand(t, folder, "list", "-tags", "goolm", "-f",
			`{{join .Imports "\n"}} {{join .TestImports "\n"}} {{join .XTestImports "\n"}}`, "./..."))
		for _, tool := range mod.Tool {
			imported = append(imported, tool.Path)
		}
		for _, r := range mod.Require {
			if !r.Indirect || slices.ContainsFunc(imported, func(p string) bool { return within(p, r.Path) }) {
				used[r.Path] = true
			}
		}
	}
	listed := licences(t)
	for path := range used {
		if listed[path] == "" {
			t.Errorf("README.md does not list %s", path)
		}
	}
	for path := range listed {
		if !used[path] {
			t.Errorf("README.md lists %s, which is not used", path)
		}
	}
}

func within(path, module string) bool {
	return path == module || strings.HasPrefix(path, module+"/")
}

// licences are the rows of the table: a module and its licence.
func licences(t *testing.T) map[string]string {
	t.Helper()
	listed := map[string]string{}
	table := section(t, document(t, "README.md"), "## What it is built on")
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .+ \\| (\\S+) \\|$").FindAllStringSubmatch(table, -1) {
		listed[row[1]] = row[2]
	}
	return listed
}

// TestReadmeKnowsLicences compares the table with the licence files of the modules,
// as far as they are on this machine.
func TestReadmeKnowsLicences(t *testing.T) {
	says := map[string][]string{
		"MIT":          {"Permission is hereby granted, free of charge", "THE SOFTWARE IS PROVIDED"},
		"BSD-3-Clause": {"Redistribution and use in source and binary forms", "Neither the name"},
		"Apache-2.0":   {"Apache License", "Version 2.0, January 2004"},
		"MPL-2.0":      {"Mozilla Public License Version 2.0"},
		"AGPL-3.0":     {"GNU AFFERO GENERAL PUBLIC LICENSE", "Version 3"},
	}
	listed := licences(t)
	for _, path := range slices.Sorted(maps.Keys(listed)) {
		folder := moduleFolder(t, path)
		if folder == "" {
			t.Logf("%s is not on this machine", path)
			continue
		}
		text := ""
		for _, name := range []string{"LICENSE", "LICENSE.md", "COPYING"} {
			content, _ := os.ReadFile(filepath.Join(folder, name))
			text += strings.Join(strings.Fields(string(content)), " ")
		}
		phrases, known := says[listed[path]]
		if !known {
			t.Errorf("%s: %s is a licence that this test does not know", path, listed[path])
		}
		for _, phrase := range phrases {
			if !strings.Contains(text, phrase) {
				t.Errorf("%s is not under %s: its licence does not say %q", path, listed[path], phrase)
			}
		}
	}
}

// moduleFolder is where a module lies on this machine; empty where it does not.
func moduleFolder(t *testing.T, path string) string {
	for _, folder := range []string{root, filepath.Join(root, "cmd/homeserver")} {
		command := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", path)
		command.Dir = folder
		if out, err := command.Output(); err == nil && len(bytes.TrimSpace(out)) > 0 {
			return string(bytes.TrimSpace(out))
		}
	}
	return ""
}

func goCommand(t *testing.T, folder string, args ...string) string {
	t.Helper()
	command := exec.Command("go", args...)
	command.Dir = folder
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}
