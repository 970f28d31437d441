package render

import (
	"regexp"
	"strings"

	"asapbot/flows/message"
)

// listEnd stands after a list until the text around it is known. CommonMark
// takes a line that follows at once for a part of the last item, which the
// authors of templates need not know.
const listEnd = "\U0010FFFD"

var afterList = regexp.MustCompile(listEnd + `+(\n*)`)

// list is one list item a message. Further lines of a message stay within its
// item.
func (p *page) list(messages []message.Message) (string, error) {
	var items []string
	for _, m := range messages {
		text, err := p.fill(m)
		if err != nil {
			return "", err
		}
		if text != "" {
			text = strings.TrimRight(text, listEnd)
			items = append(items, "- "+strings.ReplaceAll(text, "\n", "\n  "))
		}
	}
	if len(items) == 0 {
		return "", nil
	}
	return strings.Join(items, "\n") + listEnd, nil
}

// endLists sees to an empty line after each list.
func endLists(source string) string {
	return afterList.ReplaceAllStringFunc(source, func(after string) string {
		lines := strings.TrimLeft(after, listEnd)
		if lines == "\n" {
			return "\n\n"
		}
		return lines
	})
}
