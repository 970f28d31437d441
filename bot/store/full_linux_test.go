package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The two ways in which a disk is really full: a file may not grow any more
// (EFBIG), and a file system has no room left (ENOSPC). Both need a process of
// their own: the limit holds for a whole process, and mounting a small file
// system needs a namespace.

func init() { children["full"] = fill }

func TestFullByLimit(t *testing.T) {
	runFull(t, &syscall.SysProcAttr{}, "limit", t.TempDir())
}

func TestFullDisk(t *testing.T) {
	me := []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	group := []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	runFull(t, &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: me, GidMappings: group,
	}, "mount", t.TempDir())
}

const skipped = 77

func runFull(t *testing.T, attr *syscall.SysProcAttr, how, folder string) {
	cmd := exec.Command(os.Args[0], how+":"+folder)
	cmd.Env = append(os.Environ(), child+"=full")
	cmd.SysProcAttr = attr
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EINVAL) || cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == skipped {
		t.Logf("no file system of one's own is allowed here (%v %s); TestFullByLimit shows the same", err, out)
		return
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// fill is the child: it writes until there is no room, several times over.
func fill(arg string) int {
	how, folder, _ := strings.Cut(arg, ":")
	room := func(bytes uint64) error {
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: 1 << 40})
	}
	if how == "mount" {
		room = func(bytes uint64) error {
			return syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", bytes))
		}
		if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=1m"); err != nil {
			fmt.Println(err)
			return skipped
		}
	}
	if err := full(filepath.Join(folder, "state.db"), room); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func full(path string, room func(uint64) error) (err error) {
	if err := room(2 * pageSize); err != nil {
		return err
	}
	if _, err := Open(path, testMaster); !errors.Is(err, ErrFull) {
		return fmt.Errorf("making the file: %v", err)
	}
	if rest, _ := os.ReadDir(filepath.Dir(path)); len(rest) > 0 {
		return fmt.Errorf("making the file left %v", rest)
	}
	limit := uint64(2 << 20)
	if err := room(limit); err != nil {
		return err
	}
	s, err := Open(path, testMaster)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	value := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, 8<<10) }
	both := func(i int) error { // two puts that belong together
		return s.Update(func(tx Tx) error {
			return errors.Join(
				tx.Put(Cases, fmt.Sprint(i), Owner(fmt.Sprint(i)), value(i)),
				tx.Put(Outbox, fmt.Sprint(i), Owner(fmt.Sprint(i)), value(i)))
		})
	}
	n := 0
	for range 6 {
		start := n
		for err = both(n); err == nil && n < 10_000; err = both(n) {
			n++
		}
		if !errors.Is(err, ErrFull) || n == start {
			return fmt.Errorf("after %d: %v", n, err)
		}
		for range 20 { // asked again, it is refused again, or has found pages that were free
			switch err := both(n); {
			case err == nil:
				n++
			case !errors.Is(err, ErrFull):
				return fmt.Errorf("again after %d: %v", n, err)
			}
		}
		fmt.Printf("%d: %v\n", n, err)
		if err := intact(s, n, value); err != nil {
			return err
		}
		limit += 1 << 20
		if err := room(limit); err != nil {
			return err
		}
		if err := both(n); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
		n++
		if err := s.Close(); err != nil {
			return err
		}
		if s, err = Open(path, testMaster); err != nil {
			return err
		}
	}
	return intact(s, n, value)
}

// intact wants n values in each bucket, and nothing of the one that failed.
func intact(s *Store, n int, value func(int) []byte) error {
	return s.View(func(tx Tx) error {
		for i := range n + 1 {
			for _, b := range []Bucket{Cases, Outbox} {
				got, err := tx.Get(b, fmt.Sprint(i))
				if err != nil || (i < n && !bytes.Equal(got, value(i))) || (i == n && got != nil) {
					return fmt.Errorf("%s %d of %d: %d bytes, %v", b, i, n, len(got), err)
				}
			}
		}
		return nil
	})
}
