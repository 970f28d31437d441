package store

import (
	"bytes"
	"runtime/debug"
)

// scrub ends an erasure: it overwrites every page that is not in use. bbolt never
// changes a page in place, so the erased key still lies in one that it has left
// behind, and with the master key it could be read from there.
//
// It reaches no further than the file: not to a backup, and not below a file
// system or an SSD that keep old blocks of their own accord.
func (s *Store) scrub() error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	// A View may still be reading pages that have gone out of use. With none
	// running, a writing transaction begins with all of those free.
	s.views.Lock()
	defer s.views.Unlock()
	t, err := s.begin(true)
	if err != nil {
		return err
	}
	defer t.rollback()
	if err := t.wipe(); err != nil {
		return err
	}
	if err := t.write(check, []byte(scrubKey), nil); err != nil {
		return err
	}
	if err := t.commit(); err != nil {
		return err
	}
	s.traces.Store(false)
	return nil
}

func (t *transaction) wipe() (err error) {
	defer damage(&err)
	file := t.store.file
	info, err := file.Stat()
	if err != nil {
		return plain(err)
	}
	page, zero := make([]byte, pageSize), make([]byte, pageSize)
	for id := int64(2); id < info.Size()/pageSize; id++ {
		// bbolt knows nothing of pages behind its last one. A commit that failed
		// may have left something there.
		if known, err := t.bolt.Page(int(id)); err != nil {
			return plain(err)
		} else if known != nil && known.Type != "free" {
			continue
		}
		if _, err := file.ReadAt(page, id*pageSize); err != nil {
			return plain(err)
		}
		if bytes.Equal(page, zero) {
			continue
		}
		if _, err := file.WriteAt(zero, id*pageSize); err != nil {
			return plain(err)
		}
	}
	return plain(file.Sync())
}
