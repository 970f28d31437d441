package store

// Tx is what a transaction offers. It is valid inside the callback that it was
// given to, in that goroutine, and nowhere else. Everything that is read comes
// from one moment; everything that is written becomes true at once or not at
// all. It is an interface so that another database can stand behind it.
type Tx interface {
	// Get returns the value, or nil where there is none. The value is the
	// caller's own. It is ErrErased where the owner was erased, ErrDamaged where
	// the bytes are no longer what was put.
	Get(b Bucket, key string) ([]byte, error)

	// Put seals the value with the owner's data key. The owner's first Put makes
	// that key; so does the first one after an erasure, and what was erased stays
	// so. A Put or Delete that fails breaks the whole transaction, even if its
	// error is overlooked.
	Put(b Bucket, key string, owner Owner, value []byte) error

	// Delete removes the value. One that is not there is no error.
	Delete(b Bucket, key string) error

	// Scan visits the keys that begin with prefix, ascending in byte order, from
	// the key from (it included) or from the first where from is "". A value is
	// opened only where open is called, inside the visit. A visit may put and
	// delete; what it puts further on is visited too. ErrStop ends the scan without
	// an error, any other error ends it with that error.
	Scan(b Bucket, prefix, from string, each func(key string, open func() ([]byte, error)) error) error

	// Erase destroys the owner's data key. What was sealed with it stays in its
	// place, unreadable for ever, until it is deleted.
	Erase(owner Owner) error
}
