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
		case errors.Is(err, Stop):
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

// furnish makes what is missing in a new file, or after an update of the
// software.
func (t *transaction) furnish() (err error) {
	defer damage(&err)
	for _, b := range all {
		if t.bolt.Bucket([]byte(b)) != nil {
			continue
		}
		if _, err := t.bolt.CreateBucket([]byte(b)); err != nil {
			return plain(err)
		}
		t.writes++
	}
	if known, err := t.stated(canaryKey); known != nil || err != nil {
		return err
	}
	canary, err := t.store.master.newCanary()
	if err != nil {
		return plain(err)
	}
	return t.write(check, []byte(canaryKey), canary)
}

// commit makes it all true. A transaction that has written nothing costs no
// write.
func (t *transaction) commit() error {
	if t.failed != nil || t.writes == 0 {
		return t.failed
	}
	for b, sum := range t.sums {
		if err := t.write(check, []byte(tallyKey+string(b)), sum[:]); err != nil {
			return err
		}
	}
	number := uint64(t.bolt.ID())
	if err := t.flush(); err != nil {
		return t.store.aftermath(number, err)
	}
	for l, key := range t.fresh {
		t.store.ring.add(l, key, t.began)
	}
	if len(t.erased) > 0 {
		t.store.ring.drop(t.erased)
		t.store.traces.Store(true)
	}
	t.store.written.Store(true)
	return nil
}

func (t *transaction) flush() (err error) {
	defer damage(&err)
	return plain(t.bolt.Commit())
}

// rollback ends the transaction and forgets what was not committed. bbolt's own
// Update would, after a panic, read the file again before it lets go of its
// lock, and never let go of it where that fails.
func (t *transaction) rollback() {
	var ignored error
	defer damage(&ignored)
	bolt := t.bolt
	t.bolt = nil
	_ = bolt.Rollback() // an error where it was committed
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

// count takes the old entry out of the bucket's tally and puts the new one in.
func (t *transaction) count(b Bucket, key, old, value []byte) error {
	if b == check {
		return nil
	}
	sum, known := t.sums[b]
	if !known {
		stated, err := t.stated(tallyKey + string(b))
		if err != nil {
			return err
		}
		copy(sum[:], stated)
	}
	if old != nil {
		sum.add(t.store.master, b, key, old)
	}
	if value != nil {
		sum.add(t.store.master, b, key, value)
	}
	t.sums[b] = sum
	return nil
}

// stated reads what the file says of itself; nil where it says nothing.
func (t *transaction) stated(key string) ([]byte, error) {
	tr, err := t.tree(check)
	if err != nil {
		return nil, err
	}
	return tr.get([]byte(key))
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
