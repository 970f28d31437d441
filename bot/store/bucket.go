package store

// Bucket is one of the drawers of the state file. The set is closed: what the
// bot keeps is in this list.
type Bucket string

// What each drawer is for is said in the bot; here they differ in name only.
const (
	Meta    Bucket = "meta"
	Inbox   Bucket = "inbox"
	Parked  Bucket = "parked"
	Network Bucket = "network"
	Cases   Bucket = "cases"
	Records Bucket = "records"
	Rooms   Bucket = "rooms"
	Sent    Bucket = "sent"
	Timers  Bucket = "timers"
	Outbox  Bucket = "outbox"
	Journal Bucket = "journal"
)

// The store's own drawers. A Tx does not give access to them.
const (
	keys  Bucket = "keys"  // the wrapped data key of each owner
	check Bucket = "check" // canary, tallies and the mark of an unfinished erasure
)

var (
	// open are the buckets that a Tx gives access to.
	open = []Bucket{Meta, Inbox, Parked, Network, Cases, Records, Rooms, Sent, Timers, Outbox, Journal}
	// all are the buckets of a complete file.
	all = append([]Bucket{keys, check}, open...)
)

// Owner says whose data key seals a value. To erase the owner is to make
// everything unreadable that was sealed for it.
type Owner string

// Common is the owner of what belongs to no case: the network's own things. It
// cannot be erased.
const Common Owner = ""
