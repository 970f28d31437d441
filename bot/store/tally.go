package store

import (
	"encoding/binary"
	"slices"
)

// tally is the sum over everything in one bucket. bbolt has no checksums: one
// flipped bit can make a key vanish, and what vanished cannot fail to open. So
// each transaction keeps, beside what it changes, a sum of all that there is,
// and Open compares. A put or delete costs two additions, whatever the bucket
// holds. The additions are exclusive ors of MACs, so that the order does not
// matter and a subtraction is an addition.
//
// It covers of each value the head, which no two sealings share: an old value
// in the place of a new one is noticed as well. The rest is the seal's to
// guard, when the value is opened.
type tally [16]byte

// add puts an entry in, or takes it out if it is in.
func (t *tally) add(m master, b Bucket, key, value []byte) {
	size := binary.BigEndian.AppendUint32(nil, uint32(len(key)))
	sum := mac(m.tally, []byte(b), []byte{0}, size, key, value[:min(len(value), headSize)])
	for i := range t {
		t[i] ^= sum[i]
	}
}

// What the check bucket holds.
const (
	canaryKey = "canary"
	scrubKey  = "scrub"
	tallyKey  = "tally " // and the name of the bucket
)

// stock is everything that was counted in a file, beside what it says of itself.
type stock struct {
	master  master
	counted map[Bucket]tally
	stated  map[string][]byte
}

func newStock(m master) stock {
	return stock{master: m, counted: map[Bucket]tally{}, stated: map[string][]byte{}}
}

func (s stock) take(b Bucket, key, value []byte) {
	if b == check {
		s.stated[string(key)] = slices.Clone(value)
		return
	}
	sum := s.counted[b]
	sum.add(s.master, b, key, value)
	s.counted[b] = sum
}

// verdict compares. The master key comes first: with a wrong one no sum is
// right.
func (s stock) verdict() error {
	if err := s.master.recognise(s.stated[canaryKey]); err != nil {
		return err
	}
	for _, b := range all {
		var stated tally
		if value := s.stated[tallyKey+string(b)]; value != nil && copy(stated[:], value) != len(stated) {
			return ErrDamaged
		}
		if s.counted[b] != stated {
			return ErrDamaged
		}
	}
	return nil
}
