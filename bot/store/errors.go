package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrStop ends a Scan early. It is no failure.
var ErrStop = errors.New("stop")

// What can go wrong, each in a sentence that an operator can act on. No error of
// this package contains a key, a value or an owner.
var (
	ErrErased      = errors.New("this was erased: the key that could open it no longer exists")
	ErrWrongMaster = errors.New("the master key does not fit this state file: put back the key file that belongs to it, or restore a backup together with its key file")
	ErrDamaged     = errors.New("the state file is damaged: stop asapbot, keep the file as it is, and restore the latest backup")
	ErrFull        = errors.New("the disk is full: nothing of this step was stored; make room, and asapbot goes on by itself")
	ErrBusy        = errors.New("another asapbot is running on this data folder")
	// ErrRestart means that this process must not go on: the disk did not confirm
	// a write, or the file can no longer be read through this process. Whether the
	// step was stored is known only after the restart, as after a power failure.
	ErrRestart = errors.New("asapbot cannot be sure what the disk holds: restart it")
)

// Mistakes of the calling code.
var (
	errBucket   = errors.New("store: there is no such bucket")
	errReadOnly = errors.New("store: a View cannot write")
	errEnded    = errors.New("store: the transaction has ended")
	errClosed   = errors.New("store: it is closed")
	errCommon   = errors.New("store: what is common cannot be erased")
)

// room are the ways in which a system says that there is no more of it.
var room = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}

// plain turns an error of bbolt or the system into one of ours.
func plain(err error) error {
	if err == nil {
		return nil
	}
	for _, no := range room {
		// Where bbolt fails to grow the file, it keeps of the cause only the text.
		if errors.Is(err, no) || strings.Contains(err.Error(), no.Error()) {
			return fmt.Errorf("%w (%w)", ErrFull, no)
		}
	}
	is := func(targets ...error) bool {
		return slices.ContainsFunc(targets, func(t error) bool { return errors.Is(err, t) })
	}
	switch {
	case is(bolterrors.ErrTimeout):
		return ErrBusy
	case is(ErrDamaged, io.EOF, syscall.EIO, bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch):
		return ErrDamaged
	case is(bolterrors.ErrInvalidMapping):
		return ErrRestart
	case is(bolterrors.ErrDatabaseNotOpen, fs.ErrClosed):
		return errClosed
	}
	return fmt.Errorf("store: %w", err)
}

// damage is deferred around every call into bbolt. bbolt trusts its file: where
// the file breaks that trust, it panics, or reads where no memory is.
func damage(err *error) {
	if recover() != nil {
		*err = ErrDamaged
	}
}
