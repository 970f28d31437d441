package store

import (
	"slices"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// keyOf gives the owner's data key, and makes it where there is none.
func (t *transaction) keyOf(owner Owner) (tink.AEAD, label, error) {
	of := t.store.master.tag(owner)
	current, wrapped, err := t.wrapped(of)
	if err != nil {
		return nil, label{}, err
	}
	if current != nil {
		data, err := t.unwrap(*current, wrapped)
		return data, *current, err
	}
	l := newLabel(of)
	data, wrapped, err := t.store.master.newDataKey(l)
	if err != nil {
		return nil, l, plain(err)
	}
	if err := t.write(keys, of[:], slices.Concat(l[tagSize:], wrapped)); err != nil {
		return nil, l, err
	}
	t.fresh[l] = data
	return data, l, nil
}

// wrapped reads an owner's entry: the random half of the label, and the key.
func (t *transaction) wrapped(of tag) (l *label, key []byte, err error) {
	tr, err := t.tree(keys)
	if err != nil {
		return nil, nil, err
	}
	entry, err := tr.get(of[:])
	if entry == nil || err != nil {
		return nil, nil, err
	}
	if len(entry) < len(label{})-tagSize {
		return nil, nil, ErrDamaged
	}
	found := label(slices.Concat(of[:], entry[:len(label{})-tagSize]))
	return &found, entry[len(found)-tagSize:], nil
}

func (t *transaction) unwrap(l label, wrapped []byte) (tink.AEAD, error) {
	if data := t.fresh[l]; data != nil {
		return data, nil
	}
	if data := t.store.ring.get(l); data != nil {
		return data, nil
	}
	data, err := t.store.master.unwrap(l, wrapped)
	if err != nil {
		return nil, err
	}
	t.store.ring.add(l, data, t.began)
	return data, nil
}

func (t *transaction) Erase(owner Owner) error {
	if owner == Common {
		return errCommon
	}
	of := t.store.master.tag(owner)
	l, _, err := t.wrapped(of)
	if err != nil || l == nil {
		return err
	}
	if err := t.write(keys, of[:], nil); err != nil {
		return err
	}
	if err := t.write(check, []byte(scrubKey), []byte{1}); err != nil {
		return err
	}
	delete(t.fresh, *l)
	t.erased = append(t.erased, *l)
	return nil
}
