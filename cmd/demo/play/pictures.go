package play

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"asapbot/cmd/demo/stage"
)

// The types of the files that the bot sends.
const (
	pictureType  = "image/png"
	calendarType = "text/calendar"
	paperType    = "application/pdf"
)

// headOf is how a file of a type begins, where it is not encrypted.
var headOf = map[string]string{pictureType: "\x89PNG\r\n\x1a\n", calendarType: "BEGIN:VCALENDAR", paperType: "%PDF-"}

// isPicture reports whether a message is a picture.
func isPicture(m stage.Seen) bool { return m.File != nil && m.File.Type == pictureType }

// receives waits for a file of a type, by the message that comes with it.
func (at *seat) receives(ctx context.Context, kind, id string) error {
	_, err := at.next(ctx, func(m stage.Seen) bool {
		return m.File != nil && m.File.Type == kind && at.worded(id, m.File.Caption)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	return nil
}

// Kept is how many files were kept.
type Kept struct{ Pictures, Calendars, Papers int }

// KeepFiles writes the pictures, calendar files and papers that victim support's case
// manager has seen into a folder, which is made where there is none.
func (s *Scene) KeepFiles(ctx context.Context, dir string) (kept Kept, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return kept, err
	}
	for n, m := range s.files(ManagerS) {
		file, err := s.People[ManagerS].Download(ctx, m)
		if err != nil {
			return kept, err
		}
		name := fmt.Sprintf("%02d-%s", n+1, filepath.Base(m.Body))
		if err := os.WriteFile(filepath.Join(dir, name), file, 0o600); err != nil {
			return kept, err
		}
		switch m.File.Type {
		case pictureType:
			kept.Pictures++
		case calendarType:
			kept.Calendars++
		case paperType:
			kept.Papers++
		}
	}
	return kept, nil
}

// files are those that a person has seen.
func (s *Scene) files(name string) []stage.Seen {
	var files []stage.Seen
	for _, m := range s.People[name].Seen("") {
		if m.File != nil {
			files = append(files, m)
		}
	}
	return files
}

// legible: a person can fetch and decrypt every file that they see, it is what it is said
// to be, and it comes with words for those who cannot see it.
func (s *Scene) legible(ctx context.Context, name string) []string {
	var wrong []string
	for _, m := range s.files(name) {
		raw, err := s.People[name].Download(ctx, m)
		if err != nil {
			wrong = append(wrong, name+" cannot open a file in "+m.RoomName+": "+err.Error())
			continue
		}
		if !isWhatItSays(m, raw) {
			wrong = append(wrong, fmt.Sprintf("%s sees a file in %s that is not what it is said to be", name, m.RoomName))
		}
		if m.File.Caption == "" {
			wrong = append(wrong, name+" sees a file without words in "+m.RoomName)
		}
	}
	return wrong
}

// isWhatItSays reports whether a file is of the type and the size that are said of it.
func isWhatItSays(m stage.Seen, raw []byte) bool {
	head, known := headOf[m.File.Type]
	if !known || !bytes.HasPrefix(raw, []byte(head)) || len(raw) != m.File.Size {
		return false
	}
	if !isPicture(m) {
		return true
	}
	size, err := png.DecodeConfig(bytes.NewReader(raw))
	return err == nil && size.Width == m.File.Width && size.Height == m.File.Height
}
