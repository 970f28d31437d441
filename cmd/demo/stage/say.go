package stage

import (
	"context"
	"fmt"
	"io"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// Say sends a text message, encrypted where the room is, and returns its event
// ID.
//
// Whatever a player sends, it sends again while the homeserver is away, until
// ctx ends. If the homeserver was ended after it had taken the message and
// before it said so, then the message may be there twice.
func (p *Player) Say(ctx context.Context, room, text string) (string, error) {
	return p.SendRaw(ctx, room, "m.room.message", map[string]any{"msgtype": "m.text", "body": text})
}

// Edit replaces the text of an earlier message, as a client does.
func (p *Player) Edit(ctx context.Context, room, eventID, newText string) (string, error) {
	return p.SendRaw(ctx, room, "m.room.message", map[string]any{
		"msgtype":       "m.text",
		"body":          "* " + newText,
		"m.mentions":    map[string]any{},
		"m.new_content": map[string]any{"msgtype": "m.text", "body": newText, "m.mentions": map[string]any{}},
		"m.relates_to":  map[string]any{"rel_type": "m.replace", "event_id": eventID},
	})
}

// Vote answers a poll, under the name and in the form that Element uses.
func (p *Player) Vote(ctx context.Context, room, pollEventID, choiceID string) (string, error) {
	return p.SendRaw(ctx, room, "org.matrix.msc3381.poll.response", map[string]any{
		"m.relates_to":                     map[string]any{"rel_type": "m.reference", "event_id": pollEventID},
		"org.matrix.msc3381.poll.response": map[string]any{"answers": []string{choiceID}},
	})
}

// Redact takes a message back.
func (p *Player) Redact(ctx context.Context, room, eventID string) (string, error) {
	response, err := p.client.RedactEvent(ctx, id.RoomID(room), id.EventID(eventID))
	if err != nil {
		return "", fmt.Errorf("redacting: %w", err)
	}
	return response.EventID.String(), nil
}

// SendRaw sends an event of any type with any content, encrypted where the room
// is (reactions excepted, which no client encrypts).
func (p *Player) SendRaw(ctx context.Context, room, eventType string, content any) (string, error) {
	return p.send(ctx, room, eventType, content, mautrix.ReqSendEvent{})
}

// SendPlaintext sends an unencrypted text message, also into an encrypted room,
// as no honest client would.
func (p *Player) SendPlaintext(ctx context.Context, room, text string) (string, error) {
	content := map[string]any{"msgtype": "m.text", "body": text}
	return p.send(ctx, room, "m.room.message", content, mautrix.ReqSendEvent{DontEncrypt: true})
}

func (p *Player) send(ctx context.Context, room, eventType string, content any, how mautrix.ReqSendEvent) (string, error) {
	if err := p.inRoom(ctx, room); err != nil {
		return "", err
	}
	kind := event.Type{Type: eventType, Class: event.MessageEventType}
	response, err := p.client.SendMessageEvent(ctx, id.RoomID(room), kind, content, how)
	if err != nil {
		return "", fmt.Errorf("sending %s: %w", eventType, err)
	}
	return response.EventID.String(), nil
}

// Download fetches the file of a message that was seen, and decrypts it.
func (p *Player) Download(ctx context.Context, seen Seen) ([]byte, error) {
	if seen.file == nil {
		return nil, fmt.Errorf("%s %s carries no encrypted file", seen.Kind, seen.EventID)
	}
	address, err := seen.file.URL.Parse()
	if err != nil {
		return nil, err
	}
	response, err := p.client.Download(ctx, address)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	encrypted, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	// Decrypt keeps state in the file: work on a copy, what was seen stays.
	file := seen.file.EncryptedFile
	return encrypted, file.DecryptInPlace(encrypted)
}
