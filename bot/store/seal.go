package store

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/aesgcm"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/secretdata"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// This file is the only place that encrypts at rest.
//
// A sealed value is
//
//	version (1) | label (24) | Tink ciphertext: prefix (5), nonce (12), data, tag (16)
//
// The label says which data key opens it. Version, label, bucket and key go in
// as associated data, so that a value opens in its own place only.

// version is that of this layout.
const version = 1

// label names one data key: the tag of its owner, which is the same for all the
// keys that the owner ever has, and eight random bytes, which are not. A value
// of an erased owner is thereby never taken for one of the owner's next key.
type label [tagSize + 8]byte

// tag is what stands in the file for an owner.
type tag [tagSize]byte

const (
	tagSize = 16
	// headSize covers a sealed value up to the end of its nonce: enough to tell
	// any two sealings apart.
	headSize = 1 + len(label{}) + 5 + 12
)

func (l label) tag() tag { return tag(l[:tagSize]) }

func newLabel(of tag) label {
	var l label
	copy(l[:], of[:])
	rand.Read(l[tagSize:])
	return l
}

func (m master) tag(owner Owner) tag { return tag(mac(m.owners, []byte(owner))[:tagSize]) }

// newWrap makes the AEAD of the subkey that wraps. The raw bytes have to pass
// through here because the master key comes from a file of 32 bytes, not from a
// Tink keyset.
func newWrap(subkey []byte) (tink.AEAD, error) {
	shape, err := aesgcm.NewParameters(aesgcm.ParametersOpts{
		KeySizeInBytes: 32, IVSizeInBytes: 12, TagSizeInBytes: 16, Variant: aesgcm.VariantNoPrefix,
	})
	if err != nil {
		return nil, err
	}
	key, err := aesgcm.NewKey(secretdata.NewBytesFromData(subkey, insecuresecretdataaccess.Token{}), 0, shape)
	if err != nil {
		return nil, err
	}
	return aesgcm.NewAEAD(key)
}

// newDataKey makes a data key and its wrapped form, which opens under its own
// label only.
func (m master) newDataKey(l label) (key tink.AEAD, wrapped []byte, err error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), m.wrap, l[:]); err != nil {
		return nil, nil, err
	}
	key, err = aead.New(handle)
	return key, out.Bytes(), err
}

func (m master) unwrap(l label, wrapped []byte) (tink.AEAD, error) {
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), m.wrap, l[:])
	if err != nil {
		return nil, ErrDamaged
	}
	return aead.New(handle)
}

// seal and its reverse.
func seal(key tink.AEAD, l label, b Bucket, name string, value []byte) ([]byte, error) {
	head := append([]byte{version}, l[:]...)
	sealed, err := key.Encrypt(value, place(head, b, name))
	return append(head, sealed...), err
}

func unseal(key tink.AEAD, b Bucket, name string, sealed []byte) ([]byte, error) {
	head, body := sealed[:1+len(label{})], sealed[1+len(label{}):]
	value, err := key.Decrypt(body, place(head, b, name))
	if err != nil {
		return nil, ErrDamaged
	}
	return value, nil
}

// sealedWith reads the label off a sealed value.
func sealedWith(sealed []byte) (label, error) {
	if len(sealed) < headSize || sealed[0] != version {
		return label{}, ErrDamaged
	}
	return label(sealed[1 : 1+len(label{})]), nil
}

// place is the associated data of a value. The name of a bucket has no zero
// byte, so no two places look alike.
func place(head []byte, b Bucket, name string) []byte {
	return slices.Concat(head, []byte(b), []byte{0}, []byte(name))
}

// The canary is a known text under the master key: it tells a wrong key from a
// right one before anything else is opened with it. A checksum beside it tells
// a wrong key from a damaged canary, because the operator has to do different
// things about the two.
const canary = "asapbot"

func (m master) newCanary() ([]byte, error) {
	sealed, err := m.wrap.Encrypt([]byte(canary), []byte("canary"))
	return append(checksum(sealed), sealed...), err
}

func (m master) recognise(sealed []byte) error {
	if len(sealed) < 4 || !bytes.Equal(sealed[:4], checksum(sealed[4:])) {
		return ErrDamaged
	}
	if text, err := m.wrap.Decrypt(sealed[4:], []byte("canary")); err != nil || string(text) != canary {
		return ErrWrongMaster
	}
	return nil
}

func checksum(of []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(of))
}
