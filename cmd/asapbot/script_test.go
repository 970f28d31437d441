package main

import (
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"asapbot/config"
)

// TestMain lets the scripts run asapbot itself: the test binary is both.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"asapbot": main})
}

// TestCommandLine plays what can be typed, as scripts to be read: what is typed
// stands there with what one sees.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/commandline",
		Setup:               stageCommandLine,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "replace": replace},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// stageCommandLine puts the example into each script's folder, and names the folder
// of the forms that others made.
func stageCommandLine(e *testscript.Env) error {
	forms, err := filepath.Abs(filepath.Join("..", "..", "flows", "instrument", "xlsform", "testdata"))
	e.Setenv("FORMS", forms)
	return errors.Join(err, stageExample(e.WorkDir))
}

// stageExample puts the commented example into a folder, with the secrets that it
// names.
func stageExample(dir string) error {
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	local := strings.NewReplacer("/run/secrets/", "secrets/", "data: /data", "data: state")
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "example.yaml"), []byte(local.Replace(config.Example)), 0o644),
		os.Mkdir(filepath.Join(dir, "secrets"), 0o700),
		os.WriteFile(filepath.Join(dir, "secrets", "asapbot_password"), []byte("open sesame\n"), 0o600),
		os.WriteFile(filepath.Join(dir, "secrets", "asapbot_master_key"), []byte(key+"\n"), 0o600),
	)
}

// exits STATUS PROGRAM [ARGUMENTS]: a program that must end with that status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM [ARGUMENTS]")
	}
	status := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var ended *exec.ExitError
		if !errors.As(err, &ended) {
			ts.Fatalf("%v", err)
		}
		status = ended.ExitCode()
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("exit status %d, want %s", status, args[0])
	}
}

// replace FILE OLD NEW COPY: a copy of a file in which the first OLD is NEW.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: replace FILE OLD NEW COPY")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("there is no %q in %s", args[1], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o644))
}
