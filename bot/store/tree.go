package store

import (
	"slices"

	"go.etcd.io/bbolt"
)

// tree is one bucket as bbolt sees it. Whatever touches the bytes of the file
// goes through it, so that bbolt's panics at damage come out as ErrDamaged and
// nobody else's do.
type tree struct{ bolt *bbolt.Bucket }

// get returns a copy of the value, or nil.
func (t tree) get(key []byte) (value []byte, err error) {
	defer damage(&err)
	return t.copy(t.bolt.Get(key))
}

// head is what the tally needs of a value, or nil.
func (t tree) head(key []byte) (head []byte, err error) {
	defer damage(&err)
	value := t.bolt.Get(key)
	return slices.Clone(value[:min(len(value), headSize)]), nil
}

func (t tree) put(key, value []byte) (err error) {
	defer damage(&err)
	return plain(t.bolt.Put(key, value))
}

func (t tree) delete(key []byte) (err error) {
	defer damage(&err)
	return plain(t.bolt.Delete(key))
}

// cursor walks over a tree, in the order of the keys.
type cursor struct {
	tree tree
	bolt *bbolt.Cursor
}

// entry is one key, and its value in the file.
type entry struct {
	key   string
	value []byte
	tree  tree
}

func (t tree) cursor() cursor { return cursor{t, t.bolt.Cursor()} }

// seek goes to the first key that is not less than the one given. There is no
// entry where there is no such key.
func (c cursor) seek(from string) (e *entry, err error) {
	defer damage(&err)
	return c.entry(c.bolt.Seek([]byte(from)))
}

func (c cursor) next() (e *entry, err error) {
	defer damage(&err)
	return c.entry(c.bolt.Next())
}

func (c cursor) entry(key, value []byte) (*entry, error) {
	if key == nil {
		return nil, nil
	}
	key, err := c.tree.copy(key)
	return &entry{string(key), value, c.tree}, err
}

func (e *entry) get() (value []byte, err error) {
	defer damage(&err)
	return e.tree.copy(e.value)
}

// copy takes bytes out of the file. It refuses what is longer than the file: a
// damaged length would otherwise be copied until the memory is full.
func (t tree) copy(b []byte) ([]byte, error) {
	if int64(len(b)) > t.bolt.Tx().Size() {
		return nil, ErrDamaged
	}
	return slices.Clone(b), nil
}
