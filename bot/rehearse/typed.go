package rehearse

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Typed plays what somebody types, with a prompt before each line. What they typed
// stands on their screen already, so it is not written down again. A mistake is
// told, and then it is their turn again.
func Typed(lines io.Reader, out io.Writer, language string) error {
	buffered := bufio.NewWriter(out)
	p := newPlayer(language, func(line string) { fmt.Fprintln(buffered, line) })
	typed := bufio.NewScanner(lines)
	typed.Buffer(nil, 1<<20)
	for {
		fmt.Fprint(buffered, "> ")
		if err := buffered.Flush(); err != nil {
			return err
		}
		if !typed.Scan() {
			_, err := fmt.Fprintln(out)
			return errors.Join(err, typed.Err())
		}
		// Who has read a transcript may type its ">" as well.
		line := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(typed.Text()), ">"))
		if err := p.line(line); err != nil {
			fmt.Fprintln(buffered, err)
		}
	}
}
