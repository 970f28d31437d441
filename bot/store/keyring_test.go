package store

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/tink-crypto/tink-go/v2/tink"
)

func numbered(n int) (l label) {
	binary.BigEndian.PutUint64(l[:], uint64(n))
	return l
}

func TestKeyringHoldsTheKeysThatWereUsedLast(t *testing.T) {
	k, key := newKeyring(), testKey(t)
	for n := range ringSize {
		k.add(numbered(n), key, k.now())
	}
	k.get(numbered(0))
	k.add(numbered(ringSize), key, k.now())
	if k.order.Len() != ringSize || len(k.at) != ringSize {
		t.Fatal(k.order.Len(), len(k.at))
	}
	if k.get(numbered(0)) == nil || k.get(numbered(1)) != nil {
		t.Fatal("the wrong one was let go")
	}
}

func TestKeyringTakesNothingInThatMayBeErased(t *testing.T) {
	k, key := newKeyring(), testKey(t)
	before := k.now() // a View begins and reads the key,
	k.drop([]label{numbered(1)})
	k.add(numbered(1), key, before) // and is done after the erasure.
	if k.get(numbered(1)) != nil {
		t.Fatal("it came back")
	}
	k.add(numbered(2), key, k.now())
	if k.get(numbered(2)) == nil {
		t.Fatal("nothing is taken in any more")
	}
}

func TestManyOwners(t *testing.T) {
	path := file(t)
	s := mustOpen(t, path)
	const n = 2*ringSize + 10
	must(t, s.Update(func(tx Tx) error {
		for i := range n {
			name := fmt.Sprint(i)
			must(t, tx.Put(Cases, name, Owner(name), []byte("of "+name)))
		}
		return nil
	}))
	s = reopen(t, s, path)
	for range 2 {
		for i := range n {
			name := fmt.Sprint(i)
			wants(t, s, Cases, name, "of "+name)
		}
	}
	if s.ring.order.Len() != ringSize {
		t.Fatal(s.ring.order.Len())
	}
}

func testKey(t *testing.T) tink.AEAD {
	t.Helper()
	m, err := newMaster(testMaster)
	must(t, err)
	return m.wrap
}
