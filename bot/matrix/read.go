package matrix

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// The kinds of Message.
const (
	Text      = "text"
	Vote      = "vote"
	Redaction = "redaction"
	Own       = "own"   // of our own account
	Other     = "other" // nothing that is said: state, reactions, notices of other bots
)

// Message is an event that was read.
type Message struct {
	Kind             string
	Room, ID, Sender string
	// Text of Text, without the quotation that replies carry.
	Text string
	// Mentions are the IDs of the people whom the text names; the bot is none.
	Mentions []string
	// Edits is the ID of the message that this one corrects. Check that it was
	// the same sender's.
	Edits string
	// Poll is the event ID of the poll of a Vote, Choices the IDs of what was
	// chosen; none if the vote was taken back.
	Poll    string
	Choices []string
	// Redacts is the ID of the deleted message. Redactions are never encrypted:
	// they are the server's word.
	Redacts string
	// Key is that of Content, of a message that this very device sent.
	Key string
}

// Read decrypts an event and says what it means.
//
// It returns ErrNoKey while the event cannot be decrypted (a key is asked for,
// once), and a *Refused for what must not be taken as its sender's word.
// Anything else is worth trying again. Reading the same event again is
// harmless.
//
// A text with bytes or escapes that are no Unicode is refused as not legible,
// and so is one that contains U+FFFD, which stands where such were replaced on
// the way: an answer is kept as a person's own words, and with letters missing
// it is not.
func (c *Client) Read(ctx context.Context, e Event) (Message, error) {
	message := Message{Kind: Other, Room: e.Room, ID: e.ID, Sender: e.Sender}
	if e.InviteToUs {
		return message, nil
	}
	var evt event.Event
	if json.Unmarshal(e.Raw, &evt) != nil {
		return message, &Refused{Why: NotLegible}
	}
	evt.RoomID, evt.ID = id.RoomID(e.Room), id.EventID(e.ID)
	evt.Type.Class = event.MessageEventType
	message.Sender = string(evt.Sender)
	ours := evt.Sender == c.mx.UserID
	switch {
	case evt.StateKey != nil || evt.Unsigned.RedactedBecause != nil:
		return message, nil
	case ours:
		message.Kind, message.Key = Own, c.ownKey(ctx, &evt)
		return message, nil
	case evt.Type.Type == event.EventRedaction.Type:
		message.Kind, message.Redacts = Redaction, redacted(&evt)
		return message, nil
	case evt.Type.Type == event.EventEncrypted.Type:
		plain, err := c.open(ctx, &evt)
		if err != nil {
			return message, err
		}
		return c.interpret(ctx, message, plain)
	case c.verification(ctx, &evt):
		return message, nil
	case speaks(evt.Type.Type):
		return message, &Refused{Why: Unencrypted}
	}
	return message, nil
}

// speaks says whether events of a type carry somebody's words.
func speaks(kind string) bool {
	switch kind {
	case event.EventMessage.Type, event.EventSticker.Type, "m.poll.start", pollStart, "m.poll.response", "org.matrix.msc3381.poll.response":
		return true
	}
	return false
}

// redacted returns what a redaction deletes; room version 11 moved it.
func redacted(evt *event.Event) string {
	var content event.RedactionEventContent
	if json.Unmarshal(evt.Content.VeryRaw, &content) == nil && content.Redacts != "" {
		return string(content.Redacts)
	}
	return string(evt.Redacts)
}

// ownKey returns the key inside one of our own messages, if it can be read and
// came from this device; nothing hangs on the others.
func (c *Client) ownKey(ctx context.Context, evt *event.Event) string {
	plain, err := c.decrypt(ctx, evt)
	if err != nil || plain.Mautrix.TrustState != id.TrustStateVerified {
		return ""
	}
	var content map[string]json.RawMessage
	if json.Unmarshal(plain.Content.VeryRaw, &content) != nil {
		return ""
	}
	var key string
	_ = json.Unmarshal(content[keyField], &key)
	return key
}

// said is the part of decrypted contents that Read looks at.
type said struct {
	MsgType    string `json:"msgtype"`
	Body       string `json:"body"`
	NewContent *said  `json:"m.new_content"`
	Mentions   struct {
		Users []string `json:"user_ids"`
	} `json:"m.mentions"`
	Relation struct {
		Type    string `json:"rel_type"`
		ID      string `json:"event_id"`
		ReplyTo struct {
			ID string `json:"event_id"`
		} `json:"m.in_reply_to"`
	} `json:"m.relates_to"`
	Unstable struct {
		Answers []string `json:"answers"`
	} `json:"org.matrix.msc3381.poll.response"`
	Stable struct {
		Answers []string `json:"answers"`
	} `json:"m.poll.response"`
	Selections []string `json:"m.selections"`
}

// interpret says what a decrypted event means.
func (c *Client) interpret(ctx context.Context, message Message, plain *event.Event) (Message, error) {
	if c.verification(ctx, plain) {
		return message, nil
	}
	if !speaks(plain.Type.Type) {
		return message, nil
	}
	from := ""
	if plain.Mautrix.TrustSource != nil {
		from = string(plain.Mautrix.TrustSource.DeviceID)
	}
	var content said
	if !utf8.Valid(plain.Content.VeryRaw) || json.Unmarshal(plain.Content.VeryRaw, &content) != nil {
		return message, &Refused{Why: NotLegible, Device: from}
	}
	switch plain.Type.Type {
	case event.EventMessage.Type:
		message, err := content.message(message, from)
		message.Mentions = c.butUs(message.Mentions)
		return message, err
	case "m.poll.response", "org.matrix.msc3381.poll.response":
		return content.vote(message, from)
	}
	return message, &Refused{Why: NotText, Device: from}
}

// butUs are the people mentioned besides the bot. Clients mention whoever wrote what
// a reply replies to, so that an answer to the bot would be about the bot.
func (c *Client) butUs(mentions []string) []string {
	return slices.DeleteFunc(mentions, func(user string) bool { return user == string(c.mx.UserID) })
}

func (s *said) message(message Message, device string) (Message, error) {
	what := s
	if s.Relation.Type == string(event.RelReplace) {
		if s.NewContent == nil || s.Relation.ID == "" {
			return message, &Refused{Why: NotLegible, Device: device}
		}
		what, message.Edits = s.NewContent, s.Relation.ID
	}
	switch event.MessageType(what.MsgType) {
	case event.MsgText, event.MsgEmote:
	case event.MsgNotice:
		// What a bot says must never be answered by a bot.
		return message, nil
	default:
		return message, &Refused{Why: NotText, Device: device}
	}
	text := what.Body
	if what == s && s.Relation.ReplyTo.ID != "" {
		text = event.TrimReplyFallbackText(text)
	}
	if strings.ContainsRune(text, utf8.RuneError) || strings.TrimSpace(text) == "" {
		return message, &Refused{Why: NotLegible, Device: device}
	}
	message.Kind, message.Text, message.Mentions = Text, text, what.Mentions.Users
	return message, nil
}

// vote reads a poll response under its unstable and its stable names.
func (s *said) vote(message Message, device string) (Message, error) {
	if s.Relation.ID == "" {
		return message, &Refused{Why: NotLegible, Device: device}
	}
	message.Kind, message.Poll = Vote, s.Relation.ID
	for _, answers := range [][]string{s.Unstable.Answers, s.Stable.Answers, s.Selections} {
		if len(answers) > 0 {
			message.Choices = answers
		}
	}
	return message, nil
}
