package store

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// filled has cases of 8 KB, each with a key of its own.
func filled(b *testing.B, cases int) (*Store, string) {
	path := file(b)
	s := mustOpen(b, path)
	value := bytes.Repeat([]byte("8 bytes "), 1024)
	for from := 0; from < cases; from += 500 {
		must(b, s.Update(func(tx Tx) error {
			for i := from; i < min(cases, from+500); i++ {
				must(b, tx.Put(Cases, s.Opaque(code(i)), Owner(code(i)), value))
			}
			return nil
		}))
	}
	return s, path
}

func code(i int) string { return fmt.Sprintf("K-%06d", i) }

func sizes(b *testing.B, run func(b *testing.B, cases int)) {
	for _, cases := range []int{10, 10_000} {
		b.Run(fmt.Sprint(cases), func(b *testing.B) { run(b, cases) })
	}
}

// BenchmarkAnswer is what one answer costs: its case is read and written, and is
// on the disk.
func BenchmarkAnswer(b *testing.B) {
	sizes(b, func(b *testing.B, cases int) {
		s, path := filled(b, cases)
		n := 0
		for b.Loop() {
			n = (n + 7919) % cases
			must(b, s.Update(func(tx Tx) error {
				value, err := tx.Get(Cases, s.Opaque(code(n)))
				must(b, err)
				return tx.Put(Cases, s.Opaque(code(n)), Owner(code(n)), value)
			}))
		}
		info, err := os.Stat(path)
		must(b, err)
		b.ReportMetric(float64(info.Size())/float64(1<<20), "MB-file")
	})
}

// BenchmarkAnswerWithoutDisk leaves the waiting for the disk out.
func BenchmarkAnswerWithoutDisk(b *testing.B) {
	sizes(b, func(b *testing.B, cases int) {
		s, _ := filled(b, cases)
		s.bolt.NoSync = true
		n := 0
		for b.Loop() {
			n = (n + 7919) % cases
			must(b, s.Update(func(tx Tx) error {
				value, err := tx.Get(Cases, s.Opaque(code(n)))
				must(b, err)
				return tx.Put(Cases, s.Opaque(code(n)), Owner(code(n)), value)
			}))
		}
	})
}

func BenchmarkGet(b *testing.B) {
	sizes(b, func(b *testing.B, cases int) {
		s, _ := filled(b, cases)
		n := 0
		for b.Loop() {
			n = (n + 7919) % cases
			_, err := get(s, Cases, s.Opaque(code(n)))
			must(b, err)
		}
	})
}

// BenchmarkOpen reads the whole file.
func BenchmarkOpen(b *testing.B) {
	sizes(b, func(b *testing.B, cases int) {
		s, path := filled(b, cases)
		for b.Loop() {
			must(b, s.Close())
			var err error
			s, err = Open(path, testMaster)
			must(b, err)
		}
		must(b, s.Close())
	})
}

func BenchmarkErase(b *testing.B) {
	sizes(b, func(b *testing.B, cases int) {
		s, _ := filled(b, cases)
		n := 0
		for b.Loop() {
			n++
			must(b, s.Update(func(tx Tx) error {
				must(b, tx.Put(Cases, "x", "x", nil))
				return nil
			}))
			must(b, s.Update(func(tx Tx) error { return tx.Erase("x") }))
		}
	})
}
