package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// sample is a file in which everything occurs: small and large values, buckets
// within a page and trees of several levels, an erased owner, pages out of use.
func sample(t *testing.T) (path string, content map[spot]modelValue) {
	path, content = file(t), map[spot]modelValue{}
	s := mustOpen(t, path)
	write := func(tx Tx, b Bucket, key string, owner Owner, value string) {
		must(t, tx.Put(b, key, owner, []byte(value)))
		content[spot{b, key}] = modelValue{owner: owner, value: []byte(value)}
	}
	for round := range 3 {
		must(t, s.Update(func(tx Tx) error {
			for i := range 300 {
				write(tx, Timers, fmt.Sprintf("t%04d%s", i, strings.Repeat("k", i%50)), Common, fmt.Sprint(round, i))
			}
			for i := range 5 {
				owner := Owner(fmt.Sprint("K-", i))
				write(tx, Cases, string(owner), owner, strings.Repeat(fmt.Sprint(round, i), 1200*i))
				write(tx, Journal, string(owner), owner, "a line")
			}
			write(tx, Meta, "token", Common, fmt.Sprint(round))
			return nil
		}))
	}
	must(t, s.Update(func(tx Tx) error {
		for i := range 100 {
			key := fmt.Sprintf("t%04d%s", i*3, strings.Repeat("k", i*3%50))
			must(t, tx.Delete(Timers, key))
			delete(content, spot{Timers, key})
		}
		model{content}.erase("K-2")
		return tx.Erase("K-2")
	}))
	must(t, s.Close())
	return path, content
}

// survives opens a file that was damaged. Whatever the store says of it has to
// be an error, or true.
func survives(t *testing.T, path string, content map[spot]modelValue) (opened bool) {
	t.Helper()
	s, err := Open(path, testMaster)
	if err != nil {
		if !errors.Is(err, ErrDamaged) {
			t.Fatalf("opening: %v", err)
		}
		return false
	}
	defer func() { must(t, s.Close()) }()
	judge := func(b Bucket, key string, value []byte, err error) {
		want, known := content[spot{b, key}]
		switch {
		case errors.Is(err, ErrDamaged):
		case want.erased && errors.Is(err, ErrErased):
		case !want.erased && err == nil && (value != nil) == known && bytes.Equal(value, want.value):
		default:
			t.Fatalf("%s %q: %.20q, %v; want %.20q", b, key, value, err, want.value)
		}
	}
	must(t, s.View(func(tx Tx) error {
		for p := range content {
			value, err := tx.Get(p.bucket, p.key)
			judge(p.bucket, p.key, value, err)
		}
		visited := 0
		for _, b := range open {
			must(t, tx.Scan(b, "", "", func(key string, open func() ([]byte, error)) error {
				visited++
				value, err := open()
				judge(b, key, value, err)
				return nil
			}))
		}
		if visited != len(content) {
			t.Fatalf("%d keys of %d", visited, len(content))
		}
		return nil
	}))
	return true
}

// spoil writes bytes over a part of the file and gives back what was there.
func spoil(t *testing.T, f *os.File, at int, bytes ...byte) (before []byte) {
	t.Helper()
	before = make([]byte, len(bytes))
	_, err := f.ReadAt(before, int64(at))
	must(t, err)
	_, err = f.WriteAt(bytes, int64(at))
	must(t, err)
	return before
}

func writer(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

// TestFlippedBits flips one bit at a time: more often in the head of a page,
// where bbolt keeps its structure, than elsewhere. With ASAPBOT_EVERY_BYTE set
// it takes every byte of the file, and minutes.
func TestFlippedBits(t *testing.T) {
	path, content := sample(t)
	if !survives(t, path, content) {
		t.Fatal("the undamaged file does not open")
	}
	f := writer(t, path)
	used := contentSize(t, f)
	random := rand.New(rand.NewPCG(1, 2))
	opened, refused := 0, 0
	for at := 0; at < used; at++ {
		every := 400
		if at%pageSize < 100 {
			every = 10
		}
		if os.Getenv("ASAPBOT_EVERY_BYTE") == "" && random.IntN(every) > 0 {
			continue
		}
		old := spoil(t, f, at, 0)
		spoil(t, f, at, old[0]^1<<random.IntN(8))
		if survives(t, path, content) {
			opened++
		} else {
			refused++
		}
		spoil(t, f, at, old...)
	}
	t.Logf("of %d damaged files, %d opened, and told the truth or named the value that they had lost", opened+refused, opened)
	if opened == 0 || refused == 0 {
		t.Fatal("the test does not see both")
	}
	if !survives(t, path, content) {
		t.Fatal("a damaged file was written to")
	}
}

// contentSize is where the pages end that the file uses.
func contentSize(t *testing.T, f *os.File) int {
	t.Helper()
	m, err := readMeta(f)
	must(t, err)
	return int(m.pages) * pageSize
}

// TestSpoiltPages treats pages as a disk does that loses, mixes up or forgets
// what was written.
func TestSpoiltPages(t *testing.T) {
	for range 5 { // bbolt chooses its pages by chance
		path, content := sample(t)
		older, err := os.ReadFile(path)
		must(t, err)
		s := mustOpen(t, path)
		for _, p := range []spot{{Meta, "token"}, {Cases, "K-1"}} {
			put(t, s, p.bucket, p.key, content[p].owner, "the last")
			content[p] = modelValue{owner: content[p].owner, value: []byte("the last")}
		}
		must(t, s.Close())
		spoilEachPage(t, path, older, content)
	}
}

func spoilEachPage(t *testing.T, path string, older []byte, content map[spot]modelValue) {
	f := writer(t, path)
	pages := contentSize(t, f) / pageSize
	page := func(n int) []byte {
		b := make([]byte, pageSize)
		_, err := f.ReadAt(b, int64(n)*pageSize)
		must(t, err)
		return b
	}
	noise := make([]byte, pageSize)
	for n := range pages {
		for i := range noise {
			noise[i] = byte(rand.Int())
		}
		spoilt := [][]byte{make([]byte, pageSize), noise, page(rand.IntN(pages)), page(2 + rand.IntN(pages-2))}
		copy(spoilt[3], page(n)[:8]) // another page under this one's number
		if end := (n + 1) * pageSize; end <= len(older) {
			spoilt = append(spoilt, older[end-pageSize:end])
		}
		for _, b := range spoilt {
			old := spoil(t, f, n*pageSize, b...)
			survives(t, path, content)
			spoil(t, f, n*pageSize, old...)
		}
	}
}

func TestMetaMayBeLostAfterAnOrderlyEnd(t *testing.T) {
	path, content := sample(t)
	f := writer(t, path)
	for n := range 2 {
		old := spoil(t, f, n*pageSize, make([]byte, pageSize)...)
		if !survives(t, path, content) {
			t.Errorf("not without meta %d", n)
		}
		spoil(t, f, n*pageSize, old...)
	}
}

func TestTruncatedFile(t *testing.T) {
	path, content := sample(t)
	whole, err := os.ReadFile(path)
	must(t, err)
	used := contentSize(t, writer(t, path))
	for _, size := range []int{0, 1, 100, pageSize, 2*pageSize - 1, 2 * pageSize, 4 * pageSize, 4*pageSize + 1, used / 2, used - pageSize, used - 1} {
		must(t, os.WriteFile(path, whole[:size], 0o600))
		if survives(t, path, content) {
			t.Errorf("it opens with %d bytes of %d", size, used)
		}
	}
	must(t, os.WriteFile(path, whole[:used], 0o600))
	if !survives(t, path, content) {
		t.Error("it needs what bbolt keeps in reserve")
	}
}

func TestFilesOfOthers(t *testing.T) {
	for name, write := range map[string]func(path string) error{
		"text":  func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("Dear all, "), 5000), 0o600) },
		"zeros": func(path string) error { return os.WriteFile(path, make([]byte, 1<<16), 0o600) },
		"bbolt": func(path string) error {
			db, err := bbolt.Open(path, 0o600, nil)
			if err != nil {
				return err
			}
			return errors.Join(db.Update(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucket([]byte("theirs"))
				return errors.Join(err, b.Put([]byte("key"), []byte("value")))
			}), db.Close())
		},
	} {
		path := file(t)
		must(t, write(path))
		before, _ := os.ReadFile(path)
		_, err := Open(path, testMaster)
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s: it was written to", name)
		}
	}
}

// TestDamageWhileOpen spoils pages under a running store: it says so, keeps to
// what is whole, and lets go of its locks.
func TestDamageWhileOpen(t *testing.T) {
	path, _ := sample(t)
	s := mustOpen(t, path)
	f := writer(t, path)
	damaged := 0
	for n := 2; n < contentSize(t, f)/pageSize; n++ {
		old := spoil(t, f, n*pageSize, make([]byte, pageSize)...)
		for i := range 5 {
			key := fmt.Sprint("K-", i)
			read := func(tx Tx) error {
				_, err := tx.Get(Cases, key)
				return errors.Join(err, tx.Scan(Timers, "", "", func(string, func() ([]byte, error)) error { return nil }))
			}
			for _, err := range []error{s.View(read), s.Update(read), s.Update(func(tx Tx) error {
				_ = tx.Delete(Timers, "t0001k") // overlooking the error is no way around it
				_ = tx.Put(Cases, key, Owner(key), []byte("new"))
				return errors.New("back")
			})} {
				if errors.Is(err, ErrDamaged) {
					damaged++
				} else if errors.Is(err, ErrRestart) {
					t.Fatal(err)
				}
			}
		}
		spoil(t, f, n*pageSize, old...)
	}
	if damaged == 0 {
		t.Fatal("nothing was noticed")
	}
	put(t, s, Cases, "K-1", "K-1", "goes on")
	s = reopen(t, s, path)
	wants(t, s, Cases, "K-1", "goes on")
}

// TestDamageFoundByACommit spoils everything once the callback has read what it
// needs. bbolt then comes upon it when it wants to join a page that has become
// too empty with the next one.
func TestDamageFoundByACommit(t *testing.T) {
	path, _ := sample(t)
	s := mustOpen(t, path)
	f := writer(t, path)
	for range 3 {
		var old []byte
		err := s.Update(func(tx Tx) error {
			must(t, tx.Scan(Timers, "", "", func(key string, open func() ([]byte, error)) error {
				if key < "t0010" {
					return tx.Delete(Timers, key)
				}
				return ErrStop
			}))
			old = spoil(t, f, 2*pageSize, make([]byte, contentSize(t, f)-2*pageSize)...)
			return nil
		})
		spoil(t, f, 2*pageSize, old...)
		wantsError(t, err, ErrDamaged)
	}
	put(t, s, Cases, "K-1", "K-1", "goes on")
	s = reopen(t, s, path)
	wants(t, s, Cases, "K-1", "goes on")
}

func TestCommitThatTheDiskDidNotConfirm(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	put(t, s, Cases, "a", "K-1", "one")
	m, err := readMeta(s.file)
	must(t, err)
	no := errors.New("no")
	wantsError(t, s.aftermath(m.transaction+1, no), no) // the meta was not reached
	wants(t, s, Cases, "a", "one")
	wantsError(t, s.aftermath(m.transaction, no), ErrRestart)
	wantsError(t, s.View(func(Tx) error { return nil }), ErrRestart)
	wantsError(t, s.Update(func(Tx) error { return nil }), ErrRestart)
	must(t, s.Close())
	must(t, s.bolt.Close()) // as the end of the process would
	wants(t, mustOpen(t, path), Cases, "a", "one")
}

// TestFileShrinksUnderARunningStore reads where there is no memory any more.
func TestFileShrinksUnderARunningStore(t *testing.T) {
	path, content := sample(t)
	s := mustOpen(t, path)
	for _, size := range []int64{8 * pageSize, 2 * pageSize, 0} {
		must(t, os.Truncate(path, size))
		failed := 0
		for p := range content {
			_, err := get(s, p.bucket, p.key)
			switch {
			case errors.Is(err, ErrDamaged):
				failed++
			case err != nil && !errors.Is(err, ErrErased):
				t.Fatal(err)
			}
			if err := s.Update(func(tx Tx) error { return tx.Put(p.bucket, p.key, Common, nil) }); err != nil {
				wantsError(t, err, ErrDamaged)
			}
		}
		if failed == 0 {
			t.Fatal("nothing was noticed")
		}
	}
	must(t, s.Close())
}
