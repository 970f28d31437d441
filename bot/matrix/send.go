package matrix

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Content is what the bot says: a text, a poll, or a file.
type Content struct {
	// Key is carried inside the encrypted content, where only we and the room
	// can read it. Read gives it back, so that after a crash a message can be
	// found again before it is sent again.
	Key string
	// Markdown is the text: CommonMark with emphasis, code, lists, quotes, links
	// and headings (drawn bold). A line break is a line break. HTML and tables
	// are not known and appear as they are written. Whatever a person wrote must
	// be escaped with backslashes before ASCII punctuation.
	Markdown string
	// Notify makes phones ring; without it the text is a quiet m.notice.
	Notify bool
	// Mentions are the user IDs of people who are called. Those whom the text
	// does not name by a link to https://matrix.to/#/@their:id are named before it.
	Mentions []string
	// Replaces is the ID of an earlier message of ours that this text replaces.
	Replaces string
	Poll     *Poll
	File     *File
}

// Poll is a question answered by a tap. Nobody but the bot sees who chose what;
// the choice itself is encrypted.
type Poll struct {
	Question string // plain text
	Choices  []PollChoice
}

// PollChoice is one answer. Make its ID unlike those of other polls: the server
// can see which poll a vote belongs to, and some clients leave that unencrypted,
// so that it could also be changed.
type PollChoice struct{ ID, Label string }

const (
	keyField   = "eu.asapbot.key"
	pollStart  = "org.matrix.msc3381.poll.start"
	pollText   = "org.matrix.msc1767.text"
	pollHidden = "org.matrix.msc3381.poll.undisclosed"
)

// Send encrypts content and sends it. It never sends anything in clear, and not
// at all into a room that is not registered as ours, or not encrypted.
//
// The same transaction sent again returns the same event ID as long as the
// server remembers, which may be less than an hour and end with its restart.
func (c *Client) Send(ctx context.Context, room, transaction string, content Content) (string, error) {
	// Before a file is uploaded, too.
	if !c.Ours(room) {
		return "", ErrNotOurs
	}
	kind, body, err := c.compose(ctx, content)
	if err != nil {
		return "", err
	}
	encrypted, err := c.encrypt(ctx, id.RoomID(room), kind, body)
	if err != nil {
		return "", err
	}
	sent, err := c.mx.SendMessageEvent(ctx, id.RoomID(room), event.EventEncrypted, encrypted,
		mautrix.ReqSendEvent{TransactionID: transaction})
	if err != nil {
		return "", fmt.Errorf("matrix: send: %w", loggedOut(err))
	}
	return string(sent.EventID), nil
}

// compose makes the event that is then encrypted.
func (c *Client) compose(ctx context.Context, content Content) (event.Type, *event.Content, error) {
	out := &event.Content{Raw: map[string]any{}}
	if content.Key != "" {
		out.Raw[keyField] = content.Key
	}
	if content.Poll != nil {
		maps.Copy(out.Raw, content.Poll.content())
		out.Raw["m.mentions"] = mentioned(content.Mentions)
		return event.Type{Type: pollStart, Class: event.MessageEventType}, out, nil
	}
	message, err := c.message(ctx, content)
	out.Parsed = message
	return event.EventMessage, out, err
}

func (c *Client) message(ctx context.Context, content Content) (*event.MessageEventContent, error) {
	if content.File != nil {
		return c.file(ctx, content)
	}
	text := convert(content.Markdown)
	text.call(content.Mentions)
	message := &event.MessageEventContent{
		MsgType:  event.MsgNotice,
		Body:     text.plain,
		Mentions: mentioned(content.Mentions),
	}
	if content.Notify {
		message.MsgType = event.MsgText
	}
	if text.marked {
		message.Format, message.FormattedBody = event.FormatHTML, text.html
	}
	if content.Replaces != "" {
		message.SetEdit(id.EventID(content.Replaces))
	}
	return message, nil
}

// mentioned is never nil: the empty list says that nobody is meant, so that
// clients do not search the text for names.
func mentioned(users []string) *event.Mentions {
	out := &event.Mentions{}
	for _, user := range users {
		out.Add(id.UserID(user))
	}
	return out
}

// content is the poll under its unstable name, the only one that clients draw
// today, with the choices numbered in the text for clients that know no polls.
// https://github.com/matrix-org/matrix-spec-proposals/pull/3381
func (p *Poll) content() map[string]any {
	answers := make([]map[string]any, 0, len(p.Choices))
	text := []string{p.Question}
	for i, choice := range p.Choices {
		answers = append(answers, map[string]any{"id": choice.ID, pollText: choice.Label})
		text = append(text, strconv.Itoa(i+1)+". "+choice.Label)
	}
	return map[string]any{
		pollStart: map[string]any{
			"question":       map[string]any{pollText: p.Question, "body": p.Question, "msgtype": "m.text"},
			"kind":           pollHidden,
			"max_selections": 1,
			"answers":        answers,
		},
		pollText: strings.Join(text, "\n"),
	}
}

// encrypt encrypts content for everybody in a room, sharing a new room key
// first where one is due. It is the only way out for content.
func (c *Client) encrypt(ctx context.Context, room id.RoomID, kind event.Type, content any) (*event.EncryptedEventContent, error) {
	if !c.Ours(string(room)) {
		return nil, ErrNotOurs
	}
	if err := c.know(ctx, room); err != nil {
		return nil, err
	}
	if err := c.reach(ctx, room); err != nil {
		return nil, fmt.Errorf("matrix: see whom a room key reaches: %w", err)
	}
	// Somebody may come or go between the sharing of a key and its use.
	for range 5 {
		encrypted, err := c.machine.EncryptMegolmEvent(ctx, room, kind, content)
		if err == nil {
			return encrypted, nil
		}
		if !crypto.IsShareError(err) {
			return nil, fmt.Errorf("matrix: encrypt: %w", err)
		}
		if err := c.share(ctx, room); err != nil {
			return nil, fmt.Errorf("matrix: share a room key: %w", loggedOut(err))
		}
	}
	return nil, errors.New("matrix: encrypt: the room changes too fast")
}

// share gives a new room key to everybody who is in the room or invited, on
// every device that is trusted. Where the server did not help to reach one, it is
// asked a second time at once; most often it was only in a hurry.
func (c *Client) share(ctx context.Context, room id.RoomID) error {
	c.sharing.RLock()
	defer c.sharing.RUnlock()
	others, err := c.others(ctx, room)
	if err != nil {
		return err
	}
	for again := false; ; again = true {
		if err := c.machine.ShareGroupSession(ctx, room, others); err != nil {
			return err
		}
		missing, err := c.missing(ctx, others)
		if err != nil {
			return err
		}
		if !missing || again {
			c.unreached.note(room, missing, time.Now())
			c.reportWithheld(ctx, room, others)
			return nil
		}
		if err := c.store.RemoveOutboundGroupSession(ctx, room); err != nil {
			return err
		}
	}
}

// others are all who are in a room or invited to it, but the bot.
func (c *Client) others(ctx context.Context, room id.RoomID) ([]id.UserID, error) {
	members, err := c.state.GetRoomJoinedOrInvitedMembers(ctx, room)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(members, func(user id.UserID) bool { return user == c.mx.UserID }), nil
}
