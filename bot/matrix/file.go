package matrix

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// File is a picture or a document. Its bytes and its name are encrypted.
type File struct {
	Name string
	Type string // MIME type; pictures are drawn in the room
	Body []byte
	// Width and Height of a picture, in pixels.
	Width, Height int
}

// file uploads an encrypted copy and makes the message that points to it. An
// upload repeated after a crash leaves a copy behind that nobody can open.
// https://spec.matrix.org/v1.12/client-server-api/#sending-encrypted-attachments
func (c *Client) file(ctx context.Context, content Content) (*event.MessageEventContent, error) {
	given := content.File
	key := attachment.NewEncryptedFile()
	// Encrypted in place, so in a copy: the caller may send the file again.
	body := slices.Clone(given.Body)
	key.EncryptInPlace(body)
	uploaded, err := c.mx.UploadBytes(ctx, body, "application/octet-stream")
	if err != nil {
		return nil, fmt.Errorf("matrix: upload a file: %w", loggedOut(err))
	}
	message := &event.MessageEventContent{
		MsgType:  event.MsgFile,
		Body:     given.Name,
		FileName: given.Name,
		File: &event.EncryptedFileInfo{
			EncryptedFile: *key,
			URL:           id.ContentURIString(uploaded.ContentURI.String()),
		},
		Info:     &event.FileInfo{MimeType: given.Type, Size: len(given.Body), Width: given.Width, Height: given.Height},
		Mentions: mentioned(content.Mentions),
	}
	if strings.HasPrefix(given.Type, "image/") {
		message.MsgType = event.MsgImage
	}
	if content.Markdown != "" {
		caption := convert(content.Markdown)
		message.Body = caption.plain
		if caption.marked {
			message.Format, message.FormattedBody = event.FormatHTML, caption.html
		}
	}
	return message, nil
}
