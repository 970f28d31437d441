package store

import (
	"container/list"
	"sync"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// ringSize is how many data keys are held open: more cases than are busy at the
// same time, and few enough that a copy of the memory gives away only those.
const ringSize = 256

// keyring holds the data keys that were used last, so that not every read has to
// unwrap one. It only saves time: whether a key still exists is asked of the
// transaction each time, so that a key which stays here a little too long opens
// nothing that was erased.
type keyring struct {
	mu    sync.Mutex
	age   int        // how many times drop was called
	order *list.List // of held, the last used in front
	at    map[label]*list.Element
}

type held struct {
	label label
	key   tink.AEAD
}

func newKeyring() *keyring {
	return &keyring{order: list.New(), at: map[label]*list.Element{}}
}

func (k *keyring) get(l label) tink.AEAD {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.at[l]
	if e == nil {
		return nil
	}
	k.order.MoveToFront(e)
	return e.Value.(held).key
}

// now is the ring's age; a transaction notes it before it reads.
func (k *keyring) now() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.age
}

// add takes a key in, unless something was dropped since the transaction that
// read it began: it might be the very one.
func (k *keyring) add(l label, key tink.AEAD, since int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.age != since || k.at[l] != nil {
		return
	}
	k.at[l] = k.order.PushFront(held{l, key})
	if k.order.Len() > ringSize {
		k.remove(k.order.Back())
	}
}

func (k *keyring) drop(labels []label) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.age++
	for _, l := range labels {
		if e := k.at[l]; e != nil {
			k.remove(e)
		}
	}
}

func (k *keyring) remove(e *list.Element) {
	delete(k.at, k.order.Remove(e).(held).label)
}
