package flows

import (
	"time"

	"asapbot/flows/message"
)

// Paper is a document to be printed or filed: a title, and under headings what a
// message of the same content says.
type Paper struct {
	Title message.Message `json:"title"`
	Parts []Part          `json:"parts"`
	// At is when it was made; the file says so.
	At time.Time `json:"at,omitzero"`
}

// Part is one part of a paper.
type Part struct {
	Heading message.Message   `json:"heading"`
	Text    []message.Message `json:"text"` // paragraphs
}
