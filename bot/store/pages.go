package store

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
)

// bbolt follows its pages wherever they lead. A damaged one can send it round in
// circles until the stack is used up, which ends the process and cannot be
// recovered from. So before bbolt may write to a file, every page is read here,
// by what the format (version 2) says of it, and nothing is followed unchecked.
//
// All numbers are in the byte order of the machine, as bbolt has them.

// pageSize is fixed, so that a file can be restored on a machine whose memory
// pages have another size.
const pageSize = 4096

const (
	magic       = 0xED0CDAED
	format      = 2
	headerSize  = 16 // page: id 8, kind 2, count 2, overflow 4
	elementSize = 16 // leaf: flags 4, position 4, key size 4, value size 4; branch: position 4, key size 4, page 8
	metaSize    = 56 // without its checksum
	branchPage  = 0x01
	leafPage    = 0x02
	bucketEntry = 0x01
	noFreelist  = 1<<64 - 1
)

var order = binary.NativeEndian

// meta is what one of the two first pages says: where the root is, how many
// pages there are, and the number of the transaction that wrote it.
type meta struct{ root, freelist, pages, transaction uint64 }

// readMeta gives the newer of the two that is intact, which is the one that
// bbolt goes by.
func readMeta(file io.ReaderAt) (newest meta, err error) {
	err = ErrDamaged
	for at := int64(0); at < 2*pageSize; at += pageSize {
		var b [metaSize + 8]byte
		if _, fail := file.ReadAt(b[:], at+headerSize); fail != nil {
			return meta{}, plain(fail)
		}
		sum := fnv.New64a()
		sum.Write(b[:metaSize])
		m := meta{order.Uint64(b[16:]), order.Uint64(b[32:]), order.Uint64(b[40:]), order.Uint64(b[48:])}
		intact := order.Uint32(b[0:]) == magic && order.Uint32(b[4:]) == format &&
			order.Uint32(b[8:]) == pageSize && order.Uint64(b[metaSize:]) == sum.Sum64()
		if intact && (err != nil || m.transaction > newest.transaction) {
			newest, err = m, nil
		}
	}
	return newest, err
}

// inspection is one reading of a whole file.
type inspection struct {
	file io.ReaderAt
	meta meta
	seen []bool // pages; none is used twice
	// each gets every entry of every bucket.
	each func(b Bucket, key, value []byte)
}

// inspect reads all that there is, in a file that nobody writes to, and gives
// the meta that it went by.
func inspect(file io.ReaderAt, size int64, each func(b Bucket, key, value []byte)) (m meta, err error) {
	if m, err = readMeta(file); err != nil {
		return m, err
	}
	if m.pages > uint64(size)/pageSize || m.freelist != noFreelist {
		return m, ErrDamaged // the end is missing, or it is not of our making
	}
	i := inspection{file: file, meta: m, seen: make([]bool, m.pages), each: each}
	return m, i.tree("", m.root, nil, nil)
}

// tree reads the page and all below it. Its keys lie from low up to, but not at,
// high; without the latter there is no end. The tree without a name is the one
// that holds the buckets.
func (i *inspection) tree(b Bucket, id uint64, low, high []byte) error {
	page, err := i.page(id)
	if err != nil {
		return err
	}
	switch order.Uint16(page[8:]) {
	case leafPage:
		return i.leaf(b, page, low, high)
	case branchPage:
		return i.branch(b, page, low, high)
	}
	return ErrDamaged
}

func (i *inspection) page(id uint64) ([]byte, error) {
	if id < 2 || id >= i.meta.pages {
		return nil, ErrDamaged
	}
	var header [headerSize]byte
	if _, err := i.file.ReadAt(header[:], int64(id)*pageSize); err != nil {
		return nil, plain(err)
	}
	end := id + 1 + uint64(order.Uint32(header[12:]))
	if order.Uint64(header[:]) != id || end > i.meta.pages {
		return nil, ErrDamaged
	}
	for p := id; p < end; p++ {
		if i.seen[p] {
			return nil, ErrDamaged
		}
		i.seen[p] = true
	}
	page := make([]byte, (end-id)*pageSize)
	_, err := i.file.ReadAt(page, int64(id)*pageSize)
	return page, plain(err)
}

func (i *inspection) leaf(b Bucket, page, low, high []byte) error {
	var before []byte
	for n := range elements(page) {
		at := headerSize + n*elementSize
		e := page[min(at, len(page)):]
		if len(e) < elementSize {
			return ErrDamaged
		}
		key, value, ok := cut(e, order.Uint32(e[4:]), order.Uint32(e[8:]), order.Uint32(e[12:]))
		if !ok || !within(key, low, high) || (before != nil && bytes.Compare(before, key) >= 0) {
			return ErrDamaged
		}
		if err := i.entry(b, order.Uint32(e), key, value); err != nil {
			return err
		}
		before = key
	}
	return nil
}

// entry is a bucket where b is the tree that holds them, and else a value.
func (i *inspection) entry(b Bucket, flags uint32, key, value []byte) error {
	if b != "" && flags == 0 {
		i.each(b, key, value)
		return nil
	}
	if b != "" || flags != bucketEntry || len(value) < 16 {
		return ErrDamaged
	}
	if root := order.Uint64(value); root != 0 {
		return i.tree(Bucket(key), root, nil, nil)
	}
	// A small bucket is a page within the entry.
	if page := value[16:]; len(page) >= headerSize && order.Uint16(page[8:]) == leafPage {
		return i.leaf(Bucket(key), page, nil, nil)
	}
	return ErrDamaged
}

func (i *inspection) branch(b Bucket, page, low, high []byte) error {
	count := elements(page)
	if count == 0 || headerSize+count*elementSize > len(page) {
		return ErrDamaged
	}
	name := func(n int) (key []byte, child uint64, ok bool) {
		e := page[headerSize+n*elementSize:]
		key, _, ok = cut(e, order.Uint32(e), order.Uint32(e[4:]), 0)
		return key, order.Uint64(e[8:]), ok
	}
	for n := range count {
		key, child, ok := name(n)
		if !ok || !within(key, low, high) {
			return ErrDamaged
		}
		end := high
		if n+1 < count {
			if end, _, ok = name(n + 1); !ok || bytes.Compare(key, end) >= 0 {
				return ErrDamaged
			}
		}
		if err := i.tree(b, child, key, end); err != nil {
			return err
		}
	}
	return nil
}

func elements(page []byte) int { return int(order.Uint16(page[10:])) }

// cut takes a key and its value out of the bytes from an element onwards.
func cut(e []byte, position, keySize, valueSize uint32) (key, value []byte, ok bool) {
	start, middle := uint64(position), uint64(position)+uint64(keySize)
	end := middle + uint64(valueSize)
	if keySize == 0 || end > uint64(len(e)) {
		return nil, nil, false
	}
	return e[start:middle], e[middle:end], true
}

func within(key, low, high []byte) bool {
	return bytes.Compare(key, low) >= 0 && (high == nil || bytes.Compare(key, high) < 0)
}
