package stage

import (
	"encoding/json"
	"strings"
	"time"

	"maunium.net/go/mautrix/event"
)

// The kinds of what a player sees.
const (
	KindText       = "text"       // a message that may notify: m.text, m.emote
	KindNotice     = "notice"     // a message that never notifies: m.notice
	KindPoll       = "poll"       // a question with choices to tap
	KindEdit       = "edit"       // replaces the text of an earlier message
	KindVote       = "vote"       // an answer to a poll
	KindFile       = "file"       // a file or picture
	KindRedaction  = "redaction"  // takes an earlier message back
	KindReaction   = "reaction"   // an emoji on a message; never encrypted
	KindUnreadable = "unreadable" // an encrypted message without its key
	KindOther      = "other"      // anything else in the timeline that is no state
)

// Seen is one message as a player sees it, decrypted.
type Seen struct {
	Room     string
	RoomName string // as it is now, not as it was then
	EventID  string
	Sender   string
	At       time.Time // by the homeserver's clock

	Kind string
	// Body is the plain text: of an edit the new text, of a poll its question,
	// of a vote the IDs of the choices with commas between, of a file its name,
	// of a reaction the emoji, of what is unreadable the reason, else the type
	// of the event.
	Body      string
	HTML      string   // the formatted text, if there is one
	Mentions  []string // user IDs of those whom the message notifies
	Replaces  string   // event ID of what is edited, voted on, redacted, or reacted to
	Poll      *Poll    // of a poll, and of the edit of a poll
	Encrypted bool     // whether it came encrypted; an unencrypted one was read by the homeserver too
	Key       string   // the bot's own key of the message: content field eu.asapbot.key
	File      *File    // of a file

	file *event.EncryptedFileInfo // how to fetch the file and decrypt it
}

// File is what is said about a file where it is shown.
type File struct {
	Kind    string // m.image, m.file …
	Type    string // MIME type
	Caption string
	Width   int // of a picture, in pixels
	Height  int
	Size    int    // in bytes
	Address string // mxc:// of what lies encrypted on the homeserver
}

// Poll is a question that is answered by a tap.
type Poll struct {
	Question string
	Choices  []Choice
}

// Choice is one answer that a poll offers.
type Choice struct {
	ID    string
	Label string
}

// content is what a player understands of an event's content, over all types of
// events. Polls are read under both names that they had.
type content struct {
	MsgType       string                   `json:"msgtype"`
	Body          string                   `json:"body"`
	FileName      string                   `json:"filename"`
	FormattedBody string                   `json:"formatted_body"`
	File          *event.EncryptedFileInfo `json:"file"`
	Info          event.FileInfo           `json:"info"`
	Mentions      struct {
		UserIDs []string `json:"user_ids"`
	} `json:"m.mentions"`
	RelatesTo struct {
		RelType string `json:"rel_type"`
		EventID string `json:"event_id"`
		Key     string `json:"key"`
	} `json:"m.relates_to"`
	NewContent   *content      `json:"m.new_content"`
	PollStart    *pollStart    `json:"org.matrix.msc3381.poll.start"`
	PollResponse *pollResponse `json:"org.matrix.msc3381.poll.response"`
	StablePoll   *pollStart    `json:"m.poll"`
	StableAnswer []string      `json:"m.selections"`
	Redacts      string        `json:"redacts"`
	Key          string        `json:"eu.asapbot.key"`
}

type pollStart struct {
	Question pollText     `json:"question"`
	Answers  []pollChoice `json:"answers"`
}

type pollChoice struct {
	ID       string `json:"id"`
	StableID string `json:"m.id"`
	pollText
}

type pollText struct {
	Text       string `json:"org.matrix.msc1767.text"`
	StableText []struct {
		Body string `json:"body"`
	} `json:"m.text"`
}

type pollResponse struct {
	Answers []string `json:"answers"`
}

func (t pollText) String() string {
	if t.Text == "" && len(t.StableText) > 0 {
		return t.StableText[0].Body
	}
	return t.Text
}

func (p *pollStart) poll() *Poll {
	poll := &Poll{Question: p.Question.String()}
	for _, choice := range p.Answers {
		id := choice.ID
		if id == "" {
			id = choice.StableID
		}
		poll.Choices = append(poll.Choices, Choice{ID: id, Label: choice.pollText.String()})
	}
	return poll
}

// envelope is what is known of an event before its content is.
func envelope(evt *event.Event) Seen {
	return Seen{
		Room:      evt.RoomID.String(),
		EventID:   evt.ID.String(),
		Sender:    evt.Sender.String(),
		At:        time.UnixMilli(evt.Timestamp),
		Encrypted: evt.Mautrix.WasEncrypted,
	}
}

// unreadable is what a player sees of an event that cannot be decrypted.
func unreadable(evt *event.Event, reason string) Seen {
	seen := envelope(evt)
	seen.Kind, seen.Body, seen.Encrypted = KindUnreadable, reason, true
	return seen
}

// read turns an event that is not, or no longer, encrypted into what a player
// sees. Content that cannot be parsed leaves the fields empty: the kind and the
// sender are still worth seeing.
func read(evt *event.Event) Seen {
	var c content
	_ = json.Unmarshal(evt.Content.VeryRaw, &c)
	seen := envelope(evt)
	seen.Replaces = c.RelatesTo.EventID
	seen.Key = c.Key
	switch evt.Type.Type {
	case "m.room.message":
		seen.message(&c)
	case "org.matrix.msc3381.poll.start", "m.poll.start":
		seen.message(&c)
	case "org.matrix.msc3381.poll.response", "m.poll.response":
		seen.Kind = KindVote
		answers := c.StableAnswer
		if c.PollResponse != nil {
			answers = c.PollResponse.Answers
		}
		seen.Body = strings.Join(answers, ",")
	case "m.reaction":
		seen.Kind, seen.Body = KindReaction, c.RelatesTo.Key
	case "m.room.redaction":
		seen.Kind, seen.Replaces = KindRedaction, evt.Redacts.String()
		if seen.Replaces == "" { // since room version 11
			seen.Replaces = c.Redacts
		}
	default:
		seen.Kind, seen.Body = KindOther, evt.Type.Type
	}
	return seen
}

// message fills in what a message or poll says. An edit is read from its new
// content: the old is a fallback for clients that know no edits.
func (s *Seen) message(c *content) {
	s.Mentions = c.Mentions.UserIDs
	if c.RelatesTo.RelType != "m.replace" || c.NewContent == nil {
		s.Replaces = "" // a reply or a thread relates to a message too
		s.fill(c)
		return
	}
	s.fill(c.NewContent)
	s.Kind = KindEdit
	if s.Key == "" {
		s.Key = c.NewContent.Key
	}
}

// fill takes over the kind and the text of c.
func (s *Seen) fill(c *content) {
	s.Body, s.HTML = c.Body, c.FormattedBody
	start := c.PollStart
	if start == nil {
		start = c.StablePoll
	}
	switch {
	case start != nil:
		s.Kind, s.Poll = KindPoll, start.poll()
		s.Body = s.Poll.Question
	case c.MsgType == "m.notice":
		s.Kind = KindNotice
	case c.MsgType == "m.file" || c.MsgType == "m.image" || c.MsgType == "m.audio" || c.MsgType == "m.video":
		s.Kind, s.file = KindFile, c.File
		s.File = &File{Kind: c.MsgType, Type: c.Info.MimeType, Width: c.Info.Width, Height: c.Info.Height, Size: c.Info.Size}
		if c.File != nil {
			s.File.Address = string(c.File.URL)
		}
		if c.FileName != "" {
			s.Body, s.File.Caption = c.FileName, c.Body
		}
	default:
		s.Kind = KindText
	}
}
