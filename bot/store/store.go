// Package store keeps the bot's state in one file: transactions over a few
// buckets of sealed values. Whoever has the file without the master key learns
// how much there is, and which values belong to the same case, but nothing that
// they say.
//
// The store knows nothing of what it keeps. Keys stand in the file as they are
// given: use Opaque for names that tell something.
package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"
	"go.etcd.io/bbolt"
)

// Store is an open state file. Views run side by side, Updates one after
// another. Never open one inside another: the inner one may wait for the outer
// one for ever.
type Store struct {
	bolt   *bbolt.DB
	file   *os.File // the one that bbolt has open
	master master
	ring   *keyring

	// views is held shared by every View, and wholly by what must not have a
	// View beside it.
	views sync.RWMutex
	// written says that the file has changed since it was opened.
	written atomic.Bool
	// traces says that an erasure has left some that are still to be wiped.
	traces atomic.Bool
	// lost says that this process must not use the file any more: ErrRestart.
	lost atomic.Bool
}

const (
	// lockTimeout is how long Open waits for another process to let go of the
	// file: long enough for one that is just ending.
	lockTimeout = 2 * time.Second
	// addressSpace is reserved for the file from the start, and costs nothing
	// until it is used. While the file is smaller, an Update never has to wait for
	// the Views to end so that bbolt can move its map.
	addressSpace = 1 << 28
	// growth is the step in which the file grows: each step costs a sync more, and
	// a small file should stay small.
	growth  = 1 << 20
	private = 0o600
)

// options are bbolt's. Syncing stays on: an Update that returns nil is on the
// disk.
func options(file **os.File) *bbolt.Options {
	return &bbolt.Options{
		Timeout:         lockTimeout,
		PageSize:        pageSize,
		InitialMmapSize: addressSpace,
		NoStatistics:    true,
		// The list of free pages is kept in memory only, and made anew at each
		// opening from what is in use. Written out with each commit it would cost
		// more the more was deleted, and damage to it would make bbolt overwrite
		// what is in use. As a hash map it finds room in the same time however long
		// it is. etcd runs bbolt in this way.
		NoFreelistSync: true,
		FreelistType:   bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
			f, err = os.OpenFile(name, flag, mode)
			*file = f
			return f, err
		},
	}
}

// Open opens the state file, or makes one where there is none. It reads the
// whole file first, and opens it only if all is in its place.
func Open(path string, key []byte) (*Store, error) {
	m, err := newMaster(key)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(path, m); err != nil {
			return nil, plain(err)
		}
	}
	if err := examine(path, m); err != nil {
		return nil, err
	}
	s, err := load(path, m)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// load hands the file to bbolt.
func load(path string, m master) (s *Store, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer damage(&err)
	s = &Store{master: m, ring: newKeyring()}
	if s.bolt, err = bbolt.Open(path, private, options(&s.file)); err != nil {
		return nil, plain(err)
	}
	s.bolt.AllocSize = growth
	return s, nil
}

// create makes a complete file under another name and then gives it its own, so
// that a file of that name which is empty or incomplete is always a damaged one
// and never taken for a new one.
func create(path string, m master) error {
	folder, err := os.MkdirTemp(filepath.Dir(path), "new-state-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	draft := filepath.Join(folder, "state.db")
	s, err := load(draft, m)
	if err != nil {
		return err
	}
	if err := errors.Join(s.prepare(), s.Close()); err != nil {
		return err
	}
	// A link, unlike a renaming, never replaces what another process has just
	// made.
	if err := os.Link(draft, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the name of a new file as durable as its content.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// examine reads the whole file while no other process has it open.
func examine(path string, m master) (err error) {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() < 4*pageSize {
		return ErrDamaged // bbolt would make a new file out of an empty one
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer damage(&err)
	var file *os.File
	reading := options(&file)
	reading.ReadOnly, reading.InitialMmapSize = true, 0
	db, err := bbolt.Open(path, private, reading) // for its lock
	if err != nil {
		return plain(err)
	}
	defer db.Close()
	found := newStock(m)
	if err := inspect(file, info.Size(), found.take); err != nil {
		return err
	}
	return found.verdict()
}

// prepare makes the buckets that are missing (in a new file, or after an update
// of the software) and finishes what was interrupted.
func (s *Store) prepare() error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	t, err := s.begin(true)
	if err != nil {
		return err
	}
	defer t.rollback()
	if err := t.furnish(); err != nil {
		return err
	}
	mark, err := t.stated(scrubKey)
	if err != nil {
		return err
	}
	s.traces.Store(mark != nil)
	return t.commit()
}

// Update runs one transaction. When it returns nil, everything that the callback
// wrote is on the disk; when it returns an error, or the callback panics,
// nothing is, except after ErrRestart.
func (s *Store) Update(do func(Tx) error) error {
	if err := s.update(do); err != nil {
		return err
	}
	if s.traces.Load() {
		// If it fails, the mark stays, and the next Update or opening tries again.
		_ = s.scrub()
	}
	return nil
}

func (s *Store) update(do func(Tx) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	t, err := s.begin(true)
	if err != nil {
		return err
	}
	defer t.rollback()
	if err := do(t); err != nil {
		return err
	}
	return t.commit()
}

// View runs one transaction that only reads.
func (s *Store) View(do func(Tx) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s.views.RLock()
	defer s.views.RUnlock()
	t, err := s.begin(false)
	if err != nil {
		return err
	}
	defer t.rollback()
	return do(t)
}

// begin starts a transaction. If both metas are damaged, bbolt panics here with
// its locks held, and nobody could ever release them; hence the look at them
// first.
func (s *Store) begin(writing bool) (t *transaction, err error) {
	if s.lost.Load() {
		return nil, ErrRestart
	}
	if _, err := readMeta(s.file); err != nil {
		return nil, err
	}
	defer func() {
		if recover() != nil {
			s.lost.Store(true)
			err = ErrDamaged
		}
	}()
	t = &transaction{store: s, began: s.ring.now(), fresh: map[label]tink.AEAD{}, sums: map[Bucket]tally{}}
	if t.bolt, err = s.bolt.Begin(writing); err != nil {
		return nil, plain(err)
	}
	return t, nil
}

// aftermath says what a failed commit means. The meta is written last: if it has
// reached the file, the transaction is in it, and only the disk's word for it is
// missing.
func (s *Store) aftermath(number uint64, err error) error {
	m, unreadable := readMeta(s.file)
	if unreadable != nil {
		return unreadable
	}
	if m.transaction >= number {
		s.lost.Store(true)
		return ErrRestart
	}
	return err
}

// Close waits for the transactions that are running.
func (s *Store) Close() error {
	if s.lost.Load() {
		return nil // the end of the process releases the file
	}
	if s.written.Load() {
		s.settle()
	}
	return plain(s.bolt.Close())
}

// settle commits an empty transaction. It makes both of bbolt's metas tell of
// the same state, so that a file that was closed loses nothing by damage to one
// of them. Where it fails, nothing is worse than before.
func (s *Store) settle() {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	t, err := s.begin(true)
	if err != nil {
		return
	}
	defer t.rollback()
	_ = t.flush()
}
