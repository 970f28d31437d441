package xlsform

import (
	"slices"
)

// check has the definition judged as every definition is, and finds the cell of
// each fault. A cell of which something was said already is not judged again.
func (i *importer) check() {
	if i.unread {
		return
	}
	told := map[at]bool{}
	for _, fault := range i.faults.list {
		told[fault.at] = true
	}
	for _, fault := range i.definition.Check() {
		first, _ := fault.Path[0].(string)
		if i.unset && slices.Contains([]string{"id", "version", "title"}, first) || i.asked && ofText(fault.Path) {
			continue
		}
		if where := i.find(fault.Path); !told[where] {
			i.faults.add(where, "%s", fault.Text)
		}
	}
}

// find is the cell of a part of the definition, or of what should contain it.
func (i *importer) find(path []any) at {
	for n := len(path); n > 0; n-- {
		if where, ok := i.places[key(path[:n])]; ok {
			return where
		}
	}
	return at{sheet: i.surveyed.name}
}

// ofText reports whether a fault is about a text, of which nothing can be said
// while it is not known in which language it is.
func ofText(path []any) bool {
	return slices.ContainsFunc(path, func(step any) bool {
		return slices.Contains([]any{"languages", "title", "label", "hint", "short", "constraint_message"}, step)
	})
}
