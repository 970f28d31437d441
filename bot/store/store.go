// Package store keeps the bot's state in one file: transactions over a few
// buckets of sealed values. Whoever has the file without the master key learns
// how much there is, and which values belong to the same case, but nothing that
// they say.
//
// The store knows nothing of what it keeps. Keys stand in the file as they are
// given: use Opaque for names that tell something.
package store

import (
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/tink"
	"go.etcd.io/bbolt"
)

// Store is an open state file. Views run side by side, Updates one after
// another. Never open one inside another, nor wait inside one for another: they
// may wait for each other for ever.
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

// settle commits a transaction that changes nothing. It makes both of bbolt's
// metas tell of the same state, so that a file that was closed loses nothing by
// damage to one of them. Where it fails, nothing is worse than before.
func (s *Store) settle() {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	t, err := s.begin(true)
	if err != nil {
		return
	}
	defer t.rollback()
	if t.sign(uint64(t.bolt.ID())) == nil {
		_ = t.flush()
	}
}
