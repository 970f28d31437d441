// Package message names what the bot says without saying it: a message ID and
// its arguments. The words live in the locales and in the instruments'
// definitions, and are put in when the message is sent, so that what is sent
// late is worded late and in its reader's language.
package message

import "time"

// ID names one message of the locales, such as "pairing.code".
type ID string

// Message is one thing to say. The zero Message says nothing.
type Message struct {
	ID   ID             `json:"id,omitempty"`
	Args map[string]Arg `json:"args,omitempty"`
}

// Arg is one argument of a message. Exactly one of its fields is set; build it
// with the functions of this package.
type Arg struct {
	Text    *string    `json:"text,omitempty"`
	Number  *int       `json:"number,omitempty"`
	Day     *time.Time `json:"day,omitempty"`
	Time    *time.Time `json:"time,omitempty"`
	Person  string     `json:"person,omitempty"`
	Label   *Label     `json:"label,omitempty"`
	Message *Message   `json:"message,omitempty"`
	List    []Message  `json:"list,omitempty"`
}

// Label points to a text in an instrument's definition: the instrument's title
// where only Instrument is set, a group's, a question's (with Hint: its hint, with
// Short: its few words, with Constraint: the message of its constraint), a choice's,
// or a scale's.
type Label struct {
	Instrument string `json:"instrument"`
	Version    string `json:"version"`
	Group      string `json:"group,omitempty"`
	Question   string `json:"question,omitempty"`
	Hint       bool   `json:"hint,omitempty"`
	Short      bool   `json:"short,omitempty"` // the question in a few words
	Choice     string `json:"choice,omitempty"`
	Constraint bool   `json:"constraint,omitempty"` // what is said where the answer does not fulfil it
	Scale      string `json:"scale,omitempty"`
}

// Args are the arguments of a message by the names that its text uses.
type Args map[string]Arg

// New makes a message. Several args are merged.
func New(id ID, args ...Args) Message {
	m := Message{ID: id}
	for _, more := range args {
		for name, arg := range more {
			if m.Args == nil {
				m.Args = map[string]Arg{}
			}
			m.Args[name] = arg
		}
	}
	return m
}

// Text is somebody's own words, or a code; it is shown as it is, never
// interpreted.
func Text(s string) Arg { return Arg{Text: &s} }

// Number is a count.
func Number(n int) Arg { return Arg{Number: &n} }

// Day is a calendar day, shown without the hour in its own zone.
func Day(t time.Time) Arg { return Arg{Day: &t} }

// Time is a moment, shown as day and hour in the reader's zone.
func Time(t time.Time) Arg { return Arg{Time: &t} }

// Person is a Matrix user ID, shown as a mention of that person.
func Person(id string) Arg { return Arg{Person: id} }

// Of is a text of an instrument's definition.
func Of(l Label) Arg { return Arg{Label: &l} }

// Nested is another message within this one.
func Nested(m Message) Arg { return Arg{Message: &m} }

// List is messages, one a line.
func List(ms []Message) Arg {
	if ms == nil {
		ms = []Message{}
	}
	return Arg{List: ms}
}
