package store

import (
	"errors"
	"slices"
	"strings"

	"github.com/tink-crypto/tink-go/v2/tink"
	"go.etcd.io/bbolt"
)

// transaction is a Tx on bbolt.
type transaction struct {
	store *Store
	bolt  *bbolt.Tx // nil once it has ended
	began int       // the keyring's age
	// fresh are the data keys that this transaction made. They go to the keyring
	// with its commit: after a rollback they never existed.
	fresh  map[label]tink.AEAD
	erased []label
	sums   map[Bucket]tally // of the buckets that it changed
	writes int
	// failed is why a change was broken off halfway. What bbolt then holds in
	// memory must not reach the file, even if the callback ignores the error.
	failed error
}

func (t *transaction) Get(b Bucket, key string) ([]byte, error) {
	tr, err := t.public(b)
	if err != nil {
		return nil, err
	}
	sealed, err := tr.get([]byte(key))
	if sealed == nil || err != nil {
		return nil, err
	}
	return t.unseal(b, key, sealed)
}

func (t *transaction) Put(b Bucket, key string, owner Owner, value []byte) error {
	if _, err := t.public(b); err != nil {
		return err
	}
	data, l, err := t.keyOf(owner)
	if err != nil {
		return err
	}
	sealed, err := seal(data, l, b, key, value)
	if err != nil {
		return plain(err)
	}
	return t.write(b, []byte(key), sealed)
}

func (t *transaction) Delete(b Bucket, key string) error {
	if _, err := t.public(b); err != nil {
		return err
	}
	return t.write(b, []byte(key), nil)
}

func (t *transaction) Scan(b Bucket, prefix, from string, each func(string, func() ([]byte, error)) error) error {
	tr, err := t.public(b)
	if err != nil {
		return err
	}
	at := tr.cursor()
	e, err := at.seek(max(prefix, from))
	for err == nil && e != nil && strings.HasPrefix(e.key, prefix) {
		here, before := e, t.writes
		err = each(here.key, func() ([]byte, error) { return t.open(b, here) })
		switch {
		case errors.Is(err, ErrStop):
			return nil
		case err != nil:
			return err
		case t.writes == before:
			e, err = at.next()
		default: // bbolt loses its place when the bucket changes
			e, err = at.seek(here.key + "\x00")
		}
	}
	return err
}

// public gives one of the buckets that are the bot's.
func (t *transaction) public(b Bucket) (tree, error) {
	if !slices.Contains(open, b) {
		return tree{}, errBucket
	}
	return t.tree(b)
}

func (t *transaction) tree(b Bucket) (tr tree, err error) {
	if t.bolt == nil {
		return tree{}, errEnded
	}
	defer damage(&err)
	if tr.bolt = t.bolt.Bucket([]byte(b)); tr.bolt == nil {
		return tree{}, ErrDamaged // Open has made them all
	}
	return tr, nil
}

// write puts a value as it is, or deletes where it is nil, and keeps the tally.
func (t *transaction) write(b Bucket, key, value []byte) error {
	tr, err := t.tree(b)
	if err != nil {
		return err
	}
	if !t.bolt.Writable() {
		return errReadOnly
	}
	old, err := tr.head(key)
	if err != nil || (old == nil && value == nil) {
		return err
	}
	if err := t.count(b, key, old, value); err != nil {
		return err
	}
	t.writes++
	if value == nil {
		err = tr.delete(key)
	} else {
		err = tr.put(key, value)
	}
	if err != nil {
		t.failed = err
	}
	return err
}

// open opens an entry that a Scan has come to.
func (t *transaction) open(b Bucket, e *entry) ([]byte, error) {
	if t.bolt == nil {
		return nil, errEnded
	}
	sealed, err := e.get()
	if err != nil {
		return nil, err
	}
	return t.unseal(b, e.key, sealed)
}

func (t *transaction) unseal(b Bucket, key string, sealed []byte) ([]byte, error) {
	l, err := sealedWith(sealed)
	if err != nil {
		return nil, err
	}
	current, wrapped, err := t.wrapped(l.tag())
	if err != nil {
		return nil, err
	}
	if current == nil || *current != l {
		return nil, ErrErased
	}
	data, err := t.unwrap(l, wrapped)
	if err != nil {
		return nil, err
	}
	return unseal(data, b, key, sealed)
}
