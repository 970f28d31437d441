package interview

import (
	"time"

	"asapbot/flows/message"
)

// Whole is everything that was answered and what it gave, as it is read again
// later. It is empty where the definition is not there any more.
func (iv Interview) Whole(now time.Time) []message.Message {
	def := iv.Definition()
	if def == nil {
		return nil
	}
	t := turn{iv: iv, def: def, now: now}
	t.summary()
	return t.replies[0].Text
}
