//go:build unix

// Command homeserver starts a Matrix homeserver (Dendrite) on the loopback
// interface, for the demo and the tests of asapbot. It is never part of the
// bot: Dendrite is a program of its own, under a licence of its own, and this
// folder is a module of its own so that none of it reaches the bot's build.
//
//	homeserver -dir DIR [-dendrite PATH] [-listen 127.0.0.1:0]
//
// It prepares DIR (keys, configuration), prints one line of JSON that tells
// where the homeserver will answer and by which secret accounts are created,
// and then replaces itself by Dendrite. There is one process, so whoever
// started it can stop it by the process ID that it knows.
//
// Started again with the same DIR it is the same homeserver, with the same
// accounts, rooms, and address: clients survive its restart.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Ready is the line of JSON that is printed to standard output. The homeserver
// does not answer yet when it is printed: wait for /_matrix/client/versions.
type Ready struct {
	Address string `json:"address"` // base URL of the client-server API
	Name    string `json:"name"`    // server name, the part after the colon of a user ID
	Secret  string `json:"secret"`  // shared secret of the registration API
}

func main() {
	dir := flag.String("dir", "", "`folder` in which the homeserver keeps everything (created when missing)")
	dendrite := flag.String("dendrite", "", "`path` of the Dendrite binary (default: dendrite beside this program)")
	listen := flag.String("listen", "127.0.0.1:0", "`address` to listen on; port 0: a free one, kept for the next start")
	flag.Parse()
	if err := run(*dir, *dendrite, *listen); err != nil {
		fmt.Fprintln(os.Stderr, "homeserver:", err)
		os.Exit(1)
	}
}

// run prepares dir and becomes Dendrite. It returns only on failure.
func run(dir, dendrite, listen string) error {
	if dir == "" {
		return fmt.Errorf("-dir is missing")
	}
	dendrite, err := findDendrite(dendrite)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// Dendrite resolves the paths of its configuration against the folder in
	// which it runs.
	if err := os.Chdir(dir); err != nil {
		return err
	}
	secret, err := registrationSecret()
	if err != nil {
		return err
	}
	if err := signingKey(); err != nil {
		return err
	}
	address, err := listenAddress(listen)
	if err != nil {
		return err
	}
	if err := writeConfiguration(secret); err != nil {
		return err
	}
	ready := Ready{Address: "http://" + address, Name: serverName, Secret: secret}
	if err := json.NewEncoder(os.Stdout).Encode(ready); err != nil {
		return err
	}
	return become(dendrite, "-config", configurationFile, "-http-bind-address", address)
}

// findDendrite returns the absolute path of the Dendrite binary.
func findDendrite(path string) (string, error) {
	if path == "" {
		self, err := os.Executable()
		if err != nil {
			return "", err
		}
		path = filepath.Join(filepath.Dir(self), "dendrite")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("no Dendrite binary: %w", err)
	}
	return path, nil
}

// become replaces this process by the program at path.
//
// Standard output is closed off first. Dendrite writes its errors to standard
// error, but every informational line to standard output, whatever level is
// configured; and a reader who took our one line should find the end of it.
func become(path string, arguments ...string) error {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := unix.Dup2(int(null.Fd()), int(os.Stdout.Fd())); err != nil {
		return err
	}
	return unix.Exec(path, append([]string{path}, arguments...), os.Environ())
}
