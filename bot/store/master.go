package store

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"
)

const masterSize = 32

// NewMaster makes a master key. Whoever loses it has lost the state file.
func NewMaster() []byte {
	key := make([]byte, masterSize)
	rand.Read(key) // it never fails: crypto/rand ends the process instead
	return key
}

// master holds what the master key is used for, a subkey for each use, so that
// nothing that one of them gives away helps with another.
type master struct {
	wrap   tink.AEAD // seals the data keys and the canary
	names  []byte    // Opaque
	owners []byte    // the tags of owners
	tally  []byte
}

func newMaster(key []byte) (master, error) {
	if len(key) != masterSize {
		return master{}, fmt.Errorf("%w (it is %d bytes, not %d)", ErrWrongMaster, len(key), masterSize)
	}
	derive := func(use string) []byte {
		sub, err := hkdf.Key(sha256.New, key, nil, "asapbot state 1 "+use, masterSize)
		if err != nil {
			panic(err) // it fails on lengths only, and these are constants
		}
		return sub
	}
	wrap, err := newWrap(derive("wrap"))
	if err != nil {
		return master{}, err
	}
	return master{wrap: wrap, names: derive("names"), owners: derive("owners"), tally: derive("tally")}, nil
}

// Opaque is what stands in the file for a name that must not: 22 letters of
// base64url, the same for the same name as long as the master key is the same.
func (s *Store) Opaque(name string) string {
	return base64.RawURLEncoding.EncodeToString(mac(s.master.names, []byte(name))[:16])
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
