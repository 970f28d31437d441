package rehearse

import (
	"regexp"
	"strings"

	"asapbot/flows"
)

// wall is what stands in a room, and since when each person sees it.
type wall struct {
	lines []posted
	since map[flows.Person]int
}

// posted is one message of ours.
type posted struct {
	key        flows.Key
	head, text string
}

func (w *world) wall(in flows.Place) *wall {
	if w.walls[in] == nil {
		w.walls[in] = &wall{since: map[flows.Person]int{}}
	}
	return w.walls[in]
}

func (b *wall) leave(p flows.Person) { delete(b.since, p) }

// inside notes that a person sees from now on what is said in a room.
func (w *world) inside(p flows.Person, in flows.Place) {
	b := w.wall(in)
	if _, there := b.since[p]; !there {
		b.since[p] = len(b.lines)
	}
}

// look prints all that a person sees in a room. Nobody sees what is older than
// their own coming.
func (w *world) look(p flows.Person, in flows.Place) {
	since, there := w.wall(in).since[p]
	if !there {
		w.print(local(p) + " is not in the " + w.name(in))
		return
	}
	w.print("in the " + w.name(in) + " " + local(p) + " sees")
	for _, line := range w.wall(in).lines[since:] {
		w.show(strings.TrimSpace("– "+strings.TrimPrefix(line.head, ", ")), line.text)
	}
}

func (w *world) say(e flows.Say) error {
	out, err := w.render.Say(w.rooms[e.To], e)
	if err != nil {
		return err
	}
	head := ""
	if e.Replace != "" {
		head += ", in place of an earlier message"
		if e.Text[0].ID == "card.title" {
			head = ", the card now"
		}
	}
	if out.Notify {
		head += ", rings"
		for _, p := range out.Mentions {
			head += " " + local(flows.Person(p))
		}
	}
	w.post(e.To, e.Key, e.Replace, head, out.Markdown)
	return nil
}

func (w *world) ask(of flows.CaseCode, e flows.Ask) error {
	out, err := w.render.Ask(w.rooms[e.To], e)
	if err != nil {
		return err
	}
	question := asked{of: of, place: e.To, key: e.Key}
	text := out.Markdown
	if out.Poll != nil {
		question.choices = out.Poll.Choices
		var labels []string
		for _, c := range out.Poll.Choices {
			labels = append(labels, "( ) "+c.Label)
		}
		text = out.Poll.Question + "\n" + strings.Join(labels, "  ")
	}
	w.post(e.To, e.Key, "", ", asks", text)
	w.asked = append(w.asked, question)
	w.waiting = append(w.waiting, flows.Delivered{Key: e.Key, In: e.To})
	return nil
}

// attach shows a file's title in its place, and its words.
func (w *world) attach(e flows.Attach) error {
	out, err := w.render.Attach(w.rooms[e.To], e)
	if err != nil {
		return err
	}
	kind := "picture"
	switch {
	case e.Calendar != nil:
		kind = "calendar file"
	case e.Paper != nil:
		kind = "paper"
		if _, err := w.render.Make(w.rooms[e.To], *out.File); err != nil {
			return err
		}
	}
	w.post(e.To, e.Key, "", ", a "+kind, "["+kind+": "+out.File.Title+"]\n"+out.Markdown)
	return nil
}

// mention is how the renderer writes a person.
var mention = regexp.MustCompile(`\[([^\]]*)\]\(https://matrix\.to/#/[^)]*\)`)

// post puts a message up, or the new text of an earlier one.
func (w *world) post(in flows.Place, key, replaces flows.Key, head, text string) {
	text = mention.ReplaceAllString(text, "@$1")
	w.show(w.name(in)+head, text)
	b := w.wall(in)
	for i := range b.lines {
		if replaces != "" && b.lines[i].key == replaces {
			b.lines[i].text = text
			return
		}
	}
	b.lines = append(b.lines, posted{key, head, text})
	w.newest[in] = key
}

func (w *world) print(line string) {
	if !w.quiet {
		w.out("< " + line)
	}
}

// show prints a message, indented under its head.
func (w *world) show(head, text string) {
	w.print(head)
	for line := range strings.Lines(text) {
		if !w.quiet {
			w.out(strings.TrimRight("    "+line, " \n"))
		}
	}
}

// name is a room as the transcripts call it.
func (w *world) name(p flows.Place) string {
	switch p.Kind {
	case flows.DeskRoom:
		return "desk of " + string(p.Service)
	case flows.DirectRoom:
		return "direct room of " + local(p.Person)
	case flows.PartnershipRoom:
		return "partnership room " + string(p.Partnership)
	case flows.PrivateRoom:
		return "own room of " + string(p.Service) + " " + string(p.Case)
	}
	return "case room " + string(p.Case)
}

func local(p flows.Person) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(string(p), "@"), ":")
	return name
}
