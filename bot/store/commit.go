package store

import "encoding/binary"

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
	if err := t.sign(number); err != nil {
		return err
	}
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

// sign notes the transaction's number, which the meta bears too, among what it
// writes. If the disk has lost the page where everything begins, and an older
// one lies in its place, all is in order there, only older: nothing but this
// number tells.
func (t *transaction) sign(number uint64) error {
	return t.write(check, []byte(signKey), binary.BigEndian.AppendUint64(nil, number))
}

func (t *transaction) flush() (err error) {
	defer damage(&err)
	return plain(t.bolt.Commit())
}

// rollback ends the transaction and forgets what was not committed. bbolt's own
// Update would, after a panic, read the file again before it lets go of its
// lock, and never let go of it where that fails.
func (t *transaction) rollback() {
	defer func() {
		if recover() != nil {
			t.store.lost.Store(true) // with the lock
		}
	}()
	bolt := t.bolt
	t.bolt = nil
	_ = bolt.Rollback() // an error where it was committed
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
