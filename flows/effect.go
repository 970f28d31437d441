package flows

import (
	"time"

	"asapbot/flows/meeting"
	"asapbot/flows/message"
	"asapbot/flows/picture"
)

// Effect is something that the bot then does: plain data, stored before it is
// done. The set is closed: everything that the core can cause is in this file.
type Effect interface{ effect() }

// Key names one message or question of ours, for ever and within its aggregate:
// the same step repeated gives the same key, and nothing is sent twice under one
// key.
type Key string

// Say puts a message into a room.
type Say struct {
	Key  Key               `json:"key"`
	To   Place             `json:"to"`
	Text []message.Message `json:"text"` // paragraphs
	// Notify makes telephones ring. The first line is then fit for a lock screen.
	Notify  bool     `json:"notify,omitempty"`
	Mention []Person `json:"mention,omitempty"`
	// Urgent messages leave before all others.
	Urgent bool `json:"urgent,omitempty"`
	// Until is when what could not be sent yet is overtaken: it is sent no more. Zero
	// for never.
	Until time.Time `json:"until,omitzero"`
	// Stays says that later messages replace or pin this one.
	Stays bool `json:"stays,omitempty"`
	// Replace names the earlier message of ours that this one is the new text of.
	// Telephones stay silent.
	Replace Key `json:"replace,omitempty"`
}

// Ask puts a question with choices into a room; a tap comes back as Tapped with
// the same key, and Delivered says that the question stands there.
type Ask struct {
	Key     Key             `json:"key"`
	To      Place           `json:"to"`
	Text    message.Message `json:"text"`
	Choices []Choice        `json:"choices"`
	Mention []Person        `json:"mention,omitempty"`
	// Urgent questions leave before all others.
	Urgent bool `json:"urgent,omitempty"`
	// Until is as in Say.
	Until time.Time `json:"until,omitzero"`
}

// Choice is one answer that can be tapped.
type Choice struct {
	ID    string          `json:"id"`
	Label message.Message `json:"label"`
}

// Attach puts a file into a room, together with its words: a picture, a date for
// calendars, or a paper; one of these is set. Telephones ring for every file, and may
// show the words: the first line is fit for a lock screen.
type Attach struct {
	Key  Key               `json:"key"`
	To   Place             `json:"to"`
	Text []message.Message `json:"text"` // paragraphs
	// Picture is drawn; Text is all that it shows, for those who cannot see it. Build
	// it with Show.
	Picture picture.Picture `json:"picture,omitzero"`
	// Calendar is a meeting, as an iCalendar file.
	Calendar *meeting.Calendar `json:"calendar,omitempty"`
	// Paper is a PDF.
	Paper *Paper `json:"paper,omitempty"`
	// Name is what the file is called. It says nothing about anybody, even though it
	// is encrypted: people save files.
	Name message.Message `json:"name"`
}

// Show attaches a picture to a room of the case.
func Show(key Key, in Place, p picture.Picture) Attach {
	p.Case = string(in.Case)
	return Attach{Key: key, To: in, Text: p.Words(), Picture: p, Name: message.New("picture.file")}
}

// Pin keeps one message of ours at the top of its room.
type Pin struct {
	In      Place `json:"in"`
	Message Key   `json:"message"`
}

// OpenRoom opens a room of ours: invite only, encrypted from its first event.
// What is to be done in the room waits until it is open.
type OpenRoom struct {
	Place Place `json:"place"`
	// Languages that the bot speaks there, each of the services' once.
	Languages []string `json:"languages"`
	// Zone is the IANA time zone in which moments are shown.
	Zone string `json:"zone"`
}

// Speak changes what the bot speaks in a room of ours, and the zone in which it
// shows moments there: the configuration has changed, or what a person has set for
// their direct room. What stands there stays as it is.
type Speak struct {
	In        Place    `json:"in"`
	Languages []string `json:"languages"`
	Zone      string   `json:"zone"`
}

// Invite asks a person into a room of ours.
type Invite struct {
	To     Place  `json:"to"`
	Person Person `json:"person"`
}

// Remove takes a person out of a room of ours.
type Remove struct {
	From   Place  `json:"from"`
	Person Person `json:"person"`
}

// Notify tells a person outside of Matrix that something waits for them, and not
// what: by the ways that they have chosen in their direct room, in their order until
// one has worked. NoticeSent or NoticeFailed says what became of it. It may go out
// twice after a crash.
type Notify struct {
	Key    Key    `json:"key"`
	Person Person `json:"person"`
	// Way is the kind of the only way to be tried, where it is not to be all of them.
	Way string `json:"way,omitempty"`
	// Urgent notices leave before others.
	Urgent bool `json:"urgent,omitempty"`
}

// Decline turns down an invitation into a room that is not ours.
type Decline struct {
	Room string `json:"room"`
}

// Accept takes a person's new identity for theirs, if it still is their present one.
// Accepted comes back.
type Accept struct {
	Person   Person `json:"person"`
	Identity string `json:"identity"`
	By       Person `json:"by"`
}

// Ignore says that somebody who has no part in this was not heard. The shell logs
// it, without what they wrote.
type Ignore struct {
	Person Person `json:"person"`
	In     Place  `json:"in"`
}

// SetTimer asks for a TimerFired with this name, at or after At. A timer of the
// same name is replaced.
type SetTimer struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"`
}

// CancelTimer forgets a timer. One that is not set is no error.
type CancelTimer struct {
	Name string `json:"name"`
}

// TellNetwork hands an input to the Network.
type TellNetwork struct {
	Input Input `json:"-"`
}

// TellCase hands an input to a case.
type TellCase struct {
	Case  CaseCode `json:"case"`
	Input Input    `json:"-"`
}

// Keep moves something that is finished out of the case, where it stays whole
// and unchanged.
type Keep struct {
	ID     string `json:"id"`
	Record Record `json:"record"`
}

// Recall asks for what was kept. It comes back as Recalled, at once.
type Recall struct {
	IDs []string `json:"ids"`
	For Query    `json:"for"`
}

// Enter adds a line to the aggregate's journal: who did what. The shell adds the
// time.
type Enter struct {
	By   Person          `json:"by,omitempty"`
	Side ServiceID       `json:"side,omitempty"`
	What message.Message `json:"what"`
}

func (Say) effect()         {}
func (Ask) effect()         {}
func (Attach) effect()      {}
func (Pin) effect()         {}
func (OpenRoom) effect()    {}
func (Speak) effect()       {}
func (Invite) effect()      {}
func (Remove) effect()      {}
func (Notify) effect()      {}
func (Decline) effect()     {}
func (Accept) effect()      {}
func (SetTimer) effect()    {}
func (CancelTimer) effect() {}
func (TellNetwork) effect() {}
func (TellCase) effect()    {}
func (Keep) effect()        {}
func (Recall) effect()      {}
func (Enter) effect()       {}
func (Ignore) effect()      {}
