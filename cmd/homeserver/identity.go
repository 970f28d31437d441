//go:build unix

package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
)

// What makes the homeserver the same one at its next start, beside its data.
const (
	secretFile     = "registration_secret"
	signingKeyFile = "matrix_key.pem"
	addressFile    = "address"
)

// registrationSecret returns the shared secret by which accounts are created,
// a random one the first time.
func registrationSecret() (string, error) {
	stored, err := os.ReadFile(secretFile)
	if err == nil {
		return string(stored), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	secret := rand.Text()
	return secret, os.WriteFile(secretFile, []byte(secret), 0o600)
}

// signingKey writes the key with which the homeserver signs events, unless
// there is one: events signed by another key would be refused.
//
// The format is Matrix's own: the seed of an Ed25519 key in a PEM block that
// carries the key's name.
func signingKey() error {
	if _, err := os.Stat(signingKeyFile); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block := &pem.Block{
		Type:    "MATRIX PRIVATE KEY",
		Headers: map[string]string{"Key-ID": "ed25519:" + rand.Text()[:6]},
		Bytes:   key.Seed(),
	}
	return os.WriteFile(signingKeyFile, pem.EncodeToMemory(block), 0o600)
}

// listenAddress returns the host and port on which Dendrite is to listen.
//
// Dendrite cannot report a port that the system assigned, nor take over an
// open socket; so the port is assigned here, freed, and named to it. Another
// program may take it in between: then Dendrite ends with an error. The address
// is kept, so that clients find the homeserver again after a restart.
func listenAddress(wanted string) (string, error) {
	if !strings.HasSuffix(wanted, ":0") {
		return wanted, nil
	}
	stored, err := os.ReadFile(addressFile)
	if err == nil {
		return string(stored), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	listener, err := net.Listen("tcp", wanted)
	if err != nil {
		return "", err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return "", fmt.Errorf("freeing %s: %w", address, err)
	}
	return address, os.WriteFile(addressFile, []byte(address), 0o600)
}
