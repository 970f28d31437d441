package bot

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// A picture is drawn when it is sent, and sent once, whatever happens to the answer.
func TestPicture(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		s.server.stage(func(r request) error {
			if r.what == "Send" && r.after {
				return errors.New("fake: the answer is lost")
			}
			return nil
		})
		s.tell(desk, "picture Physical")
		time.Sleep(time.Minute)
		s.restart()
		s.server.healthy()
		time.Sleep(time.Minute)
		texts := s.texts(desk)
		if len(texts) != 1 || !strings.HasPrefix(texts[0], "(picture.png, image/png, 1080 wide) A picture about") ||
			!strings.Contains(texts[0], "- Physical – his: T0 60 %; hers: T0 62 %\n") {
			t.Errorf("the room sees %q", texts)
		}
	})
}

// A picture that cannot be drawn is a fault of that one message.
func TestPictureThatCannotBeDrawn(t *testing.T) {
	withToy(t, func(s *stage, desk string) {
		for _, line := range []string{"nothing drawn", "say on we go"} {
			s.tell(desk, line)
			s.settle()
		}
		s.sees(desk, "undelivered n5", "on we go")
	})
}
