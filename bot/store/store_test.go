package store

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

var testMaster = bytes.Repeat([]byte{7}, masterSize)

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "state.db") }

func mustOpen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, testMaster)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func reopen(t testing.TB, s *Store, path string) *Store {
	t.Helper()
	must(t, s.Close())
	return mustOpen(t, path)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, s *Store, b Bucket, key string, owner Owner, value string) {
	t.Helper()
	must(t, s.Update(func(tx Tx) error { return tx.Put(b, key, owner, []byte(value)) }))
}

func get(s *Store, b Bucket, key string) (value []byte, err error) {
	err = s.View(func(tx Tx) error {
		value, err = tx.Get(b, key)
		return err
	})
	return value, err
}

func wants(t testing.TB, s *Store, b Bucket, key, value string) {
	t.Helper()
	if got, err := get(s, b, key); err != nil || got == nil || string(got) != value {
		t.Fatalf("%q, %v; want %q", got, err, value)
	}
}

func wantsNone(t testing.TB, s *Store, b Bucket, key string) {
	t.Helper()
	if got, err := get(s, b, key); got != nil || err != nil {
		t.Fatalf("%q, %v; want none", got, err)
	}
}

func wantsError(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%v; want: %v", err, want)
	}
}

func TestWhatIsPutIsThereAfterReopening(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	put(t, s, Cases, "a", "K-1", "one")
	put(t, s, Meta, "a", Common, "")
	put(t, s, Cases, "b", "K-1", "two")
	put(t, s, Cases, "b", "K-1", "three")
	must(t, s.Update(func(tx Tx) error { return tx.Delete(Cases, "a") }))
	for range 2 {
		wantsNone(t, s, Cases, "a")
		wants(t, s, Cases, "b", "three")
		wants(t, s, Meta, "a", "")
		wantsNone(t, s, Network, "a")
		s = reopen(t, s, path)
	}
}

func TestOnlyTheOwnerMayReadTheFile(t *testing.T) {
	path := file(t)
	mustOpen(t, path)
	info, err := os.Stat(path)
	must(t, err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode())
	}
	rest, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	if len(rest) != 1 {
		t.Fatal("something was left beside the file", rest)
	}
}

func TestTransactionSeesItsOwnWritesAndOthersDoNot(t *testing.T) {
	s := mustOpen(t, file(t))
	put(t, s, Cases, "a", "K-1", "old")
	must(t, s.Update(func(tx Tx) error {
		must(t, tx.Put(Cases, "a", "K-1", []byte("new")))
		must(t, tx.Put(Cases, "b", "K-2", []byte("other")))
		for key, want := range map[string]string{"a": "new", "b": "other"} {
			if got, err := tx.Get(Cases, key); err != nil || string(got) != want {
				t.Fatalf("%q, %v; want %q", got, err, want)
			}
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			wants(t, s, Cases, "a", "old")
			wantsNone(t, s, Cases, "b")
		}()
		<-done
		return nil
	}))
	wants(t, s, Cases, "a", "new")
}

func TestFailedTransactionLeavesNothing(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	put(t, s, Cases, "a", "K-1", "old")
	no := errors.New("no")
	work := func(tx Tx) {
		must(t, tx.Put(Cases, "a", "K-1", []byte("new")))
		must(t, tx.Put(Cases, "b", "K-2", []byte("new")))
		must(t, tx.Erase("K-1"))
	}
	err := s.Update(func(tx Tx) error { work(tx); return no })
	wantsError(t, err, no)
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Fatalf("the callback's panic came out as %v", p)
			}
		}()
		_ = s.Update(func(tx Tx) error { work(tx); panic("mine") })
	}()
	func() {
		defer func() {
			if recover() == nil {
				t.Fatal("the callback's own fault was taken for damage")
			}
		}()
		var nobody *Store
		_ = s.View(func(tx Tx) error { return nobody.file.Close() })
	}()
	for range 2 {
		if n := s.ring.order.Len(); n > 1 {
			t.Fatalf("%d keys in the ring: one is of a transaction that never was", n)
		}
		wants(t, s, Cases, "a", "old")
		wantsNone(t, s, Cases, "b")
		s = reopen(t, s, path)
	}
}

// labelOf finds the data key that an owner has now.
func labelOf(t testing.TB, s *Store, owner Owner) (l label) {
	t.Helper()
	must(t, s.View(func(tx Tx) error {
		found, _, err := tx.(*transaction).wrapped(s.master.tag(owner))
		if found != nil {
			l = *found
		}
		return err
	}))
	return l
}

func TestMistakesOfTheCaller(t *testing.T) {
	s := mustOpen(t, file(t))
	var late Tx
	var opener func() ([]byte, error)
	put(t, s, Cases, "a", "K-1", "one")
	must(t, s.View(func(tx Tx) error {
		late = tx
		wantsError(t, tx.Put(Cases, "a", "K-1", nil), errReadOnly)
		wantsError(t, tx.Put(Cases, "a", "K-2", nil), errReadOnly)
		wantsError(t, tx.Delete(Cases, "a"), errReadOnly)
		wantsError(t, tx.Erase("K-1"), errReadOnly)
		for _, b := range []Bucket{"nonesuch", "", keys, check} {
			_, err := tx.Get(b, "a")
			wantsError(t, err, errBucket)
			wantsError(t, tx.Scan(b, "", "", nil), errBucket)
		}
		return tx.Scan(Cases, "", "", func(key string, open func() ([]byte, error)) error {
			opener = open
			return nil
		})
	}))
	_, err := late.Get(Cases, "a")
	wantsError(t, err, errEnded)
	_, err = opener()
	wantsError(t, err, errEnded)
	must(t, s.Update(func(tx Tx) error {
		late = tx
		wantsError(t, tx.Erase(Common), errCommon)
		return nil
	}))
	wantsError(t, late.Put(Cases, "a", "K-1", nil), errEnded)
	wantsError(t, late.Delete(Cases, "a"), errEnded)
	wantsError(t, late.Erase("K-1"), errEnded)
	wantsError(t, late.Scan(Cases, "", "", nil), errEnded)

	// A write that failed cannot be overlooked.
	err = s.Update(func(tx Tx) error {
		must(t, tx.Put(Cases, "b", "K-1", nil))
		_ = tx.Put(Cases, strings.Repeat("long", 10_000), "K-1", nil)
		return nil
	})
	if err == nil {
		t.Fatal("half a transaction was committed")
	}
	wantsNone(t, s, Cases, "b")

	must(t, s.Close())
	wantsError(t, s.View(func(Tx) error { return nil }), errClosed)
	wantsError(t, s.Update(func(Tx) error { return nil }), errClosed)
}

func TestScan(t *testing.T) {
	s := mustOpen(t, file(t))
	for _, key := range []string{"b/2", "a", "b/1", "c", "b/3", "b"} {
		put(t, s, Timers, key, Common, "at "+key)
	}
	for _, c := range []struct{ prefix, from, want string }{
		{"", "", "a b b/1 b/2 b/3 c"},
		{"b/", "", "b/1 b/2 b/3"},
		{"b/", "b/2", "b/2 b/3"},
		{"b/", "b/2\x00", "b/3"},
		{"b/", "a", "b/1 b/2 b/3"},
		{"b/", "c", ""},
		{"", "b/15", "b/2 b/3 c"},
		{"d", "", ""},
	} {
		var got []string
		must(t, s.View(func(tx Tx) error {
			return tx.Scan(Timers, c.prefix, c.from, func(key string, open func() ([]byte, error)) error {
				value, err := open()
				if string(value) != "at "+key {
					t.Errorf("%q: %q", key, value)
				}
				got = append(got, key)
				return err
			})
		}))
		if strings.Join(got, " ") != c.want {
			t.Errorf("Scan(%q, %q) = %q, want %q", c.prefix, c.from, got, c.want)
		}
	}
	n, no := 0, errors.New("no")
	for stop, want := range map[error]error{ErrStop: nil, fmt.Errorf("enough: %w", ErrStop): nil, no: no} {
		err := s.View(func(tx Tx) error {
			return tx.Scan(Timers, "", "", func(string, func() ([]byte, error)) error { n++; return stop })
		})
		if err != want {
			t.Errorf("%v came out as %v", stop, err)
		}
	}
	if n != 3 {
		t.Errorf("%d visits", n)
	}
}

func TestScanMayChangeWhatItVisits(t *testing.T) {
	s := mustOpen(t, file(t))
	const n = 300 // several pages
	key := func(i int) string { return fmt.Sprintf("%04d", i) }
	must(t, s.Update(func(tx Tx) error {
		for i := range n {
			must(t, tx.Put(Timers, key(i), Common, bytes.Repeat([]byte{byte(i)}, 100)))
		}
		return nil
	}))
	visited := 0
	must(t, s.Update(func(tx Tx) error {
		return tx.Scan(Timers, "", "", func(k string, open func() ([]byte, error)) error {
			if k > key(n) {
				return nil
			}
			if k != key(visited) {
				t.Fatalf("visit %d is %q", visited, k)
			}
			value, err := open()
			if err != nil || value[0] != byte(visited) {
				t.Fatal(value, err)
			}
			visited++
			must(t, tx.Put(Timers, "later "+k, Common, value))
			return tx.Delete(Timers, k)
		})
	}))
	left := 0
	must(t, s.View(func(tx Tx) error {
		return tx.Scan(Timers, "", "", func(k string, open func() ([]byte, error)) error {
			left++
			_, err := open()
			return err
		})
	}))
	if visited != n || left != n {
		t.Fatal(visited, left)
	}
}

func TestErase(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	put(t, s, Cases, "a", "K-1", "hers")
	put(t, s, Records, "a", "K-1", "hers too")
	put(t, s, Cases, "b", "K-2", "another's")
	gone := labelOf(t, s, "K-1")
	var wrapped []byte
	must(t, s.View(func(tx Tx) (err error) {
		_, wrapped, err = tx.(*transaction).wrapped(gone.tag())
		return err
	}))
	if !inFile(t, path, wrapped[len(wrapped)/2:]) {
		t.Fatal("the test cannot see a wrapped key that is there")
	}
	must(t, s.Update(func(tx Tx) error {
		must(t, tx.Erase("K-1"))
		_, err := tx.Get(Cases, "a")
		wantsError(t, err, ErrErased)
		return tx.Erase("K-never")
	}))
	if s.ring.get(gone) != nil {
		t.Fatal("the erased key is still held in memory")
	}
	if inFile(t, path, wrapped[len(wrapped)/2:]) {
		t.Fatal("the erased key still lies in the file")
	}
	for range 2 {
		for _, b := range []Bucket{Cases, Records} {
			_, err := get(s, b, "a")
			wantsError(t, err, ErrErased)
		}
		wants(t, s, Cases, "b", "another's")
		s = reopen(t, s, path)
	}
	put(t, s, Records, "a", "K-1", "a new life")
	for range 2 {
		_, err := get(s, Cases, "a")
		wantsError(t, err, ErrErased)
		wants(t, s, Records, "a", "a new life")
		s = reopen(t, s, path)
	}
	must(t, s.Update(func(tx Tx) error { return tx.Delete(Cases, "a") }))
	wantsNone(t, s, Cases, "a")
}

func TestInterruptedErasureIsFinishedAtTheNextOpening(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	put(t, s, Cases, "a", "K-1", "hers")
	l := labelOf(t, s, "K-1")
	must(t, s.update(func(tx Tx) error { return tx.Erase("K-1") })) // update, not Update: the process stops here
	if !inFile(t, path, l[tagSize:]) {
		t.Fatal("the page was used again at once: there is no trace to be wiped")
	}
	s = reopen(t, s, path)
	if !s.traces.Load() {
		t.Fatal("it is forgotten")
	}
	put(t, s, Meta, "x", Common, "anything")
	if s.traces.Load() {
		t.Fatal("it is not done")
	}
	// The value itself bears the label for as long as it is there.
	must(t, s.Update(func(tx Tx) error { return tx.Delete(Cases, "a") }))
	s = reopen(t, s, path)
	if s.traces.Load() {
		t.Fatal("it is done for ever")
	}
}

func inFile(t testing.TB, path string, text []byte) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	return bytes.Contains(content, text)
}

func TestFileTellsNothing(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	code, name, text := "K-4821-CODE", "@fatima:example.org", "she fears for her life"
	must(t, s.Update(func(tx Tx) error {
		must(t, tx.Put(Cases, s.Opaque(code), Owner(code), []byte(text)))
		return tx.Put(Rooms, s.Opaque(name), Owner(code), []byte(text+code))
	}))
	must(t, s.Update(func(tx Tx) error { return tx.Erase(Owner(code)) }))
	must(t, s.Close())
	for _, secret := range []string{code, name, text, string(testMaster)} {
		for _, form := range []string{secret, base64.StdEncoding.EncodeToString([]byte(secret))} {
			if inFile(t, path, []byte(form)) {
				t.Errorf("the file contains %q", form)
			}
		}
	}
}

func TestOpaque(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	a, b := s.Opaque("K-1"), s.Opaque("K-2")
	if a == b || len(a) != 22 || a != s.Opaque("K-1") {
		t.Fatal(a, b)
	}
	if s = reopen(t, s, path); a != s.Opaque("K-1") {
		t.Fatal("not stable")
	}
	other, err := Open(file(t), NewMaster())
	must(t, err)
	defer other.Close()
	if a == other.Opaque("K-1") {
		t.Fatal("the same with another master key")
	}
}

func TestValueOpensInItsOwnPlaceOnly(t *testing.T) {
	s := mustOpen(t, file(t))
	put(t, s, Cases, "a", "K-1", "one")
	put(t, s, Cases, "b", "K-1", "two")
	put(t, s, Records, "a", "K-1", "three")
	put(t, s, Cases, "c", "K-2", "four")
	raw := func(tx Tx, b Bucket, key string) []byte {
		tr, err := tx.(*transaction).tree(b)
		must(t, err)
		sealed, err := tr.get([]byte(key))
		must(t, err)
		return sealed
	}
	must(t, s.Update(func(tx Tx) error {
		c := raw(tx, Cases, "c")
		relabelled := slices.Concat(raw(tx, Cases, "a")[:1+len(label{})], c[1+len(label{}):])
		for _, swapped := range [][]byte{raw(tx, Cases, "b"), raw(tx, Records, "a"), c, relabelled} {
			must(t, tx.(*transaction).write(Cases, []byte("a"), swapped))
			_, err := tx.Get(Cases, "a")
			wantsError(t, err, ErrDamaged)
		}
		return nil
	}))
}

func TestWrongMaster(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	put(t, s, Cases, "a", "K-1", "one")
	must(t, s.Close())
	for _, key := range [][]byte{NewMaster(), nil, testMaster[1:]} {
		_, err := Open(path, key)
		wantsError(t, err, ErrWrongMaster)
	}
	wants(t, mustOpen(t, path), Cases, "a", "one")
}

func TestNewMaster(t *testing.T) {
	if a, b := NewMaster(), NewMaster(); len(a) != 32 || bytes.Equal(a, b) {
		t.Fatal(a, b)
	}
}

func TestErrorsOfTheSystemComeThrough(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "nowhere", "state.db"), testMaster)
	wantsError(t, err, os.ErrNotExist)
}

// TestManyAtOnce reads, writes and erases side by side. Each View sees one
// moment: both halves of a pair, or that they are erased.
func TestManyAtOnce(t *testing.T) {
	s := mustOpen(t, file(t))
	var all sync.WaitGroup
	done := make(chan struct{})
	for r := range 4 {
		all.Go(func() {
			for n := r; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				key := fmt.Sprint(n % 3)
				if err := s.View(func(tx Tx) error {
					a, errA := tx.Get(Cases, key)
					b, errB := tx.Get(Records, key)
					if !bytes.Equal(a, b) || errA != errB || (errA != nil && errA != ErrErased) {
						return fmt.Errorf("%d bytes, %v; %d bytes, %v", len(a), errA, len(b), errB)
					}
					return nil
				}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range 300 {
		key := fmt.Sprint(n % 3)
		must(t, s.Update(func(tx Tx) error {
			if n%10 == 0 {
				return tx.Erase(Owner(key))
			}
			value := bytes.Repeat([]byte{byte(n)}, n*50)
			return errors.Join(tx.Put(Cases, key, Owner(key), value), tx.Put(Records, key, Owner(key), value))
		}))
	}
	close(done)
	all.Wait()
}
