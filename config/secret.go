package config

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
)

// hidden is all that a secret shows of itself.
const hidden = "(secret)"

// Secret is a text that no log line, error, dump or JSON shows. The zero
// Secret is empty. The text stands behind a pointer, so that it stays hidden
// even inside a struct whose fields fmt reads without asking.
type Secret struct{ text *string }

// NewSecret hides text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal gives the text itself, to whom it is meant for.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty says that there is no secret.
func (s Secret) Empty() bool { return s.Reveal() == "" }

func (s Secret) String() string { return hidden }

// Format answers every verb of fmt, %#v and %d as well.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue is for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON is for encoding/json.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// MarshalText is for whatever else encodes: YAML, XML, text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// secret makes the value of an option that names a file with a secret.
// The environment may hold the secret in its place.
func secret(holds string, at func(*Config) *Secret, decode func(string) (string, bool)) value {
	keep := func(c *Config, text string) error {
		if text == "" {
			return errors.New("is empty: it must hold " + holds)
		}
		plain, ok := decode(text)
		if !ok {
			return errors.New("must hold " + holds)
		}
		*at(c) = NewSecret(plain)
		return nil
	}
	return value{
		kind: "the name of a file that holds " + holds,
		path: true,
		env:  keep,
		set: func(c *Config, path string) error {
			text, err := readSecret(path)
			if err != nil {
				return err
			}
			return keep(c, text)
		},
	}
}

var errUnreadable = errors.New("names a file that cannot be read: let the bot's user read it")

// readSecret gives the content of a secret file without its last line break.
// What everybody on the machine can open is no secret, and is refused.
func readSecret(path string) (string, error) {
	stat, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.New("names a file that is not there: create it or correct the name (a relative one counts from the folder of this file)")
	case err != nil:
		return "", errUnreadable
	case !stat.Mode().IsRegular():
		return "", errors.New("must name a plain file, not a folder or a device")
	case stat.Mode().Perm()&0o007 != 0:
		return "", errors.New("names a file that is open to everybody on this machine: close it with chmod o-rwx")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return "", errUnreadable
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

// asWritten takes a password or token as it stands.
func asWritten(text string) (string, bool) { return text, true }

// masterKey decodes the 32 bytes of the key.
func masterKey(text string) (string, bool) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	return string(key), err == nil && len(key) == 32
}
