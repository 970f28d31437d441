package store

import (
	"bytes"
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
	signKey   = "transaction"
	tallyKey  = "tally " // and the name of the bucket
)

// count takes the old entry out of the bucket's tally and puts the new one in.
func (t *transaction) count(b Bucket, key, old, value []byte) error {
	if b == check {
		return nil
	}
	sum, known := t.sums[b]
	if !known {
		stated, err := t.stated(tallyKey + string(b))
		if err != nil {
			return err
		}
		copy(sum[:], stated)
	}
	if old != nil {
		sum.add(t.store.master, b, key, old)
	}
	if value != nil {
		sum.add(t.store.master, b, key, value)
	}
	t.sums[b] = sum
	return nil
}

// stated reads what the file says of itself; nil where it says nothing.
func (t *transaction) stated(key string) ([]byte, error) {
	tr, err := t.tree(check)
	if err != nil {
		return nil, err
	}
	return tr.get([]byte(key))
}

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

// verdict compares with what the newest transaction has left. The master key
// comes first: with a wrong one no sum is right.
func (s stock) verdict(newest uint64) error {
	if err := s.master.recognise(s.stated[canaryKey]); err != nil {
		return err
	}
	if !bytes.Equal(s.stated[signKey], binary.BigEndian.AppendUint64(nil, newest)) {
		return ErrDamaged
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
