package store

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// model is what the store should be: maps.
type model struct {
	values map[spot]modelValue
}

type spot struct {
	bucket Bucket
	key    string
}

type modelValue struct {
	owner  Owner
	value  []byte
	erased bool
}

func (m model) clone() model { return model{maps.Clone(m.values)} }

func (m model) erase(owner Owner) {
	for p, v := range m.values {
		if v.owner == owner {
			v.erased = true
			m.values[p] = v
		}
	}
}

// agrees compares everything, key by key and as a scan.
func (m model) agrees(t *rapid.T, tx Tx) {
	for _, b := range open {
		var want []string
		for p := range m.values {
			if p.bucket == b {
				want = append(want, p.key)
			}
		}
		slices.Sort(want)
		var got []string
		err := tx.Scan(b, "", "", func(key string, open func() ([]byte, error)) error {
			got = append(got, key)
			value, err := open()
			m.agreesOn(t, b, key, value, err)
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%s holds %q, %v; want %q", b, got, err, want)
		}
	}
}

func (m model) agreesOn(t *rapid.T, b Bucket, key string, value []byte, err error) {
	want, known := m.values[spot{b, key}]
	switch {
	case want.erased && errors.Is(err, ErrErased):
	case !want.erased && err == nil && (value != nil) == known && bytes.Equal(value, want.value):
	default:
		t.Fatalf("%s %q: %d bytes, %v; want %d bytes, erased: %t", b, key, len(value), err, len(want.value), want.erased)
	}
}

var (
	someBucket = rapid.SampledFrom([]Bucket{Meta, Cases, Timers})
	someKey    = rapid.StringOfN(rapid.RuneFrom([]rune("ab/")), 1, 4, -1)
	someOwner  = rapid.SampledFrom([]Owner{Common, "K-1", "K-2", "K-3"})
	// Many a value is longer than a page, and so are together those of a bucket.
	someValue = rapid.Custom(func(t *rapid.T) []byte {
		size := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(500, 12_000)).Draw(t, "size")
		return bytes.Repeat([]byte{rapid.Byte().Draw(t, "of")}, size)
	})
)

// step does one thing to the transaction and to the model.
func (m model) step(t *rapid.T, tx Tx) {
	b, key, owner := someBucket.Draw(t, "bucket"), someKey.Draw(t, "key"), someOwner.Draw(t, "owner")
	var err error
	switch rapid.SampledFrom([]string{"put", "put", "put", "delete", "erase", "get", "scan", "fill"}).Draw(t, "what") {
	case "put":
		v := someValue.Draw(t, "value")
		err = tx.Put(b, key, owner, v)
		m.values[spot{b, key}] = modelValue{owner: owner, value: v}
	case "delete":
		err = tx.Delete(b, key)
		delete(m.values, spot{b, key})
	case "erase":
		if owner != Common {
			err = tx.Erase(owner)
			m.erase(owner)
		}
	case "get":
		value, err := tx.Get(b, key)
		m.agreesOn(t, b, key, value, err)
	case "scan":
		err = m.scan(t, tx, b, key)
	case "fill":
		for i := range 40 {
			key := fmt.Sprintf("%s%d", key, i)
			err = errors.Join(err, tx.Put(b, key, owner, []byte(strings.Repeat(key, 30))))
			m.values[spot{b, key}] = modelValue{owner: owner, value: []byte(strings.Repeat(key, 30))}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// scan deletes some of what it visits.
func (m model) scan(t *rapid.T, tx Tx, b Bucket, from string) error {
	prefix := rapid.StringOfN(rapid.RuneFrom([]rune("ab/")), 0, 2, -1).Draw(t, "prefix")
	var want, got []string
	for p := range m.values {
		if p.bucket == b && strings.HasPrefix(p.key, prefix) && p.key >= from {
			want = append(want, p.key)
		}
	}
	slices.Sort(want)
	every := rapid.IntRange(2, 5).Draw(t, "every")
	err := tx.Scan(b, prefix, from, func(key string, open func() ([]byte, error)) error {
		got = append(got, key)
		value, err := open()
		m.agreesOn(t, b, key, value, err)
		if len(got)%every != 0 {
			return nil
		}
		delete(m.values, spot{b, key})
		return tx.Delete(b, key)
	})
	if !slices.Equal(got, want) {
		t.Fatalf("scan of %s %q from %q: %q, want %q", b, prefix, from, got, want)
	}
	return err
}

func TestStoreIsAMap(t *testing.T) {
	folder, files := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		files++
		path := filepath.Join(folder, fmt.Sprint(files))
		s, err := Open(path, testMaster)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { s.Close() }()
		now := model{map[spot]modelValue{}}
		no := errors.New("no")
		update := func(t *rapid.T, end func() error) (err error) {
			next := now.clone()
			defer func() {
				if p := recover(); p == no {
					err = no
				} else if p != nil {
					panic(p)
				}
			}()
			err = s.Update(func(tx Tx) error {
				for range rapid.IntRange(1, 6).Draw(t, "steps") {
					next.step(t, tx)
				}
				next.agrees(t, tx)
				return end()
			})
			if err == nil {
				now = next
			}
			return err
		}
		t.Repeat(map[string]func(*rapid.T){
			"update": func(t *rapid.T) {
				if err := update(t, func() error { return nil }); err != nil {
					t.Fatal(err)
				}
			},
			"fail":  func(t *rapid.T) { _ = update(t, func() error { return no }) },
			"panic": func(t *rapid.T) { _ = update(t, func() error { panic(no) }) },
			"reopen": func(t *rapid.T) {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				if s, err = Open(path, testMaster); err != nil {
					t.Fatal(err)
				}
			},
			"": func(t *rapid.T) {
				if err := s.View(func(tx Tx) error { now.agrees(t, tx); return nil }); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}
