package instrument

import (
	"strings"
)

// manner is how somebody answers a question in a test.
type manner func(d *Definition, q Question) string

// everything has happened: all of each list, the last number of children.
func everything(d *Definition, q Question) string { return severally(d, q, 20) }

// something has happened: two behaviours of each kind, and there are children.
func something(d *Definition, q Question) string { return severally(d, q, 2) }

// nothing has happened, and there are no children.
func nothing(d *Definition, q Question) string {
	for _, name := range []string{"no_children", "none", "never", "yes"} {
		if _, ok := d.Choice(q, name); ok {
			return name
		}
	}
	return severally(d, q, 1)
}

func severally(d *Definition, q Question, most int) string {
	if q.Name == "children" {
		return "more"
	}
	var names []string
	for _, c := range d.Choices[q.List] {
		if !alone[c.Name] && (q.Type == TypeSelectMultiple && len(names) < most || len(names) == 0) {
			names = append(names, c.Name)
		}
	}
	if !q.Selects() {
		return "1"
	}
	return strings.Join(names, " ")
}

// alone are the choices that go with no other.
var alone = map[string]bool{"none": true, "no_children": true, "does_not_know": true, "no_answer": true}

// sitting is what one interview says and asks, in order.
func sitting(d *Definition, point string, answer manner) []Question {
	var said []Question
	a := Answers{"time_point": point}
	for _, q := range d.Questions() {
		if !d.Relevant(q.Name, a) {
			continue
		}
		said = append(said, q)
		if q.Type != TypeNote {
			a[q.Name] = answer(d, q)
		}
	}
	return said
}

func asked(said []Question) (n int) {
	for _, q := range said {
		if q.Type != TypeNote {
			n++
		}
	}
	return n
}
