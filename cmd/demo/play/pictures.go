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

// KeepPictures writes the pictures that victim support's case manager has seen into a
// folder, which is made where there is none, and returns how many there are.
func (s *Scene) KeepPictures(ctx context.Context, dir string) (kept int, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	for _, m := range s.pictures(ManagerS) {
		picture, err := s.People[ManagerS].Download(ctx, m)
		if err != nil {
			return kept, err
		}
		kept++
		name := fmt.Sprintf("%d-%s", kept, filepath.Base(m.Body))
		if err := os.WriteFile(filepath.Join(dir, name), picture, 0o600); err != nil {
			return kept, err
		}
	}
	return kept, nil
}

// pictures are those that a person has seen.
func (s *Scene) pictures(name string) []stage.Seen {
	var pictures []stage.Seen
	for _, m := range s.People[name].Seen("") {
		if m.File != nil {
			pictures = append(pictures, m)
		}
	}
	return pictures
}

// legible: a person can fetch and decrypt every picture that they see, it is what it is
// said to be, and it comes with words for those who cannot see it.
func (s *Scene) legible(ctx context.Context, name string) []string {
	var wrong []string
	for _, m := range s.pictures(name) {
		raw, err := s.People[name].Download(ctx, m)
		if err != nil {
			wrong = append(wrong, name+" cannot open a picture in "+m.RoomName+": "+err.Error())
			continue
		}
		size, err := png.DecodeConfig(bytes.NewReader(raw))
		if err != nil || size.Width != m.File.Width || size.Height != m.File.Height || len(raw) != m.File.Size {
			wrong = append(wrong, fmt.Sprintf("%s sees a picture in %s that is not what it is said to be", name, m.RoomName))
		}
		if m.File.Caption == "" {
			wrong = append(wrong, name+" sees a picture without words in "+m.RoomName)
		}
	}
	return wrong
}
