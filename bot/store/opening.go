package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

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
func examine(path string, with master) (err error) {
	info, err := os.Stat(path)
	if err != nil {
		return plain(err)
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
	if info, err = file.Stat(); err != nil { // it may have grown before the lock was ours
		return plain(err)
	}
	found := newStock(with)
	m, err := inspect(file, info.Size(), found.take)
	if err != nil {
		return err
	}
	return found.verdict(m.transaction)
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
